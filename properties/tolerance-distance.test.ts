/**
 * Distances of outputs (R21): exact against the oracle, symmetric, nothing between equals, in line with the verdicts; and
 * they are ordered and added as fractions are.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPARISONS, compareOutputs } from "../src/model/tolerance/compare.ts";
import { parseDecimal } from "../src/model/tolerance/decimal.ts";
import { addDistances, compareDistances, type Distance } from "../src/model/tolerance/distance.ts";
import { distanceOf } from "../src/model/tolerance/distance-of.ts";
import type { Output } from "../src/model/tolerance/output.ts";
import type { ComparatorName, Tolerance } from "../src/model/tolerance/tolerance.ts";
import { definedDistance, integers, order, outputOf, text, values } from "./comparison-oracle.ts";
import { runs } from "./runs.ts";
import { COMPARATORS, outputPairs, pairsFor, toleranceOfKind, tolerances } from "./tolerance-arbitraries.ts";

const RUNS = runs(6);

/** Comparators with one measure and two thresholds: there BAND lies between the two others in distance as well. */
const SCALAR: readonly ComparatorName[] = ["bytes", "absolute", "l2", "ulp", "cosine"];

/** Comparators where what is at FAULT is never nearer than what is in the band. */
const FAULT_IS_FARTHEST: readonly ComparatorName[] = [...SCALAR, "topk", "envelope"];

function isDefined(tolerance: Tolerance, a: Output, b: Output): boolean {
  const found = distanceOf(tolerance, a, b);
  const wanted = definedDistance(tolerance, a, b);
  if (found === "infinite" || wanted === undefined) return found === "infinite" && wanted === undefined;
  return found.numerator >= 0n && found.denominator > 0n && order({ over: found.numerator, under: found.denominator }, wanted) === 0;
}

