/** The rule by which distances become thresholds. */
import { type Comparison, compareOutputs } from "../../model/tolerance/compare.ts";
import { formatDecimal } from "../../model/tolerance/decimal.ts";
import { toleranceFlaw } from "../../model/tolerance/flaw.ts";
import type { Tolerance } from "../../model/tolerance/tolerance.ts";
import type { View } from "./measured.ts";
import { isJudgedExactly, type Measure } from "./measures.ts";
import type { Compared } from "./pairs.ts";
import { exactTolerance, isHoldable, type WrittenTolerance } from "./written.ts";

/** The numbers of the rule. */
export const RULE = {
  /** τ_lo is so many honest maxima, with at least `classesWanted` classes. */
  safety: 4,
  /** With fewer. */
  safetyOfFew: 8,
  /** Different platforms below which an honest maximum says little. */
  classesWanted: 5,
  /** τ_hi is so many τ_lo: between them nobody is slashed. */
  band: 10,
} as const;

/** The rule in words, with a number of classes. */
export function ruleText(classes: number): string {
  const safety = safetyFor(classes);
  const few = classes < RULE.classesWanted ? ` (${RULE.safety} times with ${RULE.classesWanted} classes or more)` : "";
  return [
    `agree (τ_lo) is ${safety} times the largest honest distance${few},`,
    "rounded up to two digits, where a distance below one rounding of the type counts as one rounding;",
    `fault (τ_hi) is ${RULE.band} times agree; under cosine, which grows with the square of the error, both factors are squared`,
  ].join(" ");
}

/** How many honest maxima agree. */
export const safetyFor = (classes: number): number => (classes >= RULE.classesWanted ? RULE.safety : RULE.safetyOfFew);

/** A positive number rounded up to two digits, as a whole mantissa and a power of ten. */
function twoDigitsUp(value: number): readonly [mantissa: number, exponent: number] {
  const [digits, exponent] = value.toExponential(1).split("e") as [string, string];
  const mantissa = Math.round(Number(digits) * 10);
  const power = Number(exponent) - 1;
  return Number(`${mantissa}e${power}`) >= value ? [mantissa, power] : [mantissa + 1, power];
}

/** Thresholds, part by part: as decimal texts, and as numbers. */
export interface Thresholds {
  readonly written: WrittenTolerance;
  readonly tolerance: Tolerance;
  readonly agree: readonly number[];
  readonly fault: readonly number[];
}

/** The thresholds that the rule makes of the largest honest parts, or why there are none. */
export function thresholdsOf(measure: Measure, honest: readonly number[], classes: number): Thresholds | string {
  if (honest.some((part) => !(part < Infinity))) return "honest platforms are infinitely far apart";
  const safety = safetyFor(classes) ** (measure.isSquared ? 2 : 1);
  const band = RULE.band ** (measure.isSquared ? 2 : 1);
  const pairs = honest.map((part, index) => {
    const wanted = safety * Math.max(part, measure.floors[index]!);
    const [mantissa, exponent] = measure.isWhole ? ([Math.ceil(wanted), 0] as const) : twoDigitsUp(wanted);
    return [`${mantissa}e${exponent}`, `${mantissa * band}e${exponent}`] as const;
  });
  const [low, high] = [pairs.map(([agree]) => agree), pairs.map(([, fault]) => fault)];
  const written = measure.toleranceOf(low, high);
  if (typeof written === "string") return written;
  if (!isHoldable(written)) return "the thresholds would be decimals that no chain can hold (2^64 and above, or of more than 40 places)";
  const tolerance = exactTolerance(written);
  const flaw = toleranceFlaw(tolerance);
  return flaw ?? { written, tolerance, agree: low.map(Number), fault: high.map(Number) };
}

/** A distance so near to a threshold that fp64 may be wrong about which side it is on. */
const isClose = (part: number, threshold: number): boolean => Math.abs(part - threshold) <= threshold * 1e-6;

/** How a comparison is judged. */
export type Judge = (compared: Compared) => Comparison;

/** What the comparator says of two outputs: by the parts where they leave no doubt, else by the exact comparison. */
export function verdictOf(
  measure: Measure,
  { tolerance, agree, fault }: Omit<Thresholds, "written">,
  parts: readonly number[],
  a: View,
  b: View,
): Comparison {
  if (isJudgedExactly(measure.name) || parts.some((part, index) => isClose(part, agree[index]!) || isClose(part, fault[index]!)))
    return compareOutputs(tolerance, a.output, b.output);
  if (parts.some((part, index) => part >= fault[index]!)) return "fault";
  return parts.every((part, index) => part <= agree[index]!) ? "agree" : "band";
}

/** By thresholds of the rule. */
export const judgeByRule =
  (measure: Measure, thresholds: Thresholds): Judge =>
  ({ parts, a, b }) =>
    verdictOf(measure, thresholds, parts, a, b);

/** The numbers of a tolerance that are in the unit of its measure; nothing where its allowance or its percentiles are its own, or fp64 says too little. */
function numbersOf(tolerance: Tolerance): Pick<Thresholds, "agree" | "fault"> | undefined {
  switch (tolerance.kind) {
    case "absolute":
    case "l2":
      return { agree: [Number(formatDecimal(tolerance.agree))], fault: [Number(formatDecimal(tolerance.fault))] };
    case "ulp":
      return { agree: [tolerance.agree], fault: [tolerance.fault] };
    default:
      return undefined;
  }
}

/** By thresholds that somebody chose: as the exact comparison does, which is asked only where the parts leave a doubt. */
export function judgeByTolerance(measure: Measure, tolerance: Tolerance): Judge {
  const numbers = numbersOf(tolerance);
  return numbers === undefined
    ? ({ a, b }) => compareOutputs(tolerance, a.output, b.output)
    : ({ parts, a, b }) => verdictOf(measure, { tolerance, ...numbers }, parts, a, b);
}
