import { z } from "zod";
import { WAIVERS } from "../../model/params/consistency.ts";
import { ACCEPTABLE_STATUSES, PARAMETER_ROWS, type Parameter, type ParameterName } from "../../model/params/parameters.ts";
import { PRESETS } from "../../model/params/presets.ts";
import { RULING_ROWS } from "../../model/params/rulings.ts";
import { type AnyBehaviour, BEHAVIOURS } from "../agents/behaviours.ts";
import { amount, blocksOf, timeOf } from "../agents/parameters.ts";
import { CONDUCTS, type Conduct } from "../warp/conduct.ts";
import { faultSchema } from "./fault-schema.ts";
import { denialKeys, enclaveKeys, genesisTime, intelSchema, launch } from "./tee-schema.ts";
import { toleranceSchema } from "./tolerance.ts";

const id = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "an id of lower-case letters, digits and hyphens wanted");

function parameterSchema({ unit }: Parameter<unknown>): z.ZodType {
  if (unit === "nLUX") return amount("an amount");
  if (unit === "blocks") return blocksOf("a number of blocks");
  if (unit === "seconds")
    return timeOf("whole seconds")
      .refine((micros) => micros % 1_000_000 === 0, "whole seconds wanted")
      .transform((micros) => micros / 1_000_000);
  if (unit === "TCB statuses") return z.array(z.enum(ACCEPTABLE_STATUSES)).min(1);
  return unit === "seats per level" ? z.array(z.int().min(1).max(64)).min(1).max(4) : z.int().min(0);
}

const params = z.strictObject(
  Object.fromEntries(
    PARAMETER_ROWS.map(([name, row]) => [name, parameterSchema(row).optional().describe(`${row.doc} (${row.unit}; ${row.source})`)]),
  ),
) as z.ZodType<Partial<Record<ParameterName, bigint | number | readonly (number | string)[]>>>;

const rulings = z.strictObject(
  Object.fromEntries(
    RULING_ROWS.map(([name, row]) => [
      name,
      z
        .enum(["default", ...Object.keys(row.variants)])
        .optional()
        .describe(row.question),
    ]),
  ),
) as z.ZodType<Partial<Record<string, string>>>;

const model = z.strictObject({
  id: id.describe("its name in the scenario and on the chain"),
  outputs: z
    .string()
    .describe(
      [
        "recorded outputs: a folder of fixtures/float, or a path that begins with ./ or ../, from the scenario's folder;",
        "or a network and a numeric class: generated:lstm, generated:transformer:bf16",
      ].join(" "),
    ),
  tolerance: toleranceSchema,
  numericClass: z.string().max(32).default("fp32"),
  architecture: z.string().max(32).default("lstm"),
  license: z.string().max(64).default("MIT"),
  paramCount: z.int().min(0).default(0),
  teeRequired: z.boolean().default(false),
  ...enclaveKeys,
});

const group = {
  id: id.describe("the agent's id, or with `count` the prefix of theirs"),
  count: z.int().min(1).max(10_000).optional().describe("so many agents: id-1, id-2, …"),
  balance: amount("what it begins with, beside its stake").prefault("100 LUX"),
  models: z.array(id).optional().describe("models that it serves or orders from; all where left out"),
};

const provider = {
  ...group,
  stake: amount("what it stakes").prefault("100 LUX"),
  platform: z
    .union([z.string(), z.array(z.string()).min(1)])
    .describe("what it computes on: a platform of its models' outputs, or a list taken in turn"),
  owner: id.optional().describe("id of the account that owns it; itself where left out"),
};

const groupsOf = (behaviours: readonly AnyBehaviour[], role: "provider" | "consumer") => {
  const options = behaviours
    .filter((behaviour) => behaviour.role === role)
    .map((behaviour) =>
      z
        .strictObject({ behaviour: z.literal(behaviour.name), ...(role === "provider" ? provider : group), ...behaviour.parameters })
        .describe(behaviour.about),
    );
  return z.discriminatedUnion("behaviour", options as unknown as [z.ZodObject, ...z.ZodObject[]]);
};

