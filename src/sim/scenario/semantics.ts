import { violations } from "../../model/params/consistency.ts";
import type { Protocol } from "../../model/params/protocol.ts";
import { toleranceFlaw } from "../../model/tolerance/flaw.ts";
import { MEASURED } from "../../model/tolerance/premises.ts";
import { type AnyBehaviour, behaviourNamed } from "../agents/behaviours.ts";
import type { FindSource, InferenceSource } from "../numerics/source.ts";
import type { FindEvidence, GivenEvidence } from "../tee/given.ts";
import { faultProblems } from "./fault-semantics.ts";
import { type PlacedProblem, problem, unknownName } from "./placed.ts";
import type { Path } from "./positions.ts";
import { agentIds, protocolOfScenario, REGISTRAR_BALANCE, toleranceOfScenario } from "./resolve.ts";
import type { Group, Scenario } from "./schema.ts";
import { teeSemantics } from "./tee-semantics.ts";

function duplicateIds(scenario: Scenario): PlacedProblem[] {
  const seen = new Set<string>(["registrar"]);
  return (["providers", "consumers"] as const).flatMap((role) =>
    scenario[role].flatMap((group, index) =>
      [group.id, ...(group.count === undefined ? [] : agentIds(group))].flatMap((id) => {
        if (!seen.has(id)) {
          seen.add(id);
          return [];
        }
        return [problem([role, index, "id"], "SCENARIO_NAME_TAKEN", `“${id}” is taken`, "give every group an id of its own")];
      }),
    ),
  );
}

function modelProblems(scenario: Scenario): PlacedProblem[] {
  const ids = scenario.models.map(({ id }) => id);
  const taken = ids.flatMap((id, index) =>
    ids.indexOf(id) === index
      ? []
      : [problem(["models", index, "id"], "SCENARIO_NAME_TAKEN", `“${id}” is taken`, "give every model an id of its own")],
  );
  return taken;
}

function sourcesOf(scenario: Scenario, findSource: FindSource): { sources: Record<string, InferenceSource>; problems: PlacedProblem[] } {
  const sources: Record<string, InferenceSource> = {};
  const problems: PlacedProblem[] = [];
  for (const [index, { id, outputs }] of scenario.models.entries()) {
    const source = findSource(outputs);
    if (typeof source === "string")
      problems.push(
        problem(["models", index, "outputs"], "OUTPUTS_NOT_FOUND", source, "name a folder with index.json, or a network as generated:lstm"),
      );
    else sources[id] = source;
  }
  return { sources, problems };
}

/** Thresholds that do not fit their comparator, and a comparator that measures no output of its model. */
function toleranceProblems(path: Path, of: Parameters<typeof toleranceOfScenario>[0], source: InferenceSource | undefined): PlacedProblem[] {
  const tolerance = toleranceOfScenario(of);
  const flaw = toleranceFlaw(tolerance);
  if (flaw !== undefined) return [problem(path, "TOLERANCE_INVALID", flaw, "widen the band between the two thresholds")];
  const measured = MEASURED[tolerance.kind];
  const [platform] = source?.honest ?? [];
  if (source === undefined || platform === undefined || measured.length === 0) return [];
  const { dtype } = source.infer(platform, 0);
  if (measured.includes(dtype)) return [];
  const fitting = Object.entries(MEASURED).flatMap(([name, dtypes]) => (dtypes.includes(dtype) ? [name] : []));
  return [
    problem(
      path,
      "TOLERANCE_INVALID",
      `${tolerance.kind} compares ${measured.join(", ")}, and the outputs of ${source.name} are ${dtype}`,
      `take one that does: ${["bytes", ...fitting].join(", ")}`,
    ),
  ];
}

/** Keys of groups, beside `platform`, that name a cheat's weights. */
const CHEATS_BESIDE = ["sells", "gives"] as const;

