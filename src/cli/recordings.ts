/** Folders of measured outputs: `index.json`, and beside it a file of values per platform. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { dtypeOf, fileOf, filesFlaw, indexFlaw, type Recording, type RecordingIndex } from "../sim/numerics/recorded.ts";
import { inputError } from "./exit.ts";
import { readInput, readJson } from "./input.ts";

const README = "docs/cli.md has the form; fixtures/float/silero-vad-v5 is one";

/** The index of a folder, checked. */
export function readIndex(folder: string): RecordingIndex {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) throw inputError("FOLDER_NOT_FOUND", folder, "there is no such folder", README);
  if (!stat.isDirectory()) throw inputError("FOLDER_NOT_A_FOLDER", folder, "this is a file", "name the folder that holds index.json");
  const file = join(folder, "index.json");
  if (!existsSync(file)) {
    const what = readdirSync(folder).length === 0 ? "the folder is empty" : "the folder has no index.json";
    throw inputError("INDEX_NOT_FOUND", file, what, README);
  }
  const index = readJson(file);
  const flaw = indexFlaw(index);
  if (flaw !== undefined) throw inputError(flaw.code, file, flaw.message, flaw.remedy);
  return index as RecordingIndex;
}

/** A folder of measured outputs, every file of it read and of the right length. Bad input names the file. */
export function readRecording(folder: string, name: string): Recording {
  const index = readIndex(folder);
  const platforms = [...Object.keys(index.honest), ...Object.keys(index.cheat ?? {})];
  const data = Object.fromEntries(
    platforms.map((platform) => {
      const file = join(folder, fileOf({ index }, platform));
      if (!existsSync(file))
        throw inputError("OUTPUTS_NOT_FOUND", file, `index.json names ${platform}, and there is no such file`, "add the file, or take the name out");
      return [platform, readInput(file)];
    }),
  );
  const recording = { name, index, data };
  const flaw = filesFlaw(recording);
  if (flaw !== undefined) throw inputError(flaw.code, join(folder, flaw.file), flaw.message, flaw.remedy);
  return recording;
}

/** Files of outputs in a folder that its index does not name. */
export function unnamedFiles(folder: string, { index }: Recording): string[] {
  const named = [...Object.keys(index.honest), ...Object.keys(index.cheat ?? {})].map((platform) => fileOf({ index }, platform));
  return readdirSync(folder)
    .filter((file) => file.endsWith(`.${dtypeOf({ index })}`) && !named.includes(file))
    .sort();
}
