/** `achain conformance`: makes the vectors of docs/spec/vectors, and replays them. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { coverageOf } from "../conformance/coverage.ts";
import { FAMILIES, generateVectors } from "../conformance/generate.ts";
import { rememberingKeyring } from "../conformance/remembering.ts";
import { type Replayed, replayVectors } from "../conformance/replay.ts";
import { VectorFileError, VectorFolder } from "../conformance/vector-files.ts";
import type { VectorFiles, VectorIndex } from "../conformance/vector-index.ts";
import { realKeyring } from "../model/crypto/real.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { useBackend } from "./backend.ts";
import { EXIT, inputError } from "./exit.ts";
import { prepareOut } from "./files.ts";
import { printDocument } from "./input.ts";
import { paintFor } from "./print.ts";
import { startProgress } from "./progress.ts";
import { readerOf, type Staleness, stalenessOf, update, VECTORS } from "./vector-folder.ts";

/** Flags of `generate`. */
export interface GenerateFlags {
  readonly check?: boolean;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

function made(isQuiet: boolean): VectorFiles {
  const progress = startProgress(FAMILIES.size, isQuiet, "families");
  const making = generateVectors(realKeyring);
  for (;;) {
    const next = making.next();
    if (next.done === true) {
      progress.end();
      return next.value;
    }
    progress.done(next.value.done);
  }
}

const vectorOfPath = (path: string): string => path.split("/").slice(0, 2).join("/");

function sayStale({ stale, surplus }: Staleness, out: string): void {
  const paint = paintFor(process.stderr);
  const say = (what: string, paths: readonly string[]): void => {
    for (const vector of [...new Set(paths.map(vectorOfPath))].slice(0, 40)) process.stderr.write(`${paint("red", what)} ${join(out, vector)}\n`);
  };
  say("stale", stale);
  say("belongs to no vector", surplus);
}

/** `achain conformance generate`: writes the vectors, or with `--check` says which are stale. */
export async function generateCommand(flags: GenerateFlags): Promise<number> {
  await useBackend();
  const out = flags.out ?? VECTORS;
  if (out === "") throw inputError("FLAG_REFUSED", "--out", "the name of the folder is empty", "name a folder");
  if (flags.check !== true) prepareOut(out);
  const files = made(flags.quiet === true);
  const found = stalenessOf(out, files);
  const isCurrent = found.stale.length + found.surplus.length === 0;
  if (flags.check !== true) update(out, files, found);
  const { hash, vectors, families, states } = JSON.parse(new TextDecoder().decode(files.get("index.json"))) as VectorIndex;
  const coverage = coverageOf(files);
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  if (flags.check === true) sayStale(found, out);
  if (flags.json === true)
    printDocument("conformance", { action: "generate", hash, vectors, families, states, files: files.size, bytes, coverage, ...found });
  else {
    const { rows, pairs, acrossGaps, impossible, unreached, codes } = coverage;
    process.stdout.write(
      `${vectors} vectors of ${Object.keys(families).length} families, ${files.size} files, ${bytes} bytes, hash ${hash}\n` +
        `${rows} with one thing wrong, ${pairs + acrossGaps} with two, ${impossible} pairs impossible; ${codes - unreached.length} of ${codes} codes\n`,
    );
    const changed = `${found.stale.length} files written, ${found.surplus.length} removed`;
    process.stderr.write(isCurrent ? "all current\n" : flags.check === true ? "run achain conformance generate\n" : `${changed}\n`);
  }
  return flags.check === true && !isCurrent ? EXIT.failed : EXIT.done;
}

/** Flags of `run`. */
export interface ReplayFlags {
  readonly family?: string;
  readonly case?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

function opened(folder: string): VectorFolder {
  if (!existsSync(folder))
    throw inputError("FILE_NOT_FOUND", folder, "there is no such folder", "make it with achain conformance generate --out DIR");
  if (!statSync(folder).isDirectory()) throw inputError("FILE_NOT_A_FOLDER", folder, "this is a file", "name the folder that holds index.json");
  return new VectorFolder(readerOf(folder));
}

function replayed(vectors: VectorFolder, { family, case: name, quiet }: ReplayFlags): Replayed[] {
  const known = Object.keys(vectors.index.families);
  if (family !== undefined && !known.includes(family))
    throw inputError("FLAG_REFUSED", "--family", `there is no family “${family}” in the index`, suggest(family, known));
  if (name !== undefined && family === undefined) throw inputError("FLAG_REFUSED", "--case", "a case is one of a family", "name it with --family");
  const total = name !== undefined ? 1 : family === undefined ? vectors.index.vectors : vectors.index.families[family]!;
  const progress = startProgress(total, quiet === true, "vectors");
  const results: Replayed[] = [];
  try {
    for (const result of replayVectors(vectors, rememberingKeyring(realKeyring).crypto, { family, name })) progress.done(results.push(result));
  } finally {
    progress.end();
  }
  if (name !== undefined && results.length === 0)
    throw inputError("FLAG_REFUSED", "--case", `the family ${family} has no case “${name}”`, "name a folder of the family");
  return results;
}

function runVectors(folder: string, flags: ReplayFlags): { readonly vectors: VectorFolder; readonly results: readonly Replayed[] } {
  try {
    const vectors = opened(folder);
    return { vectors, results: replayed(vectors, flags) };
  } catch (error) {
    if (!(error instanceof VectorFileError)) throw error;
    throw inputError("VECTOR_FILE_REFUSED", join(folder, error.file), error.message, "restore the file, or make the vectors again");
  }
}

/** `achain conformance run`: replays the vectors through the model. */
export async function replayCommand(folder: string | undefined, flags: ReplayFlags): Promise<number> {
  await useBackend();
  const { vectors, results } = runVectors(folder ?? VECTORS, flags);
  const differences = results.flatMap(({ vector, difference }) => (difference === undefined ? [] : [{ vector, difference }]));
  const families: Record<string, number> = {};
  for (const { family } of results) families[family] = (families[family] ?? 0) + 1;
  const paint = paintFor(process.stdout);
  if (flags.json === true) printDocument("conformance", { action: "run", hash: vectors.index.hash, vectors: results.length, families, differences });
  else {
    for (const { vector, difference } of differences.slice(0, 20)) process.stdout.write(`${paint("red", "differs")} ${vector}: ${difference}\n`);
    const same = results.length - differences.length;
    process.stdout.write(`${same} of ${results.length} vectors as they say, hash ${vectors.index.hash}\n`);
  }
  return differences.length === 0 ? EXIT.done : EXIT.failed;
}
