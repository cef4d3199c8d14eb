import type { TeeCode } from "./codes.ts";

/** Why bytes are not what they should be: a code, where (byte offset in what was given), and a sentence. */
export interface Flaw {
  readonly code: TeeCode;
  readonly offset: number;
  readonly reason: string;
}

/** What a parser gives: a value or a flaw, never an exception. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly flaw: Flaw };

/** Thrown inside a parser only; `parsed` turns it into a value at its door. No Error: it needs no trace. */
export class FlawError {
  readonly flaw: Flaw;
  constructor(flaw: Flaw) {
    this.flaw = flaw;
  }
}

/** Ends a parser. */
export function fail(code: TeeCode, offset: number, reason: string): never {
  throw new FlawError({ code, offset, reason });
}

/** The door of a parser: what `parse` returns, or the flaw that it failed with. Any other exception is a bug and passes. */
export function parsed<T>(parse: () => T): Parsed<T> {
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (error instanceof FlawError) return { ok: false, flaw: error.flaw };
    throw error;
  }
}
