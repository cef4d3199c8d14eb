/** The same functions as libraries for fp32 make them: by short polynomials, each step rounded, so that they differ in the last bits. */
import { powerOfTwo } from "./bits.ts";
import { fma } from "./fma.ts";
import { roundHalfEven } from "./formats.ts";
import * as exact from "./functions.ts";

/** How a platform computes e^x. */
export type ExpKind = "rounded" | "polynomial" | "polynomial-fused" | "base-two" | "base-two-fused";

const f = Math.fround;

/** Coefficients of the fp32 exponential of Cephes (Moshier, 1989): e^r ≈ 1 + r + r²·P(r). */
const POLYNOMIAL = [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1].map(f);

const LOG2_E = f(Math.LOG2E);
const HIGH = f(0.693359375);
const LOW = f(-2.1219444e-4);

type Step = (a: number, b: number, c: number) => number;

const stepwise: Step = (a, b, c) => f(f(a * b) + c);

/** 2^n × a fp32, n as fp32 exponentials need it. */
const scaled = (value: number, n: number): number => f(value * powerOfTwo(n));

function byPolynomial(x: number, step: Step): number {
  const n = roundHalfEven(f(x * LOG2_E));
  const rest = step(n, -LOW, step(n, -HIGH, x));
  let sum = POLYNOMIAL[0]!;
  for (let index = 1; index < POLYNOMIAL.length; index += 1) sum = step(sum, rest, POLYNOMIAL[index]!);
  return scaled(f(step(f(rest * rest), sum, rest) + 1), n);
}

/** 2^t for t from −½ to ½ as hardware has it: right to about two units in the last place, by a polynomial of degree 5. */
const BASE_TWO = [1.3398874e-3, 9.6184373e-3, 5.550327e-2, 2.4022648e-1, 6.931472e-1, 1].map(f);

function byBaseTwo(x: number, step: Step): number {
  const power = f(x * LOG2_E);
  const n = roundHalfEven(power);
  const rest = f(power - n);
  let sum = BASE_TWO[0]!;
  for (let index = 1; index < BASE_TWO.length; index += 1) sum = step(sum, rest, BASE_TWO[index]!);
  return scaled(sum, n);
}

/** e^x in fp32, by one of the ways. */
export function exp32(kind: ExpKind, x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 88.8) return Infinity;
  if (x < -104) return 0;
  switch (kind) {
    case "rounded":
      return f(exact.exp(x));
    case "polynomial":
      return byPolynomial(x, stepwise);
    case "polynomial-fused":
      return byPolynomial(x, fma);
    case "base-two":
      return byBaseTwo(x, stepwise);
    case "base-two-fused":
      return byBaseTwo(x, fma);
  }
}

/** 1 / (1 + e^−x) in fp32. */
export const sigmoid32 = (kind: ExpKind, x: number): number => f(1 / f(1 + exp32(kind, f(-x))));

/** tanh x in fp32: near 0 right to the last bit, elsewhere from e^(2|x|). */
export function tanh32(kind: ExpKind, x: number): number {
  if (kind === "rounded" || Math.abs(x) < 0.625) return f(exact.tanh(x));
  const size = Math.abs(x);
  if (size > 10) return x < 0 ? -1 : 1;
  const value = f(1 - f(2 / f(exp32(kind, f(2 * size)) + 1)));
  return x < 0 ? f(-value) : value;
}

/** GELU by erf, in fp32. */
export function gelu32(x: number): number {
  return f(f(f(0.5) * x) * f(1 + f(exact.erf(f(x * f(Math.SQRT1_2))))));
}

/** 1/√x in fp32. */
export const rsqrt32 = (x: number): number => f(exact.rsqrt(x));
