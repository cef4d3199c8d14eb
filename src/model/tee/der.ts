import { fail } from "./flaw.ts";
import { unixSeconds } from "./time.ts";

/**
 * Strict DER (ITU-T X.690, 8 and 10) over given bytes, by offsets: no copies. Tags of one byte, definite lengths in their shortest form, at most
 * four bytes of them. Every function fails with a `DER_…` code and the offset of the element; callers stand behind the door `parsed`.
 */

/** Tags (X.690, 8.1.2): class, constructed bit, number. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  context0: 0xa0,
  context3: 0xa3,
} as const;

/** A place in bytes: contents from `start` to `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A reader over contents: elements one after the other from `at` to `end`. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;
}

/** A reader over all of the bytes. */
export const cursorOf = (bytes: Uint8Array): Cursor => ({ bytes, at: 0, end: bytes.length });

/** The tag of the next element; −1 at the end. */
export const nextTag = (cursor: Cursor): number => (cursor.at < cursor.end ? cursor.bytes[cursor.at]! : -1);

/** Where the contents are whose length stands at `at`; `element` is where the element begins. */
function lengthAt(bytes: Uint8Array, at: number, end: number, element: number): Span {
  if (at >= end) fail("DER_TRUNCATED", element, "the element ends before its length");
  const first = bytes[at]!;
  if (first < 0x80) return spanOf(at + 1, first, end, element);
  const count = first & 0x7f;
  if (count === 0) fail("DER_LENGTH", element, "the length is indefinite");
  if (count > 4) fail("DER_LENGTH", element, `a length of ${count} bytes, at most 4 are read`);
  if (at + 1 + count > end) fail("DER_TRUNCATED", element, "the element ends inside its length");
  let length = 0;
  for (let index = at + 1; index <= at + count; index += 1) length = length * 256 + bytes[index]!;
  if (length < 0x80 || length < 256 ** (count - 1)) fail("DER_LENGTH", element, "the length is not in its shortest form");
  return spanOf(at + 1 + count, length, end, element);
}

function spanOf(start: number, length: number, end: number, element: number): Span {
  if (length > end - start) fail("DER_TRUNCATED", element, `${length} bytes of contents, ${end - start} left`);
  return { start, end: start + length };
}

/** The contents of the next element, which must have this tag; the cursor moves behind it. `what` is its name in refusals. */
export function take(cursor: Cursor, tag: number, what: string): Span {
  const { bytes, at, end } = cursor;
  if (at >= end) fail("DER_UNEXPECTED", at, `${what} wanted, nothing is left`);
  if (bytes[at] !== tag) fail("DER_UNEXPECTED", at, `${what} (tag ${tag}) wanted, tag ${bytes[at]} found`);
  const span = lengthAt(bytes, at + 1, end, at);
  cursor.at = span.end;
  return span;
}

/** A cursor over the contents of the next element, which must have this tag. */
export function open(cursor: Cursor, tag: number, what: string): Cursor {
  const { start, end } = take(cursor, tag, what);
  return { bytes: cursor.bytes, at: start, end };
}

/** Says that contents were read to their end. */
export function close(cursor: Cursor, what: string): void {
  if (cursor.at !== cursor.end) fail("DER_UNEXPECTED", cursor.at, `${cursor.end - cursor.at} bytes too many in ${what}`);
}

/** A BOOLEAN: 00 or FF (X.690, 11.1). */
export function takeBoolean(cursor: Cursor, what: string): boolean {
  const at = cursor.at;
  const { start, end } = take(cursor, TAG.boolean, what);
  const byte = cursor.bytes[start];
  if (end - start !== 1 || (byte !== 0 && byte !== 0xff)) fail("DER_BOOLEAN", at, `${what} is neither 00 nor FF in one byte`);
  return byte === 0xff;
}

