import type { Keyring } from "../model/crypto/crypto.ts";
import type { MultiSigner } from "../model/crypto/multisignature.ts";
import { type Hex, toHex } from "../model/encoding/hex.ts";

/**
 * A keyring that computes nothing twice: thousands of blocks at a few heights have the same beacons, every act is judged several
 * times, and what it signed itself it does not check. Whoever must not believe that uses its `crypto` alone, and signs nothing with it.
 */
export function rememberingKeyring(keyring: Keyring): Keyring {
  const signatures = new Map<string, Hex>();
  const signers = new Map<string, Hex | undefined>();
  const beacons = new Map<string, boolean>();
  const multiSigners = new Map<string, MultiSigner>();
  const possessions = new Map<string, boolean>();
  const { crypto } = keyring;
  const remember = <T>(memory: Map<string, T>, key: string, compute: () => T): T => {
    if (!memory.has(key)) memory.set(key, compute());
    return memory.get(key)!;
  };
  return {
    crypto: {
      ...crypto,
      recover: (digest, signature) => remember(signers, `${digest} ${signature}`, () => crypto.recover(digest, signature)),
      verifyBeacon: (key, digest, signature) => remember(beacons, `${key} ${digest} ${signature}`, () => crypto.verifyBeacon(key, digest, signature)),
      multi: {
        ...crypto.multi,
        verifyPossession: (publicKey, key, proof) =>
          remember(possessions, `${publicKey} ${proof}`, () => crypto.multi.verifyPossession(publicKey, key, proof)),
      },
    },
    signer(secret) {
      const { address, sign } = keyring.signer(secret);
      const signOnce = (digest: Hex): Hex =>
        remember(signatures, `${address} ${digest}`, () => {
          const signature = sign(digest);
          signers.set(`${digest} ${signature}`, address);
          return signature;
        });
      return { address, sign: signOnce };
    },
    beaconSigner(secret) {
      const { publicKey, sign } = keyring.beaconSigner(secret);
      const signOnce = (digest: Hex): Hex =>
        remember(signatures, `${publicKey} ${digest}`, () => {
          const signature = sign(digest);
          beacons.set(`${publicKey} ${digest} ${signature}`, true);
          return signature;
        });
      return { publicKey, sign: signOnce };
    },
    p256Signer: keyring.p256Signer,
    multiSigner: (secret) => remember(multiSigners, toHex(secret), () => keyring.multiSigner(secret)),
  };
}