/** One group of agents, as written. */
export interface Group {
  readonly behaviour: string;
  readonly id: string;
  readonly count?: number;
  readonly balance: bigint;
  readonly models?: readonly string[];
  readonly stake?: bigint;
  readonly platform?: string | readonly string[];
  readonly owner?: string;
  readonly [parameter: string]: unknown;
}

const validator = z.strictObject({
  id: id.describe("the validator's id, or with `count` the prefix of theirs"),
  count: z.int().min(1).max(1024).optional().describe("so many validators: id-1, id-2, …"),
  weight: z.int().min(1).default(1).describe("weight of each in a set"),
  behaviour: z
    .enum(Object.keys(CONDUCTS) as [Conduct, ...Conduct[]])
    .default("honest")
    .describe(
      Object.entries(CONDUCTS)
        .map(([name, about]) => `${name} ${about}`)
        .join("; "),
    ),
  since: blocksOf("height from which it behaves so; before, it is honest").prefault("0 blocks"),
  atGenesis: z.boolean().default(true).describe("whether it is of the set of genesis, or only of a set that `changeValidators` names"),
});

const network = z.strictObject({
  delay: timeOf("least time under way").prefault("100 ms"),
  jitter: timeOf("added at most, uniformly").prefault("200 ms"),
  loss: z.number().min(0).max(0.9).default(0).describe("probability that a message or transaction never arrives"),
});

const at = { at: blocksOf("height"), agent: z.string().describe("id of the agent that sends it") };

const step = z.discriminatedUnion("do", [
  z.strictObject({ ...at, do: z.literal("transfer"), to: z.string(), amount: amount("how much") }).describe("money to another agent"),
  z.strictObject({ ...at, do: z.literal("addStake"), amount: amount("how much") }).describe("a provider stakes more"),
  z.strictObject({ ...at, do: z.literal("unbond"), amount: amount("how much") }).describe("stake that nothing reserves begins to leave (R15)"),
  z.strictObject({ ...at, do: z.literal("withdraw") }).describe("what has ended its unbonding goes to its owner"),
  z.strictObject({ ...at, do: z.literal("stopServing"), model: id }).describe("a provider serves a model no longer"),
  z.strictObject({ ...at, do: z.literal("retireModel"), model: id }).describe("a model takes no attestations any more; its owner is `registrar`"),
  z
    .strictObject({ ...at, do: z.literal("setTolerance"), model: id, tolerance: toleranceSchema })
    .describe("a new tolerance, in force `ownerDelay` later (R43); the model's owner is `registrar`"),
  z
    .strictObject({ ...at, do: z.literal("changeParameters"), params: params.describe("over those in force then") })
    .describe("new numbers, in force `ownerDelay` later (R30); `agent` signs, and only `registrar` governs"),
  z
    .strictObject({ ...at, do: z.literal("changeValidators"), validators: z.array(id).min(1).describe("ids of groups of validators") })
    .describe("these groups are the set of Warp validators from the block after `ownerDelay` on (R49); only `registrar` governs"),
  z
    .strictObject({ ...at, do: z.literal("allowMeasurement"), model: id, launch: launch.default("release").describe("which build of its enclave") })
    .describe(
      "an enclave may run a model, in force `ownerDelay` later (R10, R43); the model's owner is `registrar`, who allows the released one at once",
    ),
  z
    .strictObject({ ...at, do: z.literal("denyPlatform"), ...denialKeys })
    .describe("evidence of a platform or an enclave is denied from the next block on (R50); only `registrar` governs"),
  z
    .strictObject({ ...at, do: z.literal("postCollateral"), of: blocksOf("height whose collateral it is; that of now where left out").optional() })
    .describe("all items of collateral that Intel serves at a height, one transaction each (R12)"),
  z
    .strictObject({ ...at, do: z.literal("reportEvidence"), provider: z.string().describe("id of a provider") })
    .describe("evidence of the provider's attestations that are open was bad (R48), one transaction each"),
]);

