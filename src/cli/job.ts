import type { RunReport } from "../sim/run/record.ts";
import { createRun } from "../sim/run/run.ts";
import { type LoadedScenario, type Loading, loadScenario } from "../sim/scenario/load.ts";
import { parseOverride } from "../sim/scenario/overrides.ts";
import { traceLine } from "../sim/trace/trace.ts";
import { ownBehaviours } from "./behaviours.ts";
import { sourceFinder } from "./files.ts";
import { findBundle } from "./given-evidence.ts";

/** One run as a thread is given it: plain data. */
export interface Job {
  /** Path of the scenario, for what it names beside itself. */
  readonly path: string;
  readonly text: string;
  readonly overrides: readonly string[];
  readonly file: string;
  readonly seed: number;
  readonly replay: string;
  readonly until: number | undefined;
  readonly trace: boolean;
}

/** A run that was made, to its end or as far as it came. */
export interface JobResult {
  readonly report: RunReport;
  /** Lines of the trace, where it was asked for. */
  readonly trace: string;
}

const loadings = new Map<string, Promise<Loading>>();

/** Reads and checks a scenario, once a process, whoever asks: the command before anything runs, and every run of it. */
export function loadingOf(path: string, text: string, overrides: readonly string[]): Promise<Loading> {
  const key = JSON.stringify([path, text, overrides]);
  const known = loadings.get(key);
  if (known !== undefined) return known;
  const parsed = overrides.map((override) => parseOverride(override)!);
  const loading = ownBehaviours(path, text).then((behaviours) => loadScenario(text, parsed, sourceFinder(path), behaviours, findBundle));
  loadings.set(key, loading);
  return loading;
}

async function load({ path, text, overrides }: Job): Promise<LoadedScenario> {
  const loading = await loadingOf(path, text, overrides);
  if (!loading.ok) throw new Error(`a scenario that was checked does not load: ${loading.problems[0]?.message}`);
  return loading.loaded;
}

/** Begins a job. `step` makes one more block and says whether there is another; `result` is what it came to. */
export async function beginJob(job: Job): Promise<{ readonly step: () => boolean; readonly result: () => JobResult }> {
  const lines: string[] = [`${JSON.stringify({ file: job.file, seed: job.seed })}\n`];
  const loaded = await load(job);
  const { realKeyringOf } = loaded.scenario.crypto === "real" ? await import("../model/crypto/real.ts") : {};
  const run = createRun({
    loaded,
    realKeyringOf,
    seed: job.seed,
    file: job.file,
    replay: job.replay,
    until: job.until,
    ...(job.trace ? { onBlock: (view, world) => lines.push(traceLine(view, world)) } : {}),
  });
  return { step: run.step, result: () => ({ report: run.report(), trace: lines.join("") }) };
}