describe("distanceOf", () => {
  it.each(COMPARATORS)("is the definition of %s, exactly", (kind) => {
    fc.assert(
      fc.property(toleranceOfKind(kind), pairsFor(kind), (tolerance, [a, b]) => isDefined(tolerance, a, b)),
      RUNS,
    );
  });

  it("is symmetric, defined for any comparator on any element type, and nothing between an output and itself", () => {
    fc.assert(
      fc.property(tolerances, outputPairs, (tolerance, [a, b]) => {
        expect(isDefined(tolerance, a, b)).toBe(true);
        expect(compareDistances(distanceOf(tolerance, a, b), distanceOf(tolerance, b, a))).toBe(0);
        expect(distanceOf(tolerance, a, a)).toEqual({ numerator: 0n, denominator: 1n });
      }),
      RUNS,
    );
  });

  it.each(COMPARATORS)("%s: a pair that AGREEs is never farther than one at FAULT", (kind) => {
    const pairs = pairsFor(kind);
    fc.assert(
      fc.property(toleranceOfKind(kind), pairs, pairs, (tolerance, one, other) => {
        const said = [one, other].map(([a, b]) => compareOutputs(tolerance, a, b));
        const [near, far] = COMPARISONS.indexOf(said[0]!) < COMPARISONS.indexOf(said[1]!) ? [one, other] : [other, one];
        const isOrdered = compareDistances(distanceOf(tolerance, ...near), distanceOf(tolerance, ...far)) <= 0;
        if (said[0] === said[1]) return;
        if (said.includes("agree") && said.includes("fault")) expect(isOrdered).toBe(true);
        else if (SCALAR.includes(kind) || (FAULT_IS_FARTHEST.includes(kind) && said.includes("fault"))) expect(isOrdered).toBe(true);
      }),
      RUNS,
    );
  });

  it("is infinite between other shapes and types, and where the comparator measures nothing", () => {
    fc.assert(
      fc.property(tolerances, (tolerance) => {
        for (const other of [values(1, 2, 3), integers(1, 2), { ...values(1, 2), shape: [2, 1] }])
          expect(distanceOf(tolerance, values(1, 2), other)).toBe("infinite");
      }),
    );
    const topk: Tolerance = {
      kind: "topk",
      agree: { overlap: 2, logit: parseDecimal("1")! },
      fault: { overlap: 1, logit: parseDecimal("2")! },
    };
    expect(distanceOf(topk, values(1), values(2))).toBe("infinite");
    expect(distanceOf({ kind: "ulp", agree: 0, fault: 1 }, integers(1), integers(2))).toBe("infinite");
    expect(distanceOf({ kind: "bytes" }, values(0), values(-0))).toEqual({ numerator: 1n, denominator: 1n });
  });

  const decimal = (text: string) => parseDecimal(text)!;
  const pair = { agree: decimal("0.1"), fault: decimal("0.5") };
  const topk: Tolerance = { kind: "topk", agree: { overlap: 2, logit: decimal("0.5") }, fault: { overlap: 1, logit: decimal("2") } };
  const step = (chosen: number, ...logits: readonly number[]) => ({ chosen, candidates: logits.map((logit, token) => [token, logit] as const) });
  const known: readonly (readonly [what: string, tolerance: Tolerance, a: Output, b: Output, over: bigint, under: bigint])[] = [
    ["absolute: the largest difference", { kind: "absolute", ...pair }, values(1, 5), values(1.5, 5.25), 1n, 2n],
    ["absolute: of integers", { kind: "absolute", ...pair }, integers(-(2 ** 31)), integers(2 ** 31 - 1), 2n ** 32n - 1n, 1n],
    [
      "relative: allowances of agree",
      { kind: "relative", agree: { atol: decimal("1"), rtol: decimal("0.5") }, fault: { atol: decimal("9"), rtol: decimal("9") } },
      values(0, 2),
      values(1, 8),
      6n,
      5n,
    ],
    ["l2: squared", { kind: "l2", ...pair }, values(3, 0), values(3, 4), 16n, 25n],
    ["ulp: across zero", { kind: "ulp", agree: 0, fault: 1 }, outputOf([0x8003], "f16"), outputOf([0x0002], "f16"), 5n, 1n],
    ["cosine: a half turn", { kind: "cosine", ...pair }, values(1, 2), values(-2, -4), 2n, 1n],
    ["cosine: a right angle", { kind: "cosine", ...pair }, values(1, 0), values(0, 7), 1n, 1n],
    ["cosine: 1 − (24/25)²", { kind: "cosine", ...pair }, values(3, 4), values(4, 3), 49n, 625n],
    ["cosine: 1 + (24/25)²", { kind: "cosine", ...pair }, values(3, 4), values(-4, -3), 1201n, 625n],
    ["topk: logits in thresholds of fault", topk, text(3, [step(0, 3, 2, 1)]), text(3, [step(0, 3.5, 2, 1)]), 1n, 4n],
    ["topk: another token, named by both", topk, text(3, [step(0, 3, 2, 1)]), text(3, [step(1, 3, 2, 1)]), 1n, 1n],
    [
      "envelope: the worst row",
      {
        kind: "envelope",
        rows: [5_000, 10_000].map((basisPoints, row) => ({ basisPoints, agree: decimal("0"), fault: decimal(row === 0 ? "2" : "8") })),
      },
      values(0, 0, 0, 0),
      values(1, 1, 3, 5),
      5n,
      8n,
    ],
  ];
  it.each(known)("%s", (_, tolerance, a, b, over, under) => {
    expect(compareDistances(distanceOf(tolerance, a, b), { numerator: over, denominator: under })).toBe(0);
    expect(isDefined(tolerance, a, b)).toBe(true);
  });
});

const distances: fc.Arbitrary<Distance> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ numerator: fc.bigInt({ min: 0n, max: 9n }), denominator: fc.bigInt({ min: 1n, max: 9n }) }) },
  { weight: 1, arbitrary: fc.constant("infinite" as const) },
);

describe("distances", () => {
  const sizeOf = (distance: Distance): number =>
    distance === "infinite" ? Number.POSITIVE_INFINITY : Number(distance.numerator) / Number(distance.denominator);

  it("are ordered as fractions, with infinite ones last and alike", () => {
    fc.assert(
      fc.property(distances, distances, (x, y) => {
        const gap = sizeOf(x) === sizeOf(y) ? 0 : sizeOf(x) - sizeOf(y);
        expect(Math.sign(compareDistances(x, y))).toBe(Math.sign(gap));
      }),
    );
  });

  it("add up exactly, in any order, and grow with what is added", () => {
    fc.assert(
      fc.property(distances, distances, distances, (x, y, z) => {
        expect(compareDistances(addDistances(x, y), addDistances(y, x))).toBe(0);
        expect(compareDistances(addDistances(addDistances(x, y), z), addDistances(x, addDistances(y, z)))).toBe(0);
        expect(compareDistances(x, addDistances(x, y))).toBeLessThanOrEqual(0);
        expect(sizeOf(addDistances(x, y))).toBeCloseTo(sizeOf(x) + sizeOf(y), 9);
      }),
    );
  });
});
