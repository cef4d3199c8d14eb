/**
 * Signatures of evidence under both keyrings, for any key and message (section 7): what a holder signed holds, in either half of s; what is forged,
 * altered, of another key or of another message is refused by both alike.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Keyring } from "../src/model/crypto/crypto.ts";
import { nobleCurves, useCurves } from "../src/model/crypto/curves.ts";
import { idealKeyring } from "../src/model/crypto/ideal.ts";
import { realKeyring } from "../src/model/crypto/real.ts";
import { bytesOf, joined, numberOf, P256 } from "./ecdsa-edges.ts";

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const message = fc.uint8Array({ maxLength: 600 });

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const other = bytes.slice();
  other[bit >> 3] = other[bit >> 3]! ^ (1 << (bit & 7));
  return other;
}

/** Signatures that anybody can make of one that he saw, or of nothing. */
const FORGED: readonly (readonly [what: string, forge: (r: bigint, s: bigint) => Uint8Array])[] = [
  ["r and s in each other's place", (r, s) => joined(bytesOf(s), bytesOf(r))],
  ["n − r", (r, s) => joined(bytesOf(P256.n - r), bytesOf(s))],
  ["n − r and n − s", (r, s) => joined(bytesOf(P256.n - r), bytesOf(P256.n - s))],
  ["r = 0", (_r, s) => joined(bytesOf(0n), bytesOf(s))],
  ["s = 0", (r) => joined(bytesOf(r), bytesOf(0n))],
  ["r = n", (_r, s) => joined(bytesOf(P256.n), bytesOf(s))],
  ["s = n", (r) => joined(bytesOf(r), bytesOf(P256.n))],
  ["r = s = 1", () => joined(bytesOf(1n), bytesOf(1n))],
  ["a byte too few", (r, s) => joined(bytesOf(r), bytesOf(s)).subarray(1)],
  ["a byte too many", (r, s) => joined(bytesOf(r), bytesOf(s), Uint8Array.of(0))],
  ["nothing", () => new Uint8Array(0)],
];

describe.each<[string, () => Keyring, number]>([
  ["real", () => realKeyring, 8],
  ["ideal", idealKeyring, 60],
])("%s", (_, keyringOf, numRuns) => {
  it("has keys of 65 bytes that begin with 04, and signatures of 64 with r and s in 1 … n − 1, always the same", () => {
    fc.assert(
      fc.property(secret, message, (own, said) => {
        const { p256Signer } = keyringOf();
        const { publicKey, sign } = p256Signer(own);
        expect([publicKey.length, publicKey[0], sign(said).length]).toEqual([65, 4, 64]);
        for (const part of [numberOf(sign(said).subarray(0, 32)), numberOf(sign(said).subarray(32))]) expect(part > 0n && part < P256.n).toBe(true);
        expect([p256Signer(own).publicKey, p256Signer(own).sign(said)]).toEqual([publicKey, sign(said)]);
      }),
      { numRuns },
    );
  });

  it("holds what the holder signed, with s in either half", () => {
    fc.assert(
      fc.property(secret, message, (own, said) => {
        const { crypto, p256Signer } = keyringOf();
        const { publicKey, sign } = p256Signer(own);
        const signature = sign(said);
        const opposite = joined(signature.subarray(0, 32), bytesOf(P256.n - numberOf(signature.subarray(32))));
        expect(crypto.p256.verifyP256(publicKey, said, signature)).toBe(true);
        expect(crypto.p256.verifyP256(publicKey, said, opposite)).toBe(true);
      }),
      { numRuns },
    );
  });

  it("refuses a bit more or less in key, message or signature, another's signature and what nobody signed", () => {
    const run = fc.record({ own: secret, foreign: secret, said: message, at: fc.nat() });
    fc.assert(
      fc.property(run, ({ own, foreign, said, at }) => {
        fc.pre(numberOf(own) !== numberOf(foreign));
        const { crypto, p256Signer } = keyringOf();
        const { publicKey, sign } = p256Signer(own);
        const other = p256Signer(foreign);
        const signature = sign(said);
        const { verifyP256 } = crypto.p256;
        expect(verifyP256(flipped(publicKey, at % 520), said, signature)).toBe(false);
        expect(verifyP256(publicKey, said, flipped(signature, at % 512))).toBe(false);
        if (said.length > 0) expect(verifyP256(publicKey, flipped(said, at % (8 * said.length)), signature)).toBe(false);
        expect(verifyP256(publicKey, joined(said, Uint8Array.of(0)), signature)).toBe(false);
        expect(verifyP256(publicKey, said, other.sign(said))).toBe(false);
        expect(verifyP256(other.publicKey, said, signature)).toBe(false);
        expect(verifyP256(publicKey.subarray(1), said, signature)).toBe(false);
      }),
      { numRuns },
    );
  });

  it.each(FORGED)("refuses a signature with %s", (_what, forge) => {
    const { crypto, p256Signer } = keyringOf();
    const { publicKey, sign } = p256Signer(new Uint8Array(32).fill(7));
    const said = Uint8Array.of(1, 2, 3);
    const signature = sign(said);
    const forged = forge(numberOf(signature.subarray(0, 32)), numberOf(signature.subarray(32)));
    expect(crypto.p256.verifyP256(publicKey, said, forged)).toBe(false);
  });
});

describe("the keyrings", () => {
  it("know no key of each other, nor of another ideal ring", () => {
    const said = Uint8Array.of(5);
    const rings = [realKeyring, idealKeyring(), idealKeyring()];
    const own = rings.map(({ p256Signer }, index) => p256Signer(new Uint8Array(32).fill(index + 1)));
    for (const [at, { crypto }] of rings.entries())
      expect(own.map(({ publicKey, sign }) => crypto.p256.verifyP256(publicKey, said, sign(said)))).toEqual(own.map((_, index) => index === at));
  });

  it("ask, where they are real, whichever curves are in use", () => {
    const before = useCurves({ ...nobleCurves, verifyP256: () => true });
    expect(realKeyring.crypto.p256.verifyP256(new Uint8Array(), new Uint8Array(), new Uint8Array())).toBe(true);
    useCurves(before);
    expect(realKeyring.crypto.p256.verifyP256(new Uint8Array(), new Uint8Array(), new Uint8Array())).toBe(false);
  });

  it("sign as RFC 6979 says (A.2.5), by the secret where it is a scalar", () => {
    const scalar = bytesOf(0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721n);
    const signature = realKeyring.p256Signer(scalar).sign(new TextEncoder().encode("sample"));
    expect(Buffer.from(signature).toString("hex")).toBe(
      "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716" + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    );
    for (const edge of [0n, P256.n, 2n ** 256n - 1n]) expect(realKeyring.p256Signer(bytesOf(edge)).publicKey).toHaveLength(65);
  });
});
