/**
 * Comparison of outputs (section 4, "Comparators"; R33, R34): exact against an oracle of rational numbers for any bit patterns,
 * symmetric, monotone in its thresholds, never at FAULT between two that AGREE with a third where the comparator is a metric;
 * and on measured outputs of a real network it tells honest platforms from cheats.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPARISONS, type Comparison, compareOutputs } from "../src/model/tolerance/compare.ts";
import { compareDecimals, type Decimal, formatDecimal, parseDecimal } from "../src/model/tolerance/decimal.ts";
import { f32Output, type Output, outputCodec } from "../src/model/tolerance/output.ts";
import { type Tolerance, toleranceFlaw } from "../src/model/tolerance/tolerance.ts";
import { arbitraryOf } from "./arbitraries.ts";

/** An exact fraction; the divisor is above zero. */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under });
const plus = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under });
const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under });
const order = (a: Fraction, b: Fraction): number => Number(a.over * b.under > b.over * a.under) - Number(a.over * b.under < b.over * a.under);
const larger = (a: Fraction, b: Fraction): Fraction => (order(a, b) < 0 ? b : a);
const size = (a: Fraction): Fraction => ({ over: a.over < 0n ? -a.over : a.over, under: a.under });
const NOTHING: Fraction = { over: 0n, under: 1n };

/** A finite double as a fraction: doubled until it is whole, which no double needs more than 1,074 times. */
function fractionOf(value: number): Fraction {
  let whole = value;
  let under = 1n;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    under *= 2n;
  }
  return { over: BigInt(whole), under };
}

const decimalOf = ({ coefficient, exponent }: Decimal): Fraction => ({ over: coefficient, under: 10n ** BigInt(exponent) });

/** Elements as the machine's own floating point reads them. */
function elementsOf({ data }: Output): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
}

type Pair = readonly [Fraction, Fraction];

/** Pairs of finite elements; nothing where a NaN or an infinity meets what it does not equal. */
function comparablePairs(a: Output, b: Output): Pair[] | undefined {
  const others = elementsOf(b);
  const pairs = elementsOf(a).map((left, index) => [left, others[index]!] as const);
  if (pairs.some(([left, right]) => !(Number.isFinite(left) && Number.isFinite(right)) && !Object.is(left, right))) return undefined;
  return pairs.filter(([left]) => Number.isFinite(left)).map(([left, right]) => [fractionOf(left), fractionOf(right)]);
}

const distance = ([a, b]: Pair): Fraction => size(minus(a, b));
const squared = (values: readonly Fraction[]): Fraction => values.reduce((sum, value) => plus(sum, times(value, value)), NOTHING);

/** Whether every pair keeps within (or, strictly, stays below) an allowance. */
type Within = (pairs: readonly Pair[], strictly: boolean) => boolean;

const keeps = (left: Fraction, right: Fraction, strictly: boolean): boolean => (strictly ? order(left, right) < 0 : order(left, right) <= 0);

/** The two allowances of a tolerance, each as the definition of its comparator. */
function allowances(tolerance: Exclude<Tolerance, { kind: "bytes" }>): readonly [agree: Within, fault: Within] {
  if (tolerance.kind === "relative") {
    const within =
      ({ atol, rtol }: { atol: Decimal; rtol: Decimal }): Within =>
      (pairs, strictly) =>
        pairs.every((pair) => {
          const allowed = plus(decimalOf(atol), times(decimalOf(rtol), larger(size(pair[0]), size(pair[1]))));
          return order(distance(pair), NOTHING) === 0 || keeps(distance(pair), allowed, strictly);
        });
    return [within(tolerance.agree), within(tolerance.fault)];
  }
  const measured = (pairs: readonly Pair[], limit: Decimal): readonly [Fraction, Fraction] => {
    if (tolerance.kind === "absolute") return [pairs.map(distance).reduce(larger, NOTHING), decimalOf(limit)];
    const norms = [0, 1].map((side) => squared(pairs.map((pair) => pair[side]!)));
    return [squared(pairs.map(distance)), times(times(decimalOf(limit), decimalOf(limit)), larger(norms[0]!, norms[1]!))];
  };
  const within =
    (limit: Decimal): Within =>
    (pairs, strictly) =>
      keeps(...measured(pairs, limit), strictly);
  return [within(tolerance.agree), within(tolerance.fault)];
}

