import { enumeration } from "../encoding/primitives.ts";
import type { Decimal } from "./decimal.ts";
import { type Exact, exactOfF32, f32BitsAt, magnitude, UNIT_EXPONENT } from "./exact.ts";
import type { Output } from "./output.ts";
import type { Tolerance } from "./tolerance.ts";

/** What a comparison says (R34). The order is that of the encoding. */
export const COMPARISONS = ["agree", "band", "fault"] as const;

/** At or under τ_lo, between the two, or at or over τ_hi. */
export type Comparison = (typeof COMPARISONS)[number];

/** One byte. */
export const comparisonCodec = enumeration(COMPARISONS);

const UNIT = 1n << UNIT_EXPONENT;

/** Whether x units are at most / at least a decimal: x·2^−149 against c·10^−e, without rounding. */
const atMost = (units: bigint, limit: Decimal): boolean => units * 10n ** BigInt(limit.exponent) <= limit.coefficient * UNIT;
const atLeast = (units: bigint, limit: Decimal): boolean => units * 10n ** BigInt(limit.exponent) >= limit.coefficient * UNIT;

/** Elements as pairs of exact units; undefined where a NaN or an infinity meets anything but its equal. Equal ones fall out. */
function finitePairs(a: Output, b: Output): readonly (readonly [bigint, bigint])[] | undefined {
  const pairs: (readonly [bigint, bigint])[] = [];
  for (let index = 0; index < a.data.length / 4; index += 1) {
    const left = exactOfF32(f32BitsAt(a.data, index));
    const right = exactOfF32(f32BitsAt(b.data, index));
    if (left.kind === "finite" && right.kind === "finite") pairs.push([left.units, right.units]);
    else if (!isSameSpecial(left, right)) return undefined;
  }
  return pairs;
}

/** NaN equals NaN of any payload; infinities equal only themselves. */
function isSameSpecial(a: Exact, b: Exact): boolean {
  if (a.kind === "nan") return b.kind === "nan";
  return a.kind === "infinity" && b.kind === "infinity" && a.negative === b.negative;
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function compareAbsolute(pairs: readonly (readonly [bigint, bigint])[], agree: Decimal, fault: Decimal): Comparison {
  let largest = 0n;
  for (const [a, b] of pairs) {
    const difference = magnitude(a - b);
    if (difference > largest) largest = difference;
  }
  if (atMost(largest, agree)) return "agree";
  return atLeast(largest, fault) ? "fault" : "band";
}

/** An allowance atol + rtol·m over a common denominator: (integer, the power of ten by which a difference is multiplied). */
function allowance(band: { readonly atol: Decimal; readonly rtol: Decimal }): { readonly scale: bigint; readonly at: (larger: bigint) => bigint } {
  const exponent = Math.max(band.atol.exponent, band.rtol.exponent);
  const scale = 10n ** BigInt(exponent);
  const atol = band.atol.coefficient * 10n ** BigInt(exponent - band.atol.exponent) * UNIT;
  const rtol = band.rtol.coefficient * 10n ** BigInt(exponent - band.rtol.exponent);
  return { scale, at: (larger) => atol + rtol * larger };
}

type RelativeTolerance = Extract<Tolerance, { kind: "relative" }>;

function compareRelative(pairs: readonly (readonly [bigint, bigint])[], { agree, fault }: RelativeTolerance): Comparison {
  const low = allowance(agree);
  const high = allowance(fault);
  let verdict: Comparison = "agree";
  for (const [a, b] of pairs) {
    const difference = magnitude(a - b);
    const larger = magnitude(a) > magnitude(b) ? magnitude(a) : magnitude(b);
    if (difference * low.scale <= low.at(larger)) continue;
    if (difference * high.scale >= high.at(larger)) return "fault";
    verdict = "band";
  }
  return verdict;
}

/** ‖a − b‖² against τ²·max(‖a‖², ‖b‖²): squares of integers, no root is taken. */
function compareL2(pairs: readonly (readonly [bigint, bigint])[], agree: Decimal, fault: Decimal): Comparison {
  let distance = 0n;
  let left = 0n;
  let right = 0n;
  for (const [a, b] of pairs) {
    distance += (a - b) * (a - b);
    left += a * a;
    right += b * b;
  }
  const norm = left > right ? left : right;
  const scaled = ({ coefficient, exponent }: Decimal): readonly [bigint, bigint] => [
    distance * 10n ** BigInt(2 * exponent),
    coefficient * coefficient * norm,
  ];
  const [atLow, low] = scaled(agree);
  if (atLow <= low) return "agree";
  const [atHigh, high] = scaled(fault);
  return atHigh >= high ? "fault" : "band";
}

/**
 * Compares two outputs under a tolerance (section 4, "Comparators"). Symmetric; exact; a shape or element type that
 * differs is FAULT, and so is data other than fp32 that differs at all.
 */
export function compareOutputs(tolerance: Tolerance, a: Output, b: Output): Comparison {
  if (a.dtype !== b.dtype || a.shape.length !== b.shape.length || a.shape.some((extent, index) => extent !== b.shape[index])) return "fault";
  if (isSameBytes(a.data, b.data)) return "agree";
  if (tolerance.kind === "bytes" || a.dtype === "bytes") return "fault";
  const pairs = finitePairs(a, b);
  if (pairs === undefined) return "fault";
  switch (tolerance.kind) {
    case "absolute":
      return compareAbsolute(pairs, tolerance.agree, tolerance.fault);
    case "relative":
      return compareRelative(pairs, tolerance);
    case "l2":
      return compareL2(pairs, tolerance.agree, tolerance.fault);
  }
}
