/**
 * What a second thread gains: runs of first-dispute through the command's own runner in one thread and in two, beside a bare loop
 * of arithmetic in one and in two. Threads are started, and have made runs, before anything is timed: of both alike, only work is timed.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import type { Job } from "../src/cli/job.ts";
import { type Runner, startThreads } from "../src/cli/runner.ts";
import { median, perSecond, sampleTimes } from "./measure.ts";
import type { Row } from "./row.ts";

const SCENARIO = join("scenarios", "first-dispute.yaml");
const WORKER = pathToFileURL(join("dist", "cli", "worker.js")).href;

/** Runs of one sample; even, so that two threads can share them evenly. */
const RUNS = 12;
/** Turns of the bare loop in one sample, over all threads. */
const TURNS = 1.2e9;
const EFFORT = { warmUps: 2, repeats: 9, collects: false };

const text = readFileSync(SCENARIO, "utf8");
const jobs = Array.from({ length: RUNS }, (_, index): Job => {
  const job = { path: SCENARIO, text, overrides: [], file: "scenarios/first-dispute.yaml", seed: index + 1, replay: "" };
  return { ...job, until: undefined, trace: false };
});
const runner: Runner = { jobs, stop: new Int32Array(new SharedArrayBuffer(4)), onDone: () => {} };

/** A thread that computes and touches no memory: what a machine's second core is worth at best. */
const BARE = `
const { parentPort } = require("node:worker_threads");
parentPort.on("message", (turns) => {
  let state = 1;
  for (let turn = 0; turn < turns; turn += 1) state = (Math.imul(state, 48271) + turn) | 0;
  parentPort.postMessage(state);
});`;

const bareThreads = [new Worker(BARE, { eval: true }), new Worker(BARE, { eval: true })];

/** The bare loop's turns, in as many threads. */
async function bareLoop(threads: number): Promise<void> {
  const made = bareThreads.slice(0, threads).map((thread) => {
    thread.postMessage(TURNS / threads);
    return new Promise((resolve) => thread.once("message", resolve));
  });
  await Promise.all(made);
}

/** The rows of threads. The gain is the median of gains within a round: what disturbs a round disturbs both. */
export default async function threads(): Promise<readonly Row[]> {
  const [single, double] = [await startThreads(1, WORKER), await startThreads(2, WORKER)];
  const samples = await sampleTimes(
    { one: () => single.run(runner), two: () => double.run(runner), bareOne: () => bareLoop(1), bareTwo: () => bareLoop(2) },
    EFFORT,
  );
  await Promise.all([single.close(), double.close(), ...bareThreads.map((thread) => thread.terminate())]);
  const gain = (one: readonly number[], two: readonly number[]): number => median(one.map((time, round) => time / two[round]!));
  return [
    {
      what: "two threads over one, runs of first-dispute",
      value: gain(samples.one, samples.two),
      unit: "×",
      peer: { name: "two threads over one, bare loop", value: gain(samples.bareOne, samples.bareTwo) },
      bar: { of: "ratio", wants: "at least", limit: 0.9 },
    },
    { what: "first-dispute in one thread", value: perSecond(RUNS, median(samples.one)), unit: "runs/s" },
    { what: "first-dispute in two threads", value: perSecond(RUNS, median(samples.two)), unit: "runs/s" },
  ];
}
