/** The numeric engine against whole numbers of any size: formats, fused multiply-add, reductions, functions, quantisation. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactOf } from "../src/model/tolerance/exact.ts";
import { bitsOfSingle, exponentOf, powerOfTwo, roundedToOdd, singleOfBits, truncatedToSingle } from "../src/sim/numerics/engine/bits.ts";
import { REDUCTIONS } from "../src/sim/numerics/engine/digest.ts";
import { fma } from "../src/sim/numerics/engine/fma.ts";
import { bitsOf, FORMATS, type FormatName, roundTo, valueOfBits } from "../src/sim/numerics/engine/formats.ts";
import { erf, exp, rsqrt, sigmoid, tanh } from "../src/sim/numerics/engine/functions.ts";
import { exp32, sigmoid32, tanh32 } from "../src/sim/numerics/engine/functions32.ts";
import { quantised } from "../src/sim/numerics/engine/quantise.ts";
import { dot } from "../src/sim/numerics/engine/reduce.ts";
import {
  type Dyadic,
  dyadic,
  fixed,
  fixedErf,
  fixedExp,
  fixedRsqrt,
  fixedSigmoid,
  fixedTanh,
  plus,
  relativeError,
  rounded,
  times,
  truncated24,
} from "./float-oracle.ts";

const NAMES = Object.keys(FORMATS) as FormatName[];
const widthOf = (name: FormatName): number => 1 + FORMATS[name].exponentBits + FORMATS[name].fractionBits;

/** fp32 of any bit pattern that is finite. */
const single = fc
  .integer({ min: 0, max: 2 ** 32 - 1 })
  .map(singleOfBits)
  .filter((x) => Number.isFinite(x));
const usual = fc.float({ min: -4, max: 4, noNaN: true });

/** The format's numbers from 0 up, by bit pattern. */
function positives(name: FormatName): number[] {
  const values: number[] = [];
  for (let bits = 0; bits < 2 ** (widthOf(name) - 1); bits += 1) {
    const value = valueOfBits(FORMATS[name], bits);
    if (!Number.isFinite(value)) break;
    values.push(value);
  }
  return values;
}

describe("formats", () => {
  it.each(["bf16", "fp16", "e5m2", "e4m3"] as const)("%s: every bit pattern goes to its number and back", (name) => {
    const format = FORMATS[name];
    for (let bits = 0; bits < 2 ** widthOf(name); bits += 1) {
      const value = valueOfBits(format, bits);
      if (Number.isNaN(value)) continue;
      expect(bitsOf(format, value)).toBe(bits);
      expect(roundTo(format, value)).toBe(value);
    }
  });

  it.each(["bf16", "fp16", "e5m2", "e4m3", "tf32"] as const)(
    "%s: every tie goes to the even neighbour, and what is beside it to the nearer",
    (name) => {
      const format = FORMATS[name];
      const all = positives(name);
      const step = name === "tf32" ? 37 : 1;
      for (let index = 0; index + 1 < all.length; index += step) {
        const [low, high] = [all[index]!, all[index + 1]!];
        const tie = low + (high - low) / 2;
        const even = index % 2 === 0 ? low : high;
        if (roundTo(format, tie) !== even || roundTo(format, -tie) !== -even) throw new Error(`${tie} of ${name}`);
        const [under, over] = [tie - tie * 2 ** -50, tie + tie * 2 ** -50];
        if (roundTo(format, under) !== low || roundTo(format, over) !== high) throw new Error(`beside ${tie} of ${name}`);
      }
    },
  );

  it("overflow: to infinity from half a unit over the largest, or saturating", () => {
    expect([65519.99, 65520, -65520].map((x) => roundTo(FORMATS.fp16, x))).toEqual([65504, Infinity, -Infinity]);
    expect([463, 465, 1e30, Infinity, -Infinity].map((x) => roundTo(FORMATS.e4m3, x))).toEqual([448, 448, 448, 448, -448]);
    expect([57344, 61439, 61440].map((x) => roundTo(FORMATS.e5m2, x))).toEqual([57344, 57344, Infinity]);
    expect(roundTo(FORMATS.fp32, 3.4028235677973366e38)).toBe(Infinity);
    for (const name of NAMES)
      expect([roundTo(FORMATS[name], -0), roundTo(FORMATS[name], -1e-300), roundTo(FORMATS[name], Number.NaN)]).toEqual([-0, -0, Number.NaN]);
  });

  it("any double is rounded as whole numbers say; fp32 as Math.fround", () => {
    fc.assert(
      fc.property(fc.oneof(single, fc.double({ noNaN: true, noDefaultInfinity: true }), usual), fc.constantFrom(...NAMES), (x, name) => {
        expect(roundTo(FORMATS[name], x) + 0).toBe(rounded(FORMATS[name], dyadic(x)) + 0);
        expect(roundTo(FORMATS.fp32, x)).toBe(Math.fround(x));
      }),
      { numRuns: 3000 },
    );
  });

  it("their bit patterns are those that the chain's comparators read", () => {
    for (const [name, dtype] of [
      ["fp32", "f32"],
      ["fp16", "f16"],
      ["bf16", "bf16"],
    ] as const)
      fc.assert(
        fc.property(single, (x) => {
          const value = roundTo(FORMATS[name], x);
          if (!Number.isFinite(value)) return;
          const exact = exactOf(dtype, bitsOf(FORMATS[name], value));
          const { m, e } = dyadic(value);
          expect(exact).toEqual({ kind: "finite", units: e + 149 >= 0 ? m << BigInt(e + 149) : m >> BigInt(-149 - e) });
        }),
      );
  });
});

