/** What each comparator measures of two outputs, in fp64: fast, and near enough to choose thresholds by. */
import { FLOATS, type FloatDtype, littleEndian } from "../../model/tolerance/exact.ts";
import { isSameBytes, MEASURED } from "../../model/tolerance/premises.ts";
import { candidateAt, chosenAt } from "../../model/tolerance/tokens.ts";
import type { ComparatorName } from "../../model/tolerance/tolerance.ts";
import { type Measured, magnitudes, type View } from "./measured.ts";
import type { WrittenTolerance } from "./written.ts";

/** The percentiles of an `envelope`, in basis points: the median, the 90th and the largest. */
export const ENVELOPE_ROWS = [5_000, 9_000, 10_000] as const;

/** One comparator, set up for a recording. */
export interface Measure {
  readonly name: ComparatorName;
  /** What a distance counts in. */
  readonly unit: string;
  /** Whether it grows with the square of the error, so that factors on the error are squared. */
  readonly isSquared: boolean;
  /** Whether its thresholds are whole numbers. */
  readonly isWhole: boolean;
  /** The least that an honest maximum is taken for, part by part: differences near zero say nothing. */
  readonly floors: readonly number[];
  /** How far apart two outputs are, in one or more parts, each with a threshold of its own; Infinity where no threshold helps. */
  partsOf(a: View, b: View): readonly number[];
  /** The tolerance with these thresholds, or why there can be none. */
  toleranceOf(agree: readonly string[], fault: readonly string[]): WrittenTolerance | string;
}

const differ = (x: number, y: number): number => (x === y || (Number.isNaN(x) && Number.isNaN(y)) ? 0 : Math.abs(x - y));

/** Whether a NaN or an infinity meets anything but its equal. */
const clashes = (difference: number): boolean => !(difference < Infinity);

function largestDifference({ values: a }: View, { values: b }: View): number {
  let largest = 0;
  for (let index = 0; index < a.length; index += 1) {
    const difference = differ(a[index]!, b[index]!);
    if (clashes(difference)) return Infinity;
    if (difference > largest) largest = difference;
  }
  return largest;
}

function relativeDistance({ values: a }: View, { values: b }: View): number {
  let [distance, left, right] = [0, 0, 0];
  for (let index = 0; index < a.length; index += 1) {
    const [x, y] = [a[index]!, b[index]!];
    const difference = differ(x, y);
    if (clashes(difference)) return Infinity;
    if (!Number.isFinite(x)) continue;
    distance += difference * difference;
    left += x * x;
    right += y * y;
  }
  return distance === 0 ? 0 : Math.sqrt(distance / Math.max(left, right));
}

/** 1 − cos as half the square of the distance of the unit vectors: no digits are lost where it is small. */
export function oneLessCosine({ values: a }: View, { values: b }: View): number {
  let [left, right] = [0, 0];
  for (let index = 0; index < a.length; index += 1) {
    if (clashes(differ(a[index]!, b[index]!))) return Infinity;
    if (!Number.isFinite(a[index]!)) continue;
    left += a[index]! * a[index]!;
    right += b[index]! * b[index]!;
  }
  if (left === 0 || right === 0) return left === right ? 0 : 1;
  const [p, q] = [1 / Math.sqrt(left), 1 / Math.sqrt(right)];
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) {
    if (!Number.isFinite(a[index]!)) continue;
    const difference = a[index]! * p - b[index]! * q;
    sum += difference * difference;
  }
  return sum / 2;
}

function largestShare(scale: number): (a: View, b: View) => number {
  return ({ values: a }, { values: b }) => {
    let largest = 0;
    for (let index = 0; index < a.length; index += 1) {
      const difference = differ(a[index]!, b[index]!);
      if (clashes(difference)) return Infinity;
      if (difference === 0) continue;
      const share = difference / (scale + Math.max(Math.abs(a[index]!), Math.abs(b[index]!)));
      if (share > largest) largest = share;
    }
    return largest;
  };
}

