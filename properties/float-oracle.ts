/** What floating-point results must be, by whole numbers of any size. */
import { powerOfTwo } from "../src/sim/numerics/engine/bits.ts";
import type { Format } from "../src/sim/numerics/engine/formats.ts";

/** m × 2^e. */
export interface Dyadic {
  readonly m: bigint;
  readonly e: number;
}

const view = new DataView(new ArrayBuffer(8));

/** A finite double, exactly. */
export function dyadic(x: number): Dyadic {
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & ((1n << 52n) - 1n);
  const m = exponent === 0 ? fraction : fraction + (1n << 52n);
  return { m: x < 0 ? -m : m, e: Math.max(exponent, 1) - 1075 };
}

/** a × b. */
export const times = (a: Dyadic, b: Dyadic): Dyadic => ({ m: a.m * b.m, e: a.e + b.e });

/** a + b. */
export function plus(a: Dyadic, b: Dyadic): Dyadic {
  const e = Math.min(a.e, b.e);
  return { m: (a.m << BigInt(a.e - e)) + (b.m << BigInt(b.e - e)), e };
}

const magnitude = (x: bigint): bigint => (x < 0n ? -x : x);

/** Of the format's numbers the nearest, ties to even; of two zeros +0. */
export function rounded({ fractionBits, least, most, isSaturating }: Format, { m, e }: Dyadic): number {
  if (m === 0n) return 0;
  const size = magnitude(m);
  const exponent = Math.max(size.toString(2).length - 1 + e, least);
  const shift = exponent - fractionBits - e;
  let whole = shift <= 0 ? size << BigInt(-shift) : size >> BigInt(shift);
  if (shift > 0) {
    const rest = size - (whole << BigInt(shift));
    const half = 1n << BigInt(shift - 1);
    if (rest > half || (rest === half && (whole & 1n) === 1n)) whole += 1n;
  }
  const unit = exponent - fractionBits;
  const value = unit > 900 ? Infinity : Number(whole) * powerOfTwo(unit);
  const limited = value > most ? (isSaturating ? most : Infinity) : value;
  return m < 0n ? -limited : limited;
}

/** Toward zero to 24 bits, whatever the exponent. */
export function truncated24({ m, e }: Dyadic): Dyadic {
  const drop = magnitude(m).toString(2).length - 24;
  if (drop <= 0) return { m, e };
  const kept = (magnitude(m) >> BigInt(drop)) << BigInt(drop);
  return { m: m < 0n ? -kept : kept, e };
}

/** Bits after the point in fixed-point functions. */
export const PLACES = 200n;
const ONE = 1n << PLACES;

/** A double in fixed point; what lies below 2^−200 is lost. */
export function fixed(x: number): bigint {
  const { m, e } = dyadic(x);
  const shift = BigInt(e) + PLACES;
  return shift >= 0n ? m << shift : m >> -shift;
}

/** e^x in fixed point, by the series after halving x 32 times. */
export function fixedExp(x: bigint): bigint {
  const small = x >> 32n;
  let [term, sum] = [ONE, ONE];
  for (let n = 1n; term !== 0n && n < 60n; n += 1n) {
    term = (term * small) / (n * ONE);
    sum += term;
  }
  for (let squarings = 0; squarings < 32; squarings += 1) sum = (sum * sum) >> PLACES;
  return sum;
}

/** tanh x in fixed point. */
export function fixedTanh(x: bigint): bigint {
  const rise = fixedExp(2n * x);
  return ((rise - ONE) << PLACES) / (rise + ONE);
}

/** 1 / (1 + e^−x). */
export const fixedSigmoid = (x: bigint): bigint => (ONE << PLACES) / (ONE + fixedExp(-x));

/** The arctangent of 1/n, for π. */
function arctangent(n: bigint): bigint {
  let power = ONE / n;
  let sum = power;
  for (let odd = 3n; power !== 0n; odd += 2n) {
    power = -power / (n * n);
    sum += power / odd;
  }
  return sum;
}

function root(x: bigint): bigint {
  let guess = 1n << BigInt(Math.ceil(x.toString(2).length / 2));
  for (;;) {
    const next = (guess + x / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

const ROOT_PI = root((16n * arctangent(5n) - 4n * arctangent(239n)) << PLACES);

/** erf x by its alternating series, for |x| at most about 6. */
export function fixedErf(x: bigint): bigint {
  const square = (x * x) >> PLACES;
  let [power, sum] = [x, x];
  for (let n = 1n; power !== 0n && n < 400n; n += 1n) {
    power = -((power * square) >> PLACES) / n;
    sum += power / (2n * n + 1n);
  }
  return ((2n * sum) << PLACES) / ROOT_PI;
}

/** 1/√x. */
export const fixedRsqrt = (x: bigint): bigint => (ONE << PLACES) / root(x << PLACES);

/** |got − wanted| / |wanted|, as a number; the wanted value in fixed point. */
export function relativeError(got: number, wanted: bigint): number {
  const difference = magnitude(fixed(got) - wanted);
  return wanted === 0n ? (difference === 0n ? 0 : Infinity) : Number((difference << 80n) / magnitude(wanted)) * 2 ** -80;
}
