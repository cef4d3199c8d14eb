/** What certificates and CRLs have in common (RFC 5280): names, extensions, algorithms, signatures. */
import { type Cursor, close, contentsAre, cursorOf, nextTag, open, type Span, TAG, take, takeBoolean, takeUnsigned } from "./der.ts";
import { fail } from "./flaw.ts";

const COMMON_NAME = Uint8Array.of(0x55, 0x04, 0x03);

const textOf = (bytes: Uint8Array, { start, end }: Span): string => String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64)));

/** A name (RFC 5280, 4.1.2.4): its DER, and its common name, empty where it has none. Each part has one attribute, of UTF8String or PrintableString. */
export function readName(cursor: Cursor): { readonly der: Uint8Array; readonly commonName: string } {
  const start = cursor.at;
  const { bytes } = cursor;
  const parts = open(cursor, TAG.sequence, "a name");
  let commonName: string | undefined;
  while (parts.at < parts.end) {
    const set = open(parts, TAG.set, "a part of a name");
    const attribute = open(set, TAG.sequence, "an attribute of a name");
    close(set, "a part of a name");
    const type = take(attribute, TAG.oid, "the type of an attribute");
    const isPrintable = nextTag(attribute) === TAG.printableString;
    const value = take(attribute, isPrintable ? TAG.printableString : TAG.utf8String, "a UTF8String or PrintableString");
    close(attribute, "an attribute of a name");
    if (!contentsAre(bytes, type, COMMON_NAME)) continue;
    if (commonName !== undefined) fail("DER_UNEXPECTED", start, "a name with two common names");
    commonName = textOf(bytes, value);
  }
  return { der: bytes.subarray(start, parts.end), commonName: commonName ?? "" };
}

/** How many unknown extensions are compared with each other. */
const EXTENSIONS_MAX = 32;

/**
 * Extensions (RFC 5280, 4.1.2.9): where the values of the known ones are, in the order of `known`. Fails where one stands twice
 * (`CERT_EXTENSION_DUPLICATE`), and where one is critical and unknown (`CERT_EXTENSION_UNKNOWN`).
 */
export function readExtensions(cursor: Cursor, known: readonly Uint8Array[]): readonly (Span | undefined)[] {
  const { bytes } = cursor;
  const list = open(cursor, TAG.sequence, "a list of extensions");
  const found: (Span | undefined)[] = known.map(() => undefined);
  const others: Uint8Array[] = [];
  if (list.at === list.end) fail("DER_UNEXPECTED", list.at, "a list of extensions without any");
  while (list.at < list.end) {
    const at = list.at;
    const extension = open(list, TAG.sequence, "an extension");
    const type = take(extension, TAG.oid, "the type of an extension");
    const isCritical = nextTag(extension) === TAG.boolean;
    if (isCritical && !takeBoolean(extension, "whether it is critical")) fail("DER_BOOLEAN", at, "a default (critical FALSE) is written out");
    const value = take(extension, TAG.octetString, "the value of an extension");
    close(extension, "an extension");
    const index = known.findIndex((oid) => contentsAre(bytes, type, oid));
    if (index >= 0 ? found[index] !== undefined : others.some((oid) => contentsAre(bytes, type, oid)))
      fail("CERT_EXTENSION_DUPLICATE", at, "an extension stands twice");
    if (others.length === EXTENSIONS_MAX) fail("DER_UNEXPECTED", at, `more than ${EXTENSIONS_MAX} unknown extensions`);
    if (index >= 0) found[index] = value;
    else if (isCritical) fail("CERT_EXTENSION_UNKNOWN", at, "an unknown extension is critical");
    else others.push(bytes.subarray(type.start, type.end));
  }
  return found;
}

/** The contents of AlgorithmIdentifier ecdsa-with-SHA256, 1.2.840.10045.4.3.2 without parameters (RFC 5758, 3.2). */
const ECDSA_SHA256 = Uint8Array.of(0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);

/** The algorithm beside a signature: that which was signed, and ECDSA with SHA-256. */
export function signatureAlgorithm(cursor: Cursor, signed: Span): void {
  const { bytes, at } = cursor;
  const beside = take(cursor, TAG.sequence, "the algorithm of the signature");
  if (!contentsAre(bytes, beside, bytes.subarray(signed.start, signed.end)))
    fail("CERT_ALGORITHMS_DIFFER", at, "the signed algorithm is not the one beside the signature");
  if (!contentsAre(bytes, beside, ECDSA_SHA256)) fail("CERT_ALGORITHM", at, "the signature is not ECDSA with SHA-256");
}

function putScalar(bytes: Uint8Array, { start, end }: Span, target: Uint8Array, at: number): void {
  const from = end - start === 33 && bytes[start] === 0 ? start + 1 : start;
  if (end - from > 32) fail("DER_INTEGER", start, "an integer of an ECDSA signature has more than 32 bytes");
  target.set(bytes.subarray(from, end), at + 32 - (end - from));
}

/** r ‖ s, 64 bytes, of a DER Ecdsa-Sig-Value (RFC 3279, 2.2.3). Whether they are in range is the curve's to say. */
export function ecdsaSignature(bytes: Uint8Array, { start, end }: Span): Uint8Array {
  const outer: Cursor = { ...cursorOf(bytes), at: start, end };
  const pair = open(outer, TAG.sequence, "an ECDSA signature");
  close(outer, "an ECDSA signature");
  const r = takeUnsigned(pair, "r");
  const s = takeUnsigned(pair, "s");
  close(pair, "an ECDSA signature");
  const signature = new Uint8Array(64);
  putScalar(bytes, r, signature, 0);
  putScalar(bytes, s, signature, 32);
  return signature;
}
