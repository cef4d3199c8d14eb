import { availableParallelism } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { PRESETS } from "../model/params/presets.ts";
import { RULING_ROWS } from "../model/params/rulings.ts";
import type { RunRecord } from "../sim/run/record.ts";
import { parseOverride } from "../sim/scenario/overrides.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { EVIDENCE_NOT_FOUND } from "../sim/scenario/tee-semantics.ts";
import { type Environment, environmentDocument, environmentText, useBackend } from "./backend.ts";
import { EXIT, InputError, inputError, ToolMissingError } from "./exit.ts";
import { portableName, prepareOut, readScenario, writeWhole } from "./files.ts";
import { type Job, type JobResult, loadingOf } from "./job.ts";
import { isSound, paintFor, runLine, runText } from "./print.ts";
import { startProgress } from "./progress.ts";
import { type Results, runHere, runInThreads } from "./runner.ts";
import { VERSION } from "./version.ts";

/** Flags of `achain run`, as given. */
export interface RunFlags {
  readonly seed: string;
  readonly set: readonly string[];
  readonly preset?: string;
  readonly until?: string;
  readonly out?: string;
  readonly jobs?: string;
  readonly trace?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const SEEDS_MAX = 1_000_000;

/** `N` or `A..B` as a list of seeds. */
function parseSeeds(text: string): number[] {
  const match = /^([0-9]{1,15})(?:\.\.([0-9]{1,15}))?$/.exec(text);
  const bad = (message: string) => inputError("FLAG_REFUSED", `--seed ${text}`, message, "a whole number, or a range such as 1..20");
  if (match === null) throw bad("this is no seed");
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (last < first) throw bad("the range is empty");
  if (last - first >= SEEDS_MAX) throw bad(`more than ${SEEDS_MAX} seeds`);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function parseWhole(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,9}$/.test(text) || Number(text) < least)
    throw inputError("FLAG_REFUSED", `${flag} ${text}`, "this is no such number", `a whole number from ${least}`);
  return Number(text);
}

function overridesOf({ set, preset }: RunFlags): string[] {
  for (const text of set)
    if (parseOverride(text) === undefined)
      throw inputError(
        "FLAG_REFUSED",
        `--set ${text}`,
        "this is not path=value",
        "as in --set 'params.minStake=200 LUX' or --set rulings.R19=uniform",
      );
  if (preset === undefined) return [...set];
  if (!Object.hasOwn(PRESETS, preset))
    throw inputError("FLAG_REFUSED", `--preset ${preset}`, "there is no such preset", suggest(preset, Object.keys(PRESETS)));
  return [`preset=${preset}`, ...set];
}

