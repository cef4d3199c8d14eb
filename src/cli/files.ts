import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { GENERATED, generatedNamed } from "../sim/numerics/generated.ts";
import { recordedSource } from "../sim/numerics/recorded.ts";
import type { FindSource, InferenceSource } from "../sim/numerics/source.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { inputError } from "./exit.ts";
import { readRecording } from "./recordings.ts";

/** The folder of the package: where fixtures are. */
export const PACKAGE_ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** The largest scenario file that is read. */
export const SCENARIO_BYTES_MAX = 1024 * 1024;

const FIXTURES = join(PACKAGE_ROOT, "fixtures", "float");

function neighbours(file: string): string[] {
  const folder = dirname(resolve(file));
  return existsSync(folder) ? readdirSync(folder).filter((name) => /\.(ya?ml|json)$/.test(name)) : [];
}

function whyUnreadable(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}

/** Reads a scenario file as text: refused where it is missing, a folder, empty, too large, or no text. */
export function readScenario(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw inputError("FILE_NOT_FOUND", file, "there is no such file", suggest(basename(file), neighbours(file)));
  if (stat.isDirectory()) throw inputError("FILE_NOT_A_FILE", file, "this is a folder", `name the files in it: ${join(file, "*.yaml")}`);
  if (stat.size > SCENARIO_BYTES_MAX)
    throw inputError("FILE_TOO_LARGE", file, `${stat.size} bytes, at most ${SCENARIO_BYTES_MAX} are read`, "a scenario is a page or two of YAML");
  const bytes = readBytes(file);
  if (bytes.length === 0) throw inputError("FILE_EMPTY", `${file}:1:1`, "the file is empty", "begin with name, about, blocks, models, providers");
  const zero = bytes.indexOf(0);
  if (zero >= 0) throw inputError("FILE_NOT_TEXT", `${file}: byte ${zero}`, "the file is binary", "a scenario is YAML or JSON in UTF-8");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw inputError("FILE_NOT_TEXT", file, "the file is not valid UTF-8", "a scenario is YAML or JSON in UTF-8");
  }
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw inputError("FILE_UNREADABLE", file, `it cannot be read: ${whyUnreadable(error)}`, "check its permissions");
  }
}

/** How a record names a file: from the nearest folder above it that holds a package.json, so that it does not depend on where one stands. */
export function portableName(file: string): string {
  const absolute = resolve(file);
  for (let folder = dirname(absolute); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return relative(folder, absolute).split(sep).join("/");
    if (folder === dirname(folder)) return basename(absolute);
  }
}

const recordings = new Map<string, InferenceSource | string>();

function recordedIn(folder: string, name: string): InferenceSource | string {
  if (!existsSync(join(folder, "index.json"))) {
    const known = existsSync(FIXTURES) ? readdirSync(FIXTURES) : [];
    return `there are no outputs “${name}” (${suggest(name, known)})`;
  }
  try {
    return recordedSource(readRecording(folder, name));
  } catch (error) {
    return `the outputs “${name}” cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function remembered(key: string, find: () => InferenceSource | string): InferenceSource | string {
  const known = recordings.get(key);
  if (known !== undefined) return known;
  const found = find();
  recordings.set(key, found);
  return found;
}

/** Finds outputs for the scenario in `file`: beside it where the name begins with a dot, else among the fixtures. Read once. */
export function sourceFinder(file: string): FindSource {
  return (name) => {
    if (name.startsWith(GENERATED)) return remembered(name, () => generatedNamed(name));
    const folder = name.startsWith(".") ? resolve(dirname(file), name) : join(FIXTURES, name);
    if (!name.startsWith(".") && /[/\\]/.test(name)) return `“${name}” is neither a folder of fixtures/float nor a path that begins with a dot`;
    return remembered(folder, () => recordedIn(folder, name));
  };
}

/** Makes a folder and those above it, one by one: where Node does it at once, it never ends on a file system that takes no folders. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Makes sure, before anything runs, that results can be written into a folder. */
export function prepareOut(folder: string): void {
  try {
    makeFolder(resolve(folder));
    const probe = join(folder, `.achain-${process.pid}`);
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    throw inputError("OUT_NOT_WRITABLE", `--out ${folder}`, `it cannot be written: ${whyUnreadable(error)}`, "name a folder that you may write to");
  }
}

/** Writes a file aside and renames it: never half a file. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const aside = `${file}.${process.pid}.part`;
  writeFileSync(aside, content);
  renameSync(aside, file);
}
