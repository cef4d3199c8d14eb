/** Comparators of outputs as vectors: `l2`, `cosine`. Squares of integers are compared; no root is taken. */
import type { Comparison } from "./comparison.ts";
import type { Decimal } from "./decimal.ts";
import { type Distance, NOWHERE, ratio } from "./distance.ts";
import { magnitude } from "./exact.ts";
import type { Pair } from "./pairs.ts";
import type { ToleranceOf } from "./tolerance.ts";

/** ‖a − b‖² and max(‖a‖², ‖b‖²), in squared units. */
function squares(pairs: readonly Pair[]): { readonly distance: bigint; readonly norm: bigint } {
  let [distance, left, right] = [0n, 0n, 0n];
  for (const [a, b] of pairs) {
    distance += (a - b) * (a - b);
    left += a * a;
    right += b * b;
  }
  return { distance, norm: left > right ? left : right };
}

/** ‖a − b‖² against τ²·max(‖a‖², ‖b‖²). */
export function compareL2({ agree, fault }: ToleranceOf<"l2">, pairs: readonly Pair[]): Comparison {
  const { distance, norm } = squares(pairs);
  const scaled = ({ exponent }: Decimal): bigint => distance * 10n ** BigInt(2 * exponent);
  const limit = ({ coefficient }: Decimal): bigint => coefficient * coefficient * norm;
  if (scaled(agree) <= limit(agree)) return "agree";
  return scaled(fault) >= limit(fault) ? "fault" : "band";
}

/** The square of the relative distance. */
export function l2Distance(pairs: readonly Pair[]): Distance {
  const { distance, norm } = squares(pairs);
  return ratio(distance, norm);
}

/** x·|x|: grows with x, and is the square up to its sign. */
const signedSquare = (x: bigint): bigint => x * magnitude(x);

/**
 * The cosine of the angle as cos·|cos| = over / under, under above 0. A vector of zeros has no direction: it is at a right
 * angle to every other, and in line with itself.
 */
function signedSquareCosine(pairs: readonly Pair[]): { readonly over: bigint; readonly under: bigint } {
  let [dot, left, right] = [0n, 0n, 0n];
  for (const [a, b] of pairs) {
    dot += a * b;
    left += a * a;
    right += b * b;
  }
  if (left === 0n && right === 0n) return { over: 1n, under: 1n };
  return left === 0n || right === 0n ? { over: 0n, under: 1n } : { over: signedSquare(dot), under: left * right };
}

/** 1 − cos against both thresholds, as cos against one less the threshold, both squared with their signs kept. */
export function compareCosine({ agree, fault }: ToleranceOf<"cosine">, pairs: readonly Pair[]): Comparison {
  const { over, under } = signedSquareCosine(pairs);
  const scaled = ({ exponent }: Decimal): bigint => over * 10n ** BigInt(2 * exponent);
  const limit = ({ coefficient, exponent }: Decimal): bigint => signedSquare(10n ** BigInt(exponent) - coefficient) * under;
  if (scaled(agree) >= limit(agree)) return "agree";
  return scaled(fault) <= limit(fault) ? "fault" : "band";
}

/** 1 − cos·|cos|, which grows with 1 − cos: 0 in one direction, 1 at a right angle, 2 in opposite ones. */
export function cosineDistance(pairs: readonly Pair[]): Distance {
  const { over, under } = signedSquareCosine(pairs);
  return over === under ? NOWHERE : ratio(under - over, under);
}
