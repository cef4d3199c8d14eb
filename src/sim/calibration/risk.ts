/** What a number of platforms can and cannot show of platforms that were not measured. */
import { coverageShown, drawsNeeded } from "./statistics.ts";

/** The user's wish: a share of pairs of platforms, and how sure to be of it. */
export interface Wish {
  readonly coverage: number;
  readonly confidence: number;
}

/** What the measured classes show. The unit is the class: more samples of the same machines say nothing of other machines. */
export interface Risk extends Wish {
  readonly classes: number;
  /** Pairs without a class in common: so many independent draws of “two platforms”. */
  readonly independentPairs: number;
  /** Share of pairs of such platforms that stay under the largest honest distance, with the confidence asked for. */
  readonly coverageShown: number;
  /** Classes that would show the coverage asked for. */
  readonly classesNeeded: number;
  /** The most that the chance can be that one more such class exceeds every distance seen: it is in the farthest pair. */
  readonly nextExceeds: number;
  readonly text: string;
}

const percent = (share: number): string => `${Math.floor(share * 1000) / 10} %`;

/** The statement of risk for a number of classes. */
export function riskOf(classes: number, wish: Wish, safety: number): Risk {
  const independentPairs = Math.floor(classes / 2);
  const shown = coverageShown(independentPairs, wish.confidence);
  const classesNeeded = 2 * drawsNeeded(wish.coverage, wish.confidence);
  const nextExceeds = Math.min(1, 2 / (classes + 1));
  const text = [
    `The unit is the platform, not the sample: ${classes} classes are ${independentPairs} independent pair${independentPairs === 1 ? "" : "s"}.`,
    `If the next platforms come from the same kinds of machines, then with ${percent(wish.confidence)} confidence at least ${percent(shown)} of`,
    "their pairs stay under the largest honest distance seen, on inputs like these; and the chance that one more platform exceeds it is at most",
    `${percent(nextExceeds)}. To show ${percent(wish.coverage)} would take ${classesNeeded} classes. The safety factor of ${safety} is there for what`,
    "the classes do not show: it is a judgement, no statistics. A machine of a new kind can exceed it.",
  ].join(" ");
  return { ...wish, classes, independentPairs, coverageShown: shown, classesNeeded, nextExceeds, text };
}
