/**
 * The laws over generated scenarios: any mix of honest, cheating, absent and withholding providers, consumers and griefers,
 * owners, networks, stake that comes and goes. Whatever happens, no law is breached, nothing throws, and money lost is burnt.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runText, SHORT } from "../test/sim/fixture.ts";
import { IS_FIXED_SEED } from "./runs.ts";

const HONEST = ["avx512-opt-all", "avx512-opt-none", "wasm-opt-all", "avx2", "sse", "arm64-older-runtime"];
const CHEATS = ["cheat-fp16", "cheat-bf16", "cheat-int8", "cheat-e16", "cheat-e13"];

/** Blocks of a generated run: long enough for several whole cases under the short windows. */
const BLOCKS = 260;

const height = fc.integer({ min: 1, max: BLOCKS }).map((value) => `${value} blocks`);
const lux = (min: number, max: number) => fc.integer({ min, max }).map((value) => `${value} LUX`);

const providerGroup = (behaviour: string, platforms: readonly string[], count: { min: number; max: number }) =>
  fc.record({
    id: fc.constant(behaviour),
    behaviour: fc.constant(behaviour),
    count: fc.integer(count),
    stake: lux(100, 320),
    platform: fc.shuffledSubarray([...platforms], { minLength: 1 }),
  });

const customerGroup = (behaviour: string) =>
  fc.record({
    id: fc.constant(behaviour),
    behaviour: fc.constant(behaviour),
    count: fc.integer({ min: 1, max: 2 }),
    balance: lux(60, 300),
    orders: fc.integer({ min: 1, max: 14 }),
    start: fc.integer({ min: 8, max: 30 }).map((value) => `${value} blocks`),
    every: fc.integer({ min: 1, max: 8 }).map((value) => `${value} blocks`),
    fee: fc.integer({ min: 1, max: 900 }).map((value) => `${value * 1_000_000} nLUX`),
    check: fc.double({ min: 0.3, max: 1, noNaN: true }),
    patience: fc.constant("6 blocks"),
  });

/** Ladders with what their bonds and cases need: ξ ≥ B, and an unbonding that no two cases outlive. */
const LADDERS = [
  { ladder: [1, 7] },
  { ladder: [1, 7] },
  { ladder: [3, 7], attestationExposure: "16 LUX" },
  { ladder: [1, 3, 7], attestationExposure: "16 LUX", unbonding: "3300 blocks" },
  { ladder: [1, 3] },
] as const;

const optional = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: undefined });

const step = fc.oneof(
  fc.record({ do: fc.constant("unbond"), at: height, agent: fc.constantFrom("honest-1", "honest-2"), amount: lux(1, 120) }),
  fc.record({ do: fc.constant("addStake"), at: height, agent: fc.constantFrom("honest-1", "honest-2"), amount: lux(1, 80) }),
  fc.record({ do: fc.constant("withdraw"), at: height, agent: fc.constantFrom("honest-1", "honest-2") }),
  fc.record({ do: fc.constant("transfer"), at: height, agent: fc.constant("honest-1"), to: fc.constant("honest-2"), amount: lux(1, 300) }),
  fc.record({ do: fc.constant("stopServing"), at: height, agent: fc.constant("honest-1"), model: fc.constant("vad") }),
);

const scenario = fc
  .record({
    honest: providerGroup("honest", HONEST, { min: 2, max: 12 }),
    cheat: optional(providerGroup("cheat", CHEATS, { min: 1, max: 3 })),
    cheatAppeals: fc.boolean(),
    ladder: fc.constantFrom(...LADDERS),
    isGoverned: fc.constantFrom(true, true, true, false),
    absent: optional(providerGroup("absent", HONEST, { min: 1, max: 3 })),
    withholding: optional(providerGroup("withholding", HONEST, { min: 1, max: 2 })),
    shared: fc.boolean(),
    consumer: customerGroup("consumer"),
    griefer: optional(customerGroup("griefer")),
    loss: fc.constantFrom(0, 0.02, 0.05),
    jitter: fc.constantFrom("0 ms", "500 ms", "3 s"),
    timeline: fc.array(step, { maxLength: 5 }),
    commitWindow: fc.constantFrom("12 blocks", "30 blocks"),
  })
  .map(
    ({ honest, cheat, cheatAppeals, ladder, isGoverned, absent, withholding, shared, consumer, griefer, loss, jitter, timeline, commitWindow }) => ({
      name: "generated",
      about: "made by a property",
      blocks: BLOCKS,
      params: { ...SHORT, commitWindow: loss === 0 ? commitWindow : SHORT.commitWindow, ...ladder },
      ...(isGoverned ? {} : { rulings: { R30: "none" } }),
      models: [{ id: "vad", outputs: "silero-vad-v5", tolerance: { comparator: "l2", agree: 0.000004, fault: 0.0002 } }],
      providers: [
        honest,
        ...[cheat === undefined ? undefined : { ...cheat, appeals: cheatAppeals }, absent, withholding].flatMap((group) =>
          group === undefined ? [] : [shared ? { ...group, owner: "honest-1" } : group],
        ),
      ],
      consumers: [consumer, ...(griefer === undefined ? [] : [griefer])],
      network: { delay: "100 ms", jitter, loss },
      timeline,
    }),
  );

/** What must have happened in some run, or the laws were hardly asked. */
const DEEP = [
  ...["fault", "clean", "void", "appeal at level 0", "open at level 1"],
  ...["slashed for fault", "slashed for absent", "slashed for seat-fault"],
];
/** What must have in many. */
const DEEPER = ["band", "open at level 2", "appeal at level 1", "slashed for no-reveal"];

const RUNS = Number(process.env["ACHAIN_LAW_RUNS"] ?? 20);

describe("generated scenarios", () => {
  it("breach no law", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(scenario, fc.nat(1_000_000), (written, seed) => {
        const { record, cases } = runText(JSON.stringify(written), { seed });
        for (const { cause } of record.slashes) seen.add(`slashed for ${cause}`);
        for (const { phases, outcome } of cases)
          for (const happening of [outcome, ...phases.map(({ phase, level }) => `${phase} at level ${level}`)]) seen.add(happening);
        const breaches = record.laws.flatMap(({ name, breached }) => breached.map(({ height: at, detail }) => `${name} at ${at}: ${detail}`));
        expect(breaches).toEqual([]);
        expect(record.agents.reduce((sum, { profit }) => sum + BigInt(profit), 0n)).toBe(-BigInt(record.supply.burnt));
      }),
      { numRuns: RUNS },
    );
    const wanted = [...(IS_FIXED_SEED || RUNS >= 300 ? DEEP : []), ...(RUNS < 300 ? [] : DEEPER)];
    expect(wanted.filter((happening) => !seen.has(happening))).toEqual([]);
  });
});
