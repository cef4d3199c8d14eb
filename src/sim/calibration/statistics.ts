/** Order statistics and the receiver operating characteristic, over lists of distances. Infinity is a distance. */

/** A copy in rising order. */
export const rising = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** The middle of a rising list, the lower of two; NaN of nothing. */
export const medianOf = (sorted: Float64Array): number => sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;

/** How many of a rising list are below a value, and how many at most it. */
function ranksOf(sorted: Float64Array, value: number): readonly [below: number, upTo: number] {
  const find = (isBefore: (other: number) => boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(sorted[middle]!)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return [find((other) => other < value), find((other) => other <= value)];
}

/** The chance that a distance of a cheat is above one of an honest pair, ties counting half; NaN where either has none. */
export function areaUnderCurve(honest: Float64Array, cheat: Float64Array): number {
  let halves = 0;
  for (const value of cheat) {
    const [below, upTo] = ranksOf(honest, value);
    halves += below + upTo;
  }
  return halves / (2 * honest.length * cheat.length);
}

/** A point of a ROC: the share of honest pairs and of a cheat's that lie above one threshold. */
export interface RocPoint {
  readonly honestAbove: number;
  readonly cheatAbove: number;
}

/** The ROC over every threshold that tells two distances apart, from (1, 1) to (0, 0), at most about `most` points. */
export function rocOf(honest: Float64Array, cheat: Float64Array, most = 200): RocPoint[] {
  const all = rising([...honest, ...cheat]).filter((value, index, sorted) => index === 0 || value !== sorted[index - 1]);
  const step = Math.max(1, Math.floor(all.length / most));
  const kept = all.filter((_, index) => index % step === 0 || index === all.length - 1);
  const above = (sorted: Float64Array, value: number): number => (sorted.length - ranksOf(sorted, value)[1]) / sorted.length;
  return [
    { honestAbove: 1, cheatAbove: 1 },
    ...Array.from(kept, (value) => ({ honestAbove: above(honest, value), cheatAbove: above(cheat, value) })),
  ];
}

/** x^n for a whole n, by multiplications. */
function powerOf(x: number, n: number): number {
  let result = 1;
  for (let count = 0; count < n; count += 1) result *= x;
  return result;
}

/**
 * The share of a population that lies, with this confidence, at or under the largest of n independent draws from it: p with p^n = 1 −
 * confidence (Wilks, Ann. Math. Statist. 12, 1941). By bisection; 0 for no draw.
 */
export function coverageShown(n: number, confidence: number): number {
  if (n === 0) return 0;
  let [low, high] = [0, 1];
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    if (powerOf(middle, n) > 1 - confidence) high = middle;
    else low = middle;
  }
  return low;
}

/** The least number of independent draws whose largest covers so much with such confidence. */
export function drawsNeeded(coverage: number, confidence: number): number {
  let [n, power] = [0, 1];
  while (power > 1 - confidence) {
    power *= coverage;
    n += 1;
  }
  return n;
}
