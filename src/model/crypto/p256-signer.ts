import { p256 } from "@noble/curves/nist.js";
import { toBareHex } from "../encoding/hex.ts";
import type { P256Signer } from "./crypto.ts";
import { sha256 } from "./hash.ts";

/** The order n of P-256's group (SP 800-186, 3.2.1.3). */
const ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const ZERO = "0".repeat(64);

const isScalar = (digits: string): boolean => digits.length === 64 && digits > ZERO && digits < ORDER;

/**
 * The holder of the key of P-256 that 32 bytes of secret make, by @noble/curves: they are the scalar, hashed until they are one. Nonces are
 * those of RFC 6979 with SHA-256, and s stays in the half where it falls.
 */
export function p256SignerOf(secret: Uint8Array): P256Signer {
  let scalar = secret;
  while (!isScalar(toBareHex(scalar))) scalar = sha256(scalar);
  const key = scalar.slice();
  return { publicKey: p256.getPublicKey(key, false), sign: (message) => p256.sign(message, key, { lowS: false }) };
}
