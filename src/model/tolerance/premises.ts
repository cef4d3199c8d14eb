/** What is settled before anything is measured. */
import type { Dtype, Output } from "./output.ts";
import type { ComparatorName, Tolerance } from "./tolerance.ts";

const NUMERIC: readonly Dtype[] = ["f32", "f16", "bf16", "i32"];

/** The element types that a comparator can measure. Others it holds equal only byte by byte. */
export const MEASURED: { readonly [C in ComparatorName]: readonly Dtype[] } = {
  bytes: [],
  absolute: NUMERIC,
  relative: NUMERIC,
  l2: NUMERIC,
  ulp: ["f32", "f16", "bf16"],
  cosine: NUMERIC,
  topk: ["tokens"],
  envelope: NUMERIC,
};

/** Whether two outputs have one element type and one shape. */
export function isSameForm(a: Output, b: Output): boolean {
  return a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((extent, index) => extent === b.shape[index]);
}

/** Whether two byte strings are the same. */
export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** Whether a comparator has anything to say of outputs of one form beyond their bytes. */
export const isMeasured = ({ kind }: Tolerance, { dtype }: Output): boolean => MEASURED[kind].includes(dtype);
