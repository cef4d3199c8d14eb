/** Why a comparison ends as it does: the number that decided, beside its thresholds. */
import { type Comparison, compareOutputs } from "../../model/tolerance/compare.ts";
import { formatDecimal } from "../../model/tolerance/decimal.ts";
import type { Output } from "../../model/tolerance/output.ts";
import { isMeasured, isSameBytes, isSameForm } from "../../model/tolerance/premises.ts";
import type { Tolerance, ToleranceOf } from "../../model/tolerance/tolerance.ts";
import { viewOf } from "./measured.ts";
import { measuresOf } from "./measures.ts";

/** A verdict with its reason. The verdict is exact; `value` is a number for people, in fp64. */
export interface Decision {
  readonly verdict: Comparison;
  /** What was measured. */
  readonly what: string;
  /** Infinity where no threshold helps; 0 where the bytes are the same. */
  readonly value: number;
  readonly agree: string | null;
  readonly fault: string | null;
}

const settled = (verdict: Comparison, what: string, value: number): Decision => ({ verdict, what, value, agree: null, fault: null });

const shapeText = ({ dtype, shape }: Output): string => `${dtype} ${shape.join("×")}`;

/** The element with the least room under `relative`: |a − b| as a share of what its allowance of `agree` is. */
function worstElement(
  { agree, fault }: ToleranceOf<"relative">,
  a: Float64Array,
  b: Float64Array,
): Pick<Decision, "what" | "value" | "agree" | "fault"> {
  const number = (decimal: { coefficient: bigint; exponent: number }): number => Number(formatDecimal(decimal));
  const allowed = (of: typeof agree, larger: number): number => number(of.atol) + number(of.rtol) * larger;
  let [worst, place, most] = [0, -1, 0];
  for (let index = 0; index < a.length; index += 1) {
    const difference = Math.abs(a[index]! - b[index]!);
    if (!(difference > 0)) continue;
    const share = difference / allowed(agree, Math.max(Math.abs(a[index]!), Math.abs(b[index]!)));
    if (share > worst || place < 0) [worst, place, most] = [share, index, difference];
  }
  const larger = place < 0 ? 0 : Math.max(Math.abs(a[place]!), Math.abs(b[place]!));
  return {
    what: place < 0 ? "no element differs" : `|a − b| of element ${place}`,
    value: most,
    agree: String(allowed(agree, larger)),
    fault: String(allowed(fault, larger)),
  };
}

function numberOf(tolerance: Tolerance, a: Output, b: Output): Pick<Decision, "what" | "value" | "agree" | "fault"> {
  const [left, right] = [viewOf(a), viewOf(b)];
  if (tolerance.kind === "relative") return worstElement(tolerance, left.values, right.values);
  const pretended = { name: "", samples: 1, dtype: a.dtype, shape: a.shape, classes: [{ name: "", members: [], views: [left] }], cheats: [] };
  const measure = measuresOf(pretended).find(({ name }) => name === tolerance.kind)!;
  if (tolerance.kind === "envelope") return worstRow(tolerance, left.values, right.values);
  const [value] = measure.partsOf(left, right);
  if (tolerance.kind === "topk") {
    const text = ({ overlap, logit }: typeof tolerance.agree): string => `overlap ${overlap}, logit ${formatDecimal(logit)}`;
    return { what: measure.unit, value: value!, agree: text(tolerance.agree), fault: text(tolerance.fault) };
  }
  if (tolerance.kind === "ulp") return { what: measure.unit, value: value!, agree: String(tolerance.agree), fault: String(tolerance.fault) };
  const { agree, fault } = tolerance as ToleranceOf<"l2">;
  return { what: measure.unit, value: value!, agree: formatDecimal(agree), fault: formatDecimal(fault) };
}

function worstRow({ rows }: ToleranceOf<"envelope">, a: Float64Array, b: Float64Array): Pick<Decision, "what" | "value" | "agree" | "fault"> {
  const errors: number[] = [];
  for (const [index, value] of a.entries()) if (Number.isFinite(value)) errors.push(Math.abs(value - b[index]!));
  errors.sort((x, y) => x - y);
  const found = rows.map(({ basisPoints, agree, fault }) => {
    const value = errors[Math.ceil((basisPoints * errors.length) / 10_000) - 1] ?? 0;
    return { basisPoints, value, agree: formatDecimal(agree), fault: formatDecimal(fault), share: value / Number(formatDecimal(fault)) };
  });
  const worst = found.reduce((one, other) => (other.share > one.share ? other : one));
  return { what: `|a − b| at the percentile ${worst.basisPoints / 100}`, value: worst.value, agree: worst.agree, fault: worst.fault };
}

/** Compares two outputs exactly, and says by what number. */
export function decisionOf(tolerance: Tolerance, a: Output, b: Output): Decision {
  const verdict = compareOutputs(tolerance, a, b);
  if (!isSameForm(a, b)) return settled(verdict, `type and shape: ${shapeText(a)} against ${shapeText(b)}`, Infinity);
  if (isSameBytes(a.data, b.data)) return settled(verdict, "the bytes are the same", 0);
  if (tolerance.kind === "bytes") {
    const at = a.data.findIndex((byte, index) => byte !== b.data[index]);
    return settled(verdict, `the first byte that differs is byte ${at} of the data`, 1);
  }
  if (!isMeasured(tolerance, a)) return settled(verdict, `${tolerance.kind} does not measure ${a.dtype}, and the bytes differ`, Infinity);
  const [left, right] = [viewOf(a).values, viewOf(b).values];
  const odd = left.findIndex((value, index) => !(Number.isFinite(value) && Number.isFinite(right[index]!)) && !Object.is(value, right[index]));
  if (odd >= 0) return settled(verdict, `element ${odd} is ${left[odd]} in one and ${right[odd]} in the other`, Infinity);
  return { verdict, ...numberOf(tolerance, a, b) };
}
