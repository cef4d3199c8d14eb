import { toBareHex } from "../encoding/hex.ts";
import { close, cursorOf, nextTag, open, TAG, take, takeBits, takeNumber, takeTime, takeUnsigned } from "./der.ts";
import { fail } from "./flaw.ts";
import { ecdsaSignature, readExtensions, readName, signatureAlgorithm } from "./x509.ts";

/** A CRL of Intel's PKI for SGX (RFC 5280, 5; Intel SGX PCK Certificate and CRL Profile Specification). */
export interface Crl {
  /** What is signed. */
  readonly signed: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly signature: Uint8Array;
  /** The name's DER. */
  readonly issuer: Uint8Array;
  /** Unix seconds, ends included. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** Serial numbers, in hexadecimal digits of the bytes that `Certificate.serial` has, and when each was revoked, unix seconds. */
  readonly revoked: ReadonlyMap<string, number>;
}

const id = (arc: number): Uint8Array => Uint8Array.of(0x55, 0x1d, arc);
/** CRL number, authority key id. */
const CRL_KNOWN = [id(20), id(35)] as const;
/** Reason, invalidity date. A certificate issuer (an indirect CRL) is critical and unknown, so refused. */
const ENTRY_KNOWN = [id(21), id(24)] as const;

/**
 * A CRL of version 2 from its DER: with nextUpdate, ECDSA with SHA-256, no critical extension but those known (so none that is partial, indirect or a
 * delta). Fails with `CERT_…` and `DER_…` at a byte offset.
 */
export function crlOf(der: Uint8Array): Crl {
  const file = cursorOf(der);
  const outer = open(file, TAG.sequence, "a CRL");
  close(file, "the file of a CRL");
  const signedStart = outer.at;
  const tbs = open(outer, TAG.sequence, "the signed part");
  const signed = der.subarray(signedStart, outer.at);
  const versionAt = tbs.at;
  if (nextTag(tbs) !== TAG.integer || takeNumber(tbs, "the version", 255) !== 1) fail("CERT_VERSION", versionAt, "the CRL is not of version 2");
  const inner = take(tbs, TAG.sequence, "the signed algorithm");
  const issuer = readName(tbs).der;
  const thisUpdate = takeTime(tbs, "thisUpdate");
  const nextUpdate = takeTime(tbs, "nextUpdate");
  const revoked = new Map<string, number>();
  if (nextTag(tbs) === TAG.sequence) {
    const entries = open(tbs, TAG.sequence, "the revoked certificates");
    if (entries.at === entries.end) fail("DER_UNEXPECTED", entries.at, "a list of revoked certificates without any");
    while (entries.at < entries.end) {
      const entry = open(entries, TAG.sequence, "a revoked certificate");
      const { start, end } = takeUnsigned(entry, "a serial number");
      const date = takeTime(entry, "the date of a revocation");
      if (entry.at < entry.end) readExtensions(entry, ENTRY_KNOWN);
      close(entry, "a revoked certificate");
      const serial = toBareHex(der.subarray(end - start > 1 && der[start] === 0 ? start + 1 : start, end));
      revoked.set(serial, Math.min(date, revoked.get(serial) ?? date));
    }
  }
  const wrapper = open(tbs, TAG.context0, "the extensions");
  readExtensions(wrapper, CRL_KNOWN);
  close(wrapper, "the extensions");
  close(tbs, "the signed part");
  signatureAlgorithm(outer, inner);
  const signature = ecdsaSignature(der, takeBits(outer, "the signature"));
  close(outer, "a CRL");
  return { signed, signature, issuer, thisUpdate, nextUpdate, revoked };
}

/** Whether a CRL names a serial number. */
export const revokes = (crl: Crl, serial: Uint8Array): boolean => crl.revoked.has(toBareHex(serial));
