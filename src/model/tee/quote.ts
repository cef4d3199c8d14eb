import type { Span } from "./der.ts";
import { fail } from "./flaw.ts";
import { type Layout, layout, uintAt } from "./layout.ts";
import { SGX_REPORT, TD10_REPORT, TD15_REPORT } from "./report-body.ts";

/** The most bytes of a quote that are looked at. */
export const QUOTE_BYTES_MAX = 64 * 1024;
/** The most zero bytes that may follow a quote. */
const TRAILING_ZEROS_MAX = 16 * 1024;

/** A part of a quote as `inspect` shows it: a layout at a place, or bytes of some length with a name. */
export type Section = { readonly layout: Layout; readonly at: number } | { readonly name: string; readonly at: number; readonly length: number };

/** A quote by the places of its parts (Intel SGX and TDX DCAP quote formats, versions 3 to 5). Everything is an offset into `bytes`. */
export interface Quote {
  /** The canonical form: without the zeros that follow it. */
  readonly bytes: Uint8Array;
  readonly version: 3 | 4 | 5;
  readonly tee: "sgx" | "tdx";
  readonly body: typeof SGX_REPORT | typeof TD10_REPORT | typeof TD15_REPORT;
  readonly bodyAt: number;
  /** Header and body, and in version 5 what stands between: the attestation key signs bytes from 0 to here. */
  readonly signedEnd: number;
  /** 64 bytes. */
  readonly signatureAt: number;
  /** x ‖ y, 64 bytes. */
  readonly keyAt: number;
  /** 384 bytes, signed by the PCK certificate's key. */
  readonly qeReportAt: number;
  /** 64 bytes. */
  readonly qeReportSignatureAt: number;
  readonly qeAuthData: Span;
  readonly certificationType: number;
  readonly certification: Span;
}

/** The parts of a quote that say something, its signatures and its certificates apart: what is left to judge once these hold. */
export type Reports = Pick<Quote, "bytes" | "version" | "tee" | "body" | "bodyAt" | "qeReportAt">;

/** Header of version 3 (Intel SGX ECDSA QuoteLibReference DCAP API, A.4). */
const HEADER3 = layout("header", {
  version: [2, "uint"],
  attestationKeyType: [2, "uint"],
  teeType: [4, "uint"],
  qeSvn: [2, "uint"],
  pceSvn: [2, "uint"],
  qeVendorId: [16, "bytes"],
  userData: [20, "bytes"],
});

/** Header of versions 4 and 5 (Intel TDX DCAP Quoting Library API, A.3.1). */
const HEADER4 = layout("header", {
  version: [2, "uint"],
  attestationKeyType: [2, "uint"],
  teeType: [4, "uint"],
  reserved: [4, "bytes"],
  qeVendorId: [16, "bytes"],
  userData: [20, "bytes"],
});

/** Stands before the body in version 5 (the same, A.4). */
const BODY5 = layout("body descriptor", { bodyType: [2, "uint"], bodySize: [4, "uint"] });

const AUTH_LENGTH = layout("authentication data", { length: [4, "uint"] });
/** The attestation key's part of the authentication data (A.4 "ECDSA 256-bit Quote Signature Data Structure"). */
const SIGNED = layout("authentication data", { signature: [64, "bytes"], attestationKey: [64, "bytes"] });
/** Around QE report and inner certification data, in versions 4 and 5 (A.3.9). */
const OUTER = layout("certification data", { type: [2, "uint"], size: [4, "uint"] });
const QE_SIGNATURE = layout("QE report", { signature: [64, "bytes"] });
const QE_AUTH = layout("QE authentication data", { size: [2, "uint"] });
const INNER = layout("QE certification data", { type: [2, "uint"], size: [4, "uint"] });
const QE_REPORT: Layout = { ...SGX_REPORT, title: "QE report" };

const TEE_SGX = 0;
const TEE_TDX = 0x81;
const ECDSA_P256 = 2;
const QE_REPORT_CERTIFICATION = 6;

/** 939a7233-f79c-4ca9-940a-0db3957f0607: Intel's QE (the same, A.4). */
const INTEL_QE = Uint8Array.of(0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07);

