/** Faults of a scenario do what they say, each beside the same run without it; and they move nobody else's randomness. */
import { describe, expect, it } from "vitest";
import { LUX } from "../../src/model/params/parameters.ts";
import { createKernel } from "../../src/sim/kernel/kernel.ts";
import { randomStreams } from "../../src/sim/kernel/streams.ts";
import { createLink, type NetworkConditions } from "../../src/sim/network/network.ts";
import type { RunRecord } from "../../src/sim/run/record.ts";
import { load, runText, SHORT, shipped } from "./fixture.ts";

const BASE = `
name: faults
about: one order, checked and challenged
blocks: 260
params: ${JSON.stringify(SHORT)}
models:
  - { id: vad, outputs: silero-vad-v5, tolerance: { comparator: l2, agree: 0.000004, fault: 0.0002 } }
providers:
  - { id: cheat, behaviour: cheat, platform: cheat-fp16 }
  - { id: near, behaviour: honest, count: 5, stake: 1000 LUX, platform: [avx512-opt-all, wasm-opt-all, avx2] }
consumers:
  - { id: alice, behaviour: consumer, orders: 1, start: 20 blocks, ask: [cheat], recheck: [near] }
  - { id: bob, behaviour: consumer, orders: 2, start: 30 blocks, every: 30 blocks, ask: [near], check: 0 }
`;
const withFaults = (...faults: readonly object[]): string => `${BASE}faults: ${JSON.stringify(faults)}\n`;
const recordOf = (...faults: readonly object[]): RunRecord => runText(withFaults(...faults)).record;
const agent = ({ agents }: RunRecord, id: string) => agents.find((one) => one.id === id)!;
const span = (from: number, to: number) => ({ from: `${from} blocks`, to: `${to} blocks` });

