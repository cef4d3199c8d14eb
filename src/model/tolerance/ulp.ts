/** The comparator `ulp`: how many representable values lie between two elements. */
import type { Comparison } from "./comparison.ts";
import { type Distance, INFINITE, ratio } from "./distance.ts";
import { FLOATS, type FloatDtype, type FloatFormat, littleEndian } from "./exact.ts";
import type { Output } from "./output.ts";
import type { ToleranceOf } from "./tolerance.ts";

/** Above every distance. */
const UNREACHED = 2 ** 33;

/** The place of a bit pattern among the values of its type: neighbours differ by one, both zeros are 0. */
function placeOf({ bytes }: FloatFormat, bits: number): number {
  const sign = 2 ** (8 * bytes - 1);
  return bits < sign ? bits : sign - bits;
}

/** The units in the last place between two bit patterns; undefined where a NaN or an infinity meets what it does not equal. */
function ulpsBetween(format: FloatFormat, a: number, b: number): number | undefined {
  const infinity = 2 ** (8 * format.bytes - 1) - 2 ** format.fractionBits;
  const [left, right] = [placeOf(format, a), placeOf(format, b)];
  const [leftSize, rightSize] = [Math.abs(left), Math.abs(right)];
  if (leftSize < infinity && rightSize < infinity) return Math.abs(left - right);
  return left === right || (leftSize > infinity && rightSize > infinity) ? 0 : undefined;
}

/** The largest distance over all elements, or the first that is at least `enough`; undefined as in `ulpsBetween`. */
function largestUlps(a: Output, b: Output, enough: number): number | undefined {
  const format = FLOATS[a.dtype as FloatDtype];
  let largest = 0;
  for (let at = 0; at < a.data.length; at += format.bytes) {
    const ulps = ulpsBetween(format, littleEndian(a.data, at, format.bytes), littleEndian(b.data, at, format.bytes));
    if (ulps === undefined || ulps >= enough) return ulps;
    if (ulps > largest) largest = ulps;
  }
  return largest;
}

/** The largest distance against both thresholds. */
export function compareUlp({ agree, fault }: ToleranceOf<"ulp">, a: Output, b: Output): Comparison {
  const ulps = largestUlps(a, b, Math.max(fault, agree + 1));
  if (ulps === undefined) return "fault";
  if (ulps <= agree) return "agree";
  return ulps >= fault ? "fault" : "band";
}

/** The largest distance. */
export function ulpDistance(a: Output, b: Output): Distance {
  const ulps = largestUlps(a, b, UNREACHED);
  return ulps === undefined ? INFINITE : ratio(BigInt(ulps), 1n);
}
