/** Comparisons where a wrong one would be off by a hair: thresholds hit exactly, subnormals, zeros, NaNs, infinities, greatest values. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Comparison, compareOutputs } from "../src/model/tolerance/compare.ts";
import { compareDecimals, type Decimal, formatDecimal, parseDecimal } from "../src/model/tolerance/decimal.ts";
import { toleranceFlaw } from "../src/model/tolerance/flaw.ts";
import type { Output } from "../src/model/tolerance/output.ts";
import type { Tolerance } from "../src/model/tolerance/tolerance.ts";
import { decimalOf, definedComparison, order, outputOf, values } from "./comparison-oracle.ts";

const decimals = fc
  .tuple(fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 40 })))
  .map(([coefficient, exponent]): Decimal => ({ coefficient, exponent }));

const decimal = (text: string): Decimal => parseDecimal(text)!;
const two = (kind: "absolute" | "l2", agree: string, fault: string): Tolerance => ({ kind, agree: decimal(agree), fault: decimal(fault) });
const four = (agree: readonly [string, string], fault: readonly [string, string]): Tolerance => ({
  kind: "relative",
  agree: { atol: decimal(agree[0]), rtol: decimal(agree[1]) },
  fault: { atol: decimal(fault[0]), rtol: decimal(fault[1]) },
});

const ULP = 2 ** -23;
const LEAST = 2 ** -149;
const GREATEST = (2 - ULP) * 2 ** 127;
/** 2^−23 in decimal, to the last digit. */
const ULP_TEXT = "0.00000011920928955078125";
/** Just below and just above it. */
const BELOW_ULP_TEXT = "0.00000011920928955078124";
const ABOVE_ULP_TEXT = "0.00000011920928955078126";

