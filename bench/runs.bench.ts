/** Whole runs: first-dispute from its loaded scenario to its report, one after the other on one core, the start of the process aside. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beginJob } from "../src/cli/job.ts";
import { medianTimes, perSecond } from "./measure.ts";
import type { Row } from "./row.ts";

const SCENARIO = join(import.meta.dirname, "..", "scenarios", "first-dispute.yaml");
const text = readFileSync(SCENARIO, "utf8");

/** Runs of one sample. */
const RUNS = 5;
let seed = 0;

async function makeRuns(): Promise<void> {
  for (let run = 0; run < RUNS; run += 1) {
    seed += 1;
    const job = { path: SCENARIO, text, overrides: [], file: "scenarios/first-dispute.yaml", seed, replay: "", until: undefined, trace: false };
    const { step, result } = await beginJob(job);
    while (step());
    const { record } = result().report;
    if (record.laws.some(({ breached }) => breached.length > 0)) throw new Error(`seed ${seed} breaches a law`);
  }
}

/** The rows of runs. The bar is a rate, so nothing here is checked. */
export default async function runs(): Promise<readonly Row[]> {
  const { made } = await medianTimes({ made: makeRuns }, { warmUps: 3, repeats: 9 });
  return [{ what: "first-dispute, end to end", value: perSecond(RUNS, made), unit: "runs/s", bar: { of: "value", wants: "at least", limit: 20 } }];
}
