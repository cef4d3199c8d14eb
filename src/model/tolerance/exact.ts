/**
 * fp32 values as exact integers, in units of 2^−149 (the least subnormal). Comparison is consensus code: it works on bit
 * patterns and big integers, so it gives the same answer on every machine.
 */

/** What an fp32 bit pattern is. Finite values carry their exact multiple of 2^−149. */
export type Exact =
  | { readonly kind: "finite"; readonly units: bigint }
  | { readonly kind: "nan" }
  | { readonly kind: "infinity"; readonly negative: boolean };

/** One unit of `Exact` is 2^−`UNIT_EXPONENT`. */
export const UNIT_EXPONENT = 149n;

const NAN: Exact = { kind: "nan" };
const INFINITY: Exact = { kind: "infinity", negative: false };
const NEGATIVE_INFINITY: Exact = { kind: "infinity", negative: true };

/** The exact value of an fp32 bit pattern; every NaN is one NaN, −0 is 0. */
export function exactOfF32(bits: number): Exact {
  const negative = bits >>> 31 === 1;
  const exponent = (bits >>> 23) & 0xff;
  const fraction = bits & 0x7f_ffff;
  if (exponent === 0xff) return fraction !== 0 ? NAN : negative ? NEGATIVE_INFINITY : INFINITY;
  const magnitude = exponent === 0 ? BigInt(fraction) : BigInt(fraction + 0x80_0000) << BigInt(exponent - 1);
  return { kind: "finite", units: negative ? -magnitude : magnitude };
}

/** The bit pattern of element `index` of little-endian fp32 data. */
export function f32BitsAt(data: Uint8Array, index: number): number {
  const at = 4 * index;
  return (data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24)) >>> 0;
}

/** |x|. */
export function magnitude(x: bigint): bigint {
  return x < 0n ? -x : x;
}
