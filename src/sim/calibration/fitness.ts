/** Whether a comparator is fit for a model at all: what its thresholds cannot mend. */
import { compareOutputs } from "../../model/tolerance/compare.ts";
import type { Tolerance } from "../../model/tolerance/tolerance.ts";
import { type ComparatorResult, sharesOf } from "./comparator.ts";
import type { Measured } from "./measured.ts";
import { exactTolerance, type WrittenTolerance } from "./written.ts";

/** Units in the last place between honest outputs above which `ulp` measures nearness to zero, not error. */
const ULPS_MOST = 4096;

/** Thresholds that are in use elsewhere, by comparator. */
const CUSTOMARY: readonly (WrittenTolerance & { readonly called: string })[] = [
  { comparator: "cosine", agree: 0.001, fault: 0.01, called: "cosine ≥ 0.999" },
  { comparator: "relative", agree: { atol: 1e-8, rtol: 1e-5 }, fault: { atol: 1e-6, rtol: 1e-3 }, called: "allclose with rtol 1e-5 and atol 1e-8" },
];

/** What customary thresholds would have made of the recording. */
export interface Customary {
  readonly called: string;
  readonly comparator: string;
  /** Share of honest comparisons that do not AGREE. */
  readonly honestRejected: number;
  /** Cheats of which every comparison AGREEs. */
  readonly cheatsAccepted: readonly string[];
}

function customaryOf({ called, ...written }: (typeof CUSTOMARY)[number], { classes, cheats }: Measured): Customary {
  const tolerance: Tolerance = exactTolerance(written);
  const agrees = (one: Measured["classes"][number], other: Measured["classes"][number]) =>
    one.views.map((view, sample) => compareOutputs(tolerance, view.output, other.views[sample]!.output));
  const honest = classes.flatMap((one, place) => classes.slice(place + 1).flatMap((other) => agrees(one, other)));
  const accepted = cheats.filter((cheat) => classes.every((honest) => agrees(cheat, honest).every((verdict) => verdict === "agree")));
  return {
    called,
    comparator: written.comparator,
    honestRejected: honest.length === 0 ? 0 : 1 - sharesOf(honest).atAgree,
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
