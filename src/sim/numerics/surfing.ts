/** A cheat that knows the tolerance: it moves an output to just inside agree, where that does most harm. */
import type { Network } from "./networks/network.ts";

/** What a move did to the decision that is taken by an output. */
export interface Harm {
  /** The element that was moved most. */
  readonly element: number;
  /** By how much. */
  readonly moved: number;
  /** How far the decision was from another one, before and after; negative once it is another one. */
  readonly marginBefore: number;
  readonly marginAfter: number;
  readonly isFlipped: boolean;
}

/** Of the allowed distance, so much is used: the rest is left for how honest machines differ. */
const USED = 0.75;

type Decides = NonNullable<Network["decides"]>;

const lengthOf = (values: Float32Array): number => {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
};

/** The two largest of the places that decide, the largest first. */
function twoLargest(values: Float32Array, { from, to }: Decides): readonly [number, number] {
  let [first, second] = values[from]! >= values[from + 1]! ? [from, from + 1] : [from + 1, from];
  for (let index = from + 2; index < to; index += 1)
    if (values[index]! > values[first]!) [first, second] = [index, first];
    else if (values[index]! > values[second]!) second = index;
  return [first, second];
}

/** The place whose value is nearest to one half. */
function nearestHalf(values: Float32Array, { from, to }: Decides): number {
  let nearest = from;
  for (let index = from + 1; index < to; index += 1) if (Math.abs(values[index]! - 0.5) < Math.abs(values[nearest]! - 0.5)) nearest = index;
  return nearest;
}

/**
 * An output moved by a relative L2 distance (less a quarter of it), all of it against the decision: the runner-up is raised and the largest
 * lowered, or the value nearest to one half is pushed over it.
 */
export function surfed(values: Float32Array, decides: Decides, distance: number): { readonly values: Float32Array; readonly harm: Harm } {
  const moved = values.slice();
  const budget = distance * USED * lengthOf(values);
  if (decides.by === "half") {
    const element = nearestHalf(values, decides);
    const side = values[element]! > 0.5 ? 1 : -1;
    moved[element] = values[element]! - side * budget;
    const [marginBefore, marginAfter] = [Math.abs(values[element]! - 0.5), side * (moved[element]! - 0.5)];
    return { values: moved, harm: { element, moved: budget, marginBefore, marginAfter, isFlipped: marginAfter < 0 } };
  }
  const [first, second] = twoLargest(values, decides);
  const each = budget / Math.SQRT2;
  moved[first] = values[first]! - each;
  moved[second] = values[second]! + each;
  const [marginBefore, marginAfter] = [values[first]! - values[second]!, moved[first]! - moved[second]!];
  return { values: moved, harm: { element: first, moved: each, marginBefore, marginAfter, isFlipped: marginAfter < 0 } };
}
