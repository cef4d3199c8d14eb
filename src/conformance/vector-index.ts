/** What is in a folder of vectors: every file with its hash, and one hash of all. */
import { sha256 } from "../model/crypto/hash.ts";
import { toBareHex } from "../model/encoding/hex.ts";

/** `index.json`. */
export interface VectorIndex {
  readonly format: "achain/vectors/1";
  /** SHA-256 of the lines `path sha256`, each ended by a line feed, in ascending order of the paths. */
  readonly hash: string;
  readonly vectors: number;
  /** Vectors by family. */
  readonly families: { readonly [family: string]: number };
  readonly states: number;
  /** SHA-256 of every other file, by path. */
  readonly files: { readonly [path: string]: string };
}

/** Every file by its path from the folder of all vectors, `index.json` among them. */
export type VectorFiles = ReadonlyMap<string, Uint8Array>;

/** The hash of all files but the index. */
export function hashOfAll(files: VectorIndex["files"]): string {
  const lines = Object.entries(files).map(([path, hash]) => `${path} ${hash}\n`);
  return toBareHex(sha256(new TextEncoder().encode(lines.join(""))));
}

/** Orders paths by code unit. */
export const byPath = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);

/** The index of these files. */
export function indexOf(files: VectorFiles, families: VectorIndex["families"]): VectorIndex {
  const hashes = Object.fromEntries([...files].map(([path, bytes]) => [path, toBareHex(sha256(bytes))] as const).sort(byPath));
  const vectors = Object.values(families).reduce((sum, count) => sum + count, 0);
  const states = Object.keys(hashes).filter((path) => path.startsWith("states/") && path.endsWith(".bin")).length;
  return { format: "achain/vectors/1", hash: hashOfAll(hashes), vectors, families, states, files: hashes };
}