describe("a fault", () => {
  const usual = runText(BASE).record;

  it("of nothing changes nothing: no agent, no height", () => {
    expect([usual.faults, agent(usual, "cheat").slashed, usual.cases.fault]).toEqual([undefined, "100000000000", 1]);
    const later = recordOf({ kind: "offline", agents: ["near"], ...span(5_000, 6_000) });
    expect(later.faults).toEqual({ lost: 0, duplicated: 0, cut: 0, restarts: 0, censored: 0, stalled: 0, reserved: "0" });
    expect(later.traceHash).toBe(usual.traceHash);
  });

  it.each<[string, object, (record: RunRecord) => void]>([
    [
      "offline: what it would have heard it hears afterwards, and acts on it",
      { kind: "offline", agents: ["cheat"], ...span(21, 60) },
      (record) => expect(agent(record, "cheat").attested).toBe(1),
    ],
    [
      "offline for good: it does nothing",
      { kind: "offline", agents: ["cheat"], ...span(0, 260) },
      (record) => expect([agent(record, "cheat").attested, agent(record, "cheat").stake, record.cases.opened]).toEqual([0, "0", 0]),
    ],
    [
      "crash: it begins anew, and serves as before",
      { kind: "crash", agents: ["near"], ...span(10, 15) },
      (record) => expect([record.faults!.restarts, BigInt(agent(record, "bob").profit) <= -2n * LUX, record.cases.fault]).toEqual([5, true, 1]),
    ],
    [
      "clock: a provider whose clock is far behind attests to nothing",
      { kind: "clock", agents: ["cheat"], by: -100_000, ...span(1, 260) },
      (record) => expect([agent(record, "cheat").attested, record.transactions.refused["TIMESTAMP_TOO_OLD"]! >= 1]).toEqual([0, true]),
    ],
    [
      "clock of the proposers: the chain's time is ahead, and never goes back",
      { kind: "clock", agents: ["proposers"], by: 10_000, ...span(250, 255) },
      (record) => expect(Number(record.timeUnix) - Number(usual.timeUnix)).toBe(10_000 - 5 * 2 + 5),
    ],
    ["network: some is lost", { kind: "network", loss: 0.5, ...span(1, 200) }, ({ faults }) => expect(faults!.lost).toBeGreaterThan(10)],
    [
      "network of one agent: what others send arrives",
      { kind: "network", agents: ["bob"], loss: 0.9, ...span(1, 260) },
      (record) => expect(agent(record, "alice").profit).toBe(agent(usual, "alice").profit),
    ],
    [
      "network: some arrives twice",
      { kind: "network", duplicates: 0.9, ...span(1, 260) },
      ({ faults }) => expect(faults!.duplicated).toBeGreaterThan(20),
    ],
    [
      "partition: those who are cut off are heard of by nobody",
      { kind: "partition", agents: ["cheat"], ...span(0, 260) },
      (record) => expect([agent(record, "cheat").stake, record.faults!.cut > 10]).toEqual(["0", true]),
    ],
    [
      "partition that heals: they are heard of then",
      { kind: "partition", agents: ["cheat"], ...span(21, 50) },
      (record) => expect([agent(record, "cheat").attested, record.cases.fault]).toEqual([1, 1]),
    ],
    [
      "stall: time goes on, heights do not",
      { kind: "stall", at: "100 blocks", slots: 50 },
      (record) => {
        expect([record.height, record.faults!.stalled]).toEqual([usual.height, 50]);
        expect(Number(record.timeUnix) - Number(usual.timeUnix)).toBe(50 * 2);
      },
    ],
    [
      "censor: what is left out is in no block, nor what its sender sent after it",
      { kind: "censor", agents: ["alice"], kinds: ["placeOrder"], ...span(1, 260) },
      (record) => expect([record.faults!.censored > 100, agent(record, "alice").profit, record.cases.opened]).toEqual([true, "0", 0]),
    ],
    [
      "censor that ends: it goes in then",
      { kind: "censor", kinds: ["claim"], ...span(1, 45) },
      (record) => expect([record.faults!.censored >= 1, record.cases.opened]).toEqual([true, 1]),
    ],
  ])("%s", (_, fault, holds) => {
    const record = recordOf(fault);
    holds(record);
    expect(record.laws.flatMap(({ name, breached }) => breached.map(({ detail }) => `${name}: ${detail}`))).toEqual([]);
    expect(recordOf(fault).traceHash).toBe(record.traceHash);
  });

  it("of the disk makes a provider silent about what it attested to; of the memory alone does not", () => {
    const slashed = (loses: string) => runText(shipped("crash-and-restart"), { overrides: [`faults[1].loses=${loses}`] }).record.slashes;
    expect(slashed("disk").map(({ provider, cause }) => [provider, cause])).toEqual([["wiped", "no-reveal"]]);
    expect(slashed("memory")).toEqual([]);
  });

  it.each([
    ["an agent that is not there", { kind: "crash", agents: ["nobody"], ...span(1, 2) }, "SCENARIO_NAME_UNKNOWN"],
    ["proposers offline", { kind: "offline", agents: ["proposers"], ...span(1, 2) }, "SCENARIO_NAME_UNKNOWN"],
    ["an unknown kind of transaction", { kind: "censor", kinds: ["reveal"], ...span(1, 2) }, "SCENARIO_NAME_UNKNOWN"],
    ["an end before its beginning", { kind: "partition", agents: ["near"], ...span(3, 2) }, "SCENARIO_VALUE_REFUSED"],
  ])("is refused: %s", (_, fault, code) => {
    const loading = load(withFaults(fault));
    expect(loading.ok ? [] : loading.problems.map((problem) => [problem.code, problem.line])).toEqual([[code, 14]]);
  });
});

describe("the time under way", () => {
  const arrivals = (conditions: NetworkConditions): number[] => {
    const kernel = createKernel();
    const link = createLink(kernel, randomStreams(5)("network/a"), () => conditions);
    const times: number[] = [];
    for (let index = 0; index < 4_000; index += 1) link.deliver(() => times.push(kernel.now()));
    kernel.runUntil(1e12);
    return times.sort((a, b) => a - b);
  };
  const share = (times: readonly number[], beyond: number): number => times.filter((time) => time > beyond).length / times.length;

  it("has the tail that is asked for: none, halving with every jitter, or with every doubling of it", () => {
    const at = { delay: 1_000, jitter: 1_000, loss: 0 };
    expect(share(arrivals(at), 2_000)).toBe(0);
    const exponential = arrivals({ ...at, tail: "exponential" });
    for (const jitters of [1, 2, 3]) expect(share(exponential, 1_000 + jitters * 1_000)).toBeCloseTo(0.5 ** jitters, 1);
    const heavy = arrivals({ ...at, tail: "heavy" });
    expect(heavy.at(-1)).toBeGreaterThan(100_000);
    for (const doublings of [2, 3, 4]) {
      const ratio = share(heavy, 1_000 + 1_000 * 2 ** (doublings + 1)) / share(heavy, 1_000 + 1_000 * 2 ** doublings);
      expect(ratio).toBeGreaterThan(0.35);
      expect(ratio).toBeLessThan(0.65);
    }
  });
});