function largestUlps({ output: a }: View, { output: b }: View): number {
  const dtype = a.dtype as FloatDtype;
  const { bytes, fractionBits } = FLOATS[dtype];
  const sign = 2 ** (8 * bytes - 1);
  const infinity = sign - 2 ** fractionBits;
  let largest = 0;
  for (let at = 0; at < a.data.length; at += bytes) {
    const [x, y] = [littleEndian(a.data, at, bytes), littleEndian(b.data, at, bytes)];
    if (x === y) continue;
    const [left, right] = [x < sign ? x : sign - x, y < sign ? y : sign - y];
    if (Math.abs(left) >= infinity || Math.abs(right) >= infinity) {
      if (Math.abs(left) > infinity && Math.abs(right) > infinity) continue;
      return Infinity;
    }
    largest = Math.max(largest, Math.abs(left - right));
  }
  return largest;
}

function percentiles({ values: a }: View, { values: b }: View): readonly number[] {
  const errors: number[] = [];
  for (let index = 0; index < a.length; index += 1) {
    const difference = differ(a[index]!, b[index]!);
    if (clashes(difference)) return ENVELOPE_ROWS.map(() => Infinity);
    if (Number.isFinite(a[index]!)) errors.push(difference);
  }
  errors.sort((x, y) => x - y);
  return ENVELOPE_ROWS.map((basisPoints) => errors[Math.ceil((basisPoints * errors.length) / 10_000) - 1] ?? 0);
}

/** The largest distance of shared logits, and the most candidates missing, over the positions that `topk` measures. */
function textParts({ output: a }: View, { output: b }: View): readonly [logit: number, missing: number] {
  const k = a.shape[1]!;
  let [logit, missing] = [0, 0];
  for (let position = 0; position < a.shape[0]!; position += 1) {
    const shared = new Map<number, number>();
    for (let rank = 0; rank < k; rank += 1) {
      const candidate = candidateAt(a.data, k, position, rank);
      shared.set(candidate.token, candidate.logit);
    }
    const named = new Set<number>();
    for (let rank = 0; rank < k; rank += 1) {
      const candidate = candidateAt(b.data, k, position, rank);
      const other = shared.get(candidate.token);
      if (other === undefined) continue;
      named.add(candidate.token);
      logit = Math.max(logit, logitDistance(other, candidate.logit));
    }
    missing = Math.max(missing, k - named.size);
    const [left, right] = [chosenAt(a.data, k, position), chosenAt(b.data, k, position)];
    if (left === right) continue;
    return named.has(left) && named.has(right) ? [logit, missing] : [Infinity, k];
  }
  return [logit, missing];
}

const words = new DataView(new ArrayBuffer(8));

function logitDistance(a: number, b: number): number {
  if (a === b) return 0;
  words.setUint32(0, a);
  words.setUint32(4, b);
  const difference = Math.abs(words.getFloat32(0) - words.getFloat32(4));
  return Number.isNaN(difference) ? Infinity : difference;
}

/** Half the distance from 1 to the next number of a type: what one rounding can do. */
function roundingOf({ dtype }: Measured): number {
  return dtype === "f16" ? 2 ** -11 : dtype === "bf16" ? 2 ** -8 : 2 ** -24;
}

/** The nearest power of ten at or below a positive number. */
function powerOfTen(value: number): string {
  return `1e${Number(value.toExponential(17).split("e")[1])}`;
}

const pairOf =
  (comparator: "absolute" | "l2" | "cosine", most: number, why: string): Measure["toleranceOf"] =>
  ([agree], [fault]) =>
    Number(fault) > most ? why : { comparator, agree: Number(agree), fault: Number(fault) };

const unbounded = Infinity;

