import type { P256Signer } from "../../model/crypto/crypto.ts";
import { sha256Hex, taggedHash } from "../../model/crypto/hash.ts";
import { boundedMemory } from "../../model/crypto/memory.ts";
import { p256SignerOf } from "../../model/crypto/p256-signer.ts";
import { fromHex, toHex } from "../../model/encoding/hex.ts";

/** Who can sign by ECDSA over P-256 with SHA-256, or its ideal stand-in. Neither its key nor a signature is to be written to. */
export type Key = P256Signer;

/** How secrets of 32 bytes sign: a keyring's `p256Signer`. The same secret gives the same key, and that the same signatures. */
export type P256Signers = (secret: Uint8Array) => Key;

const UTF8 = new TextEncoder();
const secretOf = taggedHash("platform-key");
const bytesOf = taggedHash("platform-bytes");
const keys = boundedMemory<Key>(512);
const signatures = boundedMemory<Uint8Array>(4096);

/** The bytes that a platform has by nature (an identifier, a measurement): the first `length` (at most 32) of a hash of seed and label. */
export function bytesFor(seed: string, label: string, length: number): Uint8Array {
  return fromHex(bytesOf(UTF8.encode(`${seed}/${label}`))).slice(0, length);
}

/** Real signatures, with a memory of keys and of what they signed: each is computed once. */
export const realSigners: P256Signers = (secret) => {
  const name = toHex(secret);
  return keys.of(name, () => {
    const { publicKey, sign } = p256SignerOf(secret);
    return { publicKey, sign: (message) => signatures.of(`${name}/${sha256Hex(message)}`, () => sign(message)) };
  });
};

/** The key of a seed and a label: the same both give the same key. */
export function keyFor(seed: string, label: string, signers: P256Signers = realSigners): Key {
  const secret = fromHex(secretOf(UTF8.encode(`${seed}/${label}`)));
  secret[0] = secret[0]! & 0x7f; // below the group's order, ffffffff00000000…
  return signers(secret);
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
