/** Known answers of the comparators `ulp`, `cosine`, `topk` and `envelope`, and of every element type: thresholds hit exactly, and edges. */
import { describe, expect, it } from "vitest";
import { type Comparison, compareOutputs } from "../src/model/tolerance/compare.ts";
import { type Decimal, parseDecimal } from "../src/model/tolerance/decimal.ts";
import { distanceOf } from "../src/model/tolerance/distance-of.ts";
import { toleranceFlaw } from "../src/model/tolerance/flaw.ts";
import type { Output } from "../src/model/tolerance/output.ts";
import type { Tolerance } from "../src/model/tolerance/tolerance.ts";
import { definedComparison, elementsOf, integers, outputOf, type Step, text, values } from "./comparison-oracle.ts";

const decimal = (digits: string): Decimal => parseDecimal(digits)!;
const two = (kind: "absolute" | "l2" | "cosine", agree: string, fault: string): Tolerance => ({ kind, agree: decimal(agree), fault: decimal(fault) });
const ulp = (agree: number, fault: number): Tolerance => ({ kind: "ulp", agree, fault });
const topk = (overlap: readonly [number, number], logit: readonly [string, string]): Tolerance => ({
  kind: "topk",
  agree: { overlap: overlap[0], logit: decimal(logit[0]) },
  fault: { overlap: overlap[1], logit: decimal(logit[1]) },
});
const envelope = (...rows: readonly (readonly [basisPoints: number, agree: string, fault: string])[]): Tolerance => ({
  kind: "envelope",
  rows: rows.map(([basisPoints, agree, fault]) => ({ basisPoints, agree: decimal(agree), fault: decimal(fault) })),
});
const relative = (agree: string, fault: string): Tolerance => ({
  kind: "relative",
  agree: { atol: decimal("0"), rtol: decimal(agree) },
  fault: { atol: decimal("0"), rtol: decimal(fault) },
});

type Row = readonly [what: string, tolerance: Tolerance, a: Output, b: Output, said: Comparison];

const half = (...bits: readonly number[]): Output => outputOf(bits, "f16");
const brain = (...bits: readonly number[]): Output => outputOf(bits, "bf16");
const MIN = -(2 ** 31);
const MAX = 2 ** 31 - 1;

const types: readonly Row[] = [
  ["f16: a least subnormal is 2^−24", two("absolute", "0.000000059604644775390625", "1"), half(0), half(1), "agree"],
  ["f16: and not less", two("absolute", "0.000000059604644775390624", "1"), half(0), half(1), "band"],
  ["f16: one and its neighbour are 2^−10 apart", two("absolute", "0", "0.0009765625"), half(0x3c00), half(0x3c01), "fault"],
  ["f16: the greatest is 65,504", two("absolute", "131007", "262015"), half(0x7bff), half(0xfbff), "band"],
  ["f16: the greatest, exactly", two("absolute", "131008", "262017"), half(0x7bff), half(0xfbff), "agree"],
  ["f16: an infinity is not the greatest", two("absolute", "131008", "262017"), half(0x7c00), half(0x7bff), "fault"],
  ["f16: a NaN equals any NaN", two("l2", "0", "1"), half(0x7e00, 0), half(0xfc01, 0x8000), "agree"],
  ["f16: a NaN is no infinity", two("absolute", "131008", "262017"), half(0x7e00), half(0x7c00), "fault"],
  ["bf16: one and its neighbour are 2^−7 apart", two("absolute", "0.0078125", "1"), brain(0x3f80), brain(0x3f81), "agree"],
  ["bf16: a least subnormal is more than nothing", two("absolute", "0", "1"), brain(0), brain(1), "band"],
  ["bf16: the greatest do not overflow", two("l2", "0.9", "2"), brain(0x7f7f), brain(0xff7f), "fault"],
  ["bf16: a NaN equals any NaN", relative("0", "1"), brain(0x7fc0), brain(0xff81), "agree"],
  ["bf16: infinities of two signs", relative("3", "9"), brain(0x7f80), brain(0xff80), "fault"],
  ["i32: from the least to the greatest", two("absolute", "4294967295", "8589934591"), integers(MIN), integers(MAX), "agree"],
  ["i32: one less", two("absolute", "4294967294", "8589934591"), integers(MIN), integers(MAX), "band"],
  ["i32: no wrapping from −1 to 0", two("absolute", "0", "1"), integers(-1), integers(0), "fault"],
  ["i32: relative to the larger", relative("0.5", "0.6"), integers(-100), integers(-50), "agree"],
  ["i32: l2", two("l2", "0.8", "1.7"), integers(3, 0), integers(3, 4), "agree"],
  ["i32: what would be a NaN in fp32 is a number", two("absolute", "0", "2"), integers(0x7fc0_0000), integers(0x7fc0_0001), "band"],
  ["i32: what would be −0 in fp32 is the least", two("absolute", "0", "1"), integers(0), integers(MIN), "fault"],
];