/** Every comparator that measures the element type of a recording, set up for it. */
export function measuresOf(measured: Measured): readonly Measure[] {
  const rounding = roundingOf(measured);
  const { rms, largest } = magnitudes(measured);
  const near = rms === 0 ? "1e0" : powerOfTen(rms);
  const [scale, least] = [Number(near), largest * rounding];
  const plain = { isSquared: false, isWhole: false };
  const k = measured.shape[1] ?? 1;
  const all: readonly Measure[] = [
    {
      name: "bytes",
      unit: "0 where the bytes are the same, 1 where they are not",
      ...plain,
      floors: [1],
      partsOf: ({ output: a }, { output: b }) => [isSameBytes(a.data, b.data) ? 0 : 1],
      toleranceOf: () => ({ comparator: "bytes" }),
    },
    {
      name: "absolute",
      unit: "the largest |a − b|",
      ...plain,
      floors: [least],
      partsOf: (a, b) => [largestDifference(a, b)],
      toleranceOf: pairOf("absolute", unbounded, ""),
    },
    {
      name: "relative",
      unit: `the largest |a − b| in shares of ${near} + max(|a|, |b|)`,
      ...plain,
      floors: [rounding],
      partsOf: (a, b) => [largestShare(scale)(a, b)],
      toleranceOf: ([agree], [fault]) => ({ comparator: "relative", agree: allowance(agree!, near), fault: allowance(fault!, near) }),
    },
    {
      name: "l2",
      unit: "‖a − b‖ / max(‖a‖, ‖b‖)",
      ...plain,
      floors: [rounding],
      partsOf: (a, b) => [relativeDistance(a, b)],
      toleranceOf: pairOf("l2", 2, "no two outputs are 2 apart, and the threshold for fault would lie beyond"),
    },
    {
      name: "ulp",
      unit: "the largest distance in units in the last place",
      isSquared: false,
      isWhole: true,
      floors: [1],
      partsOf: (a, b) => [largestUlps(a, b)],
      toleranceOf: ([agree], [fault]) =>
        Number(fault) >= 2 ** 32
          ? "the threshold for fault would lie beyond 32 bits"
          : { comparator: "ulp", agree: Number(agree), fault: Number(fault) },
    },
    {
      name: "cosine",
      unit: "1 − cos of the angle",
      isSquared: true,
      isWhole: false,
      floors: [rounding * rounding],
      partsOf: (a, b) => [oneLessCosine(a, b)],
      toleranceOf: pairOf("cosine", 2, "1 − cos is at most 2, and the threshold for fault would lie beyond"),
    },
    {
      name: "topk",
      unit: "the largest distance of shared logits, up to the first other token",
      ...plain,
      floors: [rounding, 0.25],
      partsOf: textParts,
      toleranceOf: ([logit, missing], [atFault]) => textTolerance(k, Number(missing), Number(logit), Number(atFault)),
    },
    {
      name: "envelope",
      unit: "the largest of the percentiles, in honest maxima of each",
      ...plain,
      floors: ENVELOPE_ROWS.map(() => least),
      partsOf: percentiles,
      toleranceOf: (agree, fault) => ({
        comparator: "envelope",
        rows: ENVELOPE_ROWS.map((basisPoints, row) => ({ basisPoints, agree: Number(agree[row]), fault: Number(fault[row]) })),
      }),
    },
  ];
  return all.filter(({ name }) => name === "bytes" || MEASURED[name].includes(measured.dtype));
}

/** rtol, and an atol that lets elements near zero differ as those of the usual size do. */
function allowance(rtol: string, near: string): { readonly atol: number; readonly rtol: number } {
  const [mantissa, exponent] = rtol.split("e");
  return { rtol: Number(rtol), atol: Number(`${mantissa}e${Number(exponent) + Number(near.split("e")[1])}`) };
}

function textTolerance(k: number, missing: number, logit: number, atFault: number): WrittenTolerance | string {
  const overlap = k - Math.min(k - 1, Math.ceil(missing));
  if (overlap < 1) return "no candidate would have to be shared";
  const lost = Math.max(0, Math.min(overlap - 1, k - 2 * (k - overlap) - 1));
  return { comparator: "topk", agree: { overlap, logit }, fault: { overlap: lost, logit: atFault } };
}

/** Comparators whose own judgement is asked for every pair: what they say hangs on more than their parts. */
export const isJudgedExactly = (name: ComparatorName): boolean => name === "bytes" || name === "topk";