describe("a threshold", () => {
  const rows: readonly (readonly [what: string, tolerance: Tolerance, a: Output, b: Output, said: Comparison])[] = [
    ["τ_lo hit exactly: AGREE", two("absolute", ULP_TEXT, "1"), values(1), values(1 + ULP), "agree"],
    ["τ_lo missed by its last digit: BAND", two("absolute", BELOW_ULP_TEXT, "1"), values(1), values(1 + ULP), "band"],
    ["τ_hi hit exactly: FAULT", two("absolute", "0", ULP_TEXT), values(1), values(1 + ULP), "fault"],
    ["τ_hi missed by its last digit: BAND", two("absolute", "0", ABOVE_ULP_TEXT), values(1), values(1 + ULP), "band"],
    ["the largest difference decides, not the sum", two("absolute", "1", "3"), values(0, 0, 0, 0), values(1, 1, 1, -1), "agree"],
    ["a least subnormal is more than nothing", two("absolute", "0", "1"), values(0), values(LEAST), "band"],
    ["subnormals do not vanish", two("absolute", "0", "1e-40"), values(0, 0), values(71_363 * LEAST, 0), "fault"],
    ["one below it", two("absolute", "0", "1e-40"), values(0, 0), values(71_362 * LEAST, 0), "band"],
    ["the greatest difference does not overflow", two("absolute", "1", "18446744073709551615"), values(-GREATEST), values(GREATEST), "fault"],
    ["−0 is 0", two("absolute", "0", "1"), values(0), values(-0), "agree"],
    ["−0 is not 0 byte by byte", { kind: "bytes" }, values(0), values(-0), "fault"],
    ["a NaN equals any NaN", two("absolute", "0", "1"), outputOf([0x7fc0_0000]), outputOf([0xff80_0001]), "agree"],
    ["a NaN equals nothing else", two("absolute", "1", "3"), outputOf([0x7fc0_0000]), outputOf([0x7f80_0000]), "fault"],
    ["an infinity equals itself", two("l2", "0.1", "0.3"), values(Infinity, 1), values(Infinity, 1.0625), "agree"],
    ["an infinity equals no other", two("absolute", "1", "3"), values(Infinity), values(-Infinity), "fault"],
    ["an infinity is not the greatest finite value", four(["0", "1"], ["0", "2"]), values(Infinity), values(GREATEST), "fault"],
    ["l2 at τ_lo exactly: 4 of 5", two("l2", "0.8", "1.7"), values(3, 0), values(3, 4), "agree"],
    ["l2 just above τ_lo", two("l2", "0.7999999999999999999", "1.7"), values(3, 0), values(3, 4), "band"],
    ["l2 at τ_hi exactly", two("l2", "0.1", "0.8"), values(3, 0), values(3, 4), "fault"],
    ["l2 just below τ_hi", two("l2", "0.1", "0.8000000000000000001"), values(3, 0), values(3, 4), "band"],
    ["l2 of greatest values does not overflow", two("l2", "0.9", "2"), values(GREATEST, -GREATEST), values(-GREATEST, GREATEST), "fault"],
    ["l2 of least values does not vanish", two("l2", "0.9", "2"), values(LEAST), values(-LEAST), "fault"],
    ["l2 against nothing is 1", two("l2", "1", "2.1"), values(0), values(LEAST), "agree"],
    ["l2 just below 1 against nothing", two("l2", "0.9999999999999999999", "2.1"), values(0), values(LEAST), "band"],
    ["l2 of zeros of any sign", two("l2", "0", "1"), values(0, -0), values(-0, 0), "agree"],
    ["relative at its allowance exactly", four(["0", "0.5"], ["0", "0.6"]), values(1), values(2), "agree"],
    ["relative: the larger of the two counts, on either side", four(["0", "0.5"], ["0", "0.6"]), values(2), values(1), "agree"],
    ["relative: atol and rtol add up", four(["0.25", "0.375"], ["1", "1"]), values(1), values(2), "agree"],
    ["relative: not quite", four(["0.25", "0.3749999999"], ["1", "1"]), values(1), values(2), "band"],
    ["relative at its fault allowance exactly", four(["0", "0"], ["0", "0.5"]), values(1), values(2), "fault"],
    ["relative: one element at fault is enough", four(["1", "0"], ["2", "0"]), values(0, 0, 9), values(0, 2, 9), "fault"],
    ["relative: the worst element decides", four(["1", "0"], ["2", "0"]), values(0, 0, 9), values(0, 1.5, 9), "band"],
  ];

  it.each(rows)("%s", (_, tolerance, a, b, said) => {
    expect(compareOutputs(tolerance, a, b)).toBe(said);
    expect(compareOutputs(tolerance, b, a)).toBe(said);
    expect(definedComparison(tolerance, a, b)).toBe(said);
  });

  it("is hit exactly by the difference itself, and by nothing smaller", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1500 }), fc.nat({ max: 2 ** 23 - 1501 }), (ulps, from) => {
        const [a, b] = [values(1 + from * ULP), values(1 + (from + ulps) * ULP)];
        const exact: Decimal = { coefficient: BigInt(ulps) * 5n ** 23n, exponent: 23 };
        const less: Decimal = { coefficient: exact.coefficient - 1n, exponent: 23 };
        const more: Decimal = { coefficient: exact.coefficient + 1n, exponent: 23 };
        const said = (agree: Decimal, fault: Decimal): Comparison => compareOutputs({ kind: "absolute", agree, fault }, a, b);
        const far = decimal("1000");
        expect([said(exact, far), said(less, far), said(less, exact), said(less, more)]).toEqual(["agree", "band", "fault", "band"]);
      }),
    );
  });

  const flaws: readonly (readonly [what: string, tolerance: Tolerance, isRefused: boolean])[] = [
    ["bytes has no threshold to be wrong", { kind: "bytes" }, false],
    ["absolute: twice τ_lo is too little", two("absolute", "0.5", "1"), true],
    ["absolute: above twice τ_lo", two("absolute", "0.5", "1.0000000001"), false],
    ["l2: twice τ_lo is too little", two("l2", "0.000004", "0.000008"), true],
    ["l2: zero and zero", two("l2", "0", "0"), true],
    ["relative: equal", four(["1", "1"], ["1", "1"]), true],
    ["relative: one rises", four(["1", "1"], ["1", "1.1"]), false],
    ["relative: one rises, one falls", four(["1", "1"], ["0.9", "2"]), true],
  ];

  it.each(flaws)("%s", (_, tolerance, isRefused) => {
    expect(toleranceFlaw(tolerance) !== undefined).toBe(isRefused);
  });
});

describe("decimals", () => {
  it("are read from every way to write them, and compared as fractions", () => {
    const texts: readonly (readonly [string, string | undefined])[] = [
      ["4e-6", "0.000004"],
      ["0.10", "0.1"],
      ["1E3", "1000"],
      ["00.5", "0.5"],
      ["0e-3", "0"],
      ["18446744073709551615", "18446744073709551615"],
      ...["18446744073709551616", "1e-41", "1e20", "", ".5", "1.", "-1", "1e", "Infinity", "0x1", "1,5"].map((text) => [text, undefined] as const),
    ];
    expect(texts.map(([text]) => [text, parseDecimal(text)].map((one) => (typeof one === "object" ? formatDecimal(one) : one)))).toEqual(texts);
    fc.assert(fc.property(decimals, decimals, (a, b) => Math.sign(compareDecimals(a, b)) === order(decimalOf(a), decimalOf(b))));
  });
});
