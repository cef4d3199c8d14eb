/** Whole runs: first-dispute from its loaded scenario to its report, one after the other on one core, the start of the process aside. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beginJob } from "../src/cli/job.ts";
import { median, medianTimes, perSecond } from "./measure.ts";
import type { Row } from "./row.ts";

const SCENARIO = join("scenarios", "first-dispute.yaml");
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

/** Microseconds of processor time that one call took, in the process's threads together. */
const processor: number[] = [];

async function timed(): Promise<void> {
  const begun = process.cpuUsage();
  await makeRuns();
  const { user, system } = process.cpuUsage(begun);
  processor.push(user + system);
}

const EFFORT = { warmUps: 5, repeats: 9, collects: false };

/** The rows of runs. The bar is a rate, so nothing here is checked; where others use the machine, processor time says more than the clock. */
export default async function runs(): Promise<readonly Row[]> {
  const { made } = await medianTimes({ made: timed }, EFFORT);
  const used = median(processor.slice(EFFORT.warmUps)) / 1000;
  return [
    { what: "first-dispute, end to end", value: perSecond(RUNS, made), unit: "runs/s", bar: { of: "value", wants: "at least", limit: 20 } },
    { what: "first-dispute, end to end, by processor time", value: perSecond(RUNS, used), unit: "runs/s" },
  ];
}
