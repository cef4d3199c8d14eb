/** Arbitrary tolerances that a model can have, and pairs of outputs that are close, equal in disguise, or at an edge of their type. */
import fc from "fast-check";
import { compareDecimals, type Decimal } from "../src/model/tolerance/decimal.ts";
import { toleranceFlaw } from "../src/model/tolerance/flaw.ts";
import type { Output } from "../src/model/tolerance/output.ts";
import type { ComparatorName, Tolerance, ToleranceOf } from "../src/model/tolerance/tolerance.ts";
import { anyStep } from "./arbitraries.ts";
import { outputOf, type Step, text } from "./comparison-oracle.ts";

/** Numeric element types with the bits of an element. */
export const BITS = { f32: 32, f16: 16, bf16: 16, i32: 32 } as const;

/** A numeric element type. */
export type Numeric = keyof typeof BITS;

const upperHalf = (patterns: readonly number[]): number[] => patterns.map((bits) => bits >>> 16);

/** Bit patterns that have a name: zeros, subnormals, the least normal, ones, the greatest, infinities, NaNs of any payload. */
const F32_NAMED = [
  ...[0x0000_0000, 0x8000_0000, 0x0000_0001, 0x8000_0001, 0x007f_ffff, 0x807f_ffff, 0x0080_0000, 0x0080_0001],
  ...[0x3f80_0000, 0x3f80_0001, 0x3f7f_ffff, 0xbf80_0000, 0x4000_0000, 0x7f7f_ffff, 0x7f7f_fffe, 0xff7f_ffff],
  ...[0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0x7f80_0001, 0xffc0_0000, 0xffff_ffff],
];
const NAMED: { readonly [D in Numeric]: readonly number[] } = {
  f32: F32_NAMED,
  f16: [0, 0x8000, 1, 0x8001, 0x03ff, 0x83ff, 0x0400, 0x0401, 0x3c00, 0x3c01, 0x3bff, 0xbc00, 0x7bff, 0xfbff, 0x7c00, 0xfc00, 0x7e00, 0x7c01, 0xffff],
  bf16: [...upperHalf(F32_NAMED), 0x0001, 0x8001, 0x3f81, 0x7f81],
  i32: [0, 1, 0xffff_ffff, 0x8000_0000, 0x8000_0001, 0x7fff_ffff, 0x7fff_fffe, 1000],
};

/** Bit patterns of ordinary fp32 values. */
export const ordinary = fc
  .float({ noNaN: true, noDefaultInfinity: true, min: -1000, max: 1000 })
  .map((value) => new Uint32Array(Float32Array.of(value).buffer)[0]!);

const patterns = (dtype: Numeric): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constantFrom(...NAMED[dtype]),
    fc.nat({ max: 2 ** BITS[dtype] - 1 }),
    dtype === "f32" ? ordinary : fc.nat({ max: 200 }).map((step) => (dtype === "i32" ? step : 0x3c00 + step)),
  );

/** Two bit patterns: the second is the first, the next pattern, the first with its top bit turned, or one of its own. */
export const pairOfBits = (dtype: Numeric): fc.Arbitrary<readonly [number, number]> =>
  fc.tuple(patterns(dtype), patterns(dtype), fc.constantFrom("same", "next", "turned", "free")).map(([a, b, how]) => {
    if (how === "free") return [a, b] as const;
    const other = how === "same" ? a : how === "next" ? a + 1 : a ^ (2 ** (BITS[dtype] - 1));
    return [a, Number(BigInt.asUintN(BITS[dtype], BigInt(other)))] as const;
  });

/** Two numeric outputs of one type and shape. */
export const numericPairs: fc.Arbitrary<readonly [Output, Output]> = fc.constantFrom(...(Object.keys(BITS) as Numeric[])).chain((dtype) =>
  fc.array(pairOfBits(dtype), { maxLength: 7 }).map(
    (pairs) =>
      [
        outputOf(
          pairs.map(([a]) => a),
          dtype,
        ),
        outputOf(
          pairs.map(([, b]) => b),
          dtype,
        ),
      ] as const,
  ),
);

/** A step that is another with its logits moved a little, another token chosen, or one of its own. */
const stepLike = (k: number, step: Step): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(step) },
    {
      weight: 3,
      arbitrary: fc
        .array(fc.constantFrom(0, 0.25, -0.5, 2 ** -20), { minLength: k, maxLength: k })
        .map((moves) => ({ ...step, candidates: step.candidates.map(([token, logit], rank) => [token, logit + moves[rank]!] as const) })),
    },
    { weight: 1, arbitrary: fc.nat({ max: k + 1 }).map((chosen) => ({ ...step, chosen })) },
    { weight: 1, arbitrary: anyStep(k) },
  );

/** Two generated texts of one shape. */
export const textPairs: fc.Arbitrary<readonly [Output, Output]> = fc.integer({ min: 1, max: 4 }).chain((k) =>
  fc
    .array(
      anyStep(k).chain((step) => fc.tuple(fc.constant(step), stepLike(k, step))),
      { minLength: 1, maxLength: 3 },
    )
    .map(
      (steps) =>
        [
          text(
            k,
            steps.map(([a]) => a),
          ),
          text(
            k,
            steps.map(([, b]) => b),
          ),
        ] as const,
    ),
);

