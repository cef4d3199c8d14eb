import type { Keyring } from "../model/crypto/crypto.ts";

function remembered<T>(memory: Map<string, T>, key: string, compute: () => T): T {
  if (!memory.has(key)) memory.set(key, compute());
  return memory.get(key)!;
}

/** A keyring that computes nothing twice: thousands of blocks at a few heights have the same beacons, and every act is judged several times. */
export function rememberingKeyring(keyring: Keyring): Keyring {
  const memory = new Map<string, string | undefined>();
  const checks = new Map<string, boolean>();
  const { crypto } = keyring;
  const signing = (what: string, sign: (digest: `0x${string}`) => `0x${string}`) => (digest: `0x${string}`) =>
    remembered(memory, `${what} ${digest}`, () => sign(digest)) as `0x${string}`;
  return {
    crypto: {
      ...crypto,
      recover: (digest, signature) =>
        remembered(memory, `${digest} ${signature}`, () => crypto.recover(digest, signature)) as `0x${string}` | undefined,
      verifyBeacon: (publicKey, digest, signature) =>
        remembered(checks, `${publicKey} ${digest} ${signature}`, () => crypto.verifyBeacon(publicKey, digest, signature)),
    },
    signer(secret) {
      const signer = keyring.signer(secret);
      return { ...signer, sign: signing(signer.address, signer.sign) };
    },
    beaconSigner(secret) {
      const signer = keyring.beaconSigner(secret);
      return { ...signer, sign: signing(signer.publicKey, signer.sign) };
    },
  };
}