const ulps: readonly Row[] = [
  ["neighbours", ulp(1, 3), values(1), outputOf([0x3f80_0001]), "agree"],
  ["two is a band", ulp(1, 3), values(1), outputOf([0x3f80_0002]), "band"],
  ["three is a fault", ulp(1, 3), values(1), outputOf([0x3f80_0003]), "fault"],
  ["across a power of two", ulp(2, 5), outputOf([0x3f7f_ffff]), outputOf([0x3f80_0001]), "agree"],
  ["across zero, which is one value", ulp(2, 5), outputOf([0x8000_0001]), outputOf([0x0000_0001]), "agree"],
  ["across zero, one more", ulp(2, 5), outputOf([0x8000_0002]), outputOf([0x0000_0001]), "band"],
  ["−0 is 0", ulp(0, 1), values(-0), values(0), "agree"],
  ["from the least to the greatest", ulp(0x7000_0000, 0xfeff_fffe), outputOf([0xff7f_ffff]), outputOf([0x7f7f_ffff]), "fault"],
  ["the same, one short", ulp(0x7000_0000, 0xfeff_ffff), outputOf([0xff7f_ffff]), outputOf([0x7f7f_ffff]), "band"],
  ["the greatest has no neighbour above", ulp(1, 3), outputOf([0x7f7f_ffff]), outputOf([0x7f80_0000]), "fault"],
  ["a NaN beside an infinity", ulp(1, 3), outputOf([0x7f80_0000]), outputOf([0x7f80_0001]), "fault"],
  ["NaNs of two payloads", ulp(0, 1), outputOf([0x7f80_0001]), outputOf([0xffff_ffff]), "agree"],
  ["infinities of one sign", ulp(0, 1), outputOf([0xff80_0000, 0]), outputOf([0xff80_0000, 0x8000_0000]), "agree"],
  ["infinities of two signs", ulp(1, 3), outputOf([0xff80_0000]), outputOf([0x7f80_0000]), "fault"],
  ["f16 in its own units", ulp(1, 3), half(0x3bff), half(0x3c00), "agree"],
  ["f16: its infinity", ulp(1, 3), half(0x7bff), half(0x7c00), "fault"],
  ["bf16 in its own units", ulp(1, 3), brain(0x8001), brain(0x0000), "agree"],
  ["the worst element decides", ulp(1, 3), outputOf([0x3f80_0000, 0x4000_0000]), outputOf([0x3f80_0001, 0x4000_0003]), "fault"],
  ["a mismatch after a fault", ulp(1, 3), outputOf([0x3f80_0000, 0x7fc0_0000]), outputOf([0x3f80_0009, 0]), "fault"],
  ["integers are not measured", ulp(100, 300), integers(1), integers(2), "fault"],
];

const cosines: readonly Row[] = [
  ["one direction, other lengths", two("cosine", "0", "0.1"), values(1, 2), values(3, 6), "agree"],
  ["at agree exactly: 1 − 24/25", two("cosine", "0.04", "0.5"), values(3, 4), values(4, 3), "agree"],
  ["just above", two("cosine", "0.039999999999999999", "0.5"), values(3, 4), values(4, 3), "band"],
  ["at fault exactly", two("cosine", "0", "0.04"), values(3, 4), values(4, 3), "fault"],
  ["just below", two("cosine", "0", "0.040000000000000001"), values(3, 4), values(4, 3), "band"],
  ["a right angle is 1", two("cosine", "1", "1.5"), values(1, 0), values(0, 1), "agree"],
  ["a right angle, just above", two("cosine", "0.99999999", "1"), values(1, 0), values(0, 1), "fault"],
  ["opposite is 2", two("cosine", "2", "3"), values(1, 2), values(-1, -2), "agree"],
  ["opposite is more than 1.99", two("cosine", "1.98", "1.99"), values(1, 2), values(-1, -2), "fault"],
  ["obtuse, at agree exactly: 1 + 24/25", two("cosine", "1.96", "2"), values(3, 4), values(-4, -3), "agree"],
  ["obtuse, just above", two("cosine", "1.959999999999999", "2"), values(3, 4), values(-4, -3), "band"],
  ["obtuse, at fault exactly", two("cosine", "1", "1.96"), values(3, 4), values(-4, -3), "fault"],
  ["zeros of any sign", two("cosine", "0", "1"), values(0, -0), values(-0, 0), "agree"],
  ["zeros are at a right angle to the rest: 1", two("cosine", "1", "1.5"), values(0, 0), values(2 ** -149, 0), "agree"],
  ["zeros, just above", two("cosine", "0.5", "1"), values(0, 0), values(1, 1), "fault"],
  ["an infinity in both falls out", two("cosine", "0", "0.1"), values(Infinity, 1), values(Infinity, 2), "agree"],
  ["an infinity in one does not", two("cosine", "2", "3"), values(Infinity, 1), values(1, 1), "fault"],
  ["of integers", two("cosine", "0", "0.04"), integers(3, 4), integers(4, 3), "fault"],
  ["of least values", two("cosine", "0", "0.04"), half(3, 4), half(4, 3), "fault"],
];

