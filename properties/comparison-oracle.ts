/** Comparison of outputs as its definition says it, with fractions of any size and the machine's own floating point; and outputs from numbers. */
import type { Comparison } from "../src/model/tolerance/compare.ts";
import type { Decimal } from "../src/model/tolerance/decimal.ts";
import type { Dtype, Output } from "../src/model/tolerance/output.ts";
import type { Tolerance, ToleranceOf } from "../src/model/tolerance/tolerance.ts";

/** An exact fraction; the divisor is above zero. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under });
const plus = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under });
const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under });
export const order = (a: Fraction, b: Fraction): number => Number(a.over * b.under > b.over * a.under) - Number(a.over * b.under < b.over * a.under);
const larger = (a: Fraction, b: Fraction): Fraction => (order(a, b) < 0 ? b : a);
const size = (a: Fraction): Fraction => ({ over: a.over < 0n ? -a.over : a.over, under: a.under });
const NOTHING: Fraction = { over: 0n, under: 1n };
const WHOLE: Fraction = { over: 1n, under: 1n };
const whole = (value: number): Fraction => ({ over: BigInt(value), under: 1n });

/** A finite double as a fraction: doubled until it is whole, which no double needs more than 1,074 times. */
function fractionOf(value: number): Fraction {
  let whole = value;
  let under = 1n;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    under *= 2n;
  }
  return { over: BigInt(whole), under };
}

export const decimalOf = ({ coefficient, exponent }: Decimal): Fraction => ({ over: coefficient, under: 10n ** BigInt(exponent) });

/** Layouts of floating point: bytes, bits of the fraction, exponent of the least normal. */
const FLOATS: { readonly [dtype: string]: readonly [bytes: number, fractionBits: number, leastNormal: number] } = {
  f32: [4, 23, -126],
  f16: [2, 10, -14],
  bf16: [2, 7, -126],
};

/** Half precision by its definition, in doubles, which hold it exactly. */
function halfOf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

/** Elements as the machine's own floating point reads them. */
export function elementsOf({ dtype, data }: Output): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const every = (width: number, read: (at: number) => number): number[] =>
    Array.from({ length: data.length / width }, (_, index) => read(width * index));
  if (dtype === "f16") return every(2, (at) => halfOf(view.getUint16(at, true)));
  if (dtype === "i32") return every(4, (at) => view.getInt32(at, true));
  if (dtype === "f32") return every(4, (at) => view.getFloat32(at, true));
  const upper = new DataView(new ArrayBuffer(4));
  return every(2, (at) => {
    upper.setUint16(0, view.getUint16(at, true));
    return upper.getFloat32(0);
  });
}

type Pair = readonly [Fraction, Fraction];

/** Whether two numbers can be held against each other, or are one: a NaN and a NaN, an infinity and itself. */
const isComparable = (a: number, b: number): boolean => (Number.isFinite(a) && Number.isFinite(b)) || Object.is(a, b);

/** Pairs of finite elements; nothing where a NaN or an infinity meets what it does not equal. */
function comparablePairs(a: Output, b: Output): (readonly [number, number])[] | undefined {
  const others = elementsOf(b);
  const pairs = elementsOf(a).map((left, index) => [left, others[index]!] as const);
  return pairs.every(([left, right]) => isComparable(left, right)) ? pairs.filter(([left]) => Number.isFinite(left)) : undefined;
}

const distance = ([a, b]: Pair): Fraction => size(minus(a, b));
const quotient = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.under, under: a.under * b.over });
const product = (pairs: readonly Pair[]): Fraction => pairs.reduce((sum, [a, b]) => plus(sum, times(a, b)), NOTHING);
const squared = (values: readonly Fraction[]): Fraction => product(values.map((value) => [value, value]));
const normsOf = (pairs: readonly Pair[]): readonly [Fraction, Fraction] => [squared(pairs.map(([a]) => a)), squared(pairs.map(([, b]) => b))];
const isNothing = (value: Fraction): boolean => value.over === 0n;

/** What a comparator says of two outputs that differ and that it can measure. */
interface Said {
  readonly agree: boolean;
  readonly fault: boolean;
  readonly distance: Fraction | undefined;
}

const APART: Said = { agree: false, fault: true, distance: undefined };

/** A measure against two thresholds. */
const scalar = (value: Fraction, agree: Fraction, fault: Fraction, shown = value): Said => ({
  agree: order(value, agree) <= 0,
  fault: order(value, fault) >= 0,
  distance: shown,
});

function relativeSaid({ agree, fault }: ToleranceOf<"relative">, pairs: readonly Pair[]): Said {
  const differing = pairs.filter((pair) => !isNothing(distance(pair)));
  const allowed = ({ atol, rtol }: typeof agree, pair: Pair): Fraction =>
    plus(decimalOf(atol), times(decimalOf(rtol), larger(size(pair[0]), size(pair[1]))));
  return {
    agree: differing.every((pair) => order(distance(pair), allowed(agree, pair)) <= 0),
    fault: differing.some((pair) => order(distance(pair), allowed(fault, pair)) >= 0),
    distance: differing.some((pair) => isNothing(allowed(agree, pair)))
      ? undefined
      : differing.map((pair) => quotient(distance(pair), allowed(agree, pair))).reduce(larger, NOTHING),
  };
}