/** The bodies of version 5 by their type (the same, A.4). */
const BODIES5 = new Map<number, readonly ["sgx" | "tdx", Quote["body"]]>([
  [1, ["sgx", SGX_REPORT]],
  [2, ["tdx", TD10_REPORT]],
  [3, ["tdx", TD15_REPORT]],
]);

/** Bytes on their way through the parser. `end` is that of the quote, later that of the authentication data. */
interface Reader {
  readonly bytes: Uint8Array;
  at: number;
  end: number;
  /** Under which code a part is refused that does not fit. */
  short: "QUOTE_TRUNCATED" | "QUOTE_AUTH_LENGTH";
  readonly sections: Section[] | undefined;
}

function advance(reader: Reader, length: number, what: string): number {
  const { at, end } = reader;
  if (length > end - at) fail(reader.short, at, `${what} has ${length} bytes, ${end - at} are left`);
  reader.at = at + length;
  return at;
}

/** Takes a part of fixed fields; says where it begins. */
function takeLayout(reader: Reader, part: Layout): number {
  const at = advance(reader, part.size, part.title);
  reader.sections?.push({ layout: part, at });
  return at;
}

function takeBytes(reader: Reader, name: string, length: number): Span {
  const at = advance(reader, length, name);
  if (length > 0) reader.sections?.push({ name, at, length });
  return { start: at, end: at + length };
}

const field = <Name extends string>(bytes: Uint8Array, base: number, { at }: Layout<Name>, name: Name, length: 2 | 4): number =>
  uintAt(bytes, base + at[name], length);

function readHeader(reader: Reader): Pick<Quote, "version" | "tee"> {
  const { bytes } = reader;
  if (reader.end < 2) fail("QUOTE_TRUNCATED", 0, `a quote of ${reader.end} bytes has no version`);
  const version = uintAt(bytes, 0, 2);
  if (version !== 3 && version !== 4 && version !== 5) return fail("QUOTE_VERSION", 0, `version ${version}`);
  const header = version === 3 ? HEADER3 : HEADER4;
  takeLayout(reader, header);
  const keyType = field(bytes, 0, header as typeof HEADER4, "attestationKeyType", 2);
  if (keyType !== ECDSA_P256) fail("QUOTE_KEY_TYPE", header.at.attestationKeyType, `attestation key of type ${keyType}`);
  const teeType = field(bytes, 0, header as typeof HEADER4, "teeType", 4);
  if (teeType !== TEE_SGX && (teeType !== TEE_TDX || version === 3))
    fail("QUOTE_TEE_TYPE", header.at.teeType, `TEE type ${teeType} in a quote of version ${version}`);
  const vendorAt = header.at.qeVendorId;
  if (INTEL_QE.some((byte, index) => bytes[vendorAt + index] !== byte)) fail("QUOTE_QE_VENDOR", vendorAt, "the QE vendor id is not Intel's");
  return { version, tee: teeType === TEE_SGX ? "sgx" : "tdx" };
}

function bodyOf(reader: Reader, version: 3 | 4 | 5, tee: "sgx" | "tdx"): Quote["body"] {
  if (version !== 5) return tee === "sgx" ? SGX_REPORT : TD10_REPORT;
  const at = takeLayout(reader, BODY5);
  const type = field(reader.bytes, at, BODY5, "bodyType", 2);
  const size = field(reader.bytes, at, BODY5, "bodySize", 4);
  const [ofTee, body] = BODIES5.get(type) ?? [];
  if (body === undefined || ofTee !== tee) return fail("QUOTE_BODY_TYPE", at, `body of type ${type} in a quote of ${tee.toUpperCase()}`);
  if (size !== body.size) fail("QUOTE_BODY_SIZE", at + BODY5.at.bodySize, `body of ${size} bytes, type ${type} has ${body.size}`);
  return body;
}

type AuthData = Pick<Quote, "signatureAt" | "keyAt" | "qeReportAt" | "qeReportSignatureAt" | "qeAuthData" | "certificationType" | "certification">;

