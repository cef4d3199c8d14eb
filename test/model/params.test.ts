/**
 * The numbers of the protocol (section 2): the defaults are those of its table, every bound and every inequality is checked and
 * named with both its sides, and only an inequality can be waived.
 */
import { describe, expect, it } from "vitest";
import { begin, SHORT } from "../../src/conformance/chain.ts";
import { genesisState } from "../../src/model/chain/genesis.ts";
import { INEQUALITIES, violations, WAIVERS } from "../../src/model/params/consistency.ts";
import { DEFAULT_PARAMETERS, LUX, PARAMETER_ROWS, type ParameterName, type Parameters } from "../../src/model/params/parameters.ts";
import { PRESETS } from "../../src/model/params/presets.ts";
import { bondOf, longestCase, type Protocol, REFERENCE } from "../../src/model/params/protocol.ts";
import { DEFAULT_RULINGS, RULING_ROWS } from "../../src/model/params/rulings.ts";

const lux = (thousandths: bigint): bigint => (thousandths * LUX) / 1000n;
const withParameters = (parameters: Partial<Parameters>, unsafe: readonly string[] = []): Protocol => ({
  ...REFERENCE,
  parameters: { ...DEFAULT_PARAMETERS, ...parameters },
  unsafe,
});
const namesOf = (protocol: Protocol): string[] => violations(protocol).map(({ name }) => name);

describe("defaults", () => {
  it("are those of the protocol's table", () => {
    expect(DEFAULT_PARAMETERS).toEqual({
      ...{ minStake: lux(100_000n), challengeWindow: 600, openWindow: 30, joinWindow: 10, drawDelay: 2, commitWindow: 100, redraws: 2 },
      ...{ revealWindow: 50, seatOpenWindow: 30, appealWindow: 60, extension: 100, ladder: [1, 7] },
      ...{ rerunFee: lux(500n), partyFee: lux(200n), challengeStake: lux(10_000n), appealStake: lux(2_000n), claimFee: lux(10n) },
      ...{ attestationExposure: lux(15_000n), seatExposure: lux(25_000n), absencePenalty: lux(1_000n) },
      ...{ unbonding: 2_500, stakeMaturity: 100, maxAge: 600, maxSkew: 30, ownerDelay: 700, txFee: lux(1n), txFeePerByte: 10n },
      ...{ slashFault: 10_000, slashNoReveal: 10_000, slashEquivocation: 10_000, slashSeatFault: 2_500 },
      ...{
        challengerShare: 2_500,
        accuserShare: 1_000,
        appellantShare: 2_500,
        reporterShare: 2_500,
        feeBurn: 0,
        retention: 100_000,
        tcbStatuses: ["UpToDate", "SWHardeningNeeded"],
        tcbGrace: 1_209_600,
        blockReports: 100,
        blockCollateral: 8,
        warpRetention: 43_200,
      },
    });
  });

  it("make a bond of 14.4 LUX, a longest case of 892 blocks and a bound on unbonding of 2,444", () => {
    expect(bondOf(REFERENCE)).toBe(lux(14_400n));
    expect(longestCase(DEFAULT_PARAMETERS)).toBe(892);
    const unbonding = INEQUALITIES.find(({ name }) => name === "unbonding")!;
    expect(unbonding.sides(DEFAULT_PARAMETERS, REFERENCE)).toEqual([2_500, ">", 2_444]);
  });

  it("break nothing, in any preset; nor does the small chain of the tests", () => {
    for (const preset of Object.values(PRESETS)) expect(violations(preset)).toEqual([]);
    expect(violations({ ...REFERENCE, parameters: SHORT })).toEqual([]);
    expect([bondOf({ ...REFERENCE, parameters: SHORT }), longestCase(SHORT)]).toEqual([lux(12_400n), 38]);
  });

  it("are within their bounds, and say what they are", () => {
    for (const [name, row] of PARAMETER_ROWS) {
      expect(namesOf(withParameters({ [name]: row.default }))).toEqual([]);
      expect([row.doc, row.source, row.unit].every((text) => text.length > 0)).toBe(true);
    }
  });

  it("of rulings are all `default`, from R01 to R53", () => {
    expect(RULING_ROWS.map(([id]) => id)).toEqual(Array.from({ length: 53 }, (_, index) => `R${String(index + 1).padStart(2, "0")}`));
    expect(new Set(Object.values(DEFAULT_RULINGS))).toEqual(new Set(["default"]));
  });
});

