import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { ByteWriter } from "../encoding/bytes.ts";
import { type Codec, withWriter } from "../encoding/codec.ts";
import { type Hex, toHex } from "../encoding/hex.ts";

/** SHA-256 (FIPS 180-4) by one implementation; all give the same bytes. */
export interface Hasher {
  readonly name: string;
  /** The hash of bytes: a new array of 32. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** The same hash in `0x` form, where it is wanted as that. */
  sha256Hex(bytes: Uint8Array): Hex;
  /** The hashes of blocks of 64 bytes that lie one after the other: 32 bytes each, into `hashes`, which is half as long. They share no memory. */
  hashPairs(pairs: Uint8Array, hashes: Uint8Array): void;
}

/** SHA-256 by @noble/hashes: the reference. */
export const nobleHasher: Hasher = {
  name: "noble",
  sha256: nobleSha256,
  sha256Hex: (bytes) => toHex(nobleSha256(bytes)),
  hashPairs(pairs, hashes) {
    for (let at = 0; at < pairs.length; at += 64) hashes.set(nobleSha256(pairs.subarray(at, at + 64)), at / 2);
  },
};

let hasher: Hasher = nobleHasher;

/** Puts another implementation of SHA-256 behind every hash of the model, proven equal. Returns the one before. */
export function useHasher(other: Hasher): Hasher {
  const before = hasher;
  hasher = other;
  return before;
}

/** SHA-256 (FIPS 180-4). */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hasher.sha256(bytes);
}

/** SHA-256 in `0x` form. */
export function sha256Hex(bytes: Uint8Array): Hex {
  return hasher.sha256Hex(bytes);
}

/** See `Hasher.hashPairs`: a level of a tree at once. Throws where the lengths do not fit. */
export function hashPairs(pairs: Uint8Array, hashes: Uint8Array): void {
  if (pairs.length % 64 !== 0 || pairs.length !== 2 * hashes.length) throw new Error(`${pairs.length} bytes of pairs, ${hashes.length} of hashes`);
  hasher.hashPairs(pairs, hashes);
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

/** A value on its way into a hash: as its canonical bytes. */
interface Encodable {
  readonly writeTo: (writer: ByteWriter) => void;
}

/** A part of a hash's preimage that is written as the canonical bytes of a value. */
export function as<T>(codec: Codec<T>, value: T): Encodable {
  return { writeTo: (writer) => codec.write(writer, value) };
}

/** A domain of tagged hashing: H(object, ·) of R03. Parts are bytes, or text in `0x` form that says them, or values (see `as`). */
export type TaggedHash = (...parts: readonly (Uint8Array | Hex | Encodable)[]) => Hex;

/** H(object, x) = SHA-256("lux/achain/" ‖ object ‖ "/v1" ‖ 00 ‖ x), where x is the parts one after the other (R03). */
export function taggedHash(object: string): TaggedHash {
  const tag = UTF8.encode(`lux/achain/${object}/v1\0`);
  return (...parts) =>
    withWriter((writer) => {
      writer.bytes(tag);
      for (const part of parts) {
        if (typeof part === "string") {
          if (!writer.hex(part, part.length / 2 - 1)) throw new Error(`not hexadecimal: ${part.slice(0, 80)}`);
        } else if (part instanceof Uint8Array) writer.bytes(part);
        else part.writeTo(writer);
      }
      return hasher.sha256Hex(writer.view(0));
    });
}