const step = (chosen: number, ...candidates: readonly (readonly [token: number, logit: number])[]): Step => ({ chosen, candidates });
const base = step(7, [7, 3], [8, 2], [9, 1]);
const near = step(7, [7, 3.25], [8, 2], [9, 1]);
const other = step(7, [1, 3], [2, 2], [3, 1]);
const one = topk([2, 0], ["0.25", "1"]);

const topks: readonly Row[] = [
  ["logits at agree exactly", one, text(3, [base]), text(3, [near]), "agree"],
  ["logits just above", topk([2, 0], ["0.2499999", "1"]), text(3, [base]), text(3, [near]), "band"],
  ["logits at fault exactly", topk([2, 0], ["0.1", "0.25"]), text(3, [base]), text(3, [near]), "fault"],
  ["overlap at agree exactly", one, text(3, [base]), text(3, [step(7, [7, 3], [8, 2], [5, 1])]), "agree"],
  ["overlap just below", one, text(3, [base]), text(3, [step(7, [7, 3], [6, 2], [5, 1])]), "band"],
  ["overlap at fault exactly", topk([2, 1], ["0.25", "1"]), text(3, [base]), text(3, [step(7, [7, 3], [6, 2], [5, 1])]), "fault"],
  ["nothing in common", one, text(3, [base]), text(3, [other]), "fault"],
  ["another order of the same candidates", topk([3, 0], ["1", "3"]), text(3, [base]), text(3, [step(7, [7, 2], [8, 3], [9, 1])]), "agree"],
  ["the worst position decides", one, text(3, [base, base]), text(3, [near, other]), "fault"],
  ["another token, which both name: a band", one, text(3, [base]), text(3, [{ ...near, chosen: 8 }]), "band"],
  ["after it nothing is measured", one, text(3, [base, base]), text(3, [{ ...base, chosen: 8 }, other]), "band"],
  ["before it everything is", one, text(3, [base, base]), text(3, [other, { ...base, chosen: 8 }]), "fault"],
  [
    "the position itself is",
    one,
    text(3, [base]),
    text(3, [
      {
        ...base,
        chosen: 8,
        candidates: [
          [7, 4],
          [8, 2],
          [9, 1],
        ],
      },
    ]),
    "fault",
  ],
  ["a token that only one names", one, text(3, [base]), text(3, [step(5, [7, 3], [8, 2], [5, 1])]), "fault"],
  ["a token that none names", one, text(3, [base]), text(3, [{ ...base, chosen: 6 }]), "fault"],
  ["one token that neither names, chosen by both", one, text(3, [{ ...base, chosen: 6 }]), text(3, [{ ...near, chosen: 6 }]), "agree"],
  ["a masked candidate is masked in both", one, text(2, [step(1, [1, 3], [2, -Infinity])]), text(2, [step(1, [1, 3.25], [2, -Infinity])]), "agree"],
  ["a masked candidate is no other", one, text(2, [step(1, [1, 3], [2, -Infinity])]), text(2, [step(1, [1, 3], [2, -9])]), "fault"],
  ["fewer candidates than agreement asks", topk([4, 2], ["1", "3"]), text(3, [base]), text(3, [near]), "band"],
  ["fewer candidates than fault needs", topk([5, 3], ["0.1", "3"]), text(3, [base]), text(3, [near]), "fault"],
  ["other numbers of positions", one, text(3, [base]), text(3, [base, base]), "fault"],
  ["numbers are not measured", one, values(1), values(2), "fault"],
  ["tokens are no numbers", two("absolute", "1000", "3000"), text(3, [base]), text(3, [near]), "fault"],
];

