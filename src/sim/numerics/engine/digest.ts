/** One hash over many results of the engine: machines that give the same have the same engine. */
import { sha256 } from "../../../model/crypto/hash.ts";
import { type Hex, toHex } from "../../../model/encoding/hex.ts";
import { bitsOfSingle, singleOfBits } from "./bits.ts";
import { fma } from "./fma.ts";
import { bitsOf, FORMATS, roundTo } from "./formats.ts";
import { erf, exp, rsqrt, sigmoid, tanh } from "./functions.ts";
import { exp32, gelu32, sigmoid32, tanh32 } from "./functions32.ts";
import { quantised } from "./quantise.ts";
import { dot, mixed, type Reduction } from "./reduce.ts";

/** A reduction of each kind. */
export const REDUCTIONS: readonly Reduction[] = [
  { kind: "sequential" },
  { kind: "lanes", width: 8, isTree: true },
  { kind: "lanes", width: 4, isTree: false },
  { kind: "pairwise", run: 8 },
  { kind: "split", parts: 3 },
  { kind: "permuted", run: 4, seed: 7 },
  { kind: "tensor", block: 4, guard: 0 },
  { kind: "tensor", block: 8, guard: 3 },
];

/** Any bit pattern of fp32 but NaNs, the `index`-th of many. */
function anySingle(index: number): number {
  const x = singleOfBits(mixed(index, 0x5eed));
  return Number.isNaN(x) ? 1 : x;
}

/** From −4 to 4, mostly small. */
const usual = (index: number): number => Math.fround((mixed(index, 0xbeef) / 2 ** 31 - 1) * (mixed(index, 0xcafe) / 2 ** 30));

/** Puts results into words and hashes them. Doubles go in whole, so that no last bit is lost. */
function hashOf(results: Float64Array): Hex {
  const bytes = new Uint8Array(results.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of results.entries()) {
    if (Number.isNaN(value)) view.setUint32(index * 8, 0x7ff8_0000);
    else view.setFloat64(index * 8, value);
  }
  return toHex(sha256(bytes));
}

/** Formats, arithmetic, functions and reductions on `count` inputs each. */
export function engineDigest(count = 2000): Hex {
  const results: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const [a, b, c, x] = [anySingle(index), anySingle(index + count), anySingle(index + 2 * count), usual(index)];
    results.push(fma(a, b, c), fma(x, usual(index + 1), -Math.fround(x * usual(index + 1))), bitsOfSingle(x));
    for (const format of Object.values(FORMATS)) results.push(bitsOf(format, roundTo(format, a)), roundTo(format, x));
    results.push(exp(8 * x), tanh(x), erf(x), sigmoid(8 * x), rsqrt(Math.abs(a)), gelu32(x));
    for (const kind of ["rounded", "polynomial", "polynomial-fused", "base-two", "base-two-fused"] as const)
      results.push(exp32(kind, 8 * x), tanh32(kind, x), sigmoid32(kind, x));
  }
  const [left, right] = [Float32Array.from({ length: 300 }, (_, i) => usual(i)), Float32Array.from({ length: 300 }, (_, i) => usual(i + 999))];
  for (const reduction of REDUCTIONS)
    for (const isFused of [false, true])
      for (let length = 1; length <= 200; length += 7) results.push(dot(reduction, isFused, left, length % 50, right, length % 90, length));
  for (const bits of [8, 4] as const)
    for (const isPerChannel of [false, true]) for (const value of quantised(left, 10, { bits, isPerChannel })) results.push(value);
  return hashOf(Float64Array.from(results));
}
