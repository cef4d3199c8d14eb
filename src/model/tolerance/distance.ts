/** How far apart two outputs are: exact non-negative fractions, and a farthest of all (R21: the farther, the medoid). */

/** An exact non-negative fraction, not reduced; or farther than every fraction. */
export type Distance = { readonly numerator: bigint; readonly denominator: bigint } | "infinite";

/** No distance at all. */
export const NOWHERE: Distance = { numerator: 0n, denominator: 1n };

/** The distance where nothing can be measured: other shapes or types, a NaN or an infinity against anything else. */
export const INFINITE: Distance = "infinite";

/** numerator / denominator, both at least 0; nothing over nothing is no distance, something over nothing is infinite. */
export function ratio(numerator: bigint, denominator: bigint): Distance {
  if (numerator === 0n) return NOWHERE;
  return denominator === 0n ? INFINITE : { numerator, denominator };
}

/** Negative where x is nearer than y, positive where it is farther, zero where they are equally far; two infinite ones are. */
export function compareDistances(x: Distance, y: Distance): number {
  if (x === "infinite" || y === "infinite") return Number(x === "infinite") - Number(y === "infinite");
  const left = x.numerator * y.denominator;
  const right = y.numerator * x.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** x + y, exactly; infinite where either is. */
export function addDistances(x: Distance, y: Distance): Distance {
  if (x === "infinite" || y === "infinite") return INFINITE;
  if (x.denominator === y.denominator) return { numerator: x.numerator + y.numerator, denominator: x.denominator };
  return { numerator: x.numerator * y.denominator + y.numerator * x.denominator, denominator: x.denominator * y.denominator };
}

/** The farther of two. */
export const farther = (x: Distance, y: Distance): Distance => (compareDistances(x, y) < 0 ? y : x);
