import { type Certificate, certificateBody, signedWith } from "./certificates.ts";
import { type JsonValue, jsonBytes } from "./collateral.ts";
import { type RevocationList, revocationListBody } from "./crls.ts";
import type { Key } from "./keys.ts";

/** How the making of one item differs: what it says, its bytes before they are signed, who signs, the signature, its bytes after. */
export interface Making<T> {
  readonly says?: (value: T) => T;
  readonly before?: (bytes: Uint8Array) => Uint8Array;
  readonly signedBy?: Key;
  /** r ‖ s, 64 bytes. */
  readonly signature?: (signature: Uint8Array) => Uint8Array;
  readonly after?: (bytes: Uint8Array) => Uint8Array;
}

const same = <T>(value: T): T => value;

/** The bytes to sign and their signature r ‖ s. */
function signed<T>(value: T, encode: (value: T) => Uint8Array, key: Key, making: Making<T>): readonly [body: Uint8Array, signature: Uint8Array] {
  const body = (making.before ?? same)(encode(value));
  return [body, (making.signature ?? same)((making.signedBy ?? key).sign(body))];
}

/** A certificate in DER, signed by its issuer's key. */
export function makeCertificate(certificate: Certificate, key: Key, making: Making<Certificate> = {}): Uint8Array {
  const says = (making.says ?? same)(certificate);
  const [body, signature] = signed(says, certificateBody, key, making);
  return (making.after ?? same)(signedWith(body, says.outerAlgorithm, signature));
}

/** A revocation list in DER, signed by its issuer's key. */
export function makeRevocationList(list: RevocationList, key: Key, making: Making<RevocationList> = {}): Uint8Array {
  const says = (making.says ?? same)(list);
  const [body, signature] = signed(says, revocationListBody, key, making);
  return (making.after ?? same)(signedWith(body, says.outerAlgorithm, signature));
}

/** A JSON object. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** TCB Info or QE Identity: its bytes, and the signature r ‖ s over them (64 bytes). */
export function makeJson(json: JsonObject, key: Key, making: Making<JsonObject> = {}): readonly [bytes: Uint8Array, signature: Uint8Array] {
  const [bytes, signature] = signed((making.says ?? same)(json), jsonBytes, key, making);
  return [(making.after ?? same)(bytes), signature];
}

/** A report of 384 bytes and the signature r ‖ s over it. */
export function makeReport<T>(report: T, encode: (report: T) => Uint8Array, key: Key, making: Making<T>): readonly [Uint8Array, Uint8Array] {
  const [bytes, signature] = signed((making.says ?? same)(report), encode, key, making);
  return [(making.after ?? same)(bytes), signature];
}
