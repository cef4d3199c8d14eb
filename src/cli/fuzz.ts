/** `achain fuzz`: plays scenarios by chance, with every law after every block. */
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { CANARIES, type Canary, patched } from "../fuzz/canaries.ts";
import { addMet, type Coverage, coverageOf, newMet } from "../fuzz/coverage.ts";
import { type Play, type PlayOptions, play, playSeed } from "../fuzz/play.ts";
import { shrink } from "../fuzz/shrink.ts";
import type { SwarmOptions, Written } from "../fuzz/swarm.ts";
import { PRESETS } from "../model/params/presets.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { environmentText, useBackend } from "./backend.ts";
import { EXIT, inputError } from "./exit.ts";
import { prepareOut, readScenario, sourceFinder, writeWhole } from "./files.ts";
import { printDocument } from "./input.ts";
import { startProgress } from "./progress.ts";

/** Flags of `achain fuzz`, as given. */
export interface FuzzFlags {
  readonly runs?: string;
  readonly for?: string;
  readonly seed: string;
  readonly blocks: string;
  readonly preset?: string;
  readonly canary?: string;
  readonly canaries?: boolean;
  readonly replay?: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

function whole(flag: string, text: string, most: number): number {
  if (!/^[0-9]{1,12}$/.test(text) || Number(text) < 1 || Number(text) > most)
    throw inputError("FLAG_REFUSED", `${flag} ${text}`, "this is no such number", `a whole number from 1 to ${most}`);
  return Number(text);
}

/** Milliseconds of `90s`, `10m`, `2h`. */
function duration(text: string): number {
  const match = /^([0-9]{1,6})(s|m|h)$/.exec(text);
  if (match === null) throw inputError("FLAG_REFUSED", `--for ${text}`, "this is no duration", "a number with s, m or h, such as 10m");
  return Number(match[1]) * { s: 1_000, m: 60_000, h: 3_600_000 }[match[2] as "s" | "m" | "h"];
}

function canaryNamed(name: string): Canary {
  const canary = Object.hasOwn(CANARIES, name) ? CANARIES[name] : undefined;
  if (canary === undefined) throw inputError("FLAG_REFUSED", `--canary ${name}`, "there is no such canary", suggest(name, Object.keys(CANARIES)));
  return canary;
}

/** A breach as it is told: what it took to find it, and how to see it again. */
interface Told {
  readonly law: string;
  readonly detail: string;
  readonly height: string;
  readonly seed: number;
  /** The smaller scenario; null where no folder was named. */
  readonly file: string | null;
  readonly agents: number;
  readonly transactions: number;
  readonly replay: string;
}

const sizeOf = (written: Written): number =>
  ["providers", "consumers"].reduce(
    (sum, key) => sum + (written[key] as readonly Written[]).reduce((all, { count }) => all + Number(count ?? 1), 0),
    1, // the models' owner
  );

const sum = (tally: ReadonlyMap<string, number>): number => [...tally.values()].reduce((all, one) => all + one, 0);

/** Makes a broken run small, and keeps it as a scenario file. */
function keep(broken: Play, options: PlayOptions, flags: FuzzFlags): Told {
  const { play: small } = shrink(broken, (written) => play(broken.seed, written, options));
  const { law, detail, height } = small.breach!;
  const name = `breach-${flags.canary ?? "reference"}-${broken.seed}.yaml`;
  const file = flags.out === undefined ? null : join(flags.out, name);
  const about = `breaks the law ${law} at height ${height} with seed ${broken.seed}${flags.canary === undefined ? "" : `, by the canary ${flags.canary}`}`;
  if (file !== null) writeWhole(file, stringify({ ...small.written, about }, { lineWidth: 120 }));
  const canary = flags.canary === undefined ? "" : ` --canary ${flags.canary}`;
  const again =
    file === null
      ? `npx achain fuzz --seed ${broken.seed} --runs 1 --blocks ${flags.blocks}${flags.preset === undefined ? "" : ` --preset ${flags.preset}`}${canary}`
      : flags.canary === undefined
        ? `npx achain run ${file} --seed ${broken.seed}`
        : `npx achain fuzz --replay ${file} --seed ${broken.seed}${canary}`;
  return {
    law,
    detail,
    height: String(height),
    seed: broken.seed,
    file,
    agents: sizeOf(small.written),
    transactions: sum(small.met.transactions),
    replay: again,
  };
}

/** What a fuzz came to. */
interface Fuzzed {
  readonly runs: number;
  readonly blocks: number;
  readonly transactions: number;
  readonly last: number;
  readonly coverage: Coverage;
  readonly breaches: readonly Told[];
  readonly isInterrupted: boolean;
}

/** When a fuzz ends. */
interface Limits {
  readonly seed: number;
  readonly runs: number;
  readonly milliseconds: number;
}

/** Breaches that are made small and kept; after so many a fuzz ends. */
const BREACHES_MAX = 5;

async function fuzz(swarm: SwarmOptions, options: PlayOptions, limits: Limits, flags: FuzzFlags): Promise<Fuzzed> {
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
  };
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  const progress = startProgress(limits.runs, flags.quiet === true);
  const begun = performance.now();
  const met = newMet();
  const breaches: Told[] = [];
  let [runs, blocks] = [0, 0];
  const isOver = (): boolean => isInterrupted || runs >= limits.runs || performance.now() - begun > limits.milliseconds;
  while (!isOver()) {
    const played = playSeed(limits.seed + runs, swarm, options);
    runs += 1;
    blocks += played.blocks;
    addMet(met, played.met);
    if (played.breach !== undefined) breaches.push(keep(played, options, flags));
    progress.done(runs);
    await nextTurn();
    if (breaches.length === (options.transition === undefined ? BREACHES_MAX : 1)) break;
  }
  progress.end();
  process.off("SIGINT", interrupt);
  process.off("SIGTERM", interrupt);
  const coverage = coverageOf(met, isInterrupted || options.transition !== undefined ? 0 : runs, swarm.preset === undefined);
  return { runs, blocks, transactions: sum(met.transactions), last: limits.seed + runs - 1, coverage, breaches, isInterrupted };
}

