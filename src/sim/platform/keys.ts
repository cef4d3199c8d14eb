import { p256 } from "@noble/curves/nist.js";
import { sha256Hex, taggedHash } from "../../model/crypto/hash.ts";
import { boundedMemory } from "../../model/crypto/memory.ts";
import { fromHex, toHex } from "../../model/encoding/hex.ts";

/** Who can sign by ECDSA over P-256 with SHA-256. */
export interface Key {
  /** 65 bytes, 04 ‖ x ‖ y. */
  readonly publicKey: Uint8Array;
  /** The signature r ‖ s of a message, 64 bytes: the nonce is that of RFC 6979, s stays in the half where it falls. Not to be written to. */
  sign(message: Uint8Array): Uint8Array;
}

const UTF8 = new TextEncoder();
const scalarOf = taggedHash("platform-key");
const bytesOf = taggedHash("platform-bytes");
const keys = boundedMemory<Key>(512);
const signatures = boundedMemory<Uint8Array>(4096);

/** The bytes that a platform has by nature (an identifier, a measurement): the first `length` (at most 32) of a hash of seed and label. */
export function bytesFor(seed: string, label: string, length: number): Uint8Array {
  return fromHex(bytesOf(UTF8.encode(`${seed}/${label}`))).slice(0, length);
}

/** The key of a seed and a label. The same both give the same key; a signature is computed once. */
export function keyFor(seed: string, label: string): Key {
  return keys.of(`${seed}/${label}`, () => {
    const scalar = fromHex(scalarOf(UTF8.encode(`${seed}/${label}`)));
    scalar[0] = scalar[0]! & 0x7f; // below the group's order, ffffffff00000000…
    const publicKey = p256.getPublicKey(scalar, false);
    const name = toHex(publicKey);
    return { publicKey, sign: (message) => signatures.of(`${name}/${sha256Hex(message)}`, () => p256.sign(message, scalar, { lowS: false })) };
  });
}

/** The order n of P-256's group (FIPS 186-5, SP 800-186 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other signature of the same message by the same key: r ‖ n − s. */
export function otherHalf(signature: Uint8Array): Uint8Array {
  const s = BigInt(toHex(signature.subarray(32)));
  const other = signature.slice();
  other.set(fromHex(`0x${(ORDER - s).toString(16).padStart(64, "0")}`), 32);
  return other;
}