function l2Said({ agree, fault }: ToleranceOf<"l2">, pairs: readonly Pair[]): Said {
  const norm = larger(...normsOf(pairs));
  const apart = squared(pairs.map(distance));
  if (isNothing(norm)) return { agree: true, fault: false, distance: NOTHING };
  const square = (limit: Decimal): Fraction => times(decimalOf(limit), decimalOf(limit));
  return scalar(quotient(apart, norm), square(agree), square(fault));
}

/** cos ≥ bound, by the signs of both and else by squares: four cases instead of signed squares. */
function isCosineAtLeast(dot: Fraction, norms: Fraction, bound: Fraction): boolean {
  const inSquares = order(times(dot, dot), times(times(bound, bound), norms));
  if (dot.over >= 0n) return bound.over < 0n || inSquares >= 0;
  return bound.over < 0n && inSquares <= 0;
}

function cosineSaid({ agree, fault }: ToleranceOf<"cosine">, pairs: readonly Pair[]): Said {
  const norms = normsOf(pairs);
  if (norms.every(isNothing)) return { agree: true, fault: false, distance: NOTHING };
  if (norms.some(isNothing)) return scalar(WHOLE, decimalOf(agree), decimalOf(fault));
  const [dot, both] = [product(pairs), times(...norms)];
  const turned: Fraction = { over: -dot.over, under: dot.under };
  const square = quotient(times(dot, dot), both);
  return {
    agree: isCosineAtLeast(dot, both, minus(WHOLE, decimalOf(agree))),
    // cos ≤ bound is −cos ≥ −bound
    fault: isCosineAtLeast(turned, both, minus(decimalOf(fault), WHOLE)),
    distance: dot.over < 0n ? plus(WHOLE, square) : minus(WHOLE, square),
  };
}

function envelopeSaid({ rows }: ToleranceOf<"envelope">, pairs: readonly Pair[]): Said {
  const sorted = pairs.map(distance).sort(order);
  const errors = rows.map(({ basisPoints }) => {
    // the least of the errors that at least this share of all errors do not exceed
    const found = sorted.find((_, index) => (index + 1) * 10_000 >= basisPoints * sorted.length);
    return found ?? NOTHING;
  });
  return {
    agree: rows.every(({ agree }, index) => order(errors[index]!, decimalOf(agree)) <= 0),
    fault: rows.some(({ fault }, index) => order(errors[index]!, decimalOf(fault)) >= 0),
    distance: rows.map(({ fault }, index) => quotient(errors[index]!, decimalOf(fault))).reduce(larger, NOTHING),
  };
}

/** How many values of its type lie from 0 to a value, by its exponent. */
function placeOf(value: number, [, fractionBits, leastNormal]: readonly [number, number, number]): number {
  if (value < 0) return -placeOf(-value, [0, fractionBits, leastNormal]);
  let exponent = leastNormal;
  while (value >= 2 ** (exponent + 1)) exponent += 1;
  const binades = exponent - leastNormal;
  return binades * 2 ** fractionBits + value / 2 ** (exponent - fractionBits);
}

function ulpSaid({ agree, fault }: ToleranceOf<"ulp">, dtype: Dtype, pairs: readonly (readonly [number, number])[]): Said {
  const apart = pairs.map(([a, b]) => Math.abs(placeOf(a, FLOATS[dtype]!) - placeOf(b, FLOATS[dtype]!)));
  return scalar(whole(Math.max(0, ...apart)), whole(agree), whole(fault));
}

/** One position of generated text. */
export interface Step {
  readonly chosen: number;
  readonly candidates: readonly (readonly [token: number, logit: number])[];
}

/** Generated text read back. */
function stepsOf({ shape, data }: Output): Step[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const width = 4 + 8 * shape[1]!;
  return Array.from({ length: shape[0]! }, (_, position) => ({
    chosen: view.getUint32(position * width, true),
    candidates: Array.from({ length: shape[1]! }, (_item, rank) => {
      const at = position * width + 4 + 8 * rank;
      return [view.getUint32(at, true), view.getFloat32(at + 4, true)] as const;
    }),
  }));
}