/** The least change of one parameter that breaks an inequality, the two sides that result, and the last value that does not. */
const BROKEN: readonly (readonly [names: readonly string[], broken: Partial<Parameters>, sides: string, kept: Partial<Parameters>])[] = [
  [["panel"], { ladder: [1, 2] }, "2 is not ≥ 3", { ladder: [1, 3] }],
  [["panel"], { ladder: [7, 1] }, "1 is not ≥ 3", { ladder: [7] }],
  [["unbonding"], { unbonding: 2_444 }, "2444 is not > 2444", { unbonding: 2_445 }],
  [["unbonding"], { commitWindow: 105 }, "2500 is not > 2504", { commitWindow: 104 }],
  [["attestation-exposure"], { attestationExposure: lux(14_400n) - 1n }, "14399999999 is not ≥ 14400000000", { attestationExposure: lux(14_400n) }],
  [["attestation-exposure"], { challengeStake: lux(10_600n) + 1n }, "15000000000 is not ≥ 15000000001", { challengeStake: lux(10_600n) }],
  [["seat-exposure"], { seatExposure: lux(5_900n) - 1n }, "5899999999 is not ≥ 5900000000", { seatExposure: lux(5_900n) }],
  [["seat-exposure"], { appealStake: lux(21_100n) + 1n }, "25000000000 is not ≥ 25000000001", { appealStake: lux(21_100n) }],
  [["min-stake"], { minStake: lux(40_000n) - 1n }, "39999999999 is not ≥ 40000000000", { minStake: lux(40_000n) }],
  // Whatever breaks the sum of the shares leaves nothing to burn, and so breaks the party's share too.
  [["shares", "party-share"], { accuserShare: 7_501 }, "10001 is not ≤ 10000", { accuserShare: 5_000 }],
  [["party-share"], { challengerShare: 4_501 }, "4501 is not ≤ 4499", { challengerShare: 4_500 }],
  [["appellant-share"], { appellantShare: 5_001 }, "5001 is not ≤ 4999", { appellantShare: 5_000 }],
  [["reporter-share"], { reporterShare: 5_001 }, "5001 is not ≤ 4999", { reporterShare: 5_000 }],
  [["owner-delay"], { ownerDelay: 629 }, "629 is not ≥ 630", { ownerDelay: 630 }],
];

/** What a record can hold: the least change that is too much, its two sides, and the last value that is not. */
const FULL: readonly (readonly [names: readonly string[], broken: Partial<Parameters>, sides: string, kept: Partial<Parameters>])[] = [
  [["seats"], { rerunFee: 0n, redraws: 1, ladder: [64, 64] }, "256 is not ≤ 255", { rerunFee: 0n, redraws: 1, ladder: [63, 64] }],
  [["history"], { stakeMaturity: 19_107 }, "20001 is not ≤ 20000", { stakeMaturity: 19_106 }],
];

describe("an inequality", () => {
  it.each([...BROKEN, ...FULL])("%s is named with both its sides: %o", (names, broken, sides, kept) => {
    const found = violations(withParameters(broken));
    expect(found.map(({ name }) => name)).toEqual(names);
    const { text } = INEQUALITIES.find(({ name }) => name === names[0])!;
    expect(found[0]!.explanation).toBe(`${text} does not hold: ${sides}`);
    expect(violations(withParameters(kept))).toEqual([]);
  });

  it.each(BROKEN)("%s is waived by its name and by no other: %o", (names, broken) => {
    expect(violations(withParameters(broken, names))).toEqual([]);
    const others = WAIVERS.filter((name) => !names.includes(name));
    expect(namesOf(withParameters(broken, others))).toEqual(names);
  });

  it.each(FULL)("%s cannot be waived: %o", (names, broken) => {
    expect(namesOf(withParameters(broken, WAIVERS))).toEqual(names);
    expect(namesOf(withParameters(broken, names))).toEqual([...names, ...names]);
  });

  it("has a row each", () => {
    expect(new Set([...BROKEN, ...FULL].flatMap(([names]) => names))).toEqual(new Set(INEQUALITIES.map(({ name }) => name)));
  });

  it("that is broken makes genesis refuse the protocol, with the name and the sides", () => {
    const { genesis, keyring } = begin();
    const parameters = { ...SHORT, unbonding: 96 };
    const refused = genesisState({ ...genesis, protocol: { ...genesis.protocol, parameters } }, keyring.crypto);
    expect(refused).toEqual({
      ok: false,
      refusal: { code: "PARAMETER_REFUSED", detail: "unbonding: unbonding > W + 2L + 2·D does not hold: 96 is not > 96" },
    });
    expect(genesisState({ ...genesis, protocol: { ...genesis.protocol, parameters, unsafe: ["unbonding"] } }, keyring.crypto).ok).toBe(true);
  });
});

/** Values just outside of a parameter's bounds. */
const outside = (name: ParameterName): unknown[] => {
  const row = PARAMETER_ROWS.find(([other]) => other === name)![1];
  if (row.unit === "TCB statuses") return [[], ["Revoked"], ["UpToDate", "NotSupported"]];
  if (Array.isArray(row.default)) return [[], [0], [3, 65], [65, 3]];
  const { min, max } = row as { min: bigint | number; max: bigint | number };
  return typeof min === "bigint" ? [min - 1n, (max as bigint) + 1n] : [min - 1, (max as number) + 1];
};

describe("a bound", () => {
  it.each(PARAMETER_ROWS.map(([name]) => name))("of %s is named, and cannot be waived", (name) => {
    for (const value of outside(name)) {
      expect(namesOf(withParameters({ [name]: value }, WAIVERS))).toEqual([name]);
      expect(violations(withParameters({ [name]: value }))[0]!.explanation).toContain(name);
    }
  });

  it("is told before any inequality", () => {
    expect(namesOf(withParameters({ redraws: 17, unbonding: 1 }))).toEqual(["redraws"]);
  });
});

describe("unsafe", () => {
  it("names only what can be waived", () => {
    expect(violations(withParameters({}, ["minStake"]))).toEqual([
      { name: "minStake", explanation: `unsafe names minStake, which is none of ${WAIVERS.join(", ")}` },
    ]);
  });
});
