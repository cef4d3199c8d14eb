import { type Distance, INFINITE, NOWHERE, ratio } from "./distance.ts";
import { absoluteDistance, relativeDistance } from "./elementwise.ts";
import { envelopeDistance } from "./envelope.ts";
import { cosineDistance, l2Distance } from "./norms.ts";
import type { Output } from "./output.ts";
import { finitePairs } from "./pairs.ts";
import { isMeasured, isSameBytes, isSameForm } from "./premises.ts";
import type { Tolerance } from "./tolerance.ts";
import { topkDistance } from "./topk.ts";
import { ulpDistance } from "./ulp.ts";

function distanceOfNumbers(tolerance: Tolerance, a: Output, b: Output): Distance {
  const pairs = finitePairs(a, b);
  if (pairs === undefined) return INFINITE;
  switch (tolerance.kind) {
    case "absolute":
      return absoluteDistance(pairs);
    case "relative":
      return relativeDistance(tolerance, pairs);
    case "l2":
      return l2Distance(pairs);
    case "cosine":
      return cosineDistance(pairs);
    case "envelope":
      return envelopeDistance(tolerance, pairs);
    default:
      return INFINITE;
  }
}

/**
 * How far apart two outputs are under a tolerance (R21): exact, symmetric, grows with their disagreement. Under one tolerance a
 * pair that AGREEs is never farther than one at FAULT; distances under different tolerances have different measures. Unit:
 * - `bytes`: 0 or 1;
 * - `absolute`: the largest |a − b|;
 * - `relative`: the largest |a − b| in allowances of `agree`, infinite where that allows nothing and two elements differ;
 * - `l2`: the square of the relative distance;
 * - `ulp`: the largest distance in units in the last place;
 * - `cosine`: 1 − cos·|cos|;
 * - `topk`: shares of what is FAULT, the worst position's (see `topkDistance`);
 * - `envelope`: the largest percentile in thresholds of `fault`.
 *
 * Infinite where shapes or types differ, where the comparator cannot measure the type and the bytes differ, and where a NaN or an
 * infinity meets anything but its equal.
 */
export function distanceOf(tolerance: Tolerance, a: Output, b: Output): Distance {
  if (!isSameForm(a, b)) return INFINITE;
  if (isSameBytes(a.data, b.data)) return NOWHERE;
  if (tolerance.kind === "bytes") return ratio(1n, 1n);
  if (!isMeasured(tolerance, a)) return INFINITE;
  if (tolerance.kind === "ulp") return ulpDistance(a, b);
  return tolerance.kind === "topk" ? topkDistance(tolerance, a, b) : distanceOfNumbers(tolerance, a, b);
}
