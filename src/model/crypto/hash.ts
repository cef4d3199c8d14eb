import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type Hex, toHex } from "../encoding/hex.ts";

/** SHA-256 as noble computes it; a faster implementation may take its place, proven equal. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

let sha256Implementation: Sha256 = nobleSha256;

/** Puts another implementation of SHA-256 behind every hash of the model. It must give the same bytes. */
export function useSha256(implementation: Sha256): void {
  sha256Implementation = implementation;
}

/** SHA-256 (FIPS 180-4). */
export function sha256(bytes: Uint8Array): Uint8Array {
  return sha256Implementation(bytes);
}

/** Keccak-256 as Ethereum uses it: addresses and EIP-55 only (R03). */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return keccak_256(bytes);
}

/** Bytes one after the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const UTF8 = new TextEncoder();

/** A domain of tagged hashing: H(object, ·) of R03. */
export type TaggedHash = (...parts: readonly Uint8Array[]) => Hex;

/** H(object, x) = SHA-256("lux/achain/" ‖ object ‖ "/v1" ‖ 00 ‖ x), where x is the parts one after the other (R03). */
export function taggedHash(object: string): TaggedHash {
  const tag = UTF8.encode(`lux/achain/${object}/v1\0`);
  return (...parts) => toHex(sha256(concat(tag, ...parts)));
}
