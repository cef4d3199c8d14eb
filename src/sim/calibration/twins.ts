/** Classes that differ, but so little beside the others that they are one machine twice. */
import type { Measured } from "./measured.ts";

/** Of the middle distance of all pairs: below it two classes are near-twins. */
const TWIN_SHARE = 0.1;

/** Near-twins, and how many classes are left where each group of them counts once. */
export interface Twins {
  readonly pairs: readonly (readonly [string, string])[];
  readonly different: number;
}

function farthest(measured: Measured, one: number, other: number): number {
  const [a, b] = [measured.classes[one]!, measured.classes[other]!];
  let largest = 0;
  for (const [sample, { output, values }] of a.views.entries()) {
    const second = b.views[sample]!;
    let [distance, norm] = [0, 0];
    if (values.length === 0) distance = output.data.reduce((sum, byte, at) => sum + (byte === second.output.data[at] ? 0 : 1), 0);
    for (const [index, value] of values.entries()) {
      if (!Number.isFinite(value)) continue;
      const difference = value - second.values[index]!;
      distance += difference * difference;
      norm += value * value;
    }
    if (distance > 0) largest = Math.max(largest, norm === 0 ? distance : Math.sqrt(distance / norm));
  }
  return largest;
}

/** Near-twins by the largest relative distance over the samples; none among fewer than three classes, which have no middle. */
export function twinsOf(measured: Measured): Twins {
  const { classes } = measured;
  if (classes.length < 3) return { pairs: [], different: classes.length };
  const pairs = classes.flatMap((_, one) => classes.slice(one + 1).map((_, offset) => [one, one + 1 + offset] as const));
  const distances = pairs.map(([one, other]) => farthest(measured, one, other));
  const middle = [...distances].sort((x, y) => x - y)[Math.floor(distances.length / 2)]!;
  const near = pairs.filter((_, index) => distances[index]! < middle * TWIN_SHARE);
  const group = classes.map((_, index) => index);
  for (const [one, other] of near) {
    const [from, to] = [group[other]!, group[one]!];
    for (const [index, known] of group.entries()) if (known === from) group[index] = to;
  }
  return { pairs: near.map(([one, other]) => [classes[one]!.name, classes[other]!.name] as const), different: new Set(group).size };
}