function readAuthData(reader: Reader, version: 3 | 4 | 5): AuthData {
  const { bytes } = reader;
  const signed = takeLayout(reader, SIGNED);
  if (version !== 3) {
    const outer = takeLayout(reader, OUTER);
    const type = field(bytes, outer, OUTER, "type", 2);
    const size = field(bytes, outer, OUTER, "size", 4);
    if (type !== QE_REPORT_CERTIFICATION) fail("QUOTE_CERTIFICATION_TYPE", outer, `certification data of type ${type}, 6 wanted`);
    if (size !== reader.end - reader.at) fail("QUOTE_AUTH_LENGTH", outer, `certification data of ${size} bytes, ${reader.end - reader.at} are there`);
  }
  const qeReportAt = takeLayout(reader, QE_REPORT);
  const qeReportSignatureAt = takeLayout(reader, QE_SIGNATURE);
  const authAt = takeLayout(reader, QE_AUTH);
  const qeAuthData = takeBytes(reader, "QE authentication data", field(bytes, authAt, QE_AUTH, "size", 2));
  const inner = takeLayout(reader, INNER);
  const certificationType = field(bytes, inner, INNER, "type", 2);
  if (certificationType < 1 || certificationType > 7 || certificationType === QE_REPORT_CERTIFICATION)
    fail("QUOTE_CERTIFICATION_TYPE", inner, `QE certification data of type ${certificationType}, 1 to 5 or 7 wanted`);
  const certification = takeBytes(reader, "QE certification data", field(bytes, inner, INNER, "size", 4));
  if (reader.at !== reader.end) fail("QUOTE_AUTH_LENGTH", reader.at, `${reader.end - reader.at} bytes too many in the authentication data`);
  const keyAt = signed + SIGNED.at.attestationKey;
  return { signatureAt: signed, keyAt, qeReportAt, qeReportSignatureAt, qeAuthData, certificationType, certification };
}

/** What follows the quote: nothing, or zeros, and not too many. */
function checkTrailing(bytes: Uint8Array, from: number): void {
  if (bytes.length - from > TRAILING_ZEROS_MAX) fail("QUOTE_TRAILING_BYTES", from, `${bytes.length - from} bytes follow the quote`);
  for (let at = from; at < bytes.length; at += 1)
    if (bytes[at] !== 0) fail("QUOTE_TRAILING_BYTES", at, `${bytes.length - from} bytes follow the quote, and byte ${at} is not zero`);
}

/**
 * The places of a quote's parts: SGX in versions 3, 4, 5; TDX in versions 4 and 5. Every length is checked against what is left; nothing is
 * copied. Fails with `QUOTE_…` at a byte offset. `sections`, where given, receives every part as it is read, also of a quote that is then refused.
 */
export function quoteOf(bytes: Uint8Array, sections?: Section[]): Quote {
  if (bytes.length > QUOTE_BYTES_MAX) fail("QUOTE_TOO_LARGE", 0, `${bytes.length} bytes, at most ${QUOTE_BYTES_MAX} are read`);
  const reader: Reader = { bytes, at: 0, end: bytes.length, short: "QUOTE_TRUNCATED", sections };
  const { version, tee } = readHeader(reader);
  const body = bodyOf(reader, version, tee);
  const bodyAt = takeLayout(reader, body);
  const signedEnd = reader.at;
  const lengthAt = takeLayout(reader, AUTH_LENGTH);
  const length = field(bytes, lengthAt, AUTH_LENGTH, "length", 4);
  if (length > reader.end - reader.at)
    fail("QUOTE_TRUNCATED", lengthAt, `authentication data of ${length} bytes, ${reader.end - reader.at} are left`);
  reader.end = reader.at + length;
  reader.short = "QUOTE_AUTH_LENGTH";
  const auth = readAuthData(reader, version);
  checkTrailing(bytes, reader.end);
  if (bytes.length > reader.end) sections?.push({ name: "trailing zeros", at: reader.end, length: bytes.length - reader.end });
  return { bytes: bytes.subarray(0, reader.end), version, tee, body, bodyAt, signedEnd, ...auth };
}
