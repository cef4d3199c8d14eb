/**
 * Signatures under both keyrings, for any key and digest (R05, section 7): the signer is recovered; the twin (r, n − s, v ⊕ 1) that
 * anyone can make of a signature is refused; no signature that differs in any bit is the signer's.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Keyring } from "../src/model/crypto/crypto.ts";
import { idealKeyring } from "../src/model/crypto/ideal.ts";
import { realKeyring } from "../src/model/crypto/real.ts";
import { fromHex, type Hex, toHex } from "../src/model/encoding/hex.ts";

/** The order of secp256k1's group (SEC 2, 2.4.1). */
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHex);

/** The signature of the same key over the same digest with its s in the other half. */
function twinOf(signature: Hex): Hex {
  const s = N - BigInt(`0x${signature.slice(66, 130)}`);
  const v = signature.endsWith("00") ? "01" : "00";
  return `${signature.slice(0, 66)}${s.toString(16).padStart(64, "0")}${v}` as Hex;
}

function flipped(signature: Hex, bit: number): Hex {
  const bytes = fromHex(signature);
  bytes[bit >> 3] = bytes[bit >> 3]! ^ (1 << (bit & 7));
  return toHex(bytes);
}

describe.each<[string, () => Keyring, number]>([
  ["real", () => realKeyring, 15],
  ["ideal", idealKeyring, 60],
])("%s", (_, keyringOf, numRuns) => {
  it("recovers the signer from its signature, and nobody from its twin", () => {
    fc.assert(
      fc.property(secret, digest, (key, signed) => {
        const { crypto, signer } = keyringOf();
        const { address, sign } = signer(key);
        const signature = sign(signed);
        expect(crypto.recover(signed, signature)).toBe(address);
        expect(crypto.recover(signed, twinOf(signature))).toBeUndefined();
      }),
      { numRuns },
    );
  });

  it("takes no altered signature for the signer's", () => {
    fc.assert(
      fc.property(secret, digest, fc.nat(65 * 8 - 1), (key, signed, bit) => {
        const { crypto, signer } = keyringOf();
        const { address, sign } = signer(key);
        expect(crypto.recover(signed, flipped(sign(signed), bit))).not.toBe(address);
      }),
      { numRuns },
    );
  });
});
