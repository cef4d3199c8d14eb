import { sha1 } from "@noble/hashes/legacy.js";
import {
  bitString,
  boolean,
  type Der,
  derSignature,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  printableString,
  sequence,
  setOf,
  time,
  tlv,
  utf8String,
} from "./der-writer.ts";
import type { Key } from "./keys.ts";
import type { Window } from "./time.ts";

/** An extension of a certificate or a revocation list: its identifier, what follows it (the critical flag, mostly nothing), and its value in DER. */
export interface Extension {
  readonly oid: string;
  /** The BOOLEAN in DER where the extension is critical; no bytes otherwise. */
  readonly critical: Der;
  readonly value: Der;
}

/** Everything that a certificate says. */
export interface Certificate {
  /** 2 says version 3. */
  readonly version: number;
  /** Big-endian. */
  readonly serial: Uint8Array;
  /** The algorithm inside the signed part, and the one outside it. */
  readonly innerAlgorithm: Der;
  readonly outerAlgorithm: Der;
  readonly issuer: Der;
  readonly subject: Der;
  readonly window: Window;
  /** 65 bytes, 04 ‖ x ‖ y. */
  readonly publicKey: Uint8Array;
  readonly extensions: readonly Extension[];
}

/** ecdsa-with-SHA256, without parameters (RFC 5758, 3.2). */
export const ECDSA_WITH_SHA256: Der = sequence(oid("1.2.840.10045.4.3.2"));
/** ecdsa-with-SHA384: what nobody here uses. */
export const ECDSA_WITH_SHA384: Der = sequence(oid("1.2.840.10045.4.3.3"));

const NOTHING = new Uint8Array(0);
const CRITICAL = boolean(true);
const EC_KEY_ON_P256 = sequence(oid("1.2.840.10045.2.1"), oid("1.2.840.10045.3.1.7"));

/** A name as Intel's certificates have it: common name, organization, locality, state, country, one attribute in each set. */
export function nameOf(commonName: string): Der {
  const attribute = (type: string, value: Der): Der => setOf(sequence(oid(type), value));
  return sequence(
    attribute("2.5.4.3", utf8String(commonName)),
    attribute("2.5.4.10", utf8String("Intel Corporation")),
    attribute("2.5.4.7", utf8String("Santa Clara")),
    attribute("2.5.4.8", utf8String("CA")),
    attribute("2.5.4.6", printableString("US")),
  );
}

/** The identifier of a key: SHA-1 of its 65 bytes (RFC 5280, 4.2.1.2). As with Intel, it is an authority's serial number, too. */
export const keyIdentifier = (publicKey: Uint8Array): Uint8Array => sha1(publicKey);

/** An extension that may be overlooked by who does not know it. */
export const extension = (id: string, value: Der): Extension => ({ oid: id, critical: NOTHING, value });

/** An extension without which the certificate must not be understood. */
export const criticalExtension = (id: string, value: Der): Extension => ({ oid: id, critical: CRITICAL, value });

/** Authority key identifier, by the key's identifier alone. */
export const authorityKey = (publicKey: Uint8Array): Extension => extension("2.5.29.35", sequence(implicit(0, keyIdentifier(publicKey))));

const distributionPoint = (uri: string): Extension =>
  extension("2.5.29.31", sequence(sequence(explicit(0, explicit(0, implicit(6, new TextEncoder().encode(uri)))))));

/** Key usage of who signs certificates and revocation lists, and of who signs anything else. */
const CA_USAGE = criticalExtension("2.5.29.15", bitString(Uint8Array.of(0x06), 1));
const SIGNING_USAGE = criticalExtension("2.5.29.15", bitString(Uint8Array.of(0xc0), 6));

/** Basic constraints of an authority with so many authorities below it, or of who is none. */
const authorityOver = (pathLength: number): Extension => criticalExtension("2.5.29.19", sequence(boolean(true), integer(pathLength)));
const NO_AUTHORITY = criticalExtension("2.5.29.19", sequence());

/** What makes a certificate: whose it is, who signs it, when it holds. */
export interface Subject {
  readonly name: string;
  readonly issuerName: string;
  readonly key: Key;
  readonly issuerKey: Key;
  readonly window: Window;
  /** Where its issuer's revocation list is said to be. */
  readonly crlUri: string;
}

function certificateOf(subject: Subject, serial: Uint8Array, usage: readonly Extension[]): Certificate {
  return {
    version: 2,
    serial,
    innerAlgorithm: ECDSA_WITH_SHA256,
    outerAlgorithm: ECDSA_WITH_SHA256,
    issuer: nameOf(subject.issuerName),
    subject: nameOf(subject.name),
    window: subject.window,
    publicKey: subject.key.publicKey,
    extensions: [
      authorityKey(subject.issuerKey.publicKey),
      distributionPoint(subject.crlUri),
      extension("2.5.29.14", octetString(keyIdentifier(subject.key.publicKey))),
      ...usage,
    ],
  };
}

/** A root (path length 1) or an authority below it (path length 0). */
export function authorityCertificate(subject: Subject, pathLength: number): Certificate {
  return certificateOf(subject, keyIdentifier(subject.key.publicKey), [CA_USAGE, authorityOver(pathLength)]);
}

/** Who signs TCB Info and QE Identity. */
export function signerCertificate(subject: Subject): Certificate {
  return certificateOf(subject, keyIdentifier(subject.key.publicKey), [SIGNING_USAGE, NO_AUTHORITY]);
}

/** The certificate of a platform's key, with the extension that says what platform it is. */
export function leafCertificate(subject: Subject, serial: Uint8Array, sgxExtension: Extension): Certificate {
  return certificateOf(subject, serial, [SIGNING_USAGE, NO_AUTHORITY, sgxExtension]);
}

/** Extensions as certificates and revocation lists have them. */
export function extensionList(extensions: readonly Extension[]): Der {
  return sequence(...extensions.map(({ oid: id, critical, value }) => sequence(oid(id), critical, octetString(value))));
}

/** The part of a certificate that is signed (RFC 5280, 4.1.2). */
export function certificateBody(certificate: Certificate): Der {
  return sequence(
    explicit(0, integer(certificate.version)),
    integer(certificate.serial),
    certificate.innerAlgorithm,
    certificate.issuer,
    sequence(time(certificate.window.from), time(certificate.window.to)),
    certificate.subject,
    sequence(EC_KEY_ON_P256, bitString(certificate.publicKey)),
    explicit(3, extensionList(certificate.extensions)),
  );
}

/** What was signed, the algorithm, the signature r ‖ s: a certificate or a revocation list. */
export function signedWith(body: Der, algorithm: Der, signature: Uint8Array): Der {
  return tlv(0x30, body, algorithm, bitString(derSignature(signature)));
}
