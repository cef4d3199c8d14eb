/** From a recording to thresholds, with what they are worth. */
import type { Tolerance } from "../../model/tolerance/tolerance.ts";
import { comparatorResult } from "./comparator.ts";
import { type Customary, customaryResults, type Judged, unfitBecause } from "./fitness.ts";
import type { Measured } from "./measured.ts";
import { measuresOf } from "./measures.ts";
import { type Risk, riskOf, type Wish } from "./risk.ts";
import { judgeByTolerance, ruleText, safetyFor } from "./rule.ts";
import { twinsOf } from "./twins.ts";
import { warningsOf } from "./warnings.ts";
import type { WrittenTolerance } from "./written.ts";

/** All that a calibration found. */
export interface Calibration {
  readonly name: string;
  readonly samples: number;
  readonly classes: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly comparators: readonly Judged[];
  /** The comparator to take; undefined where none is fit. */
  readonly recommended: Judged | undefined;
  readonly rule: string;
  readonly risk: Risk;
  readonly customary: readonly Customary[];
  /** Each begins with a code. */
  readonly warnings: readonly string[];
}

/** Comparators in the order in which they are taken where nothing else decides. */
const PREFERENCE = ["l2", "topk", "envelope", "relative", "absolute", "ulp"];

/** How good a comparator is, the first number that differs decides; more is better. */
function meritsOf({ name, cheats, leaveOneOut, honest, unfit }: Judged): number[] {
  const rejection = leaveOneOut.reduce((worst, { falseRejection }) => Math.max(worst, falseRejection), 0);
  return [
    unfit.length === 0 ? 1 : 0,
    honest.atFault === 0 ? 1 : 0,
    cheats.filter(({ separable }) => separable).length,
    -cheats.filter(({ atAgree }) => atAgree > 0).length,
    rejection <= 0.01 ? 1 : 0,
    -PREFERENCE.indexOf(name),
  ];
}

function isBetter(a: readonly number[], b: readonly number[]): boolean {
  const place = a.findIndex((merit, index) => merit !== b[index]);
  return place >= 0 && a[place]! > b[place]!;
}

function recommendedOf(comparators: readonly Judged[]): Judged | undefined {
  const fit = comparators.filter(({ unfit, written, name }) => unfit.length === 0 && written !== undefined && PREFERENCE.includes(name));
  return fit.reduce<Judged | undefined>((best, one) => (best === undefined || isBetter(meritsOf(one), meritsOf(best)) ? one : best), undefined);
}

/** Thresholds that somebody chose, to be judged by the recording. */
export interface Given {
  readonly tolerance: Tolerance;
  readonly written: WrittenTolerance;
}

/**
 * Calibrates every comparator on a recording, or, with `given`, judges those thresholds by it. The recording has no flaw, at least two
 * honest platforms, and no clash of special values (`specialClash`).
 */
export function calibrate(measured: Measured, wish: Wish, given?: Given): Calibration {
  const measures = measuresOf(measured).filter(({ name }) => given === undefined || name === given.tolerance.kind);
  const customary =
    given === undefined
      ? customaryResults(
          measured,
          measures.map(({ name }) => name),
        )
      : [];
  const comparators = measures.map((measure): Judged => {
    const result = comparatorResult(measure, measured, given && { written: given.written, judge: judgeByTolerance(measure, given.tolerance) });
    return { ...result, unfit: unfitBecause(result, customary) };
  });
  const recommended = given === undefined ? recommendedOf(comparators) : comparators[0];
  const count = measured.classes.length;
  const twins = twinsOf(measured);
  return {
    name: measured.name,
    samples: measured.samples,
    classes: measured.classes.map(({ name, members }) => ({ name, members })),
    comparators,
    recommended,
    rule: given === undefined ? ruleText(count) : "thresholds as given",
    risk: riskOf(count, wish, safetyFor(count)),
    customary,
    warnings: warningsOf({ measured, comparators, recommended, twins, wish, isGiven: given !== undefined }),
  };
}
