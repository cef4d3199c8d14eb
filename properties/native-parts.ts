/** The native parts as the tests have them, and what they give as text. */
import { expect } from "vitest";
import { type Part, WrongAnswerError } from "../src/native/part.ts";

const mustRun = process.env["ACHAIN_REQUIRE_ALL"] === "1";

/** A native part; undefined where it is not there. One that computes something else is there. */
export async function partOf<T>(load: () => Promise<Part<T>>): Promise<T | undefined> {
  try {
    return (await load()).does;
  } catch (error) {
    if (error instanceof WrongAnswerError) throw error;
    return undefined;
  }
}

/** Whether the tests of a part are skipped: where it is not there, but never with ACHAIN_REQUIRE_ALL=1. */
export const isSkipped = (part: unknown): boolean => part === undefined && !mustRun;

/** Bytes as text. That they are a plain array, which owns its memory and nothing else, is checked on the way. */
export function shown(bytes: Uint8Array | undefined): string | undefined {
  if (bytes === undefined) return undefined;
  expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
  expect(bytes.buffer.byteLength).toBe(bytes.length);
  return Buffer.from(bytes).toString("hex");
}