function platformProblems(
  behaviours: readonly AnyBehaviour[],
  group: Group,
  index: number,
  sources: Readonly<Record<string, InferenceSource>>,
): PlacedProblem[] {
  const { computes } = behaviourNamed(behaviours, group.behaviour);
  const served = group.models ?? Object.keys(sources);
  const unknownAmong = (key: string, names: readonly string[], isCheat: boolean): PlacedProblem[] =>
    names.flatMap((name) =>
      served.flatMap((model) => {
        const source = sources[model];
        const known = isCheat ? source?.cheats : source?.honest;
        if (known === undefined || known.includes(name) || (isCheat && source?.takesCheat?.(name) === true)) return [];
        return [unknownName(["providers", index, key], name, known, `${isCheat ? "cheat" : "honest platform"} of ${model}`)];
      }),
    );
  const beside = CHEATS_BESIDE.flatMap((key) => unknownAmong(key, group[key] === undefined ? [] : [String(group[key])], true));
  return [...unknownAmong("platform", [group.platform ?? []].flat(), computes === "cheat"), ...beside];
}

function nameProblems(scenario: Scenario): PlacedProblem[] {
  const models = scenario.models.map(({ id }) => id);
  const groups = [...scenario.providers, ...scenario.consumers];
  const names = ["registrar", ...groups.map(({ id }) => id), ...groups.flatMap(agentIds)];
  const modelsNamed = (["providers", "consumers"] as const).flatMap((role) =>
    scenario[role].flatMap((group, index) =>
      (group.models ?? []).flatMap((name, at) => (models.includes(name) ? [] : [unknownName([role, index, "models", at], name, models, "model")])),
    ),
  );
  const asked = scenario.consumers.flatMap((group, index) =>
    (["ask", "recheck", "accomplices", "joins"] as const).flatMap((key) =>
      ((group[key] ?? []) as string[]).flatMap((name, at) =>
        names.includes(name) ? [] : [unknownName(["consumers", index, key, at], name, names, "group")],
      ),
    ),
  );
  const owners = scenario.providers.flatMap((group, index) =>
    group.owner === undefined || names.includes(group.owner) ? [] : [unknownName(["providers", index, "owner"], group.owner, names, "agent")],
  );
  const faulty = faultProblems(scenario, names);
  const agents = ["registrar", ...groups.flatMap(agentIds)];
  const steps = scenario.timeline.flatMap((step, index) => [
    ...(agents.includes(step.agent) ? [] : [unknownName(["timeline", index, "agent"], step.agent, agents, "agent")]),
    ...(!("to" in step) || agents.includes(step.to) ? [] : [unknownName(["timeline", index, "to"], step.to, agents, "agent")]),
    ...(!("model" in step) || models.includes(step.model) ? [] : [unknownName(["timeline", index, "model"], step.model, models, "model")]),
  ]);
  return [...modelsNamed, ...asked, ...owners, ...faulty, ...steps];
}

/** Validators: their ids, those that a step or a consumer names, and weights that no set can have. */
function validatorProblems({ validators, providers, consumers, timeline }: Scenario): PlacedProblem[] {
  const ids = validators.map(({ id }) => id);
  const taken = validators.flatMap(({ id }, index) =>
    ids.indexOf(id) === index && ![...providers, ...consumers].some((group) => group.id === id)
      ? []
      : [problem(["validators", index, "id"], "SCENARIO_NAME_TAKEN", `“${id}” is taken`, "give every group an id of its own")],
  );
  const steps = timeline.flatMap((step, index) =>
    step.do !== "changeValidators"
      ? []
      : step.validators.flatMap((name, at) =>
          ids.includes(name) ? [] : [unknownName(["timeline", index, "validators", at], name, ids, "group of validators")],
        ),
  );
  const genesis = validators.some(({ atGenesis }) => atGenesis);
  const deaf = consumers.flatMap(({ behaviour }, index) =>
    genesis || !["cautious-consumer", "hasty-consumer"].includes(behaviour)
      ? []
      : [
          problem(
            ["consumers", index, "behaviour"],
            "SCENARIO_VALUE_REFUSED",
            `a ${behaviour} begins with the validators of genesis, and there are none`,
            "list `validators`",
          ),
        ],
  );
  const followed = consumers.flatMap((group, index) =>
    ((group["follows"] ?? []) as string[]).flatMap((name, at) => {
      const known = providers.flatMap((provider) => [provider.id, ...agentIds(provider)]);
      return known.includes(name) ? [] : [unknownName(["consumers", index, "follows", at], name, known, "group of providers")];
    }),
  );
  return [...taken, ...steps, ...deaf, ...followed];
}

