/** The words of a double, and steps between doubles: by typed arrays that share memory, whatever the machine's byte order. */

const doubles = new Float64Array(1);
const words = new Uint32Array(doubles.buffer);
/** Where the lower half of a double lies. */
const LOW = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

const singles = new Float32Array(1);
const singleBits = new Uint32Array(singles.buffer);

/** The bit pattern of a number rounded to fp32. A NaN is 7fc00000: payloads do not survive a JavaScript number. */
export function bitsOfSingle(x: number): number {
  if (Number.isNaN(x)) return 0x7fc0_0000;
  singles[0] = x;
  return singleBits[0]!;
}

/** The fp32 of a bit pattern. */
export function singleOfBits(bits: number): number {
  singleBits[0] = bits;
  return singles[0]!;
}

/** 2^n, n from −1022 to 1023: exact. */
export function powerOfTwo(n: number): number {
  words[LOW] = 0;
  words[HIGH] = (n + 1023) << 20;
  return doubles[0]!;
}

/** The exponent of a double: floor(log2 |x|) where it is normal, −1023 where it is zero or subnormal, 1024 where it is not finite. */
export function exponentOf(x: number): number {
  doubles[0] = x;
  return ((words[HIGH]! >>> 20) & 0x7ff) - 1023;
}

/**
 * A double and the exact rest of it, rounded to odd: where there is a rest, the last bit of what comes back is 1. Rounded once more to at
 * most 51 bits, that is as if the exact sum had been rounded once (Boldo and Melquiond, IEEE Trans. Comput. 57, 2008).
 */
export function roundedToOdd(sum: number, rest: number): number {
  if (rest === 0 || Number.isNaN(rest)) return sum;
  doubles[0] = sum;
  if ((words[LOW]! & 1) === 1) return sum;
  if (rest > 0 === sum > 0) words[LOW] = words[LOW]! | 1;
  else if (words[LOW] === 0) {
    words[LOW] = 0xffff_ffff;
    words[HIGH] = words[HIGH]! - 1;
  } else words[LOW] = words[LOW]! - 1;
  return doubles[0]!;
}

/** fp32 toward zero of a double; never infinite. */
export function truncatedToSingle(x: number): number {
  const near = Math.fround(x);
  if (Math.abs(near) <= Math.abs(x) || Number.isNaN(x)) return near;
  return near < 0 ? -singleOfBits(bitsOfSingle(-near) - 1) : singleOfBits(bitsOfSingle(near) - 1);
}
