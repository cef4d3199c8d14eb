import { fail, type Parsed, parsed } from "./flaw.ts";

/**
 * A number as it was written, where it is no plain integer that a double holds exactly: a fraction, an exponent, −0, beyond ±(2^53 − 1). It can be
 * skipped, never taken for an integer.
 */
export interface OtherNumber {
  readonly literal: string;
}

/** A value of JSON (RFC 8259). Objects are maps in the order of the text. */
export type JsonValue = string | number | boolean | null | OtherNumber | readonly JsonValue[] | JsonObject;

/** An object of JSON. */
export type JsonObject = ReadonlyMap<string, JsonValue>;

/** How deep values may nest. */
export const JSON_DEPTH_MAX = 32;

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A text on its way through the reader; `at` counts UTF-16 units. */
interface Reader {
  readonly text: string;
  at: number;
}

const utf8Length = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code >= 0xd800 && code < 0xe000 ? 2 : 3); // half of a pair: 2

/** The offset in bytes of a place in the text. */
function offsetOf({ text }: Reader, at: number): number {
  let offset = 0;
  for (let index = 0; index < at && index < text.length; index += 1) offset += utf8Length(text.charCodeAt(index));
  return offset;
}

const malformed = (reader: Reader, reason: string): never => fail("JSON_MALFORMED", offsetOf(reader, reader.at), reason);

function skipSpace(reader: Reader): void {
  const { text } = reader;
  for (let code = text.charCodeAt(reader.at); code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09; code = text.charCodeAt(reader.at))
    reader.at += 1;
}

const ESCAPES: { readonly [character: string]: string } = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** What an escape says; the reader stands behind its backslash. */
function readEscape(reader: Reader): string {
  const { text } = reader;
  const character = text[reader.at] ?? "";
  const simple = Object.hasOwn(ESCAPES, character) ? ESCAPES[character] : undefined;
  if (simple !== undefined) {
    reader.at += 1;
    return simple;
  }
  const digits = text.slice(reader.at + 1, reader.at + 5);
  if (character !== "u" || !/^[0-9a-fA-F]{4}$/.test(digits)) malformed(reader, "an escape that JSON does not have");
  reader.at += 5;
  return String.fromCharCode(Number.parseInt(digits, 16));
}

function readString(reader: Reader): string {
  const { text } = reader;
  const begin = reader.at;
  let result = "";
  let start = ++reader.at;
  for (;;) {
    const code = text.charCodeAt(reader.at);
    if (code === 0x22) break;
    if (code === 0x5c) {
      result += text.slice(start, reader.at);
      reader.at += 1;
      result += readEscape(reader);
      start = reader.at;
    } else if (code >= 0x20) reader.at += 1;
    else malformed(reader, Number.isNaN(code) ? "a string without its end" : "a control character in a string");
  }
  result += text.slice(start, reader.at);
  if (!result.isWellFormed()) {
    reader.at = begin;
    malformed(reader, "half of a surrogate pair");
  }
  reader.at += 1;
  return result;
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

function readNumber(reader: Reader): number | OtherNumber {
  NUMBER.lastIndex = reader.at;
  const match = NUMBER.exec(reader.text);
  if (match === null) return malformed(reader, "a value wanted");
  const [literal, fraction, exponent] = match;
  reader.at += literal.length;
  const value = Number(literal);
  return fraction === undefined && exponent === undefined && Number.isSafeInteger(value) && !Object.is(value, -0) ? value : { literal };
}

function readWord<T>(reader: Reader, word: string, value: T): T {
  if (!reader.text.startsWith(word, reader.at)) malformed(reader, "a value wanted");
  reader.at += word.length;
  return value;
}

/** Items between brackets; `readItem` reads one. The reader stands on the bracket. */
function readList(reader: Reader, close: number, readItem: () => void): void {
  reader.at += 1;
  skipSpace(reader);
  if (reader.text.charCodeAt(reader.at) === close) {
    reader.at += 1;
    return;
  }
  for (;;) {
    readItem();
    skipSpace(reader);
    const code = reader.text.charCodeAt(reader.at);
    if (code !== close && code !== 0x2c) malformed(reader, `a comma or ${String.fromCharCode(close)} wanted`);
    reader.at += 1;
    if (code === close) return;
  }
}

function readObject(reader: Reader, depth: number, seen: Seen): JsonObject {
  const members = new Map<string, JsonValue>();
  readList(reader, 0x7d, () => {
    skipSpace(reader);
    if (reader.text.charCodeAt(reader.at) !== 0x22) malformed(reader, "a key wanted");
    const keyAt = reader.at;
    const key = readString(reader);
    if (members.has(key)) fail("JSON_DUPLICATE_KEY", offsetOf(reader, keyAt), `the key “${key}” stands twice`);
    skipSpace(reader);
    if (reader.text.charCodeAt(reader.at) !== 0x3a) malformed(reader, "a colon wanted");
    reader.at += 1;
    skipSpace(reader);
    const start = reader.at;
    const value = readValue(reader, depth + 1, seen);
    if (depth === 0) seen?.(key, start, reader.at);
    members.set(key, value);
  });
  return members;
}

/** Told of every member of the outermost object: its key, and where its value stands. */
type Seen = ((key: string, start: number, end: number) => void) | undefined;

function readValue(reader: Reader, depth: number, seen: Seen): JsonValue {
  if (depth > JSON_DEPTH_MAX) malformed(reader, `values nested deeper than ${JSON_DEPTH_MAX}`);
  skipSpace(reader);
  switch (reader.text.charCodeAt(reader.at)) {
    case 0x7b:
      return readObject(reader, depth, seen);
    case 0x5b: {
      const items: JsonValue[] = [];
      readList(reader, 0x5d, () => items.push(readValue(reader, depth + 1, seen)));
      return items;
    }
    case 0x22:
      return readString(reader);
    case 0x74:
      return readWord(reader, "true", true);
    case 0x66:
      return readWord(reader, "false", false);
    case 0x6e:
      return readWord(reader, "null", null);
    default:
      return readNumber(reader);
  }
}

function readText(bytes: Uint8Array): Reader {
  try {
    return { text: UTF8.decode(bytes), at: 0 };
  } catch {
    return fail("JSON_MALFORMED", 0, "the text is not valid UTF-8");
  }
}

function readWhole(bytes: Uint8Array, seen: Seen): JsonValue {
  const reader = readText(bytes);
  const value = readValue(reader, 0, seen);
  skipSpace(reader);
  if (reader.at < reader.text.length) malformed(reader, "something follows the value");
  return value;
}

/**
 * Reads one value of JSON (RFC 8259) from UTF-8 without a byte order mark: no duplicate keys, no half surrogate pairs (RFC 7493, 2.1), at most
 * `JSON_DEPTH_MAX` deep. Fails with `JSON_MALFORMED` or `JSON_DUPLICATE_KEY` and the offset in bytes.
 */
export const jsonOf = (bytes: Uint8Array): JsonValue => readWhole(bytes, undefined);

/** `jsonOf` with its flaw as a value. */
export const parseJson = (bytes: Uint8Array): Parsed<JsonValue> => parsed(() => jsonOf(bytes));

/** The exact bytes of one member's value in the outermost object, where it has one; and the object. Fails as `jsonOf`. */
export function memberBytes(bytes: Uint8Array, member: string): { readonly object: JsonValue; readonly value: Uint8Array | undefined } {
  let value: Uint8Array | undefined;
  const reader = readText(bytes);
  const object = readWhole(bytes, (key, start, end) => {
    if (key === member) value = bytes.subarray(offsetOf(reader, start), offsetOf(reader, end));
  });
  return { object, value };
}
