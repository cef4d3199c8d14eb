import type { Comparison } from "./comparison.ts";
import { compareAbsolute, compareRelative } from "./elementwise.ts";
import { compareEnvelope } from "./envelope.ts";
import { compareCosine, compareL2 } from "./norms.ts";
import type { Output } from "./output.ts";
import { finitePairs, type Pair } from "./pairs.ts";
import { isMeasured, isSameBytes, isSameForm } from "./premises.ts";
import type { Tolerance } from "./tolerance.ts";
import { compareTopk } from "./topk.ts";
import { compareUlp } from "./ulp.ts";

export { COMPARISONS, type Comparison, comparisonCodec } from "./comparison.ts";

type Numeric = Exclude<Tolerance, { kind: "bytes" | "ulp" | "topk" }>;

function compareNumbers(tolerance: Numeric, pairs: readonly Pair[]): Comparison {
  switch (tolerance.kind) {
    case "absolute":
      return compareAbsolute(tolerance, pairs);
    case "relative":
      return compareRelative(tolerance, pairs);
    case "l2":
      return compareL2(tolerance, pairs);
    case "cosine":
      return compareCosine(tolerance, pairs);
    case "envelope":
      return compareEnvelope(tolerance, pairs);
  }
}

/**
 * Compares two outputs under a tolerance (section 4, "Comparators"). Symmetric; exact; a shape or element type that
 * differs is FAULT, and so is any difference in an element type that the comparator cannot measure.
 */
export function compareOutputs(tolerance: Tolerance, a: Output, b: Output): Comparison {
  if (!isSameForm(a, b)) return "fault";
  if (isSameBytes(a.data, b.data)) return "agree";
  if (tolerance.kind === "bytes" || !isMeasured(tolerance, a)) return "fault";
  if (tolerance.kind === "ulp") return compareUlp(tolerance, a, b);
  if (tolerance.kind === "topk") return compareTopk(tolerance, a, b);
  const pairs = finitePairs(a, b);
  return pairs === undefined ? "fault" : compareNumbers(tolerance, pairs);
}