/** A word as a POSIX shell takes it. */
const quoted = (word: string): string => (/^[A-Za-z0-9_./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

function replayOf(file: string, seed: number, { set, preset, until }: RunFlags): string {
  const flags = [
    "--seed",
    String(seed),
    ...(preset === undefined ? [] : ["--preset", preset]),
    ...set.flatMap((text) => ["--set", text]),
    ...(until === undefined ? [] : ["--until", until]),
  ];
  return ["npx", "achain", "run", file, ...flags].map(quoted).join(" ");
}

/** Reads and checks one scenario; its jobs, or what is wrong with it. */
async function jobsOfFile(path: string, seeds: readonly number[], overrides: readonly string[], flags: RunFlags): Promise<Job[]> {
  const text = readScenario(path);
  const loading = await loadingOf(path, text, overrides);
  if (!loading.ok) {
    const problems = loading.problems.map(({ line, column, ...rest }) => ({ ...rest, where: `${path}:${line}:${column}` }));
    throw problems.every(({ code }) => code === EVIDENCE_NOT_FOUND) ? new ToolMissingError(problems) : new InputError(problems);
  }
  const file = portableName(path);
  const until = parseWhole("--until", flags.until, 1);
  return seeds.map((seed): Job => ({ path, text, overrides, file, seed, replay: replayOf(file, seed, flags), until, trace: flags.trace === true }));
}

/** Reads and checks every scenario before the first one runs: all that is wrong is said at once. */
async function jobsOf(files: readonly string[], flags: RunFlags): Promise<Job[]> {
  const seeds = parseSeeds(flags.seed);
  const overrides = overridesOf(flags);
  const problems: InputError["problems"][number][] = [];
  const jobs: Job[] = [];
  for (const path of files) {
    try {
      for (const job of await jobsOfFile(path, seeds, overrides, flags)) jobs.push(job);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new InputError(problems);
  return jobs;
}

/** The document of `--json` and of summary.json. */
export function summaryOf(runs: readonly RunRecord[], isInterrupted: boolean): string {
  return `${JSON.stringify({ format: "achain/run/1", runs, partial: isInterrupted || runs.some(({ partial }) => partial) }, undefined, 1)}\n`;
}

/** Runs shown in full in a report: the first of each scenario, and whatever went wrong (at most this many). */
const DETAILS_MAX = 40;

function detailsOf(results: readonly JobResult[]): JobResult["report"][] {
  const seen = new Set<string>();
  const chosen = results.filter(({ report: { record } }) => {
    const isFirst = !seen.has(record.file);
    seen.add(record.file);
    return isFirst || !isSound(record);
  });
  return chosen.slice(0, DETAILS_MAX).map(({ report }) => report);
}

/** What `writeOut` writes of. */
interface Outcome {
  readonly results: readonly JobResult[];
  readonly summary: string;
  readonly environment: Environment;
}

async function writeOut(folder: string, { results, summary, environment }: Outcome, flags: RunFlags): Promise<string[]> {
  const { renderReport } = await import("../report/html.ts");
  const runs = results.map(({ report }) => report.record);
  const title = [...new Set(runs.map(({ scenario }) => scenario))].join(", ");
  const rulings = RULING_ROWS.map(([id, row]) => ({ id, question: row.question, default: row.default }));
  const files: [string, string | Uint8Array][] = [
    ["summary.json", summary],
    ["report.html", renderReport({ title, version: VERSION, environment: environmentText(environment), runs, details: detailsOf(results), rulings })],
    ["environment.json", environmentDocument(environment)],
  ];
  if (flags.trace === true) files.push(["trace.jsonl.gz", gzipSync(results.map(({ trace }) => trace).join(""))]);
  for (const [name, content] of files) writeWhole(join(folder, name), content);
  return files.map(([name]) => join(folder, name));
}

function print(results: readonly JobResult[], rate: string): void {
  const paint = paintFor(process.stdout);
  const isFew = results.length <= 3;
  for (const { report } of results) process.stdout.write(`${isFew ? runText(report, paint) : runLine(report.record, paint)}\n`);
  const isCut = results.some(({ report }) => report.record.partial);
  const unsound = results.filter(({ report }) => !isSound(report.record)).length;
  const verdict =
    unsound === 0
      ? paint("green", isCut ? "no law breached; of runs stopped early no expectation is judged" : "no law breached, all expectations held")
      : paint("red", `${unsound} with a breach or a failed expectation`);
  if (results.length > 1) process.stdout.write(`${results.length} runs: ${verdict}\n`);
  process.stderr.write(rate);
}

/** `achain run FILE…`: makes the runs, prints or writes what they came to; returns the exit code. */
export async function runCommand(files: readonly string[], flags: RunFlags): Promise<number> {
  const environment = await useBackend();
  const jobs = await jobsOf(files, flags);
  if (flags.trace === true && flags.out === undefined)
    throw inputError("FLAG_REFUSED", "--trace", "a trace needs a folder to go to", "add --out DIR");
  const cores = parseWhole("--jobs", flags.jobs, 1) ?? (jobs.length < 4 ? 1 : availableParallelism());
  if (flags.out === "") throw inputError("FLAG_REFUSED", "--out", "the name of the folder is empty", "name a folder");
  if (flags.out !== undefined) prepareOut(flags.out);

  const stop = new Int32Array(new SharedArrayBuffer(4));
  const interrupt = (): void => {
    Atomics.store(stop, 0, 1);
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const begun = performance.now();
  const progress = startProgress(jobs.length, flags.quiet === true);
  const runner = { jobs, stop, onDone: progress.done };
  const threads = Math.min(cores, jobs.length);
  const made: Results = threads === 1 ? await runHere(runner) : await runInThreads(threads, runner);
  progress.end();
  process.off("SIGINT", interrupt);
  process.off("SIGTERM", interrupt);

  const isInterrupted = Atomics.load(stop, 0) !== 0;
  const results = made.filter((result) => result !== undefined);
  const seconds = (performance.now() - begun) / 1000;
  const runs = results.map(({ report }) => report.record);
  const summary = summaryOf(runs, isInterrupted);
  const written = flags.out === undefined ? [] : await writeOut(flags.out, { results, summary, environment }, flags);
  const isQuiet = flags.quiet === true;
  const rate =
    isQuiet || results.length < 2
      ? ""
      : `${results.length} runs in ${seconds.toFixed(1)} s, ${(results.length / seconds).toFixed(1)} a second, ${threads} thread${threads === 1 ? "" : "s"}\n`;
  if (flags.json === true) {
    process.stdout.write(summary);
    process.stderr.write(rate);
  } else print(results, rate);
  if (!isQuiet) process.stderr.write(`environment: ${environmentText(environment)}\n`);
  if (!isQuiet) for (const file of written) process.stderr.write(`wrote ${file}\n`);
  if (isInterrupted) {
    const finished = runs.filter(({ partial }) => !partial).length;
    const broken = runs.filter(({ partial }) => partial).map(({ scenario, seed, height }) => `${scenario} seed ${seed} to height ${height}`);
    process.stderr.write(
      `interrupted: ${finished} of ${jobs.length} runs finished${broken.length > 0 ? `, and ${broken.join(", ")}` : ""}; what is there is kept\n`,
    );
    return EXIT.interrupted;
  }
  return runs.every(isSound) ? EXIT.done : EXIT.failed;
}