describe("bits", () => {
  it("powers, exponents, steps", () => {
    for (let n = -1022; n <= 1023; n += 1) expect(exponentOf(powerOfTwo(n))).toBe(n);
    expect([exponentOf(0), exponentOf(Infinity), exponentOf(-1.5)]).toEqual([-1023, 1024, 0]);
    expect([roundedToOdd(1, 1e-30), roundedToOdd(1, -1e-30), roundedToOdd(-1, 1e-30)]).toEqual([1 + 2 ** -52, 1 - 2 ** -53, -1 + 2 ** -53]);
    fc.assert(
      fc.property(single, fc.double({ min: 0.5, max: 2, noNaN: true }), (x, factor) => {
        const cut = truncatedToSingle(x * factor);
        expect(Math.abs(cut)).toBeLessThanOrEqual(Math.abs(x * factor));
        expect(Math.fround(cut)).toBe(cut);
        if (Math.abs(cut) < FORMATS.fp32.most) expect(singleOfBits(bitsOfSingle(Math.abs(cut)) + 1)).toBeGreaterThan(Math.abs(x * factor));
      }),
    );
  });
});

/** Three numbers whose fused sum is hard: it all but cancels, or lies at or beside a tie. */
const hard = fc
  .tuple(single, single, fc.integer({ min: -26, max: 26 }), fc.integer({ min: -2, max: 2 }), fc.boolean())
  .map(([a, b, shift, step, isTie]) => {
    const product = Math.fround(a * b);
    const scaled = Math.fround(product * 2 ** shift * (isTie ? 1.5 : -1));
    const c = singleOfBits((bitsOfSingle(scaled) + step) >>> 0);
    return [a, b, Number.isFinite(c) ? c : 1] as const;
  });

