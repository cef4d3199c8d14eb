import type { RunRecord, RunReport } from "../sim/run/record.ts";

/** A ruling as a report lists it. */
export interface ReportRuling {
  readonly id: string;
  readonly question: string;
  /** What the default does, in a sentence. */
  readonly default: string;
}

/** All that a report is made from. */
export interface ReportInput {
  readonly title: string;
  /** Version of `achain` that made the runs. */
  readonly version: string;
  /** Where the runs were made, in a line. */
  readonly environment: string;
  /** Every run, in the order in which they were asked for. */
  readonly runs: readonly RunRecord[];
  /** The runs to show in full: the first of each scenario, and every one that failed. */
  readonly details: readonly RunReport[];
  /** Every ruling there is, in the order of its number. */
  readonly rulings: readonly ReportRuling[];
}

/** How a run came out. A run that failed and stopped early has failed. */
export type RunVerdict = "held" | "failed" | "partial";

/** Laws breached in a run. */
export const breachedLaws = (run: RunRecord): RunRecord["laws"] => run.laws.filter(({ breached }) => breached.length > 0);

/** Expectations of a run that did not hold. */
export const failedExpectations = (run: RunRecord): RunRecord["expectations"] => run.expectations.filter(({ held }) => held === false);

/** Whether a run held what it was asked to hold, and to its end. */
export function verdictOf(run: RunRecord): RunVerdict {
  if (breachedLaws(run).length > 0 || failedExpectations(run).length > 0) return "failed";
  return run.partial || run.expectations.some(({ held }) => held === null) ? "partial" : "held";
}

/** What tells a run from every other of a report. */
const keyOf = ({ file, scenario, seed, configHash }: RunRecord): string => JSON.stringify([file, scenario, seed, configHash]);

/** The anchor of the run shown in full at `index`. */
export const anchorOf = (index: number): string => `run-${index + 1}`;

/** A look-up from a run to the anchor of its full account, where it has one. */
export function anchorsOf(details: readonly RunReport[]): (run: RunRecord) => string | undefined {
  const anchors = new Map<string, string>();
  details.forEach(({ record }, index) => {
    if (!anchors.has(keyOf(record))) anchors.set(keyOf(record), anchorOf(index));
  });
  return (run) => anchors.get(keyOf(run));
}
