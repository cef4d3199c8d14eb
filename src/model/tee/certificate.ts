import {
  type Cursor,
  close,
  contentsAre,
  cursorOf,
  nextTag,
  open,
  type Span,
  TAG,
  take,
  takeBits,
  takeBoolean,
  takeNumber,
  takeTime,
  takeUnsigned,
} from "./der.ts";
import { fail } from "./flaw.ts";
import { readSgxExtension, SGX_OID, type SgxExtension } from "./sgx-extension.ts";
import { ecdsaSignature, readExtensions, readName, signatureAlgorithm } from "./x509.ts";

/** A certificate of Intel's PKI for SGX (RFC 5280; Intel SGX PCK Certificate and CRL Profile Specification). Parts are views of its DER. */
export interface Certificate {
  readonly der: Uint8Array;
  /** What is signed. */
  readonly signed: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
  /** The serial number's digits, without a leading zero. */
  readonly serial: Uint8Array;
  /** The name's DER. */
  readonly issuer: Uint8Array;
  /** The name's DER. */
  readonly subject: Uint8Array;
  /** The one common name of the subject; empty where it has none. */
  readonly commonName: string;
  /** Unix seconds, ends included. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** 04 ‖ x ‖ y, 65 bytes. */
  readonly publicKey: Uint8Array;
  readonly isCa: boolean;
  /** Undefined: without limit. */
  readonly pathLength: number | undefined;
  /** The first byte of the key usage (RFC 5280, 4.2.1.3): see `KEY_USAGE`; 0 where it has none. */
  readonly keyUsage: number;
  readonly sgx: SgxExtension | undefined;
}

/** Bits of `Certificate.keyUsage`. */
export const KEY_USAGE = { digitalSignature: 0x80, keyCertSign: 0x04, crlSign: 0x02 } as const;

/** SubjectPublicKeyInfo of a P-256 key, up to its point: id-ecPublicKey, prime256v1, BIT STRING (RFC 5480, 2), 04 (SEC 1, 2.3.3). */
const P256_KEY = Uint8Array.of(
  ...[0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01],
  ...[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04],
);

function readKey(cursor: Cursor): Uint8Array {
  const at = cursor.at;
  const { end } = take(cursor, TAG.sequence, "the public key");
  if (end - at !== P256_KEY.length + 64 || !contentsAre(cursor.bytes, { start: at, end: at + P256_KEY.length }, P256_KEY))
    fail("CERT_ALGORITHM", at, "the key is no uncompressed point of P-256");
  return cursor.bytes.subarray(end - 65, end);
}

/** Key usage: at most nine named bits, of which the first eight matter here; trailing zeros are not written (X.690, 11.2.2). */
function readKeyUsage(bytes: Uint8Array, { start, end }: Span): number {
  const value: Cursor = { bytes, at: start, end };
  const bits = take(value, TAG.bitString, "key usage");
  close(value, "key usage");
  const length = bits.end - bits.start;
  const unused = bytes[bits.start]!;
  const last = bytes[bits.end - 1]!;
  if (length < 2 || length > 3 || unused > 7 || (last & ((1 << (unused + 1)) - 1)) !== 1 << unused)
    fail("DER_UNEXPECTED", start, "key usage is no list of named bits in its shortest form");
  return bytes[bits.start + 1]!;
}

function readBasicConstraints(bytes: Uint8Array, { start, end }: Span): Pick<Certificate, "isCa" | "pathLength"> {
  const outer: Cursor = { bytes, at: start, end };
  const value = open(outer, TAG.sequence, "basic constraints");
  close(outer, "basic constraints");
  const isCa = nextTag(value) === TAG.boolean && takeBoolean(value, "the CA bit");
  if (!isCa && value.at > start + 2) fail("DER_BOOLEAN", start, "a default (CA FALSE) is written out");
  const pathLength = nextTag(value) === TAG.integer ? takeNumber(value, "the path length", 255) : undefined;
  close(value, "basic constraints");
  return { isCa, pathLength };
}

const id = (arc: number): Uint8Array => Uint8Array.of(0x55, 0x1d, arc);
/** Subject key id, key usage, basic constraints, CRL distribution points, authority key id (2.5.29.x), and SGX. */
const KNOWN = [id(14), id(15), id(19), id(31), id(35), SGX_OID] as const;