/** Plays a file that a fuzz has kept. */
function replay(file: string, seed: number, options: PlayOptions, isJson: boolean): number {
  const played = play(seed, parse(readScenario(file)) as Written, options);
  if (played === undefined)
    throw inputError("SCENARIO_REFUSED", file, "this is no scenario that can be played", `npx achain run ${file} says what is wrong`);
  const { breach, blocks } = played;
  if (isJson)
    printDocument("fuzz", { runs: 1, blocks, breaches: breach === undefined ? [] : [{ ...breach, height: String(breach.height), seed, file }] });
  else
    process.stdout.write(
      breach === undefined ? `${blocks} blocks, no law breached\n` : `${breach.law} at height ${breach.height}: ${breach.detail}\n`,
    );
  return breach === undefined ? EXIT.done : EXIT.failed;
}

/** How many runs each canary takes to find, from ten seeds each. */
function canaryTable(swarm: SwarmOptions, findSource: PlayOptions["findSource"], isJson: boolean): number {
  const rows = Object.entries(CANARIES).map(([name, canary]) => {
    const transition = patched(canary);
    const runs = Array.from({ length: 10 }, (_, index) => {
      for (let run = 1; run <= canary.within; run += 1) {
        const played = playSeed(1 + index * 1_000_000 + run, swarm, { findSource, transition });
        if (played.breach !== undefined) return { run, law: played.breach.law };
      }
      return { run: Number.POSITIVE_INFINITY, law: "" };
    });
    const sorted = runs.map(({ run }) => run).sort((a, b) => a - b);
    const laws = [...new Set(runs.map(({ law }) => law))].sort();
    return { name, about: canary.about, within: canary.within, median: (sorted[4]! + sorted[5]!) / 2, most: sorted[9]!, laws };
  });
  const isFound = rows.every(({ most, within }) => most <= within);
  if (isJson) printDocument("fuzz", { canaries: rows.map((row) => ({ ...row, most: Number.isFinite(row.most) ? row.most : null })) });
  else
    for (const { name, about, median, most, within, laws } of rows)
      process.stdout.write(`${name.padEnd(22)} median ${median} runs, most ${most}, within ${within}; ${laws.join(", ")}: ${about}\n`);
  return isFound ? EXIT.done : EXIT.failed;
}