const ten = (...errors: readonly number[]): Output => values(...errors, ...Array.from({ length: 10 - errors.length }, () => 0));
const envelopes: readonly Row[] = [
  ["the ninth of ten is the 90th percentile", envelope([9_000, "0", "1"]), ten(), ten(5), "agree"],
  ["two of ten are beyond it", envelope([9_000, "0", "1"]), ten(), ten(5, 5), "fault"],
  ["a hair above the 90th percentile is the tenth", envelope([9_001, "0", "1"]), ten(), ten(5), "fault"],
  ["the least percentile is the least error", envelope([1, "0", "1"]), ten(), ten(1, 1, 1, 1, 1, 1, 1, 1, 1), "agree"],
  ["the greatest is the largest error", envelope([10_000, "4.9", "10"]), ten(), ten(5), "band"],
  ["every row must agree", envelope([5_000, "0", "1"], [10_000, "1", "9"]), ten(), ten(5), "band"],
  ["one row at fault is enough", envelope([5_000, "0", "1"], [10_000, "9", "19"]), ten(), ten(1, 1, 1, 1, 1, 1), "fault"],
  ["at agree exactly", envelope([10_000, "5", "11"]), ten(), ten(-5), "agree"],
  ["at fault exactly", envelope([10_000, "1", "5"]), ten(), ten(-5), "fault"],
  ["what falls out is not counted", envelope([5_000, "0", "1"]), values(NaN, NaN, 0), values(NaN, NaN, 1), "fault"],
  ["nothing left", envelope([5_000, "0", "1"]), outputOf([0x7fc0_0000]), outputOf([0x7fc0_0001]), "agree"],
  ["a NaN against a number", envelope([1, "1", "9"]), ten(), ten(NaN), "fault"],
  ["of integers", envelope([10_000, "1", "3"]), integers(1, 2), integers(2, 4), "band"],
];

describe.each([
  ["element types", types],
  ["ulp", ulps],
  ["cosine", cosines],
  ["topk", topks],
  ["envelope", envelopes],
])("%s", (_, rows) => {
  it.each(rows)("%s", (_what, tolerance, a, b, said) => {
    expect(toleranceFlaw(tolerance)).toBeUndefined();
    expect(compareOutputs(tolerance, a, b)).toBe(said);
    expect(compareOutputs(tolerance, b, a)).toBe(said);
    if (a.shape.join() === b.shape.join()) expect(definedComparison(tolerance, a, b)).toBe(said);
  });
});

describe("ulp", () => {
  it("is one between neighbours and two across a zero, over all of f16 and bf16", () => {
    for (const dtype of ["f16", "bf16"] as const) {
      const patterns = Array.from({ length: 2 ** 16 }, (_, bits) => bits);
      const numbers = elementsOf(outputOf(patterns, dtype));
      const finite = patterns.filter((bits) => Number.isFinite(numbers[bits]) && bits !== 0x8000).sort((x, y) => numbers[x]! - numbers[y]!);
      const [lower, upper] = [outputOf(finite.slice(0, -1), dtype), outputOf(finite.slice(1), dtype)];
      expect(compareOutputs(ulp(1, 3), lower, upper)).toBe("agree");
      for (const at of [0, 1, 77, finite.length - 2])
        expect(distanceOf(ulp(1, 3), outputOf([finite[0]!], dtype), outputOf([finite[at]!], dtype))).toEqual({
          numerator: BigInt(at),
          denominator: 1n,
        });
    }
  });
});

describe("a flaw in thresholds", () => {
  const flaws: readonly (readonly [what: string, tolerance: Tolerance, isRefused: boolean])[] = [
    ["ulp: twice is too little", ulp(4, 8), true],
    ["ulp: more than twice", ulp(4, 9), false],
    ["ulp: zero and zero", ulp(0, 0), true],
    ["cosine: equal", two("cosine", "0.001", "0.001"), true],
    ["cosine: above", two("cosine", "0.001", "0.0010001"), false],
    ["topk: overlap must fall", topk([3, 3], ["1", "2"]), true],
    ["topk: distance must rise", topk([3, 2], ["1", "1"]), true],
    ["topk: both do", topk([3, 2], ["1", "1.1"]), false],
    ["envelope: no row", envelope(), true],
    ["envelope: percentile 0", envelope([0, "0", "1"]), true],
    ["envelope: beyond 100 %", envelope([10_001, "0", "1"]), true],
    ["envelope: a percentile twice", envelope([5_000, "0", "1"], [5_000, "0", "2"]), true],
    ["envelope: falling percentiles", envelope([5_001, "0", "1"], [5_000, "0", "2"]), true],
    ["envelope: twice is too little in one row", envelope([5_000, "0", "1"], [10_000, "1", "2"]), true],
    ["envelope: more than twice in each", envelope([5_000, "0", "1"], [10_000, "1", "2.1"]), false],
  ];
  it.each(flaws)("%s", (_, tolerance, isRefused) => {
    expect(toleranceFlaw(tolerance) !== undefined).toBe(isRefused);
  });
});
