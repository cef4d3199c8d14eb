/**
 * Comparison of outputs (section 4, "Comparators"; R33, R34, R40): exact against an oracle of rational numbers for any bit patterns of
 * any element type, symmetric, monotone in its thresholds, never at FAULT between two that AGREE with a third where the comparator is a metric;
 * and on measured outputs of a real network it tells honest platforms from cheats.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Comparison, compareOutputs } from "../src/model/tolerance/compare.ts";
import { parseDecimal } from "../src/model/tolerance/decimal.ts";
import type { Output } from "../src/model/tolerance/output.ts";
import { outputCodec } from "../src/model/tolerance/output.ts";
import { MEASURED } from "../src/model/tolerance/premises.ts";
import type { Tolerance } from "../src/model/tolerance/tolerance.ts";
import { arbitraryOf } from "./arbitraries.ts";
import { definedComparison, outputOf, values } from "./comparison-oracle.ts";
import { runs } from "./runs.ts";
import {
  BITS,
  COMPARATORS,
  decimals,
  ordinary,
  outputPairs,
  pairOfBits,
  pairsFor,
  toleranceOfKind,
  tolerances,
  widened,
} from "./tolerance-arbitraries.ts";

const RUNS = runs(6);

describe("compareOutputs", () => {
  it.each(COMPARATORS)("is the definition of %s, exactly", (kind) => {
    fc.assert(
      fc.property(toleranceOfKind(kind), pairsFor(kind), (tolerance, [a, b]) => {
        expect(compareOutputs(tolerance, a, b)).toBe(definedComparison(tolerance, a, b));
      }),
      RUNS,
    );
  });

  it("is the definition of any comparator on any element type", () => {
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
    const floats = fc.constantFrom("f32" as const, "f16" as const, "bf16" as const);
    const sides = floats.chain((dtype) => fc.tuple(fc.constant(dtype), fc.array(pairOfBits(dtype), { maxLength: 5 })));
    fc.assert(
      fc.property(tolerances, sides, (tolerance, [dtype, pairs]) => {
        const turned = pairs.map((pair) => pair.map((bits) => (bits ^ (2 ** (BITS[dtype] - 1))) >>> 0));
        const seen = [pairs, [...pairs].reverse(), turned].map((some) =>
          compareOutputs(
            tolerance,
            outputOf(
              some.map(([a]) => a!),
              dtype,
            ),
            outputOf(
              some.map(([, b]) => b!),
              dtype,
            ),
          ),
        );
        expect(new Set(seen).size).toBe(1);
      }),
    );
  });

  it.each(COMPARATORS)("%s: what AGREEs still does as agreement widens, what is not at FAULT is not as fault recedes", (kind) => {
    fc.assert(
      fc.property(toleranceOfKind(kind), pairsFor(kind), decimals, fc.nat({ max: 3 }), (tolerance, [a, b], by, steps) => {
        const said = compareOutputs(tolerance, a, b);
        if (said === "agree") expect(compareOutputs(widened(tolerance, "agree", by, steps), a, b)).toBe("agree");
        if (said !== "fault") expect(compareOutputs(widened(tolerance, "fault", by, steps), a, b)).toBe(said);
      }),
      RUNS,
    );
  });

  it("never says FAULT of two that AGREE with a third, where the comparator is a metric", () => {
    const near = fc.array(fc.tuple(ordinary, fc.nat({ max: 4 }), fc.nat({ max: 4 })), { minLength: 1, maxLength: 4 });
    const thresholds = fc.constantFrom("1e-7", "3e-7", "0.00001", "0.5", "2");
    const metrics = thresholds.chain((text): fc.Arbitrary<Tolerance> => {
      const agree = parseDecimal(text)!;
      const fault = { coefficient: agree.coefficient * 2n + 1n, exponent: agree.exponent };
      return fc.constantFrom<Tolerance>(
        { kind: "absolute", agree, fault },
        { kind: "l2", agree, fault },
        { kind: "ulp", agree: 2, fault: 5 },
        { kind: "envelope", rows: [{ basisPoints: 10_000, agree, fault }] },
      );
    });
    fc.assert(
      fc.property(metrics, near, (tolerance, elements) => {
        const [a, middle, b] = [1, 0, 2].map((side) => outputOf(elements.map((element) => (element[0] + (side === 0 ? 0 : element[side]!)) >>> 0)));
        const said = (x: Output, y: Output): Comparison => compareOutputs(tolerance, x, y);
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
      { ...f32, dtype: "i32" },
      { ...f32, dtype: "f16", shape: [8] },
      { ...f32, dtype: "bf16", shape: [8] },
      values(1, 2, 3),
    ];
    fc.assert(
      fc.property(tolerances, (tolerance) => {
        for (const other of others) expect(compareOutputs(tolerance, f32, other)).toBe("fault");
      }),
    );
  });

  it("holds whatever an output is, and compares by bytes alone what the comparator does not measure", () => {
    const outputs = arbitraryOf(outputCodec) as fc.Arbitrary<Output>;
    fc.assert(
      fc.property(tolerances, outputs, outputs, (tolerance, a, other) => {
        const b = a.data.length === other.data.length && a.dtype === other.dtype ? { ...other, shape: a.shape } : other;
        expect(compareOutputs(tolerance, a, a)).toBe("agree");
        const said = compareOutputs(tolerance, a, b);
        expect(said).toBe(compareOutputs(tolerance, b, a));
        if (a.dtype === b.dtype && !MEASURED[tolerance.kind].includes(a.dtype))
          expect(said).toBe(Buffer.compare(a.data, b.data) === 0 && `${a.shape}` === `${b.shape}` ? "agree" : "fault");
      }),
      RUNS,
    );
  });
});