function print({ runs, blocks, transactions, coverage, breaches }: Fuzzed, seconds: number): void {
  const of = (section: object): string => String(Object.keys(section).length);
  process.stdout.write(
    `${runs} runs, ${blocks} blocks, ${transactions} transactions; met ${of(coverage.transactions)} kinds of them, ${of(coverage.codes)} codes, ` +
      `${of(coverage.rulings)} variants, ${of(coverage.faults)} kinds of faults\n`,
  );
  for (const { law, detail, height, seed, agents, transactions: sent, replay: again } of breaches)
    process.stdout.write(
      `breach: ${law} at height ${height}, seed ${seed}; ${agents} agents and ${sent} transactions are left of it\n  ${detail.split("\n")[0]}\n  again: ${again}\n`,
    );
  for (const missing of coverage.missing) process.stdout.write(`never met: ${missing}\n`);
  if (breaches.length === 0) process.stdout.write("no law breached\n");
  process.stderr.write(`${(blocks / seconds).toFixed(0)} blocks a second\n`);
}

/** `achain fuzz`: returns the exit code. */
export async function fuzzCommand(flags: FuzzFlags): Promise<number> {
  const environment = await useBackend();
  const seed = whole("--seed", flags.seed, 2 ** 48);
  const blocks = whole("--blocks", flags.blocks, 1_000_000);
  const milliseconds = flags.for === undefined ? Number.POSITIVE_INFINITY : duration(flags.for);
  const runs = flags.runs === undefined ? (flags.for === undefined ? 100 : Number.MAX_SAFE_INTEGER) : whole("--runs", flags.runs, 2 ** 40);
  if (flags.preset !== undefined && !Object.hasOwn(PRESETS, flags.preset))
    throw inputError("FLAG_REFUSED", `--preset ${flags.preset}`, "there is no such preset", suggest(flags.preset, Object.keys(PRESETS)));
  const swarm: SwarmOptions = { preset: flags.preset, blocks };
  const findSource = sourceFinder(join(process.cwd(), "fuzz.yaml"));
  if (flags.canaries === true) return canaryTable(swarm, findSource, flags.json === true);
  const canary = flags.canary === undefined ? undefined : canaryNamed(flags.canary);
  const options: PlayOptions = { findSource, ...(canary !== undefined && { transition: patched(canary) }) };
  if (flags.replay !== undefined) return replay(flags.replay, seed, options, flags.json === true);
  if (flags.out === "") throw inputError("FLAG_REFUSED", "--out", "the name of the folder is empty", "name a folder");
  if (flags.out !== undefined) prepareOut(flags.out);

  const begun = performance.now();
  const fuzzed = await fuzz(swarm, options, { seed, runs: Math.min(runs, canary?.within ?? runs), milliseconds }, flags);
  const { isInterrupted, last, ...told } = fuzzed;
  if (flags.json === true) printDocument("fuzz", { ...told, seeds: { from: seed, to: last }, canary: flags.canary ?? null, partial: isInterrupted });
  else print(fuzzed, (performance.now() - begun) / 1000);
  if (flags.quiet !== true) process.stderr.write(`environment: ${environmentText(environment)}\n`);
  if (isInterrupted) {
    process.stderr.write(`interrupted: ${fuzzed.runs} runs made, ${fuzzed.breaches.length} breaches found; what is there is kept\n`);
    return EXIT.interrupted;
  }
  if (canary !== undefined) return fuzzed.breaches.length > 0 ? EXIT.done : EXIT.failed;
  return fuzzed.breaches.length === 0 && fuzzed.coverage.missing.length === 0 ? EXIT.done : EXIT.failed;
}
