import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import type { Address, AddressForm } from "./address.ts";
import { type BeaconSigner, isWellFormed, type Keyring, type Signature, type Signer } from "./crypto.ts";
import { concat, taggedHash } from "./hash.ts";
import { idealMultiKeyring } from "./ideal-multisignature.ts";
import { idealP256Keyring } from "./ideal-p256.ts";
import { addressOfSecret } from "./secret.ts";

const tagOf = taggedHash("ideal-signature");
const beaconKeyOf = taggedHash("ideal-beacon-key");
const beaconTagOf = taggedHash("ideal-beacon");
const strangerOf = taggedHash("ideal-stranger");

/** Curve arithmetic is done once a key in the life of a process; a key's address depends on its secret alone. */
const addresses: { readonly [F in AddressForm]: Map<Hex, Address> } = { keccak: new Map(), ripemd: new Map() };

function rememberedAddress(secret: Uint8Array, form: AddressForm): Address {
  const [memory, key] = [addresses[form], toHex(secret)];
  const known = memory.get(key);
  if (known !== undefined) return known;
  const address = addressOfSecret(secret, form);
  memory.set(key, address);
  return address;
}

/** The beacon key of a secret: 48 bytes that no curve makes, and that are a key for whoever has the ring alone. */
function beaconKeyOfSecret(secret: Uint8Array): Hex {
  const tag = beaconKeyOf(secret);
  return `0x${tag.slice(2)}${tag.slice(2, 34)}`;
}

/** A tag made fit for r (never zero, never the group order or above). */
function fieldOf(tag: Hex): string {
  const digits = tag.slice(2);
  return digits.startsWith("ffffffff") || digits.startsWith("00000000") ? `1${digits.slice(1)}` : digits;
}

/**
 * Ideal signatures (section 7): r is a tag keyed by the secret, s holds the signer's address. A tag is checked against the
 * keys of this run, so only the key's holder can make one. As with ECDSA recovery, a signature that was altered or forged
 * recovers either nothing or an address that nobody holds. The same lengths, the same well-formedness rules. The beacon likewise: its
 * key and its signatures are tags of its secret, and only the keys of this run are keys. Addresses are the real ones of the same secret.
 */
export function idealKeyring(form: AddressForm = "keccak"): Keyring {
  const secrets = new Map<Address, Uint8Array>();
  const beacons = new Map<Hex, Uint8Array>();
  const { p256, p256Signer } = idealP256Keyring();
  const multi = idealMultiKeyring();

  const signatureOf = (secret: Uint8Array, address: Address, digest: Hex): Signature =>
    `0x${fieldOf(tagOf(secret, digest))}${`01${address.slice(2)}`.padStart(64, "0")}00`;

  const beaconOf = (secret: Uint8Array, digest: Hex): Hex => {
    const tag = fromHex(beaconTagOf(secret, digest));
    return toHex(concat(tag, tag, tag));
  };

  return {
    crypto: {
      name: "ideal",
      addresses: form,
      recover(digest, signature) {
        if (!isWellFormed(signature)) return undefined;
        const address: Address = `0x${signature.slice(90, 130)}`;
        const secret = secrets.get(address);
        if (secret !== undefined && signatureOf(secret, address, digest) === signature) return address;
        return `0x${strangerOf(digest, signature).slice(26)}`;
      },
      isBeaconKey: (publicKey) => beacons.has(publicKey),
      verifyBeacon(publicKey, digest, signature) {
        const secret = beacons.get(publicKey);
        return secret !== undefined && beaconOf(secret, digest) === signature;
      },
      p256,
      multi: multi.signatures,
    },
    signer(secret): Signer {
      const address = rememberedAddress(secret, form);
      secrets.set(address, secret);
      return { address, sign: (digest) => signatureOf(secret, address, digest) };
    },
    beaconSigner(secret): BeaconSigner {
      const publicKey = beaconKeyOfSecret(secret);
      beacons.set(publicKey, secret);
      return { publicKey, sign: (digest) => beaconOf(secret, digest) };
    },
    p256Signer,
    multiSigner: multi.signer,
  };
}