/** Money is 64 bits of nLUX, all of it together. */
function supplyProblems(scenario: Scenario): PlacedProblem[] {
  const supply = [...scenario.providers, ...scenario.consumers].reduce(
    (sum, group) => sum + (group.balance + (group.stake ?? 0n)) * BigInt(group.count ?? 1),
    0n,
  );
  if (supply < 2n ** 64n - REGISTRAR_BALANCE) return [];
  return [
    problem(["providers"], "SCENARIO_VALUE_REFUSED", `balances and stakes come to ${supply} nLUX`, "less than 2^64 nLUX (18446744073 LUX) in all"),
  ];
}

function expectationProblems(scenario: Scenario): PlacedProblem[] {
  return scenario.expect.flatMap(({ op, value }, index) =>
    (op === "between") === Array.isArray(value)
      ? []
      : [
          problem(
            ["expect", index, "value"],
            "SCENARIO_VALUE_REFUSED",
            `expect[${index}].value does not fit op: ${op}`,
            "`between` takes two values, every other op one",
          ),
        ],
  );
}

/** Bounds and inequalities that a protocol breaks without saying so. */
function parameterProblems(path: Path, protocol: Protocol): PlacedProblem[] {
  const remedy = "change the parameter; docs/parameters.md says which inequalities a scenario can name in `unsafe`";
  return violations(protocol).map(({ name, explanation }) => problem(path, "PARAMETER_REFUSED", `${name}: ${explanation}`, remedy));
}

/** What steps of the timeline would put in force and no chain would take. */
function stepProblems(scenario: Scenario, sources: Readonly<Record<string, InferenceSource>>): PlacedProblem[] {
  let protocol = protocolOfScenario(scenario);
  return scenario.timeline.flatMap((step, index) => {
    if (step.do === "setTolerance") return toleranceProblems(["timeline", index, "tolerance"], step, sources[step.model]);
    if (step.do !== "changeParameters") return [];
    protocol = { ...protocol, parameters: { ...protocol.parameters, ...step.params } as Protocol["parameters"] };
    return parameterProblems(["timeline", index, "params"], protocol);
  });
}

/** What no schema can say: names that must exist, parameters that must fit together, outputs that must be there. */
export function semanticProblems(
  scenario: Scenario,
  behaviours: readonly AnyBehaviour[],
  findSource: FindSource,
  findEvidence: FindEvidence,
): { problems: PlacedProblem[]; sources: Readonly<Record<string, InferenceSource>>; evidence: Readonly<Record<string, GivenEvidence>> } {
  const { sources, problems } = sourcesOf(scenario, findSource);
  const { evidence, problems: teeProblems } = teeSemantics(scenario, findEvidence);
  return {
    sources,
    evidence,
    problems: [
      ...duplicateIds(scenario),
      ...modelProblems(scenario),
      ...problems,
      ...scenario.providers.flatMap((group, index) => platformProblems(behaviours, group, index, sources)),
      ...nameProblems(scenario),
      ...validatorProblems(scenario),
      ...teeProblems,
      ...supplyProblems(scenario),
      ...parameterProblems(["params"], protocolOfScenario(scenario)),
      ...scenario.models.flatMap((model, index) => toleranceProblems(["models", index, "tolerance"], model, sources[model.id])),
      ...stepProblems(scenario, sources),
      ...expectationProblems(scenario),
    ],
  };
}
