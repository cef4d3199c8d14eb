/**
 * Numbers as exact integers, in units of 2^−149 (the least subnormal of fp32), of which every finite value of every element
 * type is a whole multiple. Comparison is consensus code: it works on bit patterns and big integers, so it gives the same
 * answer on every machine.
 */

/** How a binary floating-point type of IEEE 754's form is laid out: sign, exponent, fraction, from the top bit down. */
export interface FloatFormat {
  readonly bytes: 2 | 4;
  readonly fractionBits: number;
  readonly exponentBits: number;
  /** Its least subnormal is 2^`leastShift` units. */
  readonly leastShift: number;
}

/** Floating-point element types: binary32, binary16, and bfloat16, which is the upper half of a binary32. */
export const FLOATS = {
  f32: { bytes: 4, fractionBits: 23, exponentBits: 8, leastShift: 0 },
  f16: { bytes: 2, fractionBits: 10, exponentBits: 5, leastShift: 125 },
  bf16: { bytes: 2, fractionBits: 7, exponentBits: 8, leastShift: 16 },
} as const satisfies { readonly [name: string]: FloatFormat };

/** The name of a floating-point element type. */
export type FloatDtype = keyof typeof FLOATS;

/** The name of an element type that is a number. */
export type NumericDtype = FloatDtype | "i32";

/** What a bit pattern is. Finite values carry their exact multiple of 2^−149. */
export type Exact =
  | { readonly kind: "finite"; readonly units: bigint }
  | { readonly kind: "nan" }
  | { readonly kind: "infinity"; readonly negative: boolean };

/** One unit of `Exact` is 2^−149; this is one in units. */
export const ONE = 1n << 149n;

const NAN: Exact = { kind: "nan" };
const INFINITY: Exact = { kind: "infinity", negative: false };
const NEGATIVE_INFINITY: Exact = { kind: "infinity", negative: true };

/** The exact value of a floating-point bit pattern; every NaN is one NaN, −0 is 0. */
export function exactOfFloat({ bytes, fractionBits, exponentBits, leastShift }: FloatFormat, bits: number): Exact {
  const negative = bits >>> (8 * bytes - 1) === 1;
  const topExponent = (1 << exponentBits) - 1;
  const exponent = (bits >>> fractionBits) & topExponent;
  const fraction = bits & ((1 << fractionBits) - 1);
  if (exponent === topExponent) return fraction !== 0 ? NAN : negative ? NEGATIVE_INFINITY : INFINITY;
  const significand = exponent === 0 ? fraction : fraction + (1 << fractionBits);
  const units = BigInt(significand) << BigInt(leastShift + (exponent === 0 ? 0 : exponent - 1));
  return { kind: "finite", units: negative ? -units : units };
}

/** The exact value of a bit pattern of a numeric type. */
export function exactOf(dtype: NumericDtype, bits: number): Exact {
  return dtype === "i32" ? { kind: "finite", units: BigInt(bits | 0) * ONE } : exactOfFloat(FLOATS[dtype], bits);
}

/** The unsigned number in 2 or 4 little-endian bytes at an offset. */
export function littleEndian(data: Uint8Array, at: number, bytes: 2 | 4): number {
  const low = data[at]! | (data[at + 1]! << 8);
  return bytes === 2 ? low : (low | (data[at + 2]! << 16) | (data[at + 3]! << 24)) >>> 0;
}

/** NaN equals NaN of any payload; an infinity equals itself; asked of values that are not both finite. */
export function isSameSpecial(a: Exact, b: Exact): boolean {
  if (a.kind === "nan") return b.kind === "nan";
  return a.kind === "infinity" && b.kind === "infinity" && a.negative === b.negative;
}

/** |x|. */
export function magnitude(x: bigint): bigint {
  return x < 0n ? -x : x;
}
