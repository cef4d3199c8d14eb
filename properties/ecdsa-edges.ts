/** Numbers, points and signatures at the edges of ECDSA, made with the reference's arithmetic. */
import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import fc from "fast-check";

/** A curve of short Weierstrass form, as @noble/curves has it. */
export type Curve = typeof secp256k1 | typeof p256;

/** p and n of secp256k1 (SEC 2, 2.4.1). */
export const SECP = { p: secp256k1.Point.Fp.ORDER, n: secp256k1.Point.Fn.ORDER } as const;

/** p and n of P-256 (SP 800-186, 3.2.1.3). */
export const P256 = { p: p256.Point.Fp.ORDER, n: p256.Point.Fn.ORDER } as const;

const MAX = 2n ** 256n - 1n;

/** 32 bytes, big-endian. */
export const bytesOf = (value: bigint): Uint8Array => new Uint8Array(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));

/** The number that bytes are. */
export const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);

/** Bytes one after the other. */
export const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** Numbers of 32 bytes: those next to a border, and any. */
export const numbersOf = ({ p, n }: { readonly p: bigint; readonly n: bigint }): fc.Arbitrary<bigint> =>
  fc.oneof(
    fc.constantFrom(...[0n, 1n, 2n, 3n, n / 2n, n / 2n + 1n, n - 1n, n, n + 1n, p - n - 1n, p - n, p - n + 1n, p - 1n, p, p + 1n, MAX - 1n, MAX]),
    fc.bigInt({ min: 0n, max: MAX }),
    fc.bigInt({ min: 0n, max: p - n }),
  );

/** Numbers in 1 … n − 1. */
export const scalarsOf = ({ n }: { readonly n: bigint }): fc.Arbitrary<bigint> =>
  fc.oneof(fc.constantFrom(1n, 2n, n - 2n, n - 1n), fc.bigInt({ min: 1n, max: n - 1n }));

/** Whether a number is the abscissa of a point of the curve. */
function isAbscissa(curve: Curve, x: bigint): boolean {
  try {
    curve.Point.fromBytes(joined(Uint8Array.of(2), bytesOf(x)));
    return true;
  } catch {
    return false;
  }
}

/** The first number from `from` on that is an abscissa, or is none. */
export function abscissaFrom(curve: Curve, from: bigint, is = true): bigint {
  let x = from;
  while (isAbscissa(curve, x) !== is) x += 1n;
  return x;
}

/** The key whose signature (r, s) of the number z has the nonce point of abscissa x and even y; r is x modulo n (SEC 1, 4.1.6). */
export function keyOf(curve: Curve, x: bigint, s: bigint, z: bigint): Uint8Array {
  const { Fn } = curve.Point;
  const nonce = curve.Point.fromBytes(joined(Uint8Array.of(2), bytesOf(x)));
  const inverse = Fn.inv(Fn.create(x));
  const key = nonce.multiplyUnsafe(Fn.mul(s, inverse)).add(curve.Point.BASE.multiplyUnsafe(Fn.create(-z * inverse)));
  return key.toBytes(false);
}
