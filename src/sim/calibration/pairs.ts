/** All the distances of a recording under one comparator: honest class against honest class, cheat against honest class. */
import type { Measured, MeasuredClass, View } from "./measured.ts";
import type { Measure } from "./measures.ts";

/** One comparison: two outputs for one sample. */
export interface Compared {
  readonly sample: number;
  readonly a: View;
  readonly b: View;
  readonly parts: readonly number[];
}

/** Two honest classes, by their places, on every sample. */
export interface HonestPair {
  readonly first: number;
  readonly second: number;
  readonly compared: readonly Compared[];
}

/** A cheat against every honest class on every sample. */
export interface CheatPairs {
  readonly name: string;
  readonly compared: readonly Compared[];
}

function comparedOf(measure: Measure, one: MeasuredClass, other: MeasuredClass): Compared[] {
  return one.views.map((a, sample) => {
    const b = other.views[sample]!;
    return { sample, a, b, parts: measure.partsOf(a, b) };
  });
}

/** Every pair of honest classes, in order. */
export function honestPairs(measure: Measure, { classes }: Measured): HonestPair[] {
  return classes.flatMap((one, first) =>
    classes.slice(first + 1).map((other, offset) => ({ first, second: first + 1 + offset, compared: comparedOf(measure, one, other) })),
  );
}

/** Every cheat against every honest class. */
export function cheatPairs(measure: Measure, { classes, cheats }: Measured): CheatPairs[] {
  return cheats.map((cheat) => ({ name: cheat.name, compared: classes.flatMap((honest) => comparedOf(measure, cheat, honest)) }));
}

/** The largest of each part over some pairs; zeros where there is none. */
export function largestParts(measure: Measure, pairs: readonly { readonly compared: readonly Compared[] }[]): number[] {
  const largest = measure.floors.map(() => 0);
  for (const { compared } of pairs)
    for (const { parts } of compared) for (const [index, part] of parts.entries()) if (part > largest[index]!) largest[index] = part;
  return largest;
}