describe("fused multiply-add", () => {
  const check = (a: number, b: number, c: number): void => {
    const wanted = rounded(FORMATS.fp32, plus(times(dyadic(a), dyadic(b)), dyadic(c)));
    expect(fma(a, b, c) + 0).toBe(wanted + 0);
  };

  it("is rounded once: on any numbers, and on hard ones", () => {
    fc.assert(fc.property(single, single, single, check), { numRuns: 5000 });
    fc.assert(
      fc.property(hard, ([a, b, c]) => check(a, b, c)),
      { numRuns: 10_000 },
    );
    fc.assert(fc.property(usual, usual, usual, check), { numRuns: 5000 });
  });

  it("where fround(a × b + c) is wrong: a tie of fp32 that only the exact sum breaks", () => {
    const [a, b, c] = [Math.fround(1 + 2 ** -23), Math.fround(1 - 2 ** -23), Math.fround(2 ** 24)];
    check(a, b, c);
    const one = [Math.fround(2 ** -30), Math.fround(1 + 2 ** -23), singleOfBits(bitsOfSingle(1) + 1)] as const;
    check(...one);
    let wrong = 0;
    for (let k = 1; k <= 200; k += 1) {
      // 1 + 2^-24 is a tie; a tiny product tips it, far below what a double holds of the sum.
      const [x, y, z] = [Math.fround(2 ** -24 * (1 + k * 2 ** -23)), 1, singleOfBits(bitsOfSingle(1) + (k % 2))];
      check(x, y, z);
      const tip = [Math.fround(2 ** -12 * (1 + 2 ** -18)), Math.fround(2 ** -12 * (1 - 2 ** -18)), singleOfBits(bitsOfSingle(1) + k)] as const;
      check(...tip);
      const deep = [Math.fround(2 ** -40 * (1 + k * 2 ** -23)), Math.fround(2 ** -40), Math.fround(1 + 2 ** -23)] as const;
      check(...deep);
      if (Math.fround(tip[0] * tip[1] + tip[2]) !== fma(...tip)) wrong += 1;
    }
    expect(wrong).toBe(100); // wherever the neighbour below the tie is odd
  });

  it("subnormal results, overflow, infinities and NaN", () => {
    check(2 ** -75, 2 ** -75, 2 ** -149);
    check(Math.fround(1.5 * 2 ** -75), 2 ** -75, 0);
    check(FORMATS.fp32.most, 1, Math.fround(2 ** 103));
    check(FORMATS.fp32.most, 1, Math.fround(2 ** 102));
    check(FORMATS.fp32.most, FORMATS.fp32.most, -FORMATS.fp32.most);
    expect([fma(Infinity, 1, 1), fma(Infinity, 0, 1), fma(Infinity, 1, -Infinity), fma(1, Number.NaN, 1), fma(1, 1, -Infinity)]).toEqual([
      Infinity,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      -Infinity,
    ]);
  });
});

const runs = fc
  .integer({ min: 1, max: 90 })
  .chain((length) => fc.tuple(fc.array(usual, { minLength: length, maxLength: length }), fc.array(usual, { minLength: length, maxLength: length })));

/** Σ a·b exactly, and Σ |a·b|. */
function exactSum(a: readonly number[], b: readonly number[]): { readonly sum: Dyadic; readonly size: number } {
  let sum: Dyadic = { m: 0n, e: 0 };
  let size = 0;
  for (const [index, x] of a.entries()) {
    sum = plus(sum, times(dyadic(x), dyadic(b[index]!)));
    size += Math.abs(x * b[index]!);
  }
  return { sum, size };
}

/** |x|, to a double's digits. */
function sizeOf({ m, e }: Dyadic): number {
  const size = m < 0n ? -m : m;
  const drop = Math.max(0, size.toString(2).length - 60);
  return Number(size >> BigInt(drop)) * 2 ** (e + drop);
}

