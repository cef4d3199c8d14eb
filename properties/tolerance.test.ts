/**
 * Comparison of outputs (section 4, "Comparators"; R33, R34): exact against an oracle of rational numbers for any bit patterns,
 * symmetric, monotone in its thresholds, never at FAULT between two that AGREE with a third where the comparator is a metric;
 * and on measured outputs of a real network it tells honest platforms from cheats.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPARISONS, type Comparison, compareOutputs } from "../src/model/tolerance/compare.ts";
import { compareDecimals, type Decimal, parseDecimal } from "../src/model/tolerance/decimal.ts";
import { type Output, outputCodec } from "../src/model/tolerance/output.ts";
import { type Tolerance, toleranceFlaw } from "../src/model/tolerance/tolerance.ts";
import { arbitraryOf } from "./arbitraries.ts";
import { definedComparison, outputOf, values } from "./comparison-oracle.ts";
import { runs } from "./runs.ts";

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

const RUNS = runs(6);

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
