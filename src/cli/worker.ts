import { useBackend } from "./backend.ts";
import { beginJob, type Job, type JobResult } from "./job.ts";

/** What a thread is sent: a job, and a flag shared with the main thread that is set once the user wants to stop. */
export interface WorkerTask {
  readonly job: Job;
  readonly stop: Int32Array;
}

await useBackend();

/** Runs one job; as far as it came where the flag is set; nothing where it had not begun. */
export default async function work({ job, stop }: WorkerTask): Promise<JobResult | undefined> {
  if (Atomics.load(stop, 0) !== 0) return undefined;
  const run = await beginJob(job);
  while (run.step()) if (Atomics.load(stop, 0) !== 0) break;
  return run.result();
}
