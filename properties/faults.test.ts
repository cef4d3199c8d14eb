/** Whatever goes wrong for a while: no law is breached, and once it is mended everything ends and all stake can be withdrawn. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TAILS } from "../src/sim/scenario/fault-schema.ts";
import { runText, SHORT } from "../test/sim/fixture.ts";

const HEALED = 160;
const SCENE = `
name: weather
about: a cheat, a griefer and honest providers in any weather
blocks: 460
params: ${JSON.stringify(SHORT)}
models:
  - { id: vad, outputs: silero-vad-v5, tolerance: { comparator: l2, agree: 0.000004, fault: 0.0002 } }
providers:
  - { id: cheat, behaviour: cheat, platform: cheat-fp16 }
  - { id: near, behaviour: honest, count: 5, stake: 1000 LUX, platform: [avx512-opt-all, wasm-opt-all, avx2] }
consumers:
  - { id: alice, behaviour: consumer, orders: 2, start: 20 blocks, every: 30 blocks, ask: [cheat], recheck: [near] }
  - { id: bob, behaviour: griefer, orders: 2, start: 30 blocks, every: 30 blocks, ask: [near] }
`;

const agents = fc.subarray(["cheat", "near-1", "near-2", "near-3", "alice", "bob"], { minLength: 1, maxLength: 3 });
const span = fc
  .tuple(fc.integer({ min: 10, max: HEALED - 1 }), fc.integer({ min: 0, max: 60 }))
  .map(([from, length]) => ({ from: `${from} blocks`, to: `${Math.min(from + length, HEALED - 1)} blocks` }));
const fault = fc.oneof(
  fc.record({ kind: fc.constant("offline"), agents, span }),
  fc.record({ kind: fc.constant("crash"), agents, span, loses: fc.constantFrom("memory", "disk") }),
  fc.record({ kind: fc.constant("clock"), agents: fc.oneof(agents, fc.constant(["proposers"])), span, by: fc.integer({ min: -900, max: 900 }) }),
  fc.record({
    ...{ kind: fc.constant("network"), span, agents: fc.option(agents, { nil: undefined }) },
    loss: fc.constantFrom(0, 0.3, 0.9),
    duplicates: fc.constantFrom(0, 0.5),
    tail: fc.constantFrom(...TAILS),
  }),
  fc.record({ kind: fc.constant("partition"), agents, span }),
  fc.record({
    kind: fc.constant("stall"),
    at: fc.integer({ min: 10, max: HEALED }).map((at) => `${at} blocks`),
    slots: fc.integer({ min: 1, max: 400 }),
  }),
  fc.record({ kind: fc.constant("censor"), span, agents: fc.option(agents, { nil: undefined }) }),
);

describe("after a time of faults", () => {
  it("every case has ended, nothing is in escrow, bonded or reserved, and no law was breached", () => {
    const endings = new Set<string>();
    fc.assert(
      fc.property(fc.array(fault, { minLength: 1, maxLength: 5 }), fc.integer({ min: 1, max: 1000 }), (drawn, seed) => {
        const faults = drawn.map((one) => ("span" in one ? { ...one, ...one.span, span: undefined } : one));
        const { record } = runText(`${SCENE}faults: ${JSON.stringify(faults)}\n`, { seed });
        expect(record.laws.flatMap(({ name, breached }) => breached.map(({ detail }) => `${name}: ${detail}`))).toEqual([]);
        const { cases, supply, faults: done } = record;
        expect([cases.open, supply.escrows, supply.bonds, done!.reserved]).toEqual([0, "0", "0", "0"]);
        endings.add(cases.fault > 0 ? "fault" : cases.opened > 0 ? "another" : "no case");
      }),
    );
    expect(endings.size).toBeGreaterThan(1); // the weather matters, and does not stop everything
  });
});
