import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A part of a backend as it was loaded: what it does, and its name with its version. */
export interface Part<T> {
  readonly name: string;
  readonly does: T;
}

/** A part that is not there: what is missing, the package that has it, and why it did not load. */
export interface Missing {
  readonly package: string;
  readonly why: string;
}

/** A part, or why it is not there. */
export type Loaded<T> = { readonly part: Part<T> } | { readonly missing: Missing };

/** A part by its package. Whatever goes wrong in `load` means that it is not there. */
export async function loadPart<T>(name: string, load: () => Promise<Part<T>>): Promise<Loaded<T>> {
  try {
    return { part: await load() };
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split("\n");
    return { missing: { package: name, why: why! } };
  }
}

/** A part that loads and computes something else than it should. */
export class WrongAnswerError extends Error {
  constructor() {
    super("it does not give a known answer");
    this.name = "WrongAnswerError";
  }
}

/** Throws where a part, just loaded, does not give a known answer. */
export function mustHold(holds: boolean): void {
  if (!holds) throw new WrongAnswerError();
}

const { resolve } = createRequire(import.meta.url);

/** The version of an installed package, by one of the files that stand beside its package.json. */
export function versionBeside(file: string): string {
  return (JSON.parse(readFileSync(join(dirname(resolve(file)), "package.json"), "utf8")) as { version: string }).version;
}

/** `node:crypto` with the version of the OpenSSL in it. */
export const OPENSSL = `node:crypto (OpenSSL ${process.versions.openssl})`;
