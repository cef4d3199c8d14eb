/** Sums of products as machines make them: the same numbers in other orders. All fp32, bit for bit. */
import { exponentOf, powerOfTwo, truncatedToSingle } from "./bits.ts";
import { fma } from "./fma.ts";
import { FORMATS, type FormatName, roundTo } from "./formats.ts";

/** The order in which a sum of products is made. */
export type Reduction =
  /** From the first to the last, one accumulator. */
  | { readonly kind: "sequential" }
  /** `width` accumulators that take turns, as SIMD registers do; then their sum, halving (`isTree`) or in order. */
  | { readonly kind: "lanes"; readonly width: number; readonly isTree: boolean }
  /** Halves, down to runs of `run` that are summed in order. */
  | { readonly kind: "pairwise"; readonly run: number }
  /** `parts` runs of neighbours, each in order and rounded to `partials`, then their sum in order: what split-K kernels do. */
  | { readonly kind: "split"; readonly parts: number; readonly partials?: FormatName }
  /** Runs of `run`, added in an order that a seed gives: what atomic additions do. */
  | { readonly kind: "permuted"; readonly run: number; readonly seed: number }
  /**
   * Blocks of `block` exact products, aligned with the accumulator to the largest exponent, cut off below `guard` bits under fp32's last, added,
   * and cut to fp32: after Fasi, Higham, Mikaitis and Pranesh (PeerJ Comput. Sci. 7, 2021) on tensor cores.
   */
  | { readonly kind: "tensor"; readonly block: number; readonly guard: number };

const scratch = new Float32Array(4096);

function inOrder(a: Float32Array, from: number, b: Float32Array, at: number, length: number): number {
  let sum = 0;
  for (let index = 0; index < length; index += 1) sum = Math.fround(sum + Math.fround(a[from + index]! * b[at + index]!));
  return sum;
}

function inOrderFused(a: Float32Array, from: number, b: Float32Array, at: number, length: number): number {
  let sum = 0;
  for (let index = 0; index < length; index += 1) sum = fma(a[from + index]!, b[at + index]!, sum);
  return sum;
}

type InOrder = typeof inOrder;

/** The sum of the first `count` numbers of the scratch array: halving, or in order. */
function gathered(count: number, isTree: boolean): number {
  if (!isTree) {
    let sum = scratch[0]!;
    for (let index = 1; index < count; index += 1) sum = Math.fround(sum + scratch[index]!);
    return sum;
  }
  for (let left = count; left > 1; ) {
    const half = (left + 1) >> 1;
    for (let index = 0; index + half < left; index += 1) scratch[index] = scratch[index]! + scratch[index + half]!;
    left = half;
  }
  return scratch[0]!;
}

function byLanes(
  a: Float32Array,
  from: number,
  b: Float32Array,
  at: number,
  length: number,
  width: number,
  isTree: boolean,
  isFused: boolean,
): number {
  for (let lane = 0; lane < width; lane += 1) {
    let sum = 0;
    if (isFused) for (let index = lane; index < length; index += width) sum = fma(a[from + index]!, b[at + index]!, sum);
    else for (let index = lane; index < length; index += width) sum = Math.fround(sum + Math.fround(a[from + index]! * b[at + index]!));
    scratch[lane] = sum;
  }
  return gathered(width, isTree);
}

function byHalves(a: Float32Array, from: number, b: Float32Array, at: number, length: number, run: number, leaf: InOrder): number {
  if (length <= run) return leaf(a, from, b, at, length);
  const half = length >> 1;
  return Math.fround(byHalves(a, from, b, at, half, run, leaf) + byHalves(a, from + half, b, at + half, length - half, run, leaf));
}

function bySplit(
  a: Float32Array,
  from: number,
  b: Float32Array,
  at: number,
  length: number,
  parts: number,
  partials: FormatName,
  leaf: InOrder,
): number {
  const run = Math.ceil(length / parts);
  let sum = 0;
  for (let begin = 0; begin < length; begin += run) {
    const part = leaf(a, from + begin, b, at + begin, Math.min(run, length - begin));
    sum = Math.fround(sum + (partials === "fp32" ? part : roundTo(FORMATS[partials], part)));
  }
  return sum;
}

function stirred(x: number): number {
  let y = x;
  y = Math.imul(y ^ (y >>> 16), 0x85eb_ca6b);
  y = Math.imul(y ^ (y >>> 13), 0xc2b2_ae35);
  return (y ^ (y >>> 16)) >>> 0;
}

/** 32 bits from a whole number and a seed, well mixed (the finaliser of MurmurHash3, by Appleby, in the public domain, over both in turn). */
export const mixed = (value: number, seed: number): number => stirred(Math.imul(value, 0x9e37_79b1) + stirred(seed ^ 0x5bd1_e995));

function byPermutation(a: Float32Array, from: number, b: Float32Array, at: number, length: number, run: number, seed: number, leaf: InOrder): number {
  const count = Math.ceil(length / run);
  for (let part = 0; part < count; part += 1) {
    const begin = part * run;
    scratch[part] = leaf(a, from + begin, b, at + begin, Math.min(run, length - begin));
  }
  for (let part = count - 1; part > 0; part -= 1) {
    const other = mixed(part + from, seed) % (part + 1);
    const kept = scratch[part]!;
    scratch[part] = scratch[other]!;
    scratch[other] = kept;
  }
  return gathered(count, false);
}

function byTensorBlocks(a: Float32Array, from: number, b: Float32Array, at: number, length: number, block: number, guard: number): number {
  let sum = 0;
  for (let begin = 0; begin < length; begin += block) {
    const end = Math.min(length, begin + block);
    let exponent = exponentOf(sum);
    for (let index = begin; index < end; index += 1) exponent = Math.max(exponent, exponentOf(a[from + index]! * b[at + index]!));
    if (exponent > 1000) return inOrder(a, from, b, at, length);
    if (exponent < -900) continue;
    const unit = powerOfTwo(exponent - 23 - guard);
    let units = Math.trunc(sum / unit);
    for (let index = begin; index < end; index += 1) units += Math.trunc((a[from + index]! * b[at + index]!) / unit);
    sum = truncatedToSingle(units * unit);
  }
  return sum;
}

/**
 * Σ a[from + i] × b[at + i] over `length` places, in fp32, in the order of the reduction; with `isFused`, products are not rounded before they
 * are added. Inputs are fp32. At most 4,096 lanes or runs.
 */
export function dot(reduction: Reduction, isFused: boolean, a: Float32Array, from: number, b: Float32Array, at: number, length: number): number {
  const leaf = isFused ? inOrderFused : inOrder;
  switch (reduction.kind) {
    case "sequential":
      return leaf(a, from, b, at, length);
    case "lanes":
      return byLanes(a, from, b, at, length, reduction.width, reduction.isTree, isFused);
    case "pairwise":
      return byHalves(a, from, b, at, length, reduction.run, leaf);
    case "split":
      return bySplit(a, from, b, at, length, reduction.parts, reduction.partials ?? "fp32", leaf);
    case "permuted":
      return byPermutation(a, from, b, at, length, reduction.run, reduction.seed, leaf);
    case "tensor":
      return byTensorBlocks(a, from, b, at, length, reduction.block, reduction.guard);
  }
}
