import { fromHex, type Hex, toBareHex, toHex } from "../encoding/hex.ts";
import { type Address, type AddressForm, addressOfPublicKey } from "./address.ts";
import { beaconSignerOf, isBeaconKey, verifyBeacon } from "./beacon.ts";
import { type Crypto, isWellFormed, type Keyring } from "./crypto.ts";
import { curvesInUse, type P256 } from "./curves.ts";
import { boundedMemory } from "./memory.ts";
import { multiSignerOf, nobleMultiSignatures } from "./multisignature.ts";
import { p256SignerOf } from "./p256-signer.ts";
import { addressOfSecret, secretScalar } from "./secret.ts";

/** P-256 by the curves in use when it is asked. */
const realP256: P256 = { verifyP256: (publicKey, message, signature) => curvesInUse().verifyP256(publicKey, message, signature) };

/**
 * Real keys, with addresses of one form (R02): secp256k1 by the curves in use, BLS12-381 by @noble/curves. What was recovered is
 * remembered by the exact digest and signature, and the address of a key by the exact key: the last `remembered` of them at least, at
 * most twice as many. A signature takes about 400 bytes.
 */
export function realKeyringOf(form: AddressForm, remembered = 1 << 14): Keyring {
  const signers = boundedMemory<Address | undefined>(remembered);
  const addresses = boundedMemory<Address>(remembered);

  function recoveredBy(digest: Hex, signature: Hex): Address | undefined {
    const key = curvesInUse().recoverPublicKey(fromHex(digest), fromHex(signature));
    return key === undefined ? undefined : addresses.of(toBareHex(key), () => addressOfPublicKey(key, form));
  }

  return {
    crypto: {
      name: "real",
      addresses: form,
      recover(digest, signature) {
        if (!isWellFormed(signature)) return undefined;
        return signers.of(`${digest}${signature}`, () => recoveredBy(digest, signature)); // each begins with 0x: they part in one place only
      },
      isBeaconKey,
      verifyBeacon,
      p256: realP256,
      multi: nobleMultiSignatures,
    },
    signer(secret) {
      const scalar = secretScalar(secret);
      return {
        address: addressOfSecret(secret, form),
        sign: (digest) => toHex(curvesInUse().sign(fromHex(digest), scalar)),
      };
    },
    beaconSigner: beaconSignerOf,
    p256Signer: p256SignerOf,
    multiSigner: multiSignerOf,
  };
}

/** Real keys, with the addresses of the reference. */
export const realKeyring: Keyring = realKeyringOf("keccak");

/** secp256k1 and P-256 ECDSA (deterministic, RFC 6979) and BLS12-381. */
export const realCrypto: Crypto = realKeyring.crypto;
