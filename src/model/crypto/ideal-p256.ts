import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import type { P256Signer } from "./crypto.ts";
import type { P256 } from "./curves.ts";
import { concat, sha256, taggedHash } from "./hash.ts";

const xOf = taggedHash("ideal-p256-x");
const yOf = taggedHash("ideal-p256-y");
const rOf = taggedHash("ideal-p256-r");
const sOf = taggedHash("ideal-p256-s");

/** The order n of P-256's group (SP 800-186, 3.2.1.3). */
const ORDER = fromHex("0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

/** A tag made fit for r and s: between 2^254 and 2^255, so in 1 … n − 1. */
function scalarOf(tag: Hex): Uint8Array {
  const scalar = fromHex(tag);
  scalar[0] = (scalar[0]! & 0x7f) | 0x40;
  return scalar;
}

const areAlike = (one: Uint8Array, other: Uint8Array, at: number): boolean => one.every((byte, index) => byte === other[at + index]);

/** n − s. */
function opposite(s: Uint8Array): Uint8Array {
  const other = new Uint8Array(32);
  let borrow = 0;
  for (let index = 31; index >= 0; index -= 1) {
    const digit = ORDER[index]! - s[index]! - borrow;
    other[index] = digit;
    borrow = digit < 0 ? 1 : 0;
  }
  return other;
}

/** A ring of ideal keys of P-256: it makes holders, and judges what they sign. */
export interface IdealP256Keyring {
  readonly p256: P256;
  p256Signer(secret: Uint8Array): P256Signer;
}

/**
 * Ideal ECDSA over P-256 (section 7): keys are 04 and hashes, points of no curve, and the ring alone says which of them are keys; r and s are
 * tags of the message, keyed by the secret. As on the curve, whoever has r ‖ s has r ‖ n − s as well: it holds, and is another text.
 */
export function idealP256Keyring(): IdealP256Keyring {
  const held = new Map<string, Uint8Array>();

  return {
    p256: {
      verifyP256(publicKey, message, signature) {
        if (publicKey.length !== 65 || signature.length !== 64) return false;
        const secret = held.get(toHex(publicKey));
        if (secret === undefined) return false;
        const digest = sha256(message);
        if (!areAlike(scalarOf(rOf(secret, digest)), signature, 0)) return false;
        const s = scalarOf(sOf(secret, digest));
        return areAlike(s, signature, 32) || areAlike(opposite(s), signature, 32);
      },
    },
    p256Signer(secret) {
      const key = secret.slice();
      const publicKey = concat(Uint8Array.of(4), fromHex(xOf(key)), fromHex(yOf(key)));
      held.set(toHex(publicKey), key);
      return {
        publicKey,
        sign(message) {
          const digest = sha256(message);
          return concat(scalarOf(rOf(key, digest)), scalarOf(sOf(key, digest)));
        },
      };
    },
  };
}
