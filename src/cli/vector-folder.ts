/** Folders of vectors on disk. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { VectorFiles } from "../conformance/vector-index.ts";
import { makeFolder, PACKAGE_ROOT, writeWhole } from "./files.ts";

/** Where the vectors of the package are. */
export const VECTORS: string = join(PACKAGE_ROOT, "fixtures", "vectors");

/** Every file below a folder, by its path with slashes. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll("\\", "/"))
    .sort();
}

/** What has to change on disk: files to write, files that belong to no vector any more. */
export interface Staleness {
  readonly stale: readonly string[];
  readonly surplus: readonly string[];
}

/** Compares a folder with what it should hold. */
export function stalenessOf(folder: string, files: VectorFiles): Staleness {
  const stale = [...files].filter(([path, bytes]) => {
    const file = join(folder, path);
    return !existsSync(file) || !readFileSync(file).equals(bytes);
  });
  return { stale: stale.map(([path]) => path), surplus: filesBelow(folder).filter((path) => !files.has(path)) };
}

/** Removes a file, and the folders above it that it leaves empty. */
function remove(folder: string, path: string): void {
  rmSync(join(folder, path));
  for (let above = dirname(join(folder, path)); above !== resolve(folder) && readdirSync(above).length === 0; above = dirname(above))
    rmSync(above, { recursive: true });
}

/** Brings a folder up to date: each file written aside and renamed, the index last. */
export function update(folder: string, files: VectorFiles, { stale, surplus }: Staleness): void {
  for (const path of stale.toSorted((a, b) => Number(a === "index.json") - Number(b === "index.json"))) {
    const file = join(folder, path);
    makeFolder(dirname(file));
    writeWhole(file, files.get(path)!);
  }
  for (const path of surplus) remove(resolve(folder), path);
}

/** Reads files of a folder; undefined for what is not there. */
export const readerOf =
  (folder: string) =>
  (path: string): Uint8Array | undefined => {
    const file = join(folder, path);
    return existsSync(file) && statSync(file).isFile() ? readFileSync(file) : undefined;
  };
