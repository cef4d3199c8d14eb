import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";

/** ECDSA over P-256, as far as a verifier needs it: all that evidence of an enclave is signed with. */
export interface P256 {
  /**
   * Whether r ‖ s (64 bytes) is the key's signature of the SHA-256 of the message (FIPS 186-5, 6.4.2). s may be in either half. False
   * where a length is another, r or s is not in 1 … n − 1, or the key is not 04 ‖ x ‖ y of a point.
   */
  readonly verifyP256: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

/**
 * ECDSA over secp256k1 and over P-256 by one implementation. All accept and refuse alike and give the same bytes. Digests and scalars have
 * 32 bytes, big-endian; keys have 65, 04 ‖ x ‖ y (SEC 1, 2.3.3); what comes back is a new array. n is the order of the curve's group.
 */
export interface Curves extends P256 {
  readonly name: string;
  /**
   * secp256k1: the key whose signature r ‖ s ‖ v of the digest this is (SEC 1, 4.1.6). v is 0 to 3: bit 0 is the parity of the nonce
   * point's y, bit 1 says that its x is r + n. s may be in either half. Undefined where a length is another, r or s is not in 1 … n − 1,
   * v is above 3, x is the abscissa of no point, or the key would be the point at infinity.
   */
  recoverPublicKey(digest: Uint8Array, signature: Uint8Array): Uint8Array | undefined;
  /**
   * secp256k1: the signature r ‖ s ‖ v, 65 bytes, with the nonce of RFC 6979 (SHA-256) and s in the lower half. Throws where a length is
   * another, or the scalar is not in 1 … n − 1.
   */
  sign(digest: Uint8Array, scalar: Uint8Array): Uint8Array;
  /** secp256k1: the key of a scalar. Throws where it has another length or is not in 1 … n − 1. */
  publicKeyOf(scalar: Uint8Array): Uint8Array;
}

/** Both curves by @noble/curves: the reference, and the only one in a browser. */
export const nobleCurves: Curves = {
  name: "noble",
  recoverPublicKey(digest, signature) {
    if (digest.length !== 32 || signature.length !== 65) return undefined;
    try {
      const { Signature } = secp256k1;
      return Signature.fromBytes(signature.subarray(0, 64), "compact").addRecoveryBit(signature[64]!).recoverPublicKey(digest).toBytes(false);
    } catch {
      return undefined; // out of range, the abscissa of no point, or the point at infinity
    }
  },
  sign(digest, scalar) {
    if (digest.length !== 32) throw new Error(`a digest of ${digest.length} bytes`);
    const recovered = secp256k1.sign(digest, scalar, { prehash: false, format: "recovered" });
    const signature = new Uint8Array(65);
    signature.set(recovered.subarray(1));
    signature[64] = recovered[0]!;
    return signature;
  },
  publicKeyOf: (scalar) => secp256k1.getPublicKey(scalar, false),
  verifyP256(publicKey, message, signature) {
    if (publicKey.length !== 65 || publicKey[0] !== 4 || signature.length !== 64) return false;
    return p256.verify(signature, message, publicKey, { lowS: false });
  },
};

let curves: Curves = nobleCurves;

/** Puts another implementation of both curves behind every real signature of the model, proven equal. Returns the one before. */
export function useCurves(other: Curves): Curves {
  const before = curves;
  curves = other;
  return before;
}

/** The implementation in use. */
export const curvesInUse = (): Curves => curves;
