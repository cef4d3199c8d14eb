import { concat } from "../../model/crypto/hash.ts";
import { compactTime } from "./time.ts";

/**
 * One value in DER (X.690): its bytes and nothing else. So wrong DER needs no door of its own: any bytes can stand where a value is expected.
 */
export type Der = Uint8Array;

const UTF8 = new TextEncoder();

/** The length of contents in its shortest form. */
function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  if (length < 0x1_0000) return Uint8Array.of(0x82, length >> 8, length & 255);
  return Uint8Array.of(0x83, length >> 16, (length >> 8) & 255, length & 255);
}

/** A value of this identifier octet whose contents are these bytes one after the other; below 2^24 bytes. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Der {
  const inside = concat(...contents);
  if (inside.length >= 2 ** 24) throw new RangeError(`${inside.length} bytes in one value`);
  return concat(Uint8Array.of(tag), lengthBytes(inside.length), inside);
}

/** The same value with its length in more bytes than it needs: BER, not DER. For values whose contents have at most 255 bytes. */
export function withLongLength(value: Der): Uint8Array {
  const inside = value.subarray(value[1]! < 0x80 ? 2 : 3);
  return concat(Uint8Array.of(value[0]!, 0x82, 0, inside.length), inside);
}

/** SEQUENCE. */
export const sequence = (...values: readonly Der[]): Der => tlv(0x30, ...values);

/** SET of one value. */
export const setOf = (value: Der): Der => tlv(0x31, value);

/** The least big-endian bytes of a number below 2^32. */
function digits(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** INTEGER, not negative: of a number below 2^32, or of big-endian bytes. */
export function integer(value: number | Uint8Array): Der {
  const bytes = typeof value === "number" ? digits(value) : value;
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const least = bytes.subarray(start);
  return least[0]! >= 0x80 ? tlv(2, Uint8Array.of(0), least) : tlv(2, least);
}

/** BOOLEAN. */
export const boolean = (value: boolean): Der => tlv(1, Uint8Array.of(value ? 255 : 0));

/** ENUMERATED, below 128. */
export const enumerated = (value: number): Der => tlv(10, Uint8Array.of(value));

/** OCTET STRING. */
export const octetString = (bytes: Uint8Array): Der => tlv(4, bytes);

/** BIT STRING of bytes, of whose last one some bits are unused. */
export const bitString = (bytes: Uint8Array, unused = 0): Der => tlv(3, Uint8Array.of(unused), bytes);

/** UTF8String. */
export const utf8String = (text: string): Der => tlv(12, UTF8.encode(text));

/** PrintableString. */
export const printableString = (text: string): Der => tlv(19, UTF8.encode(text));

/** Explicit context tag `[n]` around values. */
export const explicit = (n: number, ...values: readonly Der[]): Der => tlv(0xa0 + n, ...values);

/** Implicit context tag `[n]` of a primitive value's contents. */
export const implicit = (n: number, bytes: Uint8Array): Der => tlv(0x80 + n, bytes);

/** The bytes of one arc in base 128, most significant first. */
function arc(value: number): number[] {
  const low = value % 128;
  const high = Math.floor(value / 128);
  return high === 0 ? [low] : [...arc(high).map((digit) => digit | 128), low];
}

/** OBJECT IDENTIFIER in dotted form. */
export function oid(dotted: string): Der {
  const [first, second, ...rest] = dotted.split(".").map(Number);
  return tlv(6, Uint8Array.from([first! * 40 + second!, ...rest].flatMap(arc)));
}

/** A time as certificates have it (RFC 5280, 4.1.2.5): UTCTime until 2049, GeneralizedTime from 2050 on. Seconds since 1970, from 1970 on. */
export function time(seconds: number): Der {
  const text = compactTime(seconds);
  return text >= "2050" ? tlv(24, UTF8.encode(text)) : tlv(23, UTF8.encode(text.slice(2)));
}

/** The ECDSA signature r ‖ s (64 bytes) as X.509 has it: SEQUENCE of two INTEGERs. */
export const derSignature = (signature: Uint8Array): Der => sequence(integer(signature.subarray(0, 32)), integer(signature.subarray(32)));
