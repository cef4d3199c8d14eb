import { setImmediate as nextTurn } from "node:timers/promises";
import { beginJob, type Job, type JobResult } from "./job.ts";

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

/** In so many threads; results by index, not by arrival. */
export async function runInThreads(threads: number, { jobs, stop, onDone }: Runner): Promise<Results> {
  const { Piscina } = await import("piscina");
  const pool = new Piscina<{ job: Job; stop: Int32Array }, JobResult | undefined>({
    filename: new URL("./worker.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
  });
  let done = 0;
  try {
    return await Promise.all(
      jobs.map(async (job) => {
        const result = await pool.run({ job, stop });
        done += 1;
        onDone(done);
        return result;
      }),
    );
  } finally {
    await pool.destroy();
  }
}
