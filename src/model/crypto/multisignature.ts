import { bls12_381 } from "@noble/curves/bls12-381.js";
import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import { sha256 } from "./hash.ts";

/** How an aggregate signature was judged: `malformed` is no point of its group, `wrong` is not that of the keys over the message. */
export type Judged = "valid" | "wrong" | "malformed";

/**
 * Signatures that many make over one message and anyone puts together (BLS, section 6): keys of 48 bytes in G1, signatures of 96 bytes
 * in G2. `K` is a decoded key: decoding costs as much as a twentieth of a verification, so a set of validators does it once.
 */
export interface MultiSignatures<K = unknown> {
  readonly name: string;
  /** The key, or undefined where the bytes are no point of G1's subgroup of prime order, or the point at infinity. */
  decodeKey(publicKey: Hex): K | undefined;
  /** Whether the proof says that somebody holds the key's secret: a signature of the key itself, in a domain of its own. */
  verifyPossession(publicKey: Hex, key: K, proof: Hex): boolean;
  /** Judges an aggregate signature of all these keys over the message. */
  verify(keys: readonly K[], message: Uint8Array, signature: Hex): Judged;
  /** Signatures put together. Throws where one is malformed: nobody asks for that. */
  aggregate(signatures: readonly Hex[]): Hex;
}

/** Who holds a key of these. */
export interface MultiSigner {
  /** 48 bytes in G1. */
  readonly publicKey: Hex;
  /** Proves that the key is held: 96 bytes in G2. */
  readonly possession: Hex;
  sign(message: Uint8Array): Hex;
}

const bls = bls12_381.longSignatures;
type Key = ReturnType<typeof bls.getPublicKey>;
type Point = ReturnType<typeof bls.sign>;

/** Ciphersuites of messages, as Lux signs them, and of proofs of possession (draft-irtf-cfrg-bls-signature-05, 4.2.3). */
const MESSAGES = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";
const POSSESSION = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

/** The point of G2 that 96 bytes say, of prime order and not at infinity. */
function signaturePoint(signature: Hex): Point | undefined {
  try {
    const point = bls.Signature.fromBytes(fromHex(signature)); // checks the curve and the subgroup
    return point.is0() ? undefined : point;
  } catch {
    return undefined; // another length, or no point at all
  }
}

/** BLS12-381 by @noble/curves. */
export const nobleMultiSignatures: MultiSignatures<Key> = {
  name: "noble",
  decodeKey(publicKey) {
    try {
      const point = bls12_381.G1.Point.fromBytes(fromHex(publicKey)); // checks the curve and the subgroup
      return point.is0() ? undefined : point;
    } catch {
      return undefined; // another length, or no point at all
    }
  },
  verifyPossession(publicKey, key, proof) {
    const point = signaturePoint(proof);
    return point !== undefined && bls.verify(point, bls.hash(fromHex(publicKey), POSSESSION), key);
  },
  verify(keys, message, signature) {
    const point = signaturePoint(signature);
    if (point === undefined) return "malformed";
    const sum = keys.reduce((total, key) => total.add(key), bls12_381.G1.Point.ZERO);
    if (sum.is0()) return "wrong";
    return bls.verify(point, bls.hash(message, MESSAGES), sum) ? "valid" : "wrong";
  },
  aggregate: (signatures) => toHex(bls.aggregateSignatures(signatures.map((signature) => bls.Signature.fromBytes(fromHex(signature)))).toBytes()),
};

/** The holder of the key that a secret of 32 bytes makes. */
export function multiSignerOf(secret: Uint8Array): MultiSigner {
  const scalar = sha256(secret);
  scalar[0] = scalar[0]! & 0x3f; // below the order of the groups, 0x73ed…
  const publicKey = bls.getPublicKey(scalar).toBytes();
  return {
    publicKey: toHex(publicKey),
    possession: toHex(bls.sign(bls.hash(publicKey, POSSESSION), scalar).toBytes()),
    sign: (message) => toHex(bls.sign(bls.hash(message, MESSAGES), scalar).toBytes()),
  };
}