const scalar = z.union([z.number(), z.string(), z.boolean()]);

const expectation = z.strictObject({
  path: z.string().min(1).describe("into the run's record: `cases.fault`, `slashes[provider=cheat].count`, `agents[id=cheat].profit`"),
  op: z.enum(["eq", "lte", "gte", "between"]),
  value: z.union([scalar, z.array(scalar).length(2)]).describe("what is wanted; for `between` two values, both included"),
  because: z.string().min(1).describe("why it must be so"),
});

const measure = z.strictObject({ name: id, path: z.string().min(1).describe("into the run's record") });

/** The keys of a scenario but for its groups of agents. */
const keys = {
  name: id,
  about: z.string().min(1).describe("what it shows, in a paragraph"),
  preset: z.enum(Object.keys(PRESETS) as [string, ...string[]]).default("reference"),
  rulings: rulings.default({}),
  params: params.default({}),
  unsafe: z
    .array(z.enum(WAIVERS as [string, ...string[]]))
    .default([])
    .describe("inequalities broken on purpose"),
  crypto: z.enum(["ideal", "real"]).default("ideal"),
  tee: z
    .enum(["software", "assumed", "evidence"])
    .optional()
    .describe(
      [
        "where TEE evidence comes from: a simulated Intel and its machines (`intel`); nowhere, and none is asked for;",
        "or the folder that ACHAIN_TEE_EVIDENCE names, of which each model's `evidence` names a bundle",
      ].join(" "),
    ),
  intel: intelSchema.optional().describe("the simulated Intel of `tee: software`, its machines and what happens to them"),
  genesisTime,
  blocks: z.int().min(1).max(10_000_000).describe("how long it runs"),
  blockTime: timeOf("between blocks, whole seconds")
    .refine((micros) => micros >= 1_000_000 && micros % 1_000_000 === 0, "whole seconds wanted, at least 1 s: the chain's time counts in them")
    .prefault("2 s"),
  proposers: z.int().min(1).max(1024).default(3),
  models: z.array(model).min(1),
  use: z.array(z.string()).default([]).describe("modules beside the scenario that export `behaviours`: [./mine.mjs]"),
  validators: z.array(validator).default([]).describe("who signs Warp messages (R49); where nobody does, nothing of Warp is there"),
  network: network.prefault({}),
  faults: z.array(faultSchema).default([]),
  timeline: z.array(step).default([]),
  measures: z.array(measure).default([]),
  expect: z.array(expectation).default([]),
};

/** The schema of scenarios whose agents have these behaviours. Its output has units resolved and defaults filled in. */
export function scenarioSchema(behaviours: readonly AnyBehaviour[] = BEHAVIOURS) {
  return z.strictObject({
    ...keys,
    providers: z.array(groupsOf(behaviours, "provider")).min(1),
    consumers: z.array(groupsOf(behaviours, "consumer")).default([]),
  });
}

/** A scenario as read: units resolved, defaults filled in. */
export type Scenario = Omit<z.output<ReturnType<typeof scenarioSchema>>, "providers" | "consumers"> & {
  readonly providers: readonly Group[];
  readonly consumers: readonly Group[];
};

/** A step of the scenario's timeline. */
export type Step = z.output<typeof step>;

/** An expectation of the scenario. */
export type Expectation = z.output<typeof expectation>;

/** The JSON Schema of scenario files, for editors. */
export function scenarioJsonSchema(behaviours: readonly AnyBehaviour[] = BEHAVIOURS): { readonly [key: string]: unknown } {
  return { title: "achain scenario", ...z.toJSONSchema(scenarioSchema(behaviours), { io: "input", unrepresentable: "any" }) };
}
