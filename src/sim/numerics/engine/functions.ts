/** exp, tanh, erf, sigmoid and 1/√x of doubles from + − × ÷ alone: the same bits on every machine, within a few units of a double's last place. */
import { exponentOf, powerOfTwo } from "./bits.ts";
import { roundHalfEven } from "./formats.ts";

const LOG2_E = Math.LOG2E;
/** ln 2 in two parts: the upper has 32 bits, so that its product with a small whole number is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 1/n! from n = 13 down to 1. */
const INVERSE_FACTORIALS: readonly number[] = (() => {
  const list: number[] = [];
  let factorial = 1;
  for (let n = 1; n <= 13; n += 1) {
    factorial *= n;
    list.unshift(1 / factorial);
  }
  return list;
})();

/** e^x − 1 for |x| at most about 0.35. */
function smallExponential(x: number): number {
  let sum = 0;
  for (const factor of INVERSE_FACTORIALS) sum = (sum + factor) * x;
  return sum;
}

/** e^x. Under −745 it is 0, over 709.78 infinite. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.2) return 0;
  const n = roundHalfEven(x * LOG2_E);
  const fraction = smallExponential(x - n * LN2_HIGH - n * LN2_LOW) + 1;
  if (n > 1023) return fraction * powerOfTwo(1023) * powerOfTwo(n - 1023);
  return n < -1000 ? fraction * powerOfTwo(n + 100) * powerOfTwo(-100) : fraction * powerOfTwo(n);
}

/** tanh x: below 1 by Lambert's continued fraction, above by e^(−2|x|). */
export function tanh(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size >= 1) {
    const decay = exp(-2 * size);
    const value = (1 - decay) / (1 + decay);
    return x < 0 ? -value : value;
  }
  const square = x * x;
  let under = 21;
  for (let odd = 19; odd >= 1; odd -= 2) under = odd + square / under;
  return x / under;
}

/** 1 / (1 + e^−x). */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const rise = exp(x);
  return rise / (1 + rise);
}

const TWO_OVER_ROOT_PI = 1.1283791670955126;

/** erf x by the series of positive terms 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!; 1 from 6 on, which it is in a double. */
export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  const size = Math.abs(x);
  if (size >= 6) return x < 0 ? -1 : 1;
  let [term, sum] = [x, 0];
  for (let odd = 3; sum + term !== sum; odd += 2) {
    sum += term;
    term *= (2 * x * x) / odd;
  }
  return TWO_OVER_ROOT_PI * exp(-x * x) * sum;
}

/** 1/√x by Newton's steps from a first guess that is right to a factor of √2. Infinite at 0, NaN below. */
export function rsqrt(x: number): number {
  if (x === 0) return Infinity;
  if (!(x > 0)) return Number.NaN;
  if (x === Infinity) return 0;
  if (x < 2 ** -1000) return rsqrt(x * 2 ** 100) * 2 ** 50;
  const half = Math.floor(exponentOf(x) / 2);
  const scale = powerOfTwo(-half);
  const scaled = x * scale * scale; // from 1 up to 4, exactly
  let root = 0.75;
  for (let step = 0; step < 8; step += 1) root *= 1.5 - 0.5 * scaled * root * root;
  return root * scale;
}
