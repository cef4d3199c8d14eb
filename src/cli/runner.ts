import { setImmediate as nextTurn } from "node:timers/promises";
import { beginJob, type Job, type JobResult } from "./job.ts";
import type { WorkerTask } from "./worker.ts";

/** Results by the index of their job; a hole where a job had not begun when the user stopped. */
export type Results = readonly (JobResult | undefined)[];

/** Makes runs: `stopped` is asked often, `onDone` is told of each that ended. */
export interface Runner {
  readonly jobs: readonly Job[];
  /** Shared with the threads: not 0 once the user wants to stop. */
  readonly stop: Int32Array;
  readonly onDone: (done: number) => void;
}

/** Blocks between two looks at the signals of the process. */
const TURN_EVERY = 64;

/** In this thread, one after the other. */
export async function runHere({ jobs, stop, onDone }: Runner): Promise<Results> {
  const results: (JobResult | undefined)[] = [];
  for (const job of jobs) {
    if (Atomics.load(stop, 0) !== 0) break;
    const run = await beginJob(job);
    for (let block = 1; run.step(); block += 1) {
      if (block % TURN_EVERY === 0) await nextTurn();
      if (Atomics.load(stop, 0) !== 0) break;
    }
    results.push(run.result());
    onDone(results.length);
    await nextTurn();
  }
  return results;
}

/** Where the code of a thread is, once the command is built: beside this file. */
const WORKER = new URL("./worker.js", import.meta.url).href;

/** Threads that wait for jobs. */
export interface Threads {
  /** Makes the runs of a runner; results by the index of their job, not by arrival. */
  run(runner: Runner): Promise<Results>;
  close(): Promise<void>;
}

/** Starts so many threads; `worker` is the URL of their code. */
export async function startThreads(count: number, worker = WORKER): Promise<Threads> {
  const { Piscina } = await import("piscina");
  const pool = new Piscina<WorkerTask, JobResult | undefined>({
    filename: worker,
    minThreads: count,
    maxThreads: count,
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });

  async function run({ jobs, stop, onDone }: Runner): Promise<Results> {
    const results: (JobResult | undefined)[] = new Array(jobs.length).fill(undefined);
    let next = 0;
    let done = 0;
    /** One for each thread: gives it a job, and the next one when that is made. No job is sent, or queued, before a thread is free. */
    const lane = async (): Promise<void> => {
      while (next < jobs.length && Atomics.load(stop, 0) === 0) {
        const index = next;
        next += 1;
        results[index] = await pool.run({ job: jobs[index]!, stop });
        if (results[index] === undefined) return;
        done += 1;
        onDone(done);
      }
    };
    await Promise.all(Array.from({ length: count }, lane));
    return results;
  }

  return { run, close: () => pool.destroy() };
}

/** In so many threads, started for it. */
export async function runInThreads(count: number, runner: Runner): Promise<Results> {
  const threads = await startThreads(count);
  try {
    return await threads.run(runner);
  } finally {
    await threads.close();
  }
}