/** Reads what stands between the outer tag and the end. */
function readCertificate(der: Uint8Array): Certificate {
  const file = cursorOf(der);
  const outer = open(file, TAG.sequence, "a certificate");
  close(file, "the file of a certificate");
  const tbsStart = outer.at;
  const tbs = open(outer, TAG.sequence, "the signed part");
  const signed = der.subarray(tbsStart, outer.at);
  const versionAt = tbs.at;
  if (nextTag(tbs) !== TAG.context0) fail("CERT_VERSION", versionAt, "the certificate is of version 1");
  const version = open(tbs, TAG.context0, "the version");
  if (takeNumber(version, "the version", 255) !== 2) fail("CERT_VERSION", versionAt, "the certificate is not of version 3");
  close(version, "the version");
  const serial = takeUnsigned(tbs, "the serial number");
  const inner = take(tbs, TAG.sequence, "the signed algorithm");
  const issuer = readName(tbs);
  const validity = open(tbs, TAG.sequence, "the validity");
  const notBefore = takeTime(validity, "notBefore");
  const notAfter = takeTime(validity, "notAfter");
  close(validity, "the validity");
  const subject = readName(tbs);
  const publicKey = readKey(tbs);
  const wrapper = open(tbs, TAG.context3, "the extensions");
  const found = readExtensions(wrapper, KNOWN);
  close(wrapper, "the extensions");
  close(tbs, "the signed part");
  signatureAlgorithm(outer, inner);
  const signature = ecdsaSignature(der, takeBits(outer, "the signature"));
  close(outer, "a certificate");
  const [, usage, constraints, , , sgx] = found;
  return {
    ...{ der, signed, signature, issuer: issuer.der, subject: subject.der, commonName: subject.commonName, notBefore, notAfter, publicKey },
    serial: der.subarray(serial.end - serial.start > 1 && der[serial.start] === 0 ? serial.start + 1 : serial.start, serial.end),
    ...(constraints === undefined ? { isCa: false, pathLength: undefined } : readBasicConstraints(der, constraints)),
    keyUsage: usage === undefined ? 0 : readKeyUsage(der, usage),
    sgx: sgx && readSgxExtension(der, sgx),
  };
}

/**
 * A certificate of this profile from its DER: version 3, ECDSA with SHA-256, a key on P-256, extensions each once, none critical that is unknown.
 * Fails with `CERT_…` and `DER_…` at a byte offset. What it may be used for is `roleFlaw`'s.
 */
export const certificateOf = (der: Uint8Array): Certificate => readCertificate(der);

/** What a certificate can be in a chain. */
export type Role = "root" | "pckCa" | "pckLeaf" | "signer";

const NAMES: { readonly [role in Role]: readonly string[] } = {
  root: ["Intel SGX Root CA"],
  pckCa: ["Intel SGX PCK Processor CA", "Intel SGX PCK Platform CA"],
  pckLeaf: ["Intel SGX PCK Certificate"],
  signer: ["Intel SGX TCB Signing"],
};

/**
 * Why a certificate cannot have a role (tee-rules 3); undefined where it can. Roles are told apart by the subject's common name, the CA bit, key usage
 * and path length: CAs sign certificates and CRLs, and the root has room below it for another CA; leaf and signer sign digests and no certificates;
 * the SGX extension is a leaf's.
 */
export function roleFlaw(certificate: Certificate, role: Role): string | undefined {
  const { commonName, isCa, pathLength, keyUsage, sgx } = certificate;
  if (!NAMES[role].includes(commonName)) return `its subject is “${commonName}”, not ${NAMES[role].map((name) => `“${name}”`).join(" or ")}`;
  const mustBeCa = role === "root" || role === "pckCa";
  if (isCa !== mustBeCa) return isCa ? "it is a CA" : "it is no CA";
  const wanted = mustBeCa ? KEY_USAGE.keyCertSign | KEY_USAGE.crlSign : KEY_USAGE.digitalSignature;
  if ((keyUsage & wanted) !== wanted) return `its key is not for signing ${mustBeCa ? "certificates and CRLs" : "digests"}`;
  if (!mustBeCa && (keyUsage & KEY_USAGE.keyCertSign) !== 0) return "its key is for signing certificates";
  if (!mustBeCa && pathLength !== undefined) return "it has a path length and is no CA";
  if (role === "root" && pathLength === 0) return "its path length leaves no room for a CA";
  if (role !== "pckLeaf" && sgx !== undefined) return "it has the SGX extension of a PCK certificate";
  return undefined;
}