/** AGREE at or under τ_lo, FAULT at or over τ_hi, BAND between. */
function definedComparison(tolerance: Tolerance, a: Output, b: Output): Comparison {
  if (Buffer.compare(a.data, b.data) === 0) return "agree";
  if (tolerance.kind === "bytes") return "fault";
  const pairs = comparablePairs(a, b);
  if (pairs === undefined) return "fault";
  const [agree, fault] = allowances(tolerance);
  if (agree(pairs, false)) return "agree";
  return fault(pairs, true) ? "band" : "fault";
}

/** Bit patterns that have a name: zeros, subnormals, the least normal, ones, the greatest, infinities, NaNs of any payload. */
const NAMED = [
  ...[0x0000_0000, 0x8000_0000, 0x0000_0001, 0x8000_0001, 0x007f_ffff, 0x807f_ffff, 0x0080_0000, 0x0080_0001],
  ...[0x3f80_0000, 0x3f80_0001, 0x3f7f_ffff, 0xbf80_0000, 0x4000_0000, 0x7f7f_ffff, 0x7f7f_fffe, 0xff7f_ffff],
  ...[0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0x7f80_0001, 0xffc0_0000, 0xffff_ffff],
];

const ordinary = fc
  .float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 })
  .map((value) => new Uint32Array(Float32Array.of(value).buffer)[0]!);
const patterns = fc.oneof(fc.constantFrom(...NAMED), fc.nat({ max: 0xffff_ffff }), ordinary);

function outputOf(bits: readonly number[]): Output {
  const view = new DataView(new ArrayBuffer(4 * bits.length));
  for (const [index, pattern] of bits.entries()) view.setUint32(4 * index, pattern, true);
  return f32Output(new Uint8Array(view.buffer));
}

const values = (...numbers: readonly number[]): Output => outputOf([...new Uint32Array(Float32Array.from(numbers).buffer)]);

/** How the second element of a pair comes from the first: itself, the next pattern, its negative, or one of its own. */
const pairOfBits = fc.tuple(patterns, patterns, fc.constantFrom("same", "next", "turned", "free")).map(([a, b, how]) => {
  if (how === "free") return [a, b] as const;
  return [a, how === "same" ? a : how === "next" ? (a + 1) >>> 0 : (a ^ 0x8000_0000) >>> 0] as const;
});
const outputPairs = fc
  .array(pairOfBits, { maxLength: 5 })
  .map((pairs) => [outputOf(pairs.map(([a]) => a)), outputOf(pairs.map(([, b]) => b))] as const);

const decimals = fc
  .tuple(fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 40 })))
  .map(([coefficient, exponent]): Decimal => ({ coefficient, exponent }));

const metric = (kind: "absolute" | "l2"): fc.Arbitrary<Tolerance> => fc.record({ kind: fc.constant(kind), agree: decimals, fault: decimals });
const allowance = fc.record({ atol: decimals, rtol: decimals });
const relative: fc.Arbitrary<Tolerance> = fc.record({ kind: fc.constant("relative" as const), agree: allowance, fault: allowance });
const bytewise: fc.Arbitrary<Tolerance> = fc.constant({ kind: "bytes" as const });
const anyTolerance = fc.oneof(metric("absolute"), metric("l2"), relative, bytewise);
/** Tolerances that a model can be registered with. */
const tolerances = anyTolerance.filter((tolerance) => toleranceFlaw(tolerance) === undefined);

const RUNS = { numRuns: 600 };

