/**
 * Curves by native parts of a backend against the reference, on random and edge inputs: they give the same bytes, accept the same, refuse the same.
 * Where a part is not installed its tests say that they are skipped; ACHAIN_REQUIRE_ALL=1 makes that a failure.
 */
import { createHash, createPublicKey } from "node:crypto";
import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nobleCurves } from "../src/model/crypto/curves.ts";
import { NATIVE } from "../src/native/backend.ts";
import { abscissaFrom, bytesOf, joined, keyOf, numberOf, numbersOf, P256, SECP, scalarsOf } from "./ecdsa-edges.ts";
import { isSkipped, partOf, shown } from "./native-parts.ts";

const [libsecp256k1, openssl] = await Promise.all([partOf(NATIVE.secp256k1), partOf(NATIVE.p256)]);

/** What a function gives, or that it throws. */
function outcome(act: () => Uint8Array): string | undefined {
  try {
    return shown(act());
  } catch {
    return "throws";
  }
}

describe.skipIf(isSkipped(libsecp256k1))("libsecp256k1 (skipped where the package secp256k1 has no binding)", () => {
  const digest = numbersOf(SECP).map(bytesOf);
  const scalar = scalarsOf(SECP).map(bytesOf);
  const v = fc.constantFrom(0, 1, 2, 3, 4, 27, 28, 255);
  const recover = (...[signed, signature]: Parameters<typeof nobleCurves.recoverPublicKey>): string | undefined => {
    const recovered = shown(libsecp256k1!.recoverPublicKey(signed, signature));
    expect(recovered).toBe(shown(nobleCurves.recoverPublicKey(signed, signature)));
    return recovered;
  };
  const signatureOf = (r: bigint, s: bigint, recovery: number): Uint8Array => joined(bytesOf(r), bytesOf(s), Uint8Array.of(recovery));

  it("signs with the same bytes, digests of n and above among them, and recovers the key", () => {
    fc.assert(
      fc.property(digest, scalar, (signed, secret) => {
        const signature = libsecp256k1!.sign(signed, secret);
        expect(shown(signature)).toBe(shown(nobleCurves.sign(signed, secret)));
        expect(recover(signed, signature)).toBe(shown(nobleCurves.publicKeyOf(secret)));
      }),
    );
  });

  it("makes the same keys, and throws for the same scalars", () => {
    fc.assert(
      fc.property(numbersOf(SECP).map(bytesOf), digest, (secret, signed) => {
        expect(outcome(() => libsecp256k1!.publicKeyOf(secret))).toBe(outcome(() => nobleCurves.publicKeyOf(secret)));
        expect(outcome(() => libsecp256k1!.sign(signed, secret))).toBe(outcome(() => nobleCurves.sign(signed, secret)));
      }),
    );
  });

  it("throws alike for scalars and digests of another length", () => {
    for (const length of [0, 1, 31, 33, 64]) {
      const other = new Uint8Array(length).fill(1);
      const right = bytesOf(7n);
      for (const curves of [libsecp256k1!, nobleCurves])
        expect([() => curves.publicKeyOf(other), () => curves.sign(right, other), () => curves.sign(other, right)].map(outcome)).toEqual([
          "throws",
          "throws",
          "throws",
        ]);
    }
  });

  it("recovers the same, or nothing alike, of any digest, r, s and v", () => {
    fc.assert(
      fc.property(digest, numbersOf(SECP), numbersOf(SECP), v, (signed, r, s, recovery) => {
        recover(signed, signatureOf(r, s, recovery));
      }),
      { numRuns: 400 },
    );
  });

  it("recovers the same of a signature with one part replaced", () => {
    fc.assert(
      fc.property(digest, scalar, numbersOf(SECP), v, fc.nat(5), (signed, secret, other, recovery, which) => {
        const signature = nobleCurves.sign(signed, secret);
        const [r, s] = [numberOf(signature.subarray(0, 32)), numberOf(signature.subarray(32, 64))];
        const altered = [
          signatureOf(other, s, signature[64]!),
          signatureOf(r, other, signature[64]!),
          signatureOf(r, s, recovery),
          signatureOf(r, SECP.n - s, signature[64]! ^ 1),
          signatureOf(r, SECP.n - s, signature[64]!),
          signatureOf(s, r, signature[64]!),
        ];
        recover(signed, altered[which]!);
      }),
    );
  });

  it("recovers nothing where r is the abscissa of no point, and where r + n is", () => {
    const r = abscissaFrom(secp256k1, 1n, false);
    const beyond = abscissaFrom(secp256k1, SECP.n + 1n, false) - SECP.n;
    for (const recovery of [0, 1]) {
      expect(recover(bytesOf(5n), signatureOf(r, 7n, recovery))).toBeUndefined();
      expect(recover(bytesOf(5n), signatureOf(beyond, 7n, 2 + recovery))).toBeUndefined();
    }
  });

  it("recovers a key where the abscissa is r + n, below p alone", () => {
    const r = abscissaFrom(secp256k1, SECP.n + 1n) - SECP.n;
    for (const recovery of [2, 3]) expect(recover(bytesOf(5n), signatureOf(r, 7n, recovery))).toMatch(/^04/);
    for (const beyond of [SECP.p - SECP.n, SECP.p - SECP.n + 1n]) expect(recover(bytesOf(5n), signatureOf(beyond, 7n, 2))).toBeUndefined();
  });

  it("recovers nothing where the key would be the point at infinity", () => {
    fc.assert(
      fc.property(scalarsOf(SECP), scalarsOf(SECP), (k, z) => {
        const { x, y } = secp256k1.Point.BASE.multiply(k).toAffine();
        const s = secp256k1.Point.Fn.div(z, k);
        expect(recover(bytesOf(z), signatureOf(x % SECP.n, s, Number(y & 1n)))).toBeUndefined();
        expect(recover(bytesOf(z), signatureOf(x % SECP.n, s, Number(~y & 1n)))).toBeDefined();
      }),
    );
  });

  it("recovers nothing of digests and signatures of another length", () => {
    const right = { digest: bytesOf(5n), signature: nobleCurves.sign(bytesOf(5n), bytesOf(3n)) };
    for (const length of [0, 1, 31, 33, 64]) expect(recover(new Uint8Array(length).fill(5), right.signature)).toBeUndefined();
    for (const length of [0, 1, 63, 64]) expect(recover(right.digest, right.signature.slice(0, length))).toBeUndefined();
    expect(recover(right.digest, joined(right.signature, Uint8Array.of(0)))).toBeUndefined();
  });

  it("takes digests and signatures that lie inside larger memory", () => {
    const memory = joined(Uint8Array.of(9, 9, 9), bytesOf(5n), nobleCurves.sign(bytesOf(5n), bytesOf(3n)), bytesOf(3n), Uint8Array.of(9));
    const [signed, signature, secret] = [memory.subarray(3, 35), memory.subarray(35, 100), memory.subarray(100, 132)];
    expect(recover(signed, signature)).toBe(shown(libsecp256k1!.publicKeyOf(secret)));
    expect(shown(libsecp256k1!.sign(signed, secret))).toBe(Buffer.from(signature).toString("hex"));
  });
});