describe("reductions", () => {
  it("all stay within the bound of every order: γ(K) · Σ|a·b|, truncation twice that", () => {
    fc.assert(
      fc.property(runs, fc.constantFrom(...REDUCTIONS), fc.boolean(), ([a, b], reduction, isFused) => {
        const got = dot(reduction, isFused, Float32Array.from(a), 0, Float32Array.from(b), 0, a.length);
        const { sum, size } = exactSum(a, b);
        const error = plus(dyadic(got), { m: -sum.m, e: sum.e });
        const bound = (a.length + 1) * 2 ** (reduction.kind === "tensor" ? -20 : -24) * 1.001 * size + a.length * 2 ** -149;
        expect(sizeOf(error)).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 2000 },
    );
  });

  it("sequential is one rounding after the other, fused or not, as whole numbers say", () => {
    fc.assert(
      fc.property(runs, fc.boolean(), ([a, b], isFused) => {
        let sum = 0;
        for (const [index, x] of a.entries()) {
          const product = times(dyadic(x), dyadic(b[index]!));
          const term = isFused ? product : dyadic(rounded(FORMATS.fp32, product));
          sum = rounded(FORMATS.fp32, plus(dyadic(sum), term));
        }
        expect(dot({ kind: "sequential" }, isFused, Float32Array.from(a), 0, Float32Array.from(b), 0, a.length) + 0).toBe(sum + 0);
      }),
      { numRuns: 300 },
    );
  });

  it("blocks of a tensor core: exact products cut to the largest exponent's grid, and the sum cut to 24 bits", () => {
    fc.assert(
      fc.property(runs, fc.constantFrom(4, 8, 16), fc.integer({ min: 0, max: 3 }), ([a, b], block, guard) => {
        let sum: Dyadic = { m: 0n, e: 0 };
        for (let begin = 0; begin < a.length; begin += block) {
          const terms = [sum, ...a.slice(begin, begin + block).map((x, index) => times(dyadic(x), dyadic(b[begin + index]!)))];
          const exponents = terms.filter(({ m }) => m !== 0n).map(({ m, e }) => (m < 0n ? -m : m).toString(2).length - 1 + e);
          if (exponents.length === 0) continue;
          const unit = Math.max(...exponents) - 23 - guard;
          const units = terms.reduce((all, { m, e }) => all + (e >= unit ? m << BigInt(e - unit) : m / (1n << BigInt(unit - e))), 0n);
          sum = truncated24({ m: units, e: unit });
        }
        const got = dot({ kind: "tensor", block, guard }, false, Float32Array.from(a), 0, Float32Array.from(b), 0, a.length);
        // Below the normal numbers of fp32 the result is cut further.
        expect(sizeOf(plus(dyadic(got), { m: -sum.m, e: sum.e }))).toBeLessThanOrEqual(block * 2 ** -149);
      }),
      { numRuns: 500 },
    );
  });

  it("give one sum where no rounding happens, whatever the order", () => {
    const whole = fc.integer({ min: -100, max: 100 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(whole, whole), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(...REDUCTIONS),
        fc.boolean(),
        (pairs, reduction, isFused) => {
          const [a, b] = [Float32Array.from(pairs, ([x]) => x), Float32Array.from(pairs, ([, y]) => y)];
          expect(dot(reduction, isFused, a, 0, b, 0, a.length) + 0).toBe(pairs.reduce((sum, [x, y]) => sum + x * y, 0) + 0);
        },
      ),
    );
  });

  it("differ on usual numbers, and a permutation's seed changes the sum", () => {
    const [a, b] = [
      Float32Array.from({ length: 500 }, (_, i) => ((i * 7919) % 1000) / 999),
      Float32Array.from({ length: 500 }, (_, i) => ((i * 104729) % 1000) / 999),
    ];
    const sums = REDUCTIONS.map((reduction) => dot(reduction, false, a, 0, b, 0, 500));
    expect(new Set(sums).size).toBeGreaterThanOrEqual(4);
    const seeds = Array.from({ length: 20 }, (_, seed) => dot({ kind: "permuted", run: 4, seed }, false, a, 0, b, 0, 500));
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect(dot({ kind: "sequential" }, false, a, 0, Float32Array.of(Infinity), 0, 1)).toBe(0 * Infinity);
  });
});

describe("functions from + − × ÷", () => {
  const within = (of: (x: number) => number, wanted: (x: bigint) => bigint, most: number, range: fc.Arbitrary<number>): void =>
    fc.assert(
      fc.property(range, (x) => {
        expect(relativeError(of(x), wanted(fixed(x)))).toBeLessThan(most);
      }),
      { numRuns: 200 },
    );
  const from = (min: number, max: number) => fc.double({ min, max, noNaN: true });

  it("exp, tanh, sigmoid, erf and 1/√x are right to a few units of a double's last place", () => {
    within(exp, fixedExp, 4e-16, from(-40, 40));
    within(sigmoid, fixedSigmoid, 1e-15, from(-40, 40));
    within(
      tanh,
      fixedTanh,
      1e-15,
      fc.oneof(from(-5, 5), from(-1e-6, 1e-6)).filter((x) => Math.abs(x) > 1e-9),
    );
    within(
      erf,
      fixedErf,
      2e-15,
      from(-5.9, 5.9).filter((x) => Math.abs(x) > 1e-9),
    );
    within(rsqrt, fixedRsqrt, 1e-15, from(1e-3, 1e6));
  });

  it("at the ends", () => {
    expect([exp(0), exp(-746), exp(710), exp(Number.NaN), exp(-Infinity), exp(Infinity)]).toEqual([1, 0, Infinity, Number.NaN, 0, Infinity]);
    expect([tanh(0), tanh(1000), tanh(-1000), tanh(Number.NaN)]).toEqual([0, 1, -1, Number.NaN]);
    expect([erf(0), erf(7), erf(-Infinity), erf(Number.NaN)]).toEqual([0, 1, -1, Number.NaN]);
    expect([sigmoid(-1000), sigmoid(1000), rsqrt(0), rsqrt(-1), rsqrt(Infinity), rsqrt(4), rsqrt(2 ** -1060)]).toEqual([
      0,
      1,
      Infinity,
      Number.NaN,
      0,
      0.5,
      2 ** 530,
    ]);
    expect(exp(-744)).toBeGreaterThan(0);
    expect(exp(709.7)).toBeGreaterThan(1e308);
  });

  it("in fp32, rounded: the nearest but for one in 10^6; the polynomials within four units, and not all alike", () => {
    let different = 0;
    fc.assert(
      fc.property(fc.float({ min: -80, max: 80, noNaN: true }), (x) => {
        const wanted = fixedExp(fixed(x));
        expect(relativeError(exp32("rounded", x), wanted)).toBeLessThanOrEqual(2 ** -24 * 1.000001);
        const others = (["polynomial", "polynomial-fused", "base-two"] as const).map((kind) => exp32(kind, x));
        expect(relativeError(others[0]!, wanted)).toBeLessThan(2 ** -21);
        expect(relativeError(others[1]!, wanted)).toBeLessThan(2 ** -21);
        expect(relativeError(others[2]!, wanted)).toBeLessThan((16 + Math.abs(x)) * 2 ** -22); // most at ln 2 / 2: 14.5
        if (new Set(others).size > 1) different += 1;
      }),
      { numRuns: 500 },
    );
    expect(different).toBeGreaterThan(30);
    for (const kind of ["rounded", "polynomial", "polynomial-fused", "base-two", "base-two-fused"] as const) {
      for (let x = -12; x <= 12; x += 0.37) {
        expect(Math.abs(tanh32(kind, Math.fround(x)) - Math.tanh(Math.fround(x)))).toBeLessThan(1e-6);
        expect(Math.abs(sigmoid32(kind, Math.fround(x)) - 1 / (1 + Math.exp(-Math.fround(x))))).toBeLessThan(1e-6);
      }
      expect([exp32(kind, 100), exp32(kind, -110), exp32(kind, Number.NaN), exp32(kind, 0)]).toEqual([Infinity, 0, Number.NaN, 1]);
    }
  });
});

describe("quantisation", () => {
  it("stays within half a step of a row's largest, keeps that, and is a multiple of the scale", () => {
    fc.assert(
      fc.property(
        fc.array(usual, { minLength: 12, maxLength: 12 }),
        fc.constantFrom(8, 4) as fc.Arbitrary<8 | 4>,
        fc.boolean(),
        (list, bits, isPerChannel) => {
          const values = Float32Array.from(list);
          const got = quantised(values, 3, { bits, isPerChannel });
          const rows = isPerChannel ? [0, 4, 8].map((at) => [at, at + 4] as const) : [[0, 12] as const];
          for (const [from, to] of rows) {
            const largest = values.subarray(from, to).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
            const step = largest / (2 ** (bits - 1) - 1);
            for (let index = from; index < to; index += 1)
              expect(Math.abs(got[index]! - values[index]!)).toBeLessThanOrEqual(step * 0.500001 + 1e-44);
            expect(new Set(got.subarray(from, to)).size).toBeLessThanOrEqual(2 ** bits - 1);
          }
        },
      ),
      { examples: [[[0, 0, 0, -(2 ** -149), 0, 0, 0, 0, 0, 0, 0, 0], 8, false]] },
    );
  });
});
