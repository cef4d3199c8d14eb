import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import type { Address, AddressForm } from "./address.ts";
import type { P256 } from "./curves.ts";
import { sha256 } from "./hash.ts";
import type { MultiSignatures, MultiSigner } from "./multisignature.ts";

/** A signature of 65 bytes, r ‖ s ‖ v, with s in the lower half and v 0 or 1 (R05). */
export type Signature = Hex;

/** A BLS signature of 96 bytes in G2, or its ideal stand-in. */
export type BeaconSignature = Hex;

/**
 * What the model needs of signatures. `real` computes them, by the curves in use (`Curves`); `ideal` stands in for them in simulation
 * (section 7). Both accept and refuse alike, with the same codes.
 */
export interface Crypto {
  readonly name: string;
  /** How it makes addresses of keys: what the chain's R02 says. */
  readonly addresses: AddressForm;
  /** The address whose key signed this digest, or undefined where the signature is malformed or recovers no key. */
  recover(digest: Hex, signature: Signature): Address | undefined;
  /** Whether 48 bytes can be a beacon's key: a point of G1 other than the identity; of ideal keys, one that was made in this run. */
  isBeaconKey(publicKey: Hex): boolean;
  /** Whether this is the signature of the digest by the beacon's key (48 bytes in G1). */
  verifyBeacon(publicKey: Hex, digest: Hex, signature: BeaconSignature): boolean;
  /** The signatures of evidence: what the DCAP verifier is handed. One value for the life of a backend, so that what it found can be kept beside it. */
  readonly p256: P256;
  /** Signatures of Warp validators (R49). */
  readonly multi: MultiSignatures;
}

/** A private key that can sign and nothing else. */
export interface Signer {
  readonly address: Address;
  sign(digest: Hex): Signature;
}

/** The holder of the beacon's key. */
export interface BeaconSigner {
  /** 48 bytes in G1. */
  readonly publicKey: Hex;
  sign(digest: Hex): BeaconSignature;
}

/** The holder of a key of P-256: Intel, a platform, a quoting enclave, or who took their key. */
export interface P256Signer {
  /** 65 bytes, 04 ‖ x ‖ y. Not to be written to. */
  readonly publicKey: Uint8Array;
  /** The signature r ‖ s of a message, 64 bytes, s in whichever half; the same message has the same one. Not to be written to. */
  sign(message: Uint8Array): Uint8Array;
}

/**
 * A backend with its key holders: 32 bytes of secret give the same addresses (of one form) under every backend. Keys of the
 * beacon and of P-256 differ: nothing in a chain is named by one, and what is named by the hash of one is made anew with it.
 */
export interface Keyring {
  readonly crypto: Crypto;
  signer(secret: Uint8Array): Signer;
  beaconSigner(secret: Uint8Array): BeaconSigner;
  p256Signer(secret: Uint8Array): P256Signer;
  /** The holder of a Warp validator's key. */
  multiSigner(secret: Uint8Array): MultiSigner;
}

/** The order n of secp256k1's group (SEC 2, 2.4.1). */
const GROUP_ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
const HALF_ORDER = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
const ZERO = "0".repeat(64);

/** Whether 64 digits are a number in 1 … n − 1. */
export const isScalar = (digits: string): boolean => digits.length === 64 && digits > ZERO && digits < GROUP_ORDER;

/** Whether r and s are in 1 … n − 1, s in the lower half, v 0 or 1: what R05 asks before any curve arithmetic. */
export function isWellFormed(signature: Signature): boolean {
  const s = signature.slice(66, 130);
  const v = signature.slice(130);
  return isScalar(signature.slice(2, 66)) && s > ZERO && s <= HALF_ORDER && (v === "00" || v === "01");
}

/** The value of a beacon: the SHA-256 of its signature (R36). */
export function beaconValue(signature: Hex): Hex {
  return toHex(sha256(fromHex(signature)));
}
