import { base64 } from "@scure/base";
import { concat, sha256 } from "../../model/crypto/hash.ts";
import { littleEndian, zeros } from "./reports.ts";

/**
 * A quote as its pieces, in the order in which they stand in its bytes (Intel SGX ECDSA Quote Library Reference, A.4; Intel TDX DCAP Quoting
 * Library Reference, A.3). A length that is not given is that of what it counts.
 */
export interface Quote {
  /** 48 bytes. */
  readonly header: Uint8Array;
  /** Version 5 only: type (2 bytes) and size (4) of the body. */
  readonly descriptor: Uint8Array;
  /** 384, 584 or 648 bytes. */
  readonly body: Uint8Array;
  /** r ‖ s, 64 bytes, over header, descriptor and body. */
  readonly signature: Uint8Array;
  /** x ‖ y, 64 bytes. */
  readonly attestationKey: Uint8Array;
  /** 384 bytes. */
  readonly qeReport: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly qeSignature: Uint8Array;
  readonly qeAuthData: Uint8Array;
  /** The inner certification data: 5 is a PEM chain. */
  readonly certificationType: number;
  readonly certification: Uint8Array;
  /** What wraps QE report and certification since version 4: 6; undefined in version 3, which has no wrapping. */
  readonly outerType: number | undefined;
  /** Bytes after the certification data that the lengths around it count. */
  readonly inside: Uint8Array;
  /** Bytes after everything. */
  readonly trailing: Uint8Array;
  /** Lengths that are not true. */
  readonly lengths: { readonly auth?: number; readonly outer?: number; readonly qeAuth?: number; readonly certification?: number };
}

/** Intel's QE vendor. */
export const INTEL_QE_VENDOR = Uint8Array.of(0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07);

/** What a quote's header says. */
export interface QuoteHeader {
  readonly version: number;
  /** 2 is ECDSA over P-256. */
  readonly keyType: number;
  /** 0 is SGX, 0x81 TDX; version 3 has zeros in its place. */
  readonly teeType: number;
  readonly qeSvn: number;
  readonly pceSvn: number;
  /** 16 bytes. */
  readonly vendor: Uint8Array;
  /** 20 bytes. */
  readonly userData: Uint8Array;
}

/** The 48 bytes of a header. Since version 4 the SVNs are reserved. */
export function headerBytes(header: QuoteHeader): Uint8Array {
  const { version, keyType, teeType, qeSvn, pceSvn, vendor, userData } = header;
  const svns = version === 3 ? concat(littleEndian(qeSvn, 2), littleEndian(pceSvn, 2)) : zeros(4);
  return concat(littleEndian(version, 2), littleEndian(keyType, 2), littleEndian(teeType, 4), svns, vendor, userData);
}

/** The six bytes before a body of version 5. */
export const descriptorBytes = (type: number, size: number): Uint8Array => concat(littleEndian(type, 2), littleEndian(size, 4));

/** What the attestation key signs. */
export const signedPart = (quote: Pick<Quote, "header" | "descriptor" | "body">): Uint8Array => concat(quote.header, quote.descriptor, quote.body);

/** What the QE puts into its report: SHA-256(x ‖ y ‖ authentication data) ‖ 32 zero bytes. */
export function bindingOf(attestationKey: Uint8Array, qeAuthData: Uint8Array): Uint8Array {
  return concat(sha256(concat(attestationKey, qeAuthData)), zeros(32));
}

/** The bytes of a quote. */
export function quoteBytes(quote: Quote): Uint8Array {
  const { lengths, certification, qeAuthData, outerType } = quote;
  const data = concat(
    quote.qeReport,
    quote.qeSignature,
    littleEndian(lengths.qeAuth ?? qeAuthData.length, 2),
    qeAuthData,
    littleEndian(quote.certificationType, 2),
    littleEndian(lengths.certification ?? certification.length, 4),
    certification,
    quote.inside,
  );
  const wrapping = outerType === undefined ? zeros(0) : concat(littleEndian(outerType, 2), littleEndian(lengths.outer ?? data.length, 4));
  const auth = concat(quote.signature, quote.attestationKey, wrapping, data);
  return concat(signedPart(quote), littleEndian(lengths.auth ?? auth.length, 4), auth, quote.trailing);
}

const UTF8 = new TextEncoder();

/** A certificate as a PEM block of 64 columns, with its final line feed. */
export function pemBlock(der: Uint8Array): string {
  const lines = base64.encode(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** A chain as Intel's quoting library writes it: leaf, authority, root, and one NUL. */
export const pemChain = (chain: readonly Uint8Array[]): Uint8Array => UTF8.encode(`${chain.map(pemBlock).join("")}\0`);