describe("compareOutputs", () => {
  it("is the definition of its comparator, exactly", () => {
    fc.assert(
      fc.property(tolerances, outputPairs, (tolerance, [a, b]) => {
        expect(compareOutputs(tolerance, a, b)).toBe(definedComparison(tolerance, a, b));
      }),
      RUNS,
    );
  });

  it("is symmetric, and says AGREE of an output and itself", () => {
    fc.assert(
      fc.property(tolerances, outputPairs, (tolerance, [a, b]) => {
        expect(compareOutputs(tolerance, a, b)).toBe(compareOutputs(tolerance, b, a));
        expect(compareOutputs(tolerance, a, a)).toBe("agree");
      }),
      RUNS,
    );
  });

  it("does not care for the order of the elements nor for all signs turned", () => {
    fc.assert(
      fc.property(tolerances, fc.array(pairOfBits, { maxLength: 5 }), (tolerance, pairs) => {
        const turned = pairs.map((pair) => pair.map((bits) => (bits ^ 0x8000_0000) >>> 0));
        const seen = [pairs, [...pairs].reverse(), turned].map((some) =>
          compareOutputs(tolerance, outputOf(some.map(([a]) => a!)), outputOf(some.map(([, b]) => b!))),
        );
        expect(new Set(seen).size).toBe(1);
      }),
    );
  });

  it("says AGREE of no less, and FAULT of no more, as thresholds rise", () => {
    fc.assert(
      fc.property(fc.constantFrom("absolute" as const, "l2" as const), decimals, decimals, decimals, outputPairs, (kind, x, y, z, [a, b]) => {
        const [low, middle, high] = [x, y, z].sort(compareDecimals) as [Decimal, Decimal, Decimal];
        const said = (agree: Decimal, fault: Decimal): number => COMPARISONS.indexOf(compareOutputs({ kind, agree, fault }, a, b));
        expect(said(middle, high)).toBeLessThanOrEqual(said(low, high));
        expect(said(low, high)).toBeLessThanOrEqual(said(low, middle));
      }),
      RUNS,
    );
  });

  it("never says FAULT of two that AGREE with a third, where the comparator is a metric", () => {
    const near = fc.array(fc.tuple(ordinary, fc.nat({ max: 4 }), fc.nat({ max: 4 })), { minLength: 1, maxLength: 4 });
    const thresholds = fc.constantFrom("1e-7", "3e-7", "0.00001", "0.5", "2");
    fc.assert(
      fc.property(fc.constantFrom("absolute" as const, "l2" as const), thresholds, near, (kind, text, elements) => {
        const agree = parseDecimal(text)!;
        const fault = { coefficient: agree.coefficient * 2n + 1n, exponent: agree.exponent };
        const [a, middle, b] = [1, 0, 2].map((side) => outputOf(elements.map((element) => (element[0] + (side === 0 ? 0 : element[side]!)) >>> 0)));
        const said = (x: Output, y: Output): Comparison => compareOutputs({ kind, agree, fault }, x, y);
        if (said(a!, middle!) === "agree" && said(b!, middle!) === "agree") expect(said(a!, b!)).not.toBe("fault");
      }),
      RUNS,
    );
  });

  it("says FAULT of outputs of another shape or element type, whatever they hold", () => {
    const f32 = values(1, 2, 3, 4);
    const others: readonly Output[] = [
      { ...f32, shape: [2, 2] },
      { ...f32, shape: [4, 1] },
      { ...f32, dtype: "bytes", shape: [16] },
      values(1, 2, 3),
    ];
    fc.assert(
      fc.property(tolerances, (tolerance) => {
        for (const other of others) expect(compareOutputs(tolerance, f32, other)).toBe("fault");
      }),
    );
  });

  it("holds whatever an output is, and compares what is not floating point by its bytes", () => {
    const outputs = arbitraryOf(outputCodec) as fc.Arbitrary<Output>;
    fc.assert(
      fc.property(tolerances, outputs, outputs, (tolerance, a, b) => {
        expect(compareOutputs(tolerance, a, a)).toBe("agree");
        const said = compareOutputs(tolerance, a, b);
        expect(said).toBe(compareOutputs(tolerance, b, a));
        if (a.dtype === "bytes" && b.dtype === "bytes")
          expect(said).toBe(Buffer.compare(a.data, b.data) === 0 && `${a.shape}` === `${b.shape}` ? "agree" : "fault");
      }),
    );
  });
});

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
