import { fail } from "./flaw.ts";

/** The characters of a text, as bytes. */
const ascii = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));

const SIXES = new Uint8Array(256).fill(64);
for (const [value, byte] of ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/").entries()) SIXES[byte] = value;

const LF = 0x0a;
const CR = 0x0d;
const EQUALS = 0x3d;
/** How long lines are: those of PEM, those of MIME. The last may be shorter. */
const WIDTHS: readonly number[] = [64, 76];
const LINE_MAX = 76;

/** Where the text goes on, where a line ends at `at`; −1 where none ends there. A line ends with LF or CR LF; the last may end with the text. */
function afterLine(bytes: Uint8Array, at: number, end: number): number {
  if (at === end) return at;
  if (bytes[at] === LF) return at + 1;
  return bytes[at] === CR && at + 1 < end && bytes[at + 1] === LF ? at + 2 : -1;
}

function isAt(bytes: Uint8Array, at: number, end: number, text: Uint8Array): boolean {
  if (end - at < text.length) return false;
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text[index]) return false;
  return true;
}

function afterMarker(bytes: Uint8Array, at: number, end: number, marker: Uint8Array, what: string): number {
  const next = isAt(bytes, at, end, marker) ? afterLine(bytes, at + marker.length, end) : -1;
  if (next < 0) fail("PEM_MALFORMED", at, `a line ${what} wanted`);
  return next;
}

/** The bytes that a run of base64 digits says (RFC 4648, 4): whole groups, padding where it belongs, unused bits zero. */
function decode64(digits: Uint8Array, length: number, at: number): Uint8Array {
  if (length % 4 !== 0 || length === 0) fail("PEM_MALFORMED", at, "base64 of an unfinished group");
  const padding = digits[length - 1] !== 64 ? 0 : digits[length - 2] === 64 ? 2 : 1;
  const result = new Uint8Array((length / 4) * 3 - padding);
  for (let from = 0, to = 0; from < length; from += 4, to += 3) {
    const isLast = from + 4 === length;
    const a = digits[from]!;
    const b = digits[from + 1]!;
    const c = isLast && padding === 2 ? 0 : digits[from + 2]!;
    const d = isLast && padding > 0 ? 0 : digits[from + 3]!;
    if ((a | b | c | d) > 63) fail("PEM_MALFORMED", at, "base64 padding inside");
    result[to] = (a << 2) | (b >> 4);
    result[to + 1] = (b << 4) | (c >> 2); // beyond the end of the array nothing is written
    result[to + 2] = (c << 6) | d;
    if (isLast && ((padding === 2 && (b & 15) !== 0) || (padding === 1 && (c & 3) !== 0))) fail("PEM_MALFORMED", at, "base64 with bits over");
  }
  return result;
}

/** Digits on their way through `blockAt`, grown as they are needed; nothing of them outlives a call. */
let digits = new Uint8Array(4096);

/**
 * One block between its markers; the lines have one length of `WIDTHS`, but for the last, which may be shorter. Returns its bytes and where the text
 * goes on.
 */
function blockAt(bytes: Uint8Array, at: number, end: number, label: PemLabel): readonly [Uint8Array, number] {
  const [begin, finish] = MARKERS[label];
  let place = afterMarker(bytes, at, end, begin, `-----BEGIN ${label}-----`);
  if (digits.length < end - place) digits = new Uint8Array(end - place);
  let count = 0;
  let width = 0;
  for (let isLast = false; bytes[place] !== 0x2d; ) {
    const start = place;
    while (place < end && (SIXES[bytes[place]!]! < 64 || bytes[place] === EQUALS)) digits[count++] = SIXES[bytes[place++]!]!;
    const length = place - start;
    const isFirst = width === 0;
    if (isFirst) width = length;
    if (length === 0 || length > LINE_MAX || length > width || isLast || (!isFirst && !WIDTHS.includes(width)))
      fail("PEM_MALFORMED", start, "a line of base64, as long as those before, wanted");
    isLast = length < width;
    place = afterLine(bytes, place, end);
    if (place < 0) fail("PEM_MALFORMED", start + length, "neither base64 nor the end of a line");
    if (place >= end) fail("PEM_MALFORMED", end, `the text ends before -----END ${label}-----`);
  }
  return [decode64(digits, count, at), afterMarker(bytes, place, end, finish, `-----END ${label}-----`)];
}

/** The lines around a block. */
const MARKERS = {
  CERTIFICATE: [ascii("-----BEGIN CERTIFICATE-----"), ascii("-----END CERTIFICATE-----")],
  "X509 CRL": [ascii("-----BEGIN X509 CRL-----"), ascii("-----END X509 CRL-----")],
} as const;

/** What a PEM block can hold. */
export type PemLabel = keyof typeof MARKERS;

/** Where the second block begins, of a text of blocks: base64 has no hyphen. */
export function secondBlock(bytes: Uint8Array, start: number, end: number, label: PemLabel): number {
  let at = start + 1;
  while (at < end && !isAt(bytes, at, end, MARKERS[label][0])) at += 1;
  return at;
}

/**
 * The DER of PEM blocks (RFC 7468) of one label that stand one after the other: no text before, between or after them, lines of 64 (or 76)
 * characters, base64 in its one form, line ends LF or CR LF, and one NUL at the end where it has one (tee-rules 3). Offsets in refusals are those in
 * `bytes`. Fails with `PEM_MALFORMED`; of more than `max` blocks with `CHAIN_LENGTH`.
 */
export function pemBlocks(bytes: Uint8Array, start: number, end: number, label: PemLabel, max: number): readonly Uint8Array[] {
  const last = end > start && bytes[end - 1] === 0 ? end - 1 : end;
  const blocks: Uint8Array[] = [];
  for (let at = start; at < last || blocks.length === 0; ) {
    if (blocks.length === max && isAt(bytes, at, last, MARKERS[label][0])) fail("CHAIN_LENGTH", at, `more than ${max} in a chain`);
    const [block, next] = blockAt(bytes, at, last, label);
    blocks.push(block);
    at = next;
  }
  return blocks;
}
