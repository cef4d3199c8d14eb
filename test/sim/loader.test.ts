/** What is wrong with a scenario is said with its place and its remedy; what is right is read exactly. */
import { describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { valueAtPath } from "../../src/sim/scenario/expectations.ts";
import { toleranceOfScenario } from "../../src/sim/scenario/resolve.ts";
import { formatAmount, formatTime, parseAmount, parseTime } from "../../src/sim/units.ts";
import { load, loaded, shipped } from "./fixture.ts";

const GOOD = shipped("first-dispute");

/** The shipped scenario with one piece of text replaced; the piece must be there. */
function withText(from: string, to: string): string {
  expect(GOOD).toContain(from);
  return GOOD.replace(from, to);
}

const decimal = (coefficient: bigint, exponent: number) => ({ coefficient, exponent });

const lineOf = (text: string, piece: string): number => text.split("\n").findIndex((line) => line.includes(piece)) + 1;

const WRITTEN = "{ comparator: l2, agree: 0.000004, fault: 0.0002 }";
const withTolerance = (tolerance: string): string => withText(WRITTEN, tolerance);
const refused = (what: string, tolerance: string, says: string, code = "SCENARIO_VALUE_REFUSED") => ({
  what,
  text: withTolerance(tolerance),
  code,
  at: "tolerance:",
  says,
});

/** Tolerances that are refused, each for a reason of its own. */
const TOLERANCES = [
  refused("an unknown comparator", "{ comparator: cosin, agree: 0.1, fault: 0.2 }", "“cosine”"),
  refused("half a unit in the last place", "{ comparator: ulp, agree: 0.5, fault: 4 }", "int"),
  refused("units in the last place that are too many", "{ comparator: ulp, agree: 4, fault: 4294967296 }", "4294967295"),
  refused("a narrow band of units in the last place", "{ comparator: ulp, agree: 4, fault: 8 }", "twice", "TOLERANCE_INVALID"),
  refused("a cosine without a band", "{ comparator: cosine, agree: 0.1, fault: 0.1 }", "above the agree", "TOLERANCE_INVALID"),
  refused("a key of another comparator", "{ comparator: cosine, agree: 0.1, fault: 0.2, rows: [] }", "rows", "SCENARIO_KEY_UNKNOWN"),
  refused("an envelope without rows", "{ comparator: envelope, rows: [] }", "1 item"),
  refused(
    "a percentile in per cent",
    "{ comparator: envelope, rows: [{ percentile: 99, agree: 0, fault: 1 }] }",
    "percentile",
    "SCENARIO_KEY_UNKNOWN",
  ),
  refused("a percentile beyond all", "{ comparator: envelope, rows: [{ basisPoints: 10001, agree: 0, fault: 1 }] }", "10000"),
  refused(
    "percentiles that fall",
    "{ comparator: envelope, rows: [{ basisPoints: 10000, agree: 0, fault: 1 }, { basisPoints: 9900, agree: 0, fault: 1 }] }",
    "rise",
    "TOLERANCE_INVALID",
  ),
  refused(
    "an overlap that rises",
    "{ comparator: topk, agree: { overlap: 5, logit: 0.5 }, fault: { overlap: 6, logit: 2 } }",
    "overlap",
    "TOLERANCE_INVALID",
  ),
  refused(
    "half of an allowance",
    "{ comparator: topk, agree: { overlap: 5 }, fault: { overlap: 3, logit: 2 } }",
    "models[0].tolerance.agree.logit",
    "SCENARIO_KEY_MISSING",
  ),
  refused(
    "a comparator of tokens for numbers",
    "{ comparator: topk, agree: { overlap: 5, logit: 0.5 }, fault: { overlap: 3, logit: 2 } }",
    "are f32 take one that does: bytes, absolute, relative, l2, ulp, cosine, envelope",
    "TOLERANCE_INVALID",
  ),
];

const FAULTS: readonly { what: string; text: string; code: string; at: string; says: string }[] = [
  { what: "an unknown key", text: withText("blocks: 900", "blocks: 900\nblokcs: 3"), code: "SCENARIO_KEY_UNKNOWN", at: "blokcs", says: "“blocks”" },
  {
    what: "an unknown key deep inside",
    text: withText("behaviour: cheat,", "behaviour: cheat, platfrom: x,"),
    code: "SCENARIO_KEY_UNKNOWN",
    at: "platfrom",
    says: "“platform”",
  },
  { what: "a number as string", text: withText("blocks: 900", 'blocks: "900"'), code: "SCENARIO_VALUE_REFUSED", at: "blocks:", says: "number" },
  {
    what: "negative money",
    text: withText("behaviour: cheat,", 'behaviour: cheat, stake: "-5 LUX",'),
    code: "SCENARIO_VALUE_REFUSED",
    at: "-5 LUX",
    says: "100 LUX",
  },
  {
    what: "money without a unit",
    text: withText("behaviour: cheat,", "behaviour: cheat, stake: 100,"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "stake: 100",
    says: "an amount with its unit wanted",
  },
  {
    what: "an unknown behaviour",
    text: withText("behaviour: cheat,", "behaviour: chaet,"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "chaet",
    says: "“cheat”",
  },
  { what: "an unknown platform", text: withText("cheat-fp16", "cheat-fp61"), code: "SCENARIO_NAME_UNKNOWN", at: "cheat-fp61", says: "“cheat-fp16”" },
  { what: "unknown outputs", text: withText("silero-vad-v5", "silero"), code: "OUTPUTS_NOT_FOUND", at: "outputs: silero", says: "index.json" },
  { what: "an unknown group", text: withText("ask: [cheat]", "ask: [chet]"), code: "SCENARIO_NAME_UNKNOWN", at: "chet", says: "“cheat”" },
  { what: "a missing key", text: withText("blocks: 900\n", ""), code: "SCENARIO_KEY_MISSING", at: "name:", says: "number" },
  { what: "a duplicate key", text: withText("blocks: 900", "blocks: 900\nblocks: 901"), code: "SCENARIO_SYNTAX", at: "blocks: 901", says: "YAML" },
  { what: "bad YAML", text: withText("providers:", "providers: ["), code: "SCENARIO_SYNTAX", at: "", says: "YAML" },
  {
    what: "a taken id",
    text: withText("id: alice", "id: honest"),
    code: "SCENARIO_NAME_TAKEN",
    at: "id: honest, behaviour: consumer",
    says: "id of its own",
  },
  { what: "a narrow band", text: withText("fault: 0.0002", "fault: 0.000008"), code: "TOLERANCE_INVALID", at: "tolerance:", says: "band" },
  ...TOLERANCES,
  {
    what: "a TEE that nothing is said of",
    text: withText("outputs: silero-vad-v5", "outputs: silero-vad-v5\n    teeRequired: true"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "teeRequired",
    says: "tee: software",
  },
  {
    what: "an Intel without a TEE",
    text: withText("blocks: 900", "blocks: 900\nintel: {}"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "intel:",
    says: "tee: software",
  },
  {
    what: "a behaviour of evidence without any",
    text: withText("behaviour: cheat,", "behaviour: extracted-key,"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "extracted-key",
    says: "about evidence",
  },
  {
    what: "a machine of an unknown family",
    text: withText("blocks: 900", "blocks: 900\ntee: software\nintel: { machines: [{ of: [cheat], family: famly }] }"),
    code: "SCENARIO_NAME_UNKNOWN",
    at: "famly",
    says: "“family”",
  },
  {
    what: "a machine of nobody",
    text: withText("blocks: 900", "blocks: 900\ntee: software\nintel: { machines: [{ of: [chaet], family: family }] }"),
    code: "SCENARIO_NAME_UNKNOWN",
    at: "chaet",
    says: "“cheat”",
  },
  {
    what: "a recovery published before its date",
    text: withText(
      "blocks: 900",
      "blocks: 900\ntee: software\nintel: { families: [{ id: ice, recoveries: [{ at: 9 blocks, publishedAt: 8 blocks }] }] }",
    ),
    code: "SCENARIO_VALUE_REFUSED",
    at: "publishedAt",
    says: "no earlier",
  },
  {
    what: "a denial of an unknown family",
    text: withText(
      "blocks: 900",
      "blocks: 900\ntee: software\ntimeline: [{ at: 9 blocks, agent: registrar, do: denyPlatform, what: family, name: famly }]",
    ),
    code: "SCENARIO_NAME_UNKNOWN",
    at: "famly",
    says: "“family”",
  },
  {
    what: "a time of no calendar",
    text: withText("blocks: 900", "blocks: 900\ngenesisTime: 2026-02-30T00:00:00Z"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "genesisTime",
    says: "calendar",
  },
  {
    what: "real evidence that is not here",
    text: withText("outputs: silero-vad-v5", "outputs: silero-vad-v5\n    evidence: some-bundle").replace(
      "blocks: 900",
      "blocks: 900\ncrypto: real\ntee: evidence",
    ),
    code: "EVIDENCE_NOT_FOUND",
    at: "some-bundle",
    says: "ACHAIN_TEE_EVIDENCE",
  },
  {
    what: "a broken inequality",
    text: withText("blocks: 900", "blocks: 900\nparams: { unbonding: 100 blocks }"),
    code: "PARAMETER_REFUSED",
    at: "params:",
    says: "unsafe",
  },
  {
    what: "an unknown ruling variant",
    text: withText("blocks: 900", "blocks: 900\nrulings: { R19: unifrom }"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "unifrom",
    says: "“uniform”",
  },
  {
    what: "more money than there can be",
    text: withText("behaviour: cheat,", "behaviour: cheat, stake: 99999999999 LUX,"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "99999999999",
    says: "64 bits",
  },
  {
    what: "too much money together",
    text: withText("behaviour: cheat,", "behaviour: cheat, count: 9, stake: 9999999999 LUX,"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "id: cheat",
    says: "2^64",
  },
  {
    what: "no block time",
    text: withText("blocks: 900", "blocks: 900\nblockTime: 0 s"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "blockTime",
    says: "1 s",
  },
  {
    what: "half a second",
    text: withText("blocks: 900", "blocks: 900\nblockTime: 500 ms"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "blockTime",
    says: "whole seconds",
  },
  {
    what: "a payee that is nobody",
    text: withText("consumers:", "timeline: [{ at: 5 blocks, agent: alice, do: transfer, to: nobody, amount: 1 LUX }]\nconsumers:"),
    code: "SCENARIO_NAME_UNKNOWN",
    at: "timeline",
    says: "nobody",
  },
  {
    what: "an unknown parameter in a change",
    text: withText("consumers:", "timeline: [{ at: 5 blocks, agent: registrar, do: changeParameters, params: { minStaek: 1 LUX } }]\nconsumers:"),
    code: "SCENARIO_KEY_UNKNOWN",
    at: "timeline",
    says: "“minStake”",
  },
  {
    what: "a change that breaks an inequality",
    text: withText("consumers:", "timeline: [{ at: 5 blocks, agent: registrar, do: changeParameters, params: { unbonding: 9 blocks } }]\nconsumers:"),
    code: "PARAMETER_REFUSED",
    at: "timeline",
    says: "unbonding",
  },
  {
    what: "a change to validators that are nowhere",
    text: withText(
      "consumers:",
      "validators: [{ id: old }]\ntimeline: [{ at: 5 blocks, agent: registrar, do: changeValidators, validators: [odl] }]\nconsumers:",
    ),
    code: "SCENARIO_NAME_UNKNOWN",
    at: "timeline",
    says: "“old”",
  },
  {
    what: "a consumer on another chain without validators to begin with",
    text: withText("consumers:", "consumers:\n  - { id: far, behaviour: cautious-consumer }"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "id: far",
    says: "validators",
  },
  {
    what: "a consumer on another chain that follows nobody's attestations",
    text: withText("consumers:", "validators: [{ id: old }]\nconsumers:\n  - { id: far, behaviour: hasty-consumer, follows: [chaet] }"),
    code: "SCENARIO_NAME_UNKNOWN",
    at: "id: far",
    says: "“cheat”",
  },
  {
    what: "validators with the id of a provider",
    text: withText("consumers:", "validators: [{ id: cheat }]\nconsumers:"),
    code: "SCENARIO_NAME_TAKEN",
    at: "validators:",
    says: "“cheat”",
  },
  {
    what: "a tolerance in a step for no model",
    text: withText(
      "consumers:",
      "timeline: [{ at: 5 blocks, agent: registrar, do: setTolerance, model: vda, tolerance: { comparator: bytes } }]\nconsumers:",
    ),
    code: "SCENARIO_NAME_UNKNOWN",
    at: "timeline",
    says: "“vad”",
  },
  {
    what: "a narrow band in a step",
    text: withText(
      "consumers:",
      "timeline: [{ at: 5 blocks, agent: registrar, do: setTolerance, model: vad, tolerance: { comparator: l2, agree: 1, fault: 2 } }]\nconsumers:",
    ),
    code: "TOLERANCE_INVALID",
    at: "timeline",
    says: "band",
  },
  {
    what: "a step without its tolerance",
    text: withText("consumers:", "timeline: [{ at: 5 blocks, agent: registrar, do: setTolerance, model: vad }]\nconsumers:"),
    code: "SCENARIO_KEY_MISSING",
    at: "timeline",
    says: "",
  },
  {
    what: "a bribe for weights that are none",
    text: withText("behaviour: honest,", "behaviour: bribed, sells: cheat-fp61,"),
    code: "SCENARIO_NAME_UNKNOWN",
    at: "cheat-fp61",
    says: "“cheat-fp16”",
  },
  {
    what: "accomplices that are nobody",
    text: withText("behaviour: consumer,", "behaviour: grinder, accomplices: [rnig],"),
    code: "SCENARIO_NAME_UNKNOWN",
    at: "rnig",
    says: "group",
  },
  {
    what: "a group as sender",
    text: withText("consumers:", "timeline: [{ at: 5 blocks, agent: honest, do: withdraw }]\nconsumers:"),
    code: "SCENARIO_NAME_UNKNOWN",
    at: "timeline",
    says: "honest-1",
  },
  {
    what: "between with one value",
    text: withText("op: eq\n    value: 1\n", "op: between\n    value: 1\n"),
    code: "SCENARIO_VALUE_REFUSED",
    at: "value: 1",
    says: "two values",
  },
];

describe("faults", () => {
  it.each(FAULTS)("$what: $code", ({ text, code, at, says }) => {
    const loading = load(text);
    if (loading.ok) throw new Error("it loads");
    const problem = loading.problems.find((found) => found.code === code);
    expect(problem, JSON.stringify(loading.problems)).toBeDefined();
    if (at !== "") expect(problem!.line).toBe(lineOf(text, at));
    expect(problem!.column).toBeGreaterThan(0);
    expect(`${problem!.message} ${problem!.remedy}`).toContain(says);
  });

  it.each(["", "# nothing\n", "[]", "just words", "42"])("no scenario at all: %j", (text) => {
    expect(load(text).ok).toBe(false);
  });
});

describe("what is read", () => {
  it("has units resolved and defaults filled in", () => {
    const { scenario } = loaded(GOOD, [
      "params.minStake=150 LUX",
      "providers.honest.stake=150 LUX",
      "providers[0].stake=200 LUX",
      "network.delay=20 ms",
    ]);
    expect(scenario.params.minStake).toBe(150_000_000_000n);
    expect(scenario.providers[0]!.stake).toBe(200_000_000_000n);
    expect(scenario.network).toEqual({ delay: 20_000, jitter: 200_000, loss: 0 });
    expect(scenario.blockTime).toBe(2_000_000);
  });

  it.each([
    ["{ comparator: ulp, agree: 4, fault: 9 }", { kind: "ulp", agree: 4, fault: 9 }],
    ["{ comparator: cosine, agree: 0.001, fault: 0.01 }", { kind: "cosine", agree: decimal(1n, 3), fault: decimal(1n, 2) }],
    [
      '{ comparator: envelope, rows: [{ basisPoints: 5000, agree: 0.1, fault: 1 }, { basisPoints: 10000, agree: 2e-3, fault: "3" }] }',
      {
        kind: "envelope",
        rows: [
          { basisPoints: 5_000, agree: decimal(1n, 1), fault: decimal(1n, 0) },
          { basisPoints: 10_000, agree: decimal(2n, 3), fault: decimal(3n, 0) },
        ],
      },
    ],
  ])("a tolerance: %s", (written, tolerance) => {
    expect(toleranceOfScenario(loaded(withTolerance(written)).scenario.models[0]!)).toEqual(tolerance);
  });

  it("hashes to the same configuration whatever the order of keys, and to another with any value changed", () => {
    const one = loaded(GOOD).configHash;
    const object = JSON.stringify(Object.fromEntries(Object.entries(parseYaml(GOOD)).reverse()));
    expect(loaded(object).configHash).toBe(one);
    expect(loaded(GOOD, ["blocks=901"]).configHash).not.toBe(one);
  });

  it("refuses an override that leads nowhere", () => {
    for (const override of ["providers.nobody.count=2", "providers[9].count=2", "blocks.x=1"])
      expect(load(GOOD, [override]).ok, override).toBe(false);
  });
});

describe("units", () => {
  it.each([
    ["100 LUX", 100_000_000_000n],
    ["0.5 LUX", 500_000_000n],
    ["0.000000001 LUX", 1n],
    ["7 nLUX", 7n],
  ])("%s", (text, nanoLux) => {
    expect(parseAmount(text)).toBe(nanoLux);
    expect(parseAmount(formatAmount(nanoLux))).toBe(nanoLux);
  });

  it.each([
    ["20 s", 20_000_000],
    ["1.5 s", 1_500_000],
    ["200 ms", 200_000],
    ["0.25 ms", 250],
  ])("%s", (text, micros) => expect(parseTime(text)).toBe(micros));

  it("writes times as the calendar has them", () => {
    for (const seconds of [0, 951_782_399, 951_782_400, 1_767_225_600, 4_107_542_399, 253_402_300_799])
      expect(formatTime(seconds)).toBe(new Date(seconds * 1000).toISOString().replace(".000Z", "Z"));
  });
});

describe("paths of expectations", () => {
  const record = {
    cases: { fault: 2 },
    slashes: [
      { provider: "a.b", amount: "5" },
      { provider: "c", amount: "7" },
    ],
    transactions: { refused: {}, dropped: {} },
  };

  it.each([
    ["cases.fault", 2],
    ["slashes.count", 2],
    ["slashes[1].amount", "7"],
    ["slashes[provider=a.b].amount", "5"],
    ["slashes.amount.sum", "12"],
    ["slashes.amount.max", "7"],
    ["slashes[provider=nobody].count", 0],
    ["transactions.refused.BALANCE_TOO_LOW", 0],
  ])("%s", (path, value) => expect(valueAtPath(record, path)).toEqual(value));

  it.each([
    "cases.falt",
    "slashes[5].amount",
    "cases[0]",
    "slashes[provider].count",
    "",
    "cases..fault",
    "slashes.provider.sum",
    "slashes[provder=c].count",
    "slashes[cause=falt].count",
    "transactions.refused.NOPE",
  ])("refuses %j", (path) => {
    expect(() => valueAtPath(record, path)).toThrow();
  });

  it("refuses a filter by an agent that is not there: it must not pass for an empty list", () => {
    const known = { ...record, agents: [{ id: "c", behaviour: "honest" }] };
    expect(valueAtPath(known, "slashes[provider=c].count")).toBe(1);
    for (const path of ["slashes[provider=d].count", "agents[id=d].slashed.sum", "agents[behaviour=onest].slashed.sum"])
      expect(() => valueAtPath(known, path), path).toThrow();
  });
});
