/** Floating-point formats narrower than a double: rounding to nearest, ties to even, by exact steps only. */
import { exponentOf, powerOfTwo } from "./bits.ts";

/** A binary format: 1 sign bit, so many of exponent and fraction. */
export interface Format {
  readonly name: string;
  readonly exponentBits: number;
  readonly fractionBits: number;
  /** Exponent of the least normal number. */
  readonly least: number;
  /** The largest finite number. */
  readonly most: number;
  /** What lies beyond it: an infinity, or for e4m3 of OCP, which has none, the largest number itself (saturating). */
  readonly isSaturating: boolean;
}

const ieee = (name: string, exponentBits: number, fractionBits: number): Format => {
  const bias = 2 ** (exponentBits - 1) - 1;
  return { name, exponentBits, fractionBits, least: 1 - bias, most: (2 - 2 ** -fractionBits) * 2 ** bias, isSaturating: false };
};

/**
 * The formats by name. fp32, fp16 and bf16 as IEEE 754 and its truncation; tf32 as fp32 with the fraction of fp16; fp8 as the OCP 8-bit
 * specification (revision 1.0): e5m2 with infinities, e4m3 without, largest 448, conversions saturating.
 */
export const FORMATS = {
  fp32: ieee("fp32", 8, 23),
  tf32: ieee("tf32", 8, 10),
  bf16: ieee("bf16", 8, 7),
  fp16: ieee("fp16", 5, 10),
  e5m2: ieee("e5m2", 5, 2),
  e4m3: { name: "e4m3", exponentBits: 4, fractionBits: 3, least: -6, most: 448, isSaturating: true },
} as const satisfies { readonly [name: string]: Format };

/** The name of a format. */
export type FormatName = keyof typeof FORMATS;

/** Added and taken off again, it leaves a double of less than 2^51 rounded to a whole number, ties to even. */
const WHOLE = 1.5 * 2 ** 52;

/** A double rounded to a format, to nearest, ties to even; signs of zero are kept. */
export function roundTo({ fractionBits, least, most, isSaturating }: Format, x: number): number {
  if (!(Math.abs(x) < Infinity)) return isSaturating && !Number.isNaN(x) ? Math.sign(x) * most : x;
  if (x === 0) return x;
  const exponent = Math.max(exponentOf(x), least);
  const unit = powerOfTwo(exponent - fractionBits);
  const rounded = (x / unit + WHOLE - WHOLE) * unit;
  if (Math.abs(rounded) > most) return Math.sign(x) * (isSaturating ? most : Infinity);
  return rounded === 0 && x < 0 ? -0 : rounded;
}

/** The bit pattern of a number that the format holds; a NaN is the format's quiet one. */
export function bitsOf({ exponentBits, fractionBits, least, isSaturating }: Format, x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 2 ** (exponentBits + fractionBits) : 0;
  const top = 2 ** exponentBits - 1;
  if (Number.isNaN(x)) return top * 2 ** fractionBits + (isSaturating ? 2 ** fractionBits - 1 : 2 ** (fractionBits - 1));
  if (Math.abs(x) === Infinity) return sign + top * 2 ** fractionBits;
  if (x === 0) return sign;
  const exponent = Math.max(exponentOf(x), least);
  const significand = Math.abs(x) / powerOfTwo(exponent - fractionBits);
  const isNormal = significand >= 2 ** fractionBits;
  return sign + (isNormal ? (exponent - least + 1) * 2 ** fractionBits + significand - 2 ** fractionBits : significand);
}

/** The number that a bit pattern stands for. */
export function valueOfBits({ exponentBits, fractionBits, least, isSaturating }: Format, bits: number): number {
  const size = bits % 2 ** (exponentBits + fractionBits);
  const sign = bits === size ? 1 : -1;
  const exponent = Math.floor(size / 2 ** fractionBits);
  const fraction = size % 2 ** fractionBits;
  const isTop = exponent === 2 ** exponentBits - 1;
  if (isTop && !isSaturating) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (isTop && fraction === 2 ** fractionBits - 1) return Number.NaN;
  const significand = exponent === 0 ? fraction : fraction + 2 ** fractionBits;
  return sign * significand * powerOfTwo(Math.max(exponent, 1) - 1 + least - fractionBits);
}

/** Rounds a number to a whole one, ties to even; for magnitudes below 2^51. */
export const roundHalfEven = (x: number): number => x + WHOLE - WHOLE;