/** Two outputs of one type and shape. */
export const outputPairs = fc.oneof({ weight: 4, arbitrary: numericPairs }, { weight: 1, arbitrary: textPairs });

/** Decimals, often small ones. */
export const decimals = fc
  .tuple(fc.oneof(fc.bigInt({ min: 0n, max: 20n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 40 })))
  .map(([coefficient, exponent]): Decimal => ({ coefficient, exponent }));

const rising = fc.tuple(decimals, decimals).map(([x, y]) => (compareDecimals(x, y) < 0 ? { agree: x, fault: y } : { agree: y, fault: x }));
const isWide = (pair: { agree: Decimal; fault: Decimal }): boolean => toleranceFlaw({ kind: "absolute", ...pair }) === undefined;
const wide = rising.filter(isWide);
const ulps = fc.oneof(fc.nat({ max: 12 }), fc.nat({ max: 0xffff_ffff }));
const row = fc.tuple(fc.oneof(fc.constantFrom(1, 2500, 5000, 5001, 9999, 10_000), fc.integer({ min: 1, max: 10_000 })), wide);

const ANY: { readonly [C in ComparatorName]: fc.Arbitrary<ToleranceOf<C>> } = {
  bytes: fc.constant({ kind: "bytes" }),
  absolute: wide.map((pair) => ({ kind: "absolute", ...pair })),
  relative: fc.tuple(rising, rising).map(([atol, rtol]) => ({
    kind: "relative",
    agree: { atol: atol.agree, rtol: rtol.agree },
    fault: { atol: atol.fault, rtol: rtol.fault },
  })),
  l2: wide.map((pair) => ({ kind: "l2", ...pair })),
  ulp: fc.tuple(ulps, ulps).map(([agree, fault]) => ({ kind: "ulp", agree, fault })),
  cosine: fc
    .oneof(
      rising,
      fc.constantFrom("00", "01", "12", "02").map(([a, b]) => ({ agree: whole(a!), fault: whole(b!) })),
    )
    .map((pair) => ({ kind: "cosine", ...pair })),
  topk: fc
    .tuple(fc.nat({ max: 2 }), fc.nat({ max: 4 }), fc.oneof(rising, fc.constant({ agree: whole("1"), fault: whole("3") })))
    .map(([low, high, logit]) => ({
      kind: "topk",
      agree: { overlap: high, logit: logit.agree },
      fault: { overlap: low, logit: logit.fault },
    })),
  envelope: fc.uniqueArray(row, { minLength: 1, maxLength: 3, selector: ([basisPoints]) => basisPoints }).map((rows) => ({
    kind: "envelope",
    rows: rows.map(([basisPoints, pair]) => ({ basisPoints, ...pair })).sort((x, y) => x.basisPoints - y.basisPoints),
  })),
};

function whole(digit: string): Decimal {
  return { coefficient: BigInt(digit), exponent: 0 };
}

/** Tolerances of one comparator that a model can be registered with. */
export function toleranceOfKind<C extends ComparatorName>(kind: C): fc.Arbitrary<ToleranceOf<C>> {
  return (ANY[kind] as fc.Arbitrary<Tolerance>).filter((tolerance) => toleranceFlaw(tolerance) === undefined) as fc.Arbitrary<ToleranceOf<C>>;
}

/** The names of all comparators. */
export const COMPARATORS = Object.keys(ANY) as ComparatorName[];

/** Tolerances that a model can be registered with. */
export const tolerances: fc.Arbitrary<Tolerance> = fc.constantFrom(...COMPARATORS).chain((kind) => toleranceOfKind(kind) as fc.Arbitrary<Tolerance>);

/** Outputs of one type and shape that a comparator can measure. */
export const pairsFor = (kind: ComparatorName): fc.Arbitrary<readonly [Output, Output]> => (kind === "topk" ? textPairs : numericPairs);

const sum = (a: Decimal, b: Decimal): Decimal => {
  const exponent = Math.max(a.exponent, b.exponent);
  const scaled = (one: Decimal): bigint => one.coefficient * 10n ** BigInt(exponent - one.exponent);
  return { coefficient: scaled(a) + scaled(b), exponent };
};

/** A tolerance with one of its two thresholds, `agree` or `fault`, further out. */
export function widened(tolerance: Tolerance, which: "agree" | "fault", by: Decimal, steps: number): Tolerance {
  switch (tolerance.kind) {
    case "bytes":
      return tolerance;
    case "absolute":
    case "l2":
    case "cosine":
      return { ...tolerance, [which]: sum(tolerance[which], by) };
    case "relative":
      return { ...tolerance, [which]: { atol: sum(tolerance[which].atol, by), rtol: sum(tolerance[which].rtol, by) } };
    case "ulp":
      return { ...tolerance, [which]: tolerance[which] + steps };
    case "topk": {
      const { overlap, logit } = tolerance[which];
      return { ...tolerance, [which]: { overlap: Math.max(which === "agree" ? 0 : -1, overlap - steps), logit: sum(logit, by) } };
    }
    case "envelope":
      return { ...tolerance, rows: tolerance.rows.map((one) => ({ ...one, [which]: sum(one[which], by) })) };
  }
}