/** The contents of an INTEGER that is not negative, in the shortest form (X.690, 8.3.2), with its leading 00 where it has one. */
export function takeUnsigned(cursor: Cursor, what: string, tag: number = TAG.integer): Span {
  const at = cursor.at;
  const span = take(cursor, tag, what);
  const { bytes } = cursor;
  const first = bytes[span.start]!;
  if (span.end === span.start) fail("DER_INTEGER", at, `${what} has no digits`);
  if (first >= 0x80) fail("DER_INTEGER", at, `${what} is negative`);
  if (first === 0 && span.end - span.start > 1 && bytes[span.start + 1]! < 0x80) fail("DER_INTEGER", at, `${what} is not in its shortest form`);
  return span;
}

/** A number from 0 to `max`, which is below 2^31. */
export function takeNumber(cursor: Cursor, what: string, max: number, tag: number = TAG.integer): number {
  const at = cursor.at;
  const { start, end } = takeUnsigned(cursor, what, tag);
  let value = 0;
  for (let index = start; index < end && value <= max; index += 1) value = value * 256 + cursor.bytes[index]!;
  if (value > max) fail("DER_INTEGER", at, `${what} is above ${max}`);
  return value;
}

/** The contents of an OCTET STRING, of this length where one is given. */
export function takeOctets(cursor: Cursor, what: string, length?: number): Span {
  const at = cursor.at;
  const span = take(cursor, TAG.octetString, what);
  if (length !== undefined && span.end - span.start !== length)
    fail("DER_UNEXPECTED", at, `${what} has ${span.end - span.start} bytes, not ${length}`);
  return span;
}

/** The contents of a BIT STRING of whole bytes. */
export function takeBits(cursor: Cursor, what: string): Span {
  const at = cursor.at;
  const { start, end } = take(cursor, TAG.bitString, what);
  if (end === start || cursor.bytes[start] !== 0) fail("DER_UNEXPECTED", at, `${what} is no whole number of bytes`);
  return { start: start + 1, end };
}

/** Whether contents are exactly these bytes. */
export function contentsAre(bytes: Uint8Array, { start, end }: Span, expected: Uint8Array): boolean {
  if (end - start !== expected.length) return false;
  for (let index = 0; index < expected.length; index += 1) if (bytes[start + index] !== expected[index]) return false;
  return true;
}

const digitAt = (bytes: Uint8Array, at: number): number => bytes[at]! - 48;

/** Two decimal digits; NaN where they are none. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const high = digitAt(bytes, at);
  const low = digitAt(bytes, at + 1);
  return high >= 0 && high <= 9 && low >= 0 && low <= 9 ? 10 * high + low : Number.NaN;
}

/**
 * A time as RFC 5280, 4.1.2.5 has it, in unix seconds: UTCTime YYMMDDHHMMSSZ for 1950 to 2049, GeneralizedTime YYYYMMDDHHMMSSZ from 2050 on.
 * No fractions, no other zones, seconds always there.
 */
export function takeTime(cursor: Cursor, what: string): number {
  const element = cursor.at;
  const isUtc = nextTag(cursor) === TAG.utcTime;
  const { start, end } = take(cursor, isUtc ? TAG.utcTime : TAG.generalizedTime, what);
  const { bytes } = cursor;
  const rest = end - 11;
  if (end - start !== (isUtc ? 13 : 15) || bytes[end - 1] !== 0x5a)
    fail("DER_TIME", element, `${what} is not ${isUtc ? "YYMMDDHHMMSSZ" : "YYYYMMDDHHMMSSZ"}`);
  const two = twoDigits(bytes, start);
  const year = isUtc ? (two < 50 ? 2000 + two : 1900 + two) : 100 * two + twoDigits(bytes, start + 2);
  const part = (index: number): number => twoDigits(bytes, rest + 2 * index);
  const seconds = unixSeconds(year, part(0), part(1), part(2), part(3), part(4));
  if (seconds === undefined) fail("DER_TIME", element, `${what} is no time of the calendar`);
  if (!isUtc && year < 2050) fail("DER_TIME", element, `${what} is a GeneralizedTime before 2050`);
  return seconds;
}
