/** Fields of signed JSON, read strictly: each function fails with the code that its reader has, and names the path. */
import { writeHex } from "../encoding/hex.ts";
import type { TeeCode } from "./codes.ts";
import { fail } from "./flaw.ts";
import type { JsonObject, JsonValue } from "./json.ts";
import { parseRfc3339 } from "./time.ts";

/** An object with its path in the document, and the code under which its fields are refused. */
export interface Fields {
  readonly object: JsonObject;
  readonly path: string;
  readonly code: TeeCode;
}

const place = ({ path }: Fields, key: string): string => (path === "" ? key : `${path}.${key}`);

/** Refuses a field. */
export function refuse(fields: Fields, key: string, reason: string): never {
  return fail(fields.code, 0, `${place(fields, key)}: ${reason}`);
}

/** A value as an object. */
export function fieldsOf(value: JsonValue | undefined, path: string, code: TeeCode): Fields {
  if (!(value instanceof Map)) fail(code, 0, `${path === "" ? "the text" : path}: an object wanted`);
  return { object: value as JsonObject, path, code };
}

/** A field as an object. */
export const objectField = (fields: Fields, key: string): Fields => fieldsOf(fields.object.get(key), place(fields, key), fields.code);

/** A field as a list of objects, at most `max`. */
export function listField(fields: Fields, key: string, min: number, max: number): readonly Fields[] {
  const value = fields.object.get(key);
  if (!Array.isArray(value)) refuse(fields, key, "a list wanted");
  const items = value as readonly JsonValue[];
  if (items.length < min || items.length > max) refuse(fields, key, `${items.length} items, ${min === max ? min : `${min} to ${max}`} wanted`);
  return items.map((item, index) => fieldsOf(item, `${place(fields, key)}[${index}]`, fields.code));
}

/** A field as a whole number from 0 to `max`. */
export function numberField(fields: Fields, key: string, max: number): number {
  const value = fields.object.get(key);
  if (typeof value !== "number" || value < 0 || value > max) refuse(fields, key, `a whole number from 0 to ${max} wanted`);
  return value as number;
}

/** A field as text. */
export function textField(fields: Fields, key: string): string {
  const value = fields.object.get(key);
  if (typeof value !== "string") refuse(fields, key, "text wanted");
  return value as string;
}

/** A field as bytes, in hexadecimal of either case without prefix. */
export function hexField(fields: Fields, key: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (!writeHex(textField(fields, key), 0, bytes, 0, length)) refuse(fields, key, `${length} bytes in hexadecimal wanted`);
  return bytes;
}

/** A field as a time (RFC 3339 in UTC, to the second), in unix seconds. */
export function timeField(fields: Fields, key: string): number {
  const seconds = parseRfc3339(textField(fields, key));
  if (seconds === undefined) refuse(fields, key, "a time YYYY-MM-DDTHH:MM:SSZ wanted");
  return seconds as number;
}

/** A field as one of these words. */
export function wordField<const Word extends string>(fields: Fields, key: string, words: readonly Word[]): Word {
  const value = textField(fields, key);
  if (!(words as readonly string[]).includes(value)) refuse(fields, key, `one of ${words.join(", ")} wanted`);
  return value as Word;
}

/** A field that may be missing: a list of texts, at most 256. */
export function textsField(fields: Fields, key: string): readonly string[] {
  const value = fields.object.get(key);
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > 256 || value.some((item) => typeof item !== "string")) refuse(fields, key, "a list of texts wanted");
  return value as readonly string[];
}
