/** Comparators that look at one element after the other: `absolute`, `relative`. */
import type { Comparison } from "./comparison.ts";
import { type Distance, NOWHERE, ratio } from "./distance.ts";
import { magnitude, ONE } from "./exact.ts";
import { type Pair, unitsFrom, unitsUpTo } from "./pairs.ts";
import type { ToleranceOf } from "./tolerance.ts";

/** The largest |a − b| against both thresholds. */
export function compareAbsolute({ agree, fault }: ToleranceOf<"absolute">, pairs: readonly Pair[]): Comparison {
  const low = unitsUpTo(agree);
  const high = unitsFrom(fault);
  let verdict: Comparison = "agree";
  for (const [a, b] of pairs) {
    const difference = magnitude(a - b);
    if (difference <= low) continue;
    if (difference >= high) return "fault";
    verdict = "band";
  }
  return verdict;
}

/** The largest |a − b|. */
export function absoluteDistance(pairs: readonly Pair[]): Distance {
  let largest = 0n;
  for (const [a, b] of pairs) {
    const difference = magnitude(a - b);
    if (difference > largest) largest = difference;
  }
  return ratio(largest, ONE);
}

type Allowance = ToleranceOf<"relative">["agree"];

/** atol + rtol·m over a common denominator: a difference times `scale` is held against the whole number `at(m)`. */
function allowance({ atol, rtol }: Allowance): { readonly scale: bigint; readonly at: (larger: bigint) => bigint } {
  const exponent = Math.max(atol.exponent, rtol.exponent);
  const fixed = atol.coefficient * 10n ** BigInt(exponent - atol.exponent) * ONE;
  const slope = rtol.coefficient * 10n ** BigInt(exponent - rtol.exponent);
  return { scale: 10n ** BigInt(exponent), at: (larger) => fixed + slope * larger };
}

function largerOf([a, b]: Pair): bigint {
  const [left, right] = [magnitude(a), magnitude(b)];
  return left > right ? left : right;
}

/** Every |a − b| against atol + rtol·max(|a|, |b|). */
export function compareRelative({ agree, fault }: ToleranceOf<"relative">, pairs: readonly Pair[]): Comparison {
  const low = allowance(agree);
  const high = allowance(fault);
  let verdict: Comparison = "agree";
  for (const pair of pairs) {
    const difference = magnitude(pair[0] - pair[1]);
    const larger = largerOf(pair);
    if (difference * low.scale <= low.at(larger)) continue;
    if (difference * high.scale >= high.at(larger)) return "fault";
    verdict = "band";
  }
  return verdict;
}

/** The largest |a − b| in allowances of `agree`; infinite where that allows nothing and two elements differ. */
export function relativeDistance({ agree }: ToleranceOf<"relative">, pairs: readonly Pair[]): Distance {
  const { scale, at } = allowance(agree);
  let [numerator, denominator] = [0n, 1n];
  for (const pair of pairs) {
    const difference = magnitude(pair[0] - pair[1]) * scale;
    if (difference === 0n) continue;
    const allowed = at(largerOf(pair));
    if (difference * denominator > numerator * allowed) [numerator, denominator] = [difference, allowed];
    if (denominator === 0n) break;
  }
  return numerator === 0n ? NOWHERE : ratio(numerator, denominator);
}
