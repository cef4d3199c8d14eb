/**
 * Every declaration of the model, found in its sources: codecs, tables and kinds of transactions that a file exports. A new
 * one is under test as soon as it is there.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Codec } from "../src/model/encoding/codec.ts";
import type { AnyTable } from "../src/model/state/store.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test over all codecs cannot know their types
export type AnyCodec = Codec<any>;

/** A codec and where it was found: `attestation/records.ts attestationCodec`. */
export interface Declared {
  readonly at: string;
  readonly codec: AnyCodec;
}

const MODEL = fileURLToPath(new URL("../src/model", import.meta.url));

async function exportsOf(file: string): Promise<readonly (readonly [string, unknown])[]> {
  const module: object = await import(/* @vite-ignore */ pathToFileURL(join(MODEL, file)).href);
  return Object.entries(module).map(([name, value]) => [`${file} ${name}`, value] as const);
}

const hasMembers = (value: unknown, ...names: readonly string[]): boolean =>
  typeof value === "object" && value !== null && names.every((name) => name in value);

const isCodec = (value: unknown): value is AnyCodec => hasMembers(value, "read", "write", "toJson", "fromJson", "maxBytes");
const isTable = (value: unknown): value is AnyTable => hasMembers(value, "keyParts", "indexKeys", "number");

const files = readdirSync(MODEL, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts") && file !== "index.ts");
const found = (await Promise.all(files.sort().map(exportsOf))).flat();

/** Every table that a file of the model exports. */
export const TABLES: readonly AnyTable[] = found.map(([, value]) => value).filter(isTable);

/** Every codec that a file of the model exports, but for re-exports. */
export const CODECS: readonly Declared[] = [
  ...new Map(found.flatMap(([at, value]) => (isCodec(value) ? [[value, { at, codec: value }] as const] : []))).values(),
];
