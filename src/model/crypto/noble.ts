import { bls12_381 } from "@noble/curves/bls12-381.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import { type Address, type AddressForm, addressOfPublicKey } from "./address.ts";
import { type Crypto, isWellFormed, type Keyring, type Signature } from "./crypto.ts";
import { sha256 } from "./hash.ts";

const bls = bls12_381.longSignatures;
/** Ciphersuite of the beacon, as Lux's BLS (section 6). */
const BLS_DOMAIN = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";

function recover(digest: Hex, signature: Signature, form: AddressForm): Address | undefined {
  if (!isWellFormed(signature)) return undefined;
  const bytes = fromHex(signature);
  try {
    const point = secp256k1.Signature.fromBytes(bytes.subarray(0, 64), "compact").addRecoveryBit(bytes[64]!).recoverPublicKey(fromHex(digest));
    return addressOfPublicKey(point.toBytes(false), form);
  } catch {
    return undefined; // r is the abscissa of no point, or the key is the point at infinity
  }
}

function isBeaconKey(publicKey: Hex): boolean {
  try {
    const point = bls12_381.G1.Point.fromBytes(fromHex(publicKey));
    point.assertValidity();
    return !point.is0() && point.isTorsionFree();
  } catch {
    return false; // no point at all
  }
}

function verifyBeacon(publicKey: Hex, digest: Hex, signature: Hex): boolean {
  try {
    return bls.verify(fromHex(signature), bls.hash(fromHex(digest), BLS_DOMAIN), fromHex(publicKey));
  } catch {
    return false; // not a point of its group
  }
}

/** The secp256k1 address of a secret of 32 bytes. */
export function addressOfSecret(secret: Uint8Array, form: AddressForm): Address {
  return addressOfPublicKey(secp256k1.getPublicKey(secretScalar(secret), false), form);
}

/** The BLS public key (48 bytes in G1) of a secret of 32 bytes. */
export function beaconKeyOfSecret(secret: Uint8Array): Hex {
  return toHex(bls.getPublicKey(beaconScalar(secret)).toBytes());
}

/** Secrets are hashed until they are scalars: any 32 bytes give a key of either curve. */
function secretScalar(secret: Uint8Array): Uint8Array {
  let scalar = secret;
  while (!secp256k1.utils.isValidSecretKey(scalar)) scalar = sha256(scalar);
  return scalar;
}

/** The top two bits are cleared: below the order of BLS12-381's groups, 0x73ed…. */
function beaconScalar(secret: Uint8Array): Uint8Array {
  const scalar = sha256(secret);
  scalar[0] = scalar[0]! & 0x3f;
  return scalar;
}

/** Real keys by noble, with addresses of one form (R02). */
export function nobleKeyringOf(form: AddressForm): Keyring {
  return {
    crypto: { name: "noble", addresses: form, recover: (digest, signature) => recover(digest, signature, form), isBeaconKey, verifyBeacon },
    signer(secret) {
      const scalar = secretScalar(secret);
      return {
        address: addressOfSecret(secret, form),
        sign(digest) {
          const recovered = secp256k1.sign(fromHex(digest), scalar, { prehash: false, format: "recovered" });
          const signature = new Uint8Array(65);
          signature.set(recovered.subarray(1));
          signature[64] = recovered[0]!;
          return toHex(signature);
        },
      };
    },
    beaconSigner(secret) {
      const scalar = beaconScalar(secret);
      return {
        publicKey: beaconKeyOfSecret(secret),
        sign: (digest) => toHex(bls.sign(bls.hash(fromHex(digest), BLS_DOMAIN), scalar).toBytes()),
      };
    },
  };
}

/** Real keys by noble, with the addresses of the reference. */
export const nobleKeyring: Keyring = nobleKeyringOf("keccak");

/** secp256k1 ECDSA (deterministic, RFC 6979) and BLS12-381 by @noble/curves: the reference, and the only one in a browser. */
export const nobleCrypto: Crypto = nobleKeyring.crypto;
