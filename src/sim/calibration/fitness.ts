/** Whether a comparator is fit for a model at all: what its thresholds cannot mend. */
import type { ComparatorResult } from "./comparator.ts";
import type { Measured, MeasuredClass, View } from "./measured.ts";
import { oneLessCosine } from "./measures.ts";

/** A comparator's result, and whether it is fit for the model. */
export interface Judged extends ComparatorResult {
  /** Why it is not; empty where it is. */
  readonly unfit: readonly string[];
}

/** Units in the last place between honest outputs above which `ulp` measures nearness to zero, not error. */
const ULPS_MOST = 4096;

/** A threshold that is in use elsewhere. */
interface Custom {
  readonly comparator: "cosine" | "relative";
  readonly called: string;
  /** Whether two outputs pass: in fp64, for it informs and decides nothing. */
  readonly passes: (a: View, b: View) => boolean;
}

function isAllClose({ values: a }: View, { values: b }: View): boolean {
  return a.every((value, index) => {
    const other = b[index]!;
    if (Object.is(value, other)) return true;
    return Math.abs(value - other) <= 1e-8 + 1e-5 * Math.max(Math.abs(value), Math.abs(other));
  });
}

const CUSTOMARY: readonly Custom[] = [
  { comparator: "cosine", called: "cosine ≥ 0.999", passes: (a, b) => oneLessCosine(a, b) <= 0.001 },
  { comparator: "relative", called: "allclose with rtol 1e-5 and atol 1e-8", passes: isAllClose },
];

/** What customary thresholds would have made of the recording. */
export interface Customary {
  readonly called: string;
  readonly comparator: string;
  /** Share of honest comparisons that would not pass. */
  readonly honestRejected: number;
  /** Cheats of which every comparison passes. */
  readonly cheatsAccepted: readonly string[];
}

function customaryOf({ called, comparator, passes }: Custom, { classes, cheats }: Measured): Customary {
  const passing = (one: MeasuredClass, other: MeasuredClass): boolean[] => one.views.map((view, sample) => passes(view, other.views[sample]!));
  const honest = classes.flatMap((one, place) => classes.slice(place + 1).flatMap((other) => passing(one, other)));
  const accepted = cheats.filter((cheat) => classes.every((honest) => passing(cheat, honest).every((passes) => passes)));
  return {
    called,
    comparator,
    honestRejected: honest.length === 0 ? 0 : honest.filter((passes) => !passes).length / honest.length,
    cheatsAccepted: accepted.map(({ name }) => name),
  };
}

/** What customary thresholds would have done, of the comparators that measure the recording's type. */
export function customaryResults(measured: Measured, names: readonly string[]): Customary[] {
  return CUSTOMARY.filter(({ comparator }) => names.includes(comparator)).map((one) => customaryOf(one, measured));
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** Why a comparator is not fit for these outputs, whatever its thresholds; nothing where it is. */
export function unfitBecause({ name, honest, honestMax, why }: ComparatorResult, customary: readonly Customary[]): string[] {
  const reasons: string[] = [];
  if (why !== undefined) reasons.push(`it has no thresholds: ${why}`);
  if (name === "bytes" && honestMax > 0) reasons.push(`${percent(honest.atFault)} of honest comparisons differ in a bit, and each would be a FAULT`);
  if (name === "cosine") {
    const accepted = customary.find(({ comparator }) => comparator === "cosine")?.cheatsAccepted ?? [];
    reasons.push(
      "it does not see the length of an output (one that is doubled AGREEs), and is no metric: two that agree with a third may be at fault with each other",
    );
    if (accepted.length > 0) reasons.push(`at the customary cosine of 0.999 these always pass: ${accepted.join(", ")}`);
  }
  if (name === "ulp" && honestMax > ULPS_MOST)
    reasons.push(`honest outputs are up to ${honestMax} units apart: near zero it measures how near, not how wrong`);
  return reasons;
}