describe.skipIf(isSkipped(openssl))("P-256 of node:crypto (skipped where OpenSSL has none)", () => {
  const message = fc.uint8Array({ maxLength: 200 });
  const hashed = (text: Uint8Array): bigint => numberOf(createHash("sha256").update(text).digest());
  const verify = (key: Uint8Array, text: Uint8Array, signature: Uint8Array): boolean => {
    const isValid = openssl!.verifyP256(key, text, signature);
    expect(isValid).toBe(nobleCurves.verifyP256(key, text, signature));
    return isValid;
  };
  const signatureOf = (r: bigint, s: bigint): Uint8Array => joined(bytesOf(r), bytesOf(s));
  const text = new TextEncoder().encode("a message");
  const secret = bytesOf(12345n);
  const key = p256.getPublicKey(secret, false);
  const signature = p256.sign(text, secret, { lowS: false });
  const [r, s] = [numberOf(signature.subarray(0, 32)), numberOf(signature.subarray(32))];

  it("accepts a signature with its s in either half", () => {
    fc.assert(
      fc.property(scalarsOf(P256).map(bytesOf), message, (one, signed) => {
        const made = p256.sign(signed, one, { lowS: true });
        const high = signatureOf(numberOf(made.subarray(0, 32)), P256.n - numberOf(made.subarray(32)));
        const publicKey = p256.getPublicKey(one, false);
        expect([verify(publicKey, signed, made), verify(publicKey, signed, high)]).toEqual([true, true]);
      }),
      { numRuns: 40 },
    );
  });

  it("refuses what any bit of key, message or signature was changed in", () => {
    fc.assert(
      fc.property(fc.nat(8 * (65 + text.length + 64) - 1), (bit) => {
        const all = joined(key, text, signature);
        all[bit >> 3] = all[bit >> 3]! ^ (1 << (bit & 7));
        expect(verify(all.slice(0, 65), all.slice(65, 65 + text.length), all.slice(65 + text.length))).toBe(false);
      }),
    );
  });

  it("judges any r and s alike, at the borders too", () => {
    fc.assert(
      fc.property(numbersOf(P256), numbersOf(P256), fc.nat(2), (a, b, which) => {
        verify(key, text, [signatureOf(a, s), signatureOf(r, b), signatureOf(a, b)][which]!);
      }),
      { numRuns: 150 },
    );
  });

  it.each<[string, Uint8Array]>([
    ["is r = 0", signatureOf(0n, s)],
    ["is s = 0", signatureOf(r, 0n)],
    ["has both 0", signatureOf(0n, 0n)],
    ["is r = n", signatureOf(P256.n, s)],
    ["is s = n", signatureOf(r, P256.n)],
    ["is r = n + 1", signatureOf(P256.n + 1n, s)],
    ["is s = n + 1", signatureOf(r, P256.n + 1n)],
    ["has r and s in each other's place", signatureOf(s, r)],
    ["is a byte short", signature.slice(0, 63)],
    ["is a byte longer", joined(signature, Uint8Array.of(0))],
    ["is empty", new Uint8Array()],
    ["is in DER", p256.Signature.fromBytes(signature).toBytes("der")],
  ])("refuses a signature that %s", (_, other) => {
    expect(verify(key, text, other)).toBe(false);
  });

  it("takes r as x(R) modulo n where x(R) is n or above, and with leading zeros; never as x(R) itself", () => {
    const x = abscissaFrom(p256, P256.n + 1n);
    fc.assert(
      fc.property(scalarsOf(P256), (any) => {
        const publicKey = keyOf(p256, x, any, hashed(text));
        expect(verify(publicKey, text, signatureOf(x - P256.n, any))).toBe(true);
        expect(verify(publicKey, text, signatureOf(x, any))).toBe(false);
      }),
      { numRuns: 20 },
    );
  });

  it("refuses where u1·G + u2·Q is the point at infinity, and judges alike where both are one point", () => {
    fc.assert(
      fc.property(scalarsOf(P256), scalarsOf(P256), message, (d, any, signed) => {
        const ratio = p256.Point.Fn.div(p256.Point.Fn.create(hashed(signed)), d);
        const publicKey = p256.getPublicKey(bytesOf(d), false);
        expect(verify(publicKey, signed, signatureOf(P256.n - ratio, any))).toBe(false);
        verify(publicKey, signed, signatureOf(ratio, any));
      }),
      { numRuns: 40 },
    );
  });

  const prefixed = (prefix: number): Uint8Array => joined(Uint8Array.of(prefix), key.subarray(1));

  it.each<[string, Uint8Array]>([
    ["lies off the curve", joined(key.subarray(0, 64), Uint8Array.of(key[64]! ^ 1))],
    ["is another point: −Q", joined(key.subarray(0, 33), bytesOf(P256.p - numberOf(key.subarray(33))))],
    ["is the origin", joined(Uint8Array.of(4), new Uint8Array(64))],
    ["is infinity, in one byte", Uint8Array.of(0)],
    ["is infinity, in 65 bytes", new Uint8Array(65)],
    ["is compressed", p256.getPublicKey(secret, true)],
    ["is a compressed key with zeros after it", joined(p256.getPublicKey(secret, true), new Uint8Array(32))],
    ...[0, 2, 3, 5, 6, 7, 255].map((prefix): [string, Uint8Array] => [`begins with ${prefix}, of 65 bytes`, prefixed(prefix)]),
    ["is a byte short", key.slice(0, 64)],
    ["is a byte longer", joined(key, Uint8Array.of(0))],
    ["has no prefix", key.slice(1)],
    ["is empty", new Uint8Array()],
    ["is all ones", joined(Uint8Array.of(4), new Uint8Array(64).fill(255))],
  ])("refuses a key that %s", (_, other) => {
    expect(verify(key, text, signature)).toBe(true);
    expect(verify(other, text, signature)).toBe(false);
  });

  it("knows no coordinates of p and above, though they are those of a point modulo p: what OpenSSL is given must be in range", () => {
    const x = abscissaFrom(p256, 0n);
    const { y } = p256.Point.fromBytes(joined(Uint8Array.of(2), bytesOf(x))).toAffine();
    const isKey = (abscissa: bigint): boolean => {
      const [first, second] = [bytesOf(abscissa), bytesOf(y)].map((bytes) => Buffer.from(bytes).toString("base64url"));
      const key = { kty: "EC", crv: "P-256", x: first!, y: second! };
      try {
        return createPublicKey({ key, format: "jwk" }).type === "public";
      } catch {
        return false;
      }
    };
    expect([isKey(x), isKey(x + P256.p)]).toEqual([true, false]);
  });

  it("takes keys, messages and signatures that lie inside larger memory", () => {
    const memory = joined(Uint8Array.of(1, 2, 3), key, text, signature, Uint8Array.of(4));
    const end = 68 + text.length;
    expect(verify(memory.subarray(3, 68), memory.subarray(68, end), memory.subarray(end, end + 64))).toBe(true);
  });
});
