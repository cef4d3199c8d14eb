/** Small outputs and tolerances for pairs that are compared: elements by their value or by their bits, thresholds as they are written. */

import { type Decimal, parseDecimal } from "../../../model/tolerance/decimal.ts";
import { exactOfFloat, FLOATS, type FloatDtype, type NumericDtype, ONE } from "../../../model/tolerance/exact.ts";
import { DTYPES, type Output } from "../../../model/tolerance/output.ts";
import type { Tolerance } from "../../../model/tolerance/tolerance.ts";

/** A pair of outputs, and how it is compared. */
export interface Pair {
  /** What tells it from the others of its comparator and element type: the end of its name. */
  readonly label: string;
  /** What there is to see, in a sentence. */
  readonly about: string;
  readonly tolerance: Tolerance;
  readonly a: Output;
  readonly b: Output;
}

/** A pair as it stands in a table. */
export const pair = (label: string, about: string, tolerance: Tolerance, a: Output, b: Output): Pair => ({ label, about, tolerance, a, b });

/** The bit pattern of an element in a type. */
type Element = (dtype: NumericDtype) => number;

/** A finite value of a floating-point type as its bit pattern; one that the type does not hold is a mistake. */
function floatBits(dtype: FloatDtype, value: number): number {
  const { bytes, fractionBits } = FLOATS[dtype];
  const single = new DataView(new ArrayBuffer(4));
  single.setFloat32(0, value);
  const sign = single.getUint32(0) >>> 31;
  const size = single.getUint32(0) & 0x7fff_ffff;
  const rebased = dtype === "f16" && size !== 0 ? size - (112 << 23) : size; // binary16 has the bias 15, not 127
  const bits = sign * 2 ** (8 * bytes - 1) + (rebased >>> (23 - fractionBits));
  const exact = exactOfFloat(FLOATS[dtype], bits);
  if (exact.kind !== "finite" || exact.units * 1024n !== BigInt(value * 1024) * ONE) throw new Error(`${value} is no ${dtype}`);
  return bits;
}

/** A value. */
export const at =
  (value: number): Element =>
  (dtype) =>
    dtype === "i32" ? value >>> 0 : floatBits(dtype, value);

/** A value and a step from it: to its neighbour by its bits, of a positive integer to the next. */
const away =
  (value: number, steps: number): Element =>
  (dtype) =>
    dtype === "i32" ? (value + steps) >>> 0 : floatBits(dtype, value) + steps;

/** The next value away from zero. */
export const above = (value: number): Element => away(value, 1);

/** The next value towards zero. */
export const below = (value: number): Element => away(value, -1);

/** A bit pattern as it is. */
export const bits =
  (pattern: number): Element =>
  () =>
    pattern;

function littleEndianOf(patterns: readonly number[], width: number): Uint8Array {
  const data = new Uint8Array(patterns.length * width);
  for (const [index, pattern] of patterns.entries()) for (let byte = 0; byte < width; byte += 1) data[index * width + byte] = pattern >>> (8 * byte);
  return data;
}

/** Elements of a numeric type in one dimension, values as numbers. */
export const numbers = (dtype: NumericDtype, ...elements: readonly (number | Element)[]): Output => {
  const patterns = elements.map((element) => (typeof element === "number" ? at(element) : element)(dtype));
  return { dtype, shape: [elements.length], data: littleEndianOf(patterns, DTYPES[dtype]) };
};

/** The same data in another shape. */
export const shaped = (output: Output, ...shape: readonly number[]): Output => ({ ...output, shape: [...shape] });

/** Bytes that are no numbers. */
export const plain = (...data: readonly number[]): Output => ({ dtype: "bytes", shape: [data.length], data: Uint8Array.from(data) });

/** One position of a text: the token that was chosen, then candidates in their order, each a token and the bits of its logit. */
export type Position = readonly [chosen: number, ...candidates: readonly (readonly [token: number, logit: number | Element])[]];

/** Text as it was generated; every position has the same number of candidates. */
export function text(...positions: readonly [Position, ...Position[]]): Output {
  const words = positions.flatMap(([chosen, ...candidates]) => [
    chosen,
    ...candidates.flatMap(([token, logit]) => [token, (typeof logit === "number" ? at(logit) : logit)("f32")]),
  ]);
  return { dtype: "tokens", shape: [positions.length, positions[0].length - 1], data: littleEndianOf(words, 4) };
}

const decimal = (written: string): Decimal => {
  const value = parseDecimal(written);
  if (value === undefined) throw new Error(`${written} is no decimal`);
  return value;
};

/** Equal or not. */
export const BYTES: Tolerance = { kind: "bytes" };

/** A comparator with one threshold each. */
export const simple = (kind: "absolute" | "l2" | "cosine", agree: string, fault: string): Tolerance => ({
  ...{ kind, agree: decimal(agree), fault: decimal(fault) },
});

/** Units in the last place. */
export const ulp = (agree: number, fault: number): Tolerance => ({ kind: "ulp", agree, fault });

/** Allowances, each of what is fixed and what grows with the elements. */
export const relative = (agree: readonly [atol: string, rtol: string], fault: readonly [atol: string, rtol: string]): Tolerance => {
  const [low, high] = [agree, fault].map(([atol, rtol]) => ({ atol: decimal(atol), rtol: decimal(rtol) }));
  return { kind: "relative", agree: low!, fault: high! };
};

/** Candidates in common and the distance of their logits. */
export const topk = (agree: readonly [overlap: number, logit: string], fault: readonly [overlap: number, logit: string]): Tolerance => {
  const [low, high] = [agree, fault].map(([overlap, logit]) => ({ overlap, logit: decimal(logit) }));
  return { kind: "topk", agree: low!, fault: high! };
};

/** Percentiles in basis points. */
export const envelope = (...rows: readonly (readonly [basisPoints: number, agree: string, fault: string])[]): Tolerance => ({
  kind: "envelope",
  rows: rows.map(([basisPoints, agree, fault]) => ({ basisPoints, agree: decimal(agree), fault: decimal(fault) })),
});
