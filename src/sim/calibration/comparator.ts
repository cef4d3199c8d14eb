/** One comparator on one recording: its thresholds, and what they make of honest platforms and of cheats. */
import type { Comparison } from "../../model/tolerance/comparison.ts";
import type { ComparatorName } from "../../model/tolerance/tolerance.ts";
import type { Measured } from "./measured.ts";
import type { Measure } from "./measures.ts";
import { type CheatPairs, type Compared, cheatPairs, type HonestPair, honestPairs, largestParts } from "./pairs.ts";
import { type Judge, judgeByRule, thresholdsOf } from "./rule.ts";
import { areaUnderCurve, medianOf, type RocPoint, rising, rocOf } from "./statistics.ts";
import type { WrittenTolerance } from "./written.ts";

/** Shares of comparisons, from 0 to 1. */
export interface Shares {
  readonly atAgree: number;
  readonly inBand: number;
  readonly atFault: number;
}

/** A cheat under a comparator. Distances are in the comparator's unit; Infinity where nothing can be measured. */
export interface CheatResult extends Shares {
  readonly name: string;
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
  /** The chance that it is farther from an honest output than two honest ones are from each other. */
  readonly auc: number;
  /** Whether every comparison is at FAULT. */
  readonly separable: boolean;
}

/** A class against all others, by thresholds that were chosen without it. */
export interface LeftOut {
  readonly class: string;
  /** Share of its comparisons that do not AGREE. */
  readonly falseRejection: number;
  /** Share of them at FAULT. */
  readonly atFault: number;
}

/** What the report draws, beside the numbers. */
export interface Drawing {
  readonly honest: Float64Array;
  readonly cheats: readonly { readonly name: string; readonly distances: Float64Array; readonly roc: readonly RocPoint[] }[];
  /** The largest distance of each two classes over the samples. */
  readonly heat: readonly (readonly number[])[];
}

/** A comparator's result. `thresholds` is undefined where there can be none, and `why` says why. */
export interface ComparatorResult {
  readonly name: ComparatorName;
  readonly unit: string;
  readonly written: WrittenTolerance | undefined;
  readonly why: string | undefined;
  readonly honestMax: number;
  /** Honest comparisons: pairs of classes times samples. */
  readonly n: number;
  readonly honest: Shares;
  readonly leaveOneOut: readonly LeftOut[];
  readonly cheats: readonly CheatResult[];
  readonly drawing: Drawing;
}

const NOTHING: Shares = { atAgree: Number.NaN, inBand: Number.NaN, atFault: Number.NaN };

/** Shares of three verdicts. */
function sharesOf(verdicts: readonly Comparison[]): Shares {
  const share = (wanted: Comparison): number => verdicts.filter((verdict) => verdict === wanted).length / verdicts.length;
  return verdicts.length === 0 ? NOTHING : { atAgree: share("agree"), inBand: share("band"), atFault: share("fault") };
}

/** One number for the parts of a comparison: the part itself, or the largest in shares of the honest maxima. */
function distanceIn(measure: Measure, largest: readonly number[]): (compared: Compared) => number {
  if (measure.name !== "envelope") return ({ parts }) => parts[0]!;
  const scale = largest.map((part, index) => Math.max(part, measure.floors[index]!));
  return ({ parts }) => parts.reduce((worst, part, index) => (part === 0 ? worst : Math.max(worst, part / scale[index]!)), 0);
}

/** Class by class against all others, by thresholds that were chosen without it. */
function leftOut(measure: Measure, { classes }: Measured, pairs: readonly HonestPair[]): LeftOut[] {
  if (classes.length < 3) return [];
  return classes.map(({ name }, left) => {
    const isHis = ({ first, second }: HonestPair): boolean => first === left || second === left;
    const others = pairs.filter((pair) => !isHis(pair));
    const thresholds = thresholdsOf(measure, largestParts(measure, others), classes.length - 1);
    if (typeof thresholds === "string") return { class: name, falseRejection: Number.NaN, atFault: Number.NaN };
    const verdicts = pairs.filter(isHis).flatMap(({ compared }) => compared.map(judgeByRule(measure, thresholds)));
    const { atAgree, atFault } = sharesOf(verdicts);
    return { class: name, falseRejection: 1 - atAgree, atFault };
  });
}

function cheatResult({ name, compared }: CheatPairs, honest: Float64Array, distances: Float64Array, judge: Judge | undefined): CheatResult {
  const shares = judge === undefined ? NOTHING : sharesOf(compared.map(judge));
  return {
    name,
    n: compared.length,
    min: distances[0] ?? Number.NaN,
    median: medianOf(distances),
    max: distances.at(-1) ?? Number.NaN,
    auc: areaUnderCurve(honest, distances),
    ...shares,
    separable: shares.atFault === 1,
  };
}

function heatOf(count: number, pairs: readonly HonestPair[], distance: (compared: Compared) => number): number[][] {
  const heat = Array.from({ length: count }, () => Array.from({ length: count }, () => 0));
  for (const { first, second, compared } of pairs) {
    const largest = compared.reduce((worst, one) => Math.max(worst, distance(one)), 0);
    heat[first]![second] = largest;
    heat[second]![first] = largest;
  }
  return heat;
}

/** Chooses a comparator's thresholds by the rule, or takes those that are `given`, and judges the recording by them. */
export function comparatorResult(measure: Measure, measured: Measured, given?: { readonly judge: Judge; readonly written: WrittenTolerance }) {
  const pairs = honestPairs(measure, measured);
  const largest = largestParts(measure, pairs);
  const thresholds = given === undefined ? thresholdsOf(measure, largest, measured.classes.length) : undefined;
  const judge = given?.judge ?? (typeof thresholds === "object" ? judgeByRule(measure, thresholds) : undefined);
  const all = pairs.flatMap(({ compared }) => compared);
  const verdicts = judge === undefined ? [] : pairs.map(({ compared }) => compared.map(judge));
  const distance = distanceIn(measure, largest);
  const honest = rising(all.map(distance));
  const cheats = cheatPairs(measure, measured).map((cheat) => ({ cheat, distances: rising(cheat.compared.map(distance)) }));
  const result: ComparatorResult = {
    name: measure.name,
    unit: measure.unit,
    written: given?.written ?? (typeof thresholds === "object" ? thresholds.written : undefined),
    why: typeof thresholds === "string" ? thresholds : undefined,
    honestMax: honest.at(-1) ?? 0,
    n: all.length,
    honest: sharesOf(verdicts.flat()),
    leaveOneOut: given === undefined ? leftOut(measure, measured, pairs) : leftByGiven(measured, pairs, verdicts),
    cheats: cheats.map(({ cheat, distances }) => cheatResult(cheat, honest, distances, judge)),
    drawing: {
      honest,
      cheats: cheats.map(({ cheat: { name }, distances }) => ({ name, distances, roc: rocOf(honest, distances) })),
      heat: heatOf(measured.classes.length, pairs, distance),
    },
  };
  return result;
}

/** Given thresholds do not change with who is left out: each class against all others, as they were judged. */
function leftByGiven({ classes }: Measured, pairs: readonly HonestPair[], verdicts: readonly (readonly Comparison[])[]): LeftOut[] {
  return classes.map(({ name }, left) => {
    const his = verdicts.filter((_, pair) => pairs[pair]!.first === left || pairs[pair]!.second === left);
    const { atAgree, atFault } = sharesOf(his.flat());
    return { class: name, falseRejection: 1 - atAgree, atFault };
  });
}
