import { bls12_381 } from "@noble/curves/bls12-381.js";
import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import type { BeaconSigner } from "./crypto.ts";
import { sha256 } from "./hash.ts";

const bls = bls12_381.longSignatures;
/** Ciphersuite of the beacon, as Lux's BLS (section 6). */
const BLS_DOMAIN = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";

/** Whether 48 bytes are a point of G1 other than the identity (BLS12-381, compressed). */
export function isBeaconKey(publicKey: Hex): boolean {
  try {
    const point = bls12_381.G1.Point.fromBytes(fromHex(publicKey));
    point.assertValidity();
    return !point.is0() && point.isTorsionFree();
  } catch {
    return false; // no point at all
  }
}

/** Whether 96 bytes are the signature of the digest by the key (48 bytes in G1). */
export function verifyBeacon(publicKey: Hex, digest: Hex, signature: Hex): boolean {
  try {
    return bls.verify(fromHex(signature), bls.hash(fromHex(digest), BLS_DOMAIN), fromHex(publicKey));
  } catch {
    return false; // not a point of its group
  }
}

/** The BLS public key (48 bytes in G1) of a secret of 32 bytes. */
export function beaconKeyOfSecret(secret: Uint8Array): Hex {
  return toHex(bls.getPublicKey(beaconScalar(secret)).toBytes());
}

/** The top two bits are cleared: below the order of BLS12-381's groups, 0x73ed…. */
function beaconScalar(secret: Uint8Array): Uint8Array {
  const scalar = sha256(secret);
  scalar[0] = scalar[0]! & 0x3f;
  return scalar;
}

/** The holder of the beacon's key that a secret of 32 bytes makes. */
export function beaconSignerOf(secret: Uint8Array): BeaconSigner {
  const scalar = beaconScalar(secret);
  return {
    publicKey: beaconKeyOfSecret(secret),
    sign: (digest) => toHex(bls.sign(bls.hash(fromHex(digest), BLS_DOMAIN), scalar).toBytes()),
  };
}