function topkSaid({ agree, fault }: ToleranceOf<"topk">, a: Output, b: Output): Said {
  const [left, right] = [stepsOf(a), stepsOf(b)];
  const parted = left.findIndex(({ chosen }, index) => chosen !== right[index]!.chosen);
  const positions = (parted < 0 ? left : left.slice(0, parted + 1)).map(({ candidates }, index) => {
    const shared = candidates.flatMap(([token, logit]) =>
      right[index]!.candidates.filter(([other]) => other === token).map(([, other]) => [token, logit, other] as const),
    );
    return { shared, k: candidates.length };
  });
  const names = (token: number): boolean => parted < 0 || positions[parted]!.shared.some(([other]) => other === token);
  const isStrange = parted >= 0 && !(names(left[parted]!.chosen) && names(right[parted]!.chosen));
  if (isStrange || positions.some(({ shared }) => shared.some(([, x, y]) => !isComparable(x, y)))) return APART;
  const logitOf = ({ shared }: (typeof positions)[number]): Fraction =>
    shared
      .filter(([, x]) => Number.isFinite(x))
      .map(([, x, y]) => distance([fractionOf(x), fractionOf(y)]))
      .reduce(larger, NOTHING);
  const isNear = positions.map((p) => p.shared.length >= agree.overlap && order(logitOf(p), decimalOf(agree.logit)) <= 0);
  const isFar = positions.map((p) => p.shared.length <= fault.overlap || order(logitOf(p), decimalOf(fault.logit)) >= 0);
  const missing = positions.some(({ k }) => k <= fault.overlap)
    ? undefined
    : positions.map(({ shared, k }): Fraction => ({ over: BigInt(k - shared.length), under: BigInt(k - fault.overlap) })).reduce(larger, NOTHING);
  const logits = positions.map((p) => quotient(logitOf(p), decimalOf(fault.logit))).reduce(larger, NOTHING);
  return {
    agree: parted < 0 && isNear.every(Boolean),
    fault: isFar.some((far, index) => far && !isNear[index]),
    distance: missing === undefined ? undefined : [logits, parted < 0 ? NOTHING : WHOLE].reduce(larger, missing),
  };
}

function said(tolerance: Tolerance, a: Output, b: Output): Said {
  if (tolerance.kind === "topk") return a.dtype === "tokens" ? topkSaid(tolerance, a, b) : APART;
  if (tolerance.kind === "bytes" || a.dtype === "bytes" || a.dtype === "tokens") return APART;
  const numbers = comparablePairs(a, b);
  if (numbers === undefined || (tolerance.kind === "ulp" && a.dtype === "i32")) return APART;
  if (tolerance.kind === "ulp") return ulpSaid(tolerance, a.dtype, numbers);
  const pairs = numbers.map(([x, y]): Pair => [fractionOf(x), fractionOf(y)]);
  switch (tolerance.kind) {
    case "absolute":
      return scalar(pairs.map(distance).reduce(larger, NOTHING), decimalOf(tolerance.agree), decimalOf(tolerance.fault));
    case "relative":
      return relativeSaid(tolerance, pairs);
    case "l2":
      return l2Said(tolerance, pairs);
    case "cosine":
      return cosineSaid(tolerance, pairs);
    case "envelope":
      return envelopeSaid(tolerance, pairs);
  }
}

/** AGREE at or under τ_lo, FAULT at or over τ_hi, BAND between; of outputs of one shape and type. */
export function definedComparison(tolerance: Tolerance, a: Output, b: Output): Comparison {
  if (Buffer.compare(a.data, b.data) === 0) return "agree";
  const { agree, fault } = said(tolerance, a, b);
  return agree ? "agree" : fault ? "fault" : "band";
}

/** The distance of outputs of one shape and type; nothing where it is infinite. */
export function definedDistance(tolerance: Tolerance, a: Output, b: Output): Fraction | undefined {
  if (Buffer.compare(a.data, b.data) === 0) return NOTHING;
  return tolerance.kind === "bytes" ? WHOLE : said(tolerance, a, b).distance;
}

/** A numeric output of bit patterns, in one dimension. */
export function outputOf(bits: readonly number[], dtype: Dtype = "f32"): Output {
  const width = FLOATS[dtype]?.[0] ?? 4;
  const view = new DataView(new ArrayBuffer(width * bits.length));
  for (const [index, pattern] of bits.entries()) {
    if (width === 2) view.setUint16(2 * index, pattern, true);
    else view.setUint32(4 * index, pattern, true);
  }
  return { dtype, shape: [bits.length], data: new Uint8Array(view.buffer) };
}

export const values = (...numbers: readonly number[]): Output => outputOf([...new Uint32Array(Float32Array.from(numbers).buffer)]);

/** An output of 32-bit integers. */
export const integers = (...numbers: readonly number[]): Output =>
  outputOf(
    numbers.map((number) => number >>> 0),
    "i32",
  );

/** Generated text as it is written: candidates by falling logit, then by rising token. */
export function text(k: number, steps: readonly Step[]): Output {
  const view = new DataView(new ArrayBuffer(steps.length * (4 + 8 * k)));
  let at = 0;
  for (const { chosen, candidates } of steps) {
    view.setUint32(at, chosen, true);
    at += 4;
    for (const [token, logit] of [...candidates].sort(([x, a], [y, b]) => (a === b ? x - y : a > b ? -1 : 1))) {
      view.setUint32(at, token, true);
      view.setFloat32(at + 4, logit, true);
      at += 8;
    }
  }
  return { dtype: "tokens", shape: [steps.length, k], data: new Uint8Array(view.buffer) };
}
