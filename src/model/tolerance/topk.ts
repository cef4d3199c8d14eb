/**
 * The comparator `topk`: generated text, free-run (R40), by the candidates that both name at each position and the distance of
 * their logits. Positions are measured up to and including the first at which the chosen tokens differ: from there on the two
 * texts go on from other words, and their logits answer other questions.
 */
import type { Comparison } from "./comparison.ts";
import { type Distance, farther, INFINITE, NOWHERE, ratio } from "./distance.ts";
import { exactOf, isSameSpecial, magnitude, ONE } from "./exact.ts";
import type { Output } from "./output.ts";
import { unitsFrom, unitsUpTo } from "./pairs.ts";
import { candidateAt, chosenAt } from "./tokens.ts";
import type { ToleranceOf } from "./tolerance.ts";

/** Two positions, as far as `topk` looks at them. */
interface Position {
  /** Candidates that both name. */
  readonly overlap: number;
  /** The largest distance of the logits of those, in units; undefined where an infinity meets what it does not equal. */
  readonly logit: bigint | undefined;
  /** The same token was chosen; or two that both name; or one that one of them does not name. */
  readonly chosen: "same" | "named" | "strange";
}

/** |a − b| of two logits in units; undefined where an infinity meets what it does not equal. */
function logitDistance(a: number, b: number): bigint | undefined {
  const [left, right] = [exactOf("f32", a), exactOf("f32", b)];
  if (left.kind === "finite" && right.kind === "finite") return magnitude(left.units - right.units);
  return isSameSpecial(left, right) ? 0n : undefined;
}

function measure(a: Output, b: Output, position: number): Position {
  const k = a.shape[1]!;
  const logits = new Map<number, number>();
  for (let rank = 0; rank < k; rank += 1) {
    const { token, logit } = candidateAt(a.data, k, position, rank);
    logits.set(token, logit);
  }
  const shared = new Set<number>();
  let farthest: bigint | undefined = 0n;
  for (let rank = 0; rank < k; rank += 1) {
    const { token, logit } = candidateAt(b.data, k, position, rank);
    const other = logits.get(token);
    if (other === undefined) continue;
    shared.add(token);
    const distance = logitDistance(other, logit);
    if (distance === undefined || farthest === undefined) farthest = undefined;
    else if (distance > farthest) farthest = distance;
  }
  const [left, right] = [chosenAt(a.data, k, position), chosenAt(b.data, k, position)];
  const chosen = left === right ? "same" : shared.has(left) && shared.has(right) ? "named" : "strange";
  return { overlap: shared.size, logit: farthest, chosen };
}

/** The positions that are measured, first to last. */
function* measured(a: Output, b: Output): Generator<Position> {
  for (let position = 0; position < a.shape[0]!; position += 1) {
    const found = measure(a, b, position);
    yield found;
    if (found.chosen !== "same") return;
  }
}

/** The worst of the positions that are measured. Two chosen tokens that both name are no agreement and no fault. */
export function compareTopk({ agree, fault }: ToleranceOf<"topk">, a: Output, b: Output): Comparison {
  const low = unitsUpTo(agree.logit);
  const high = unitsFrom(fault.logit);
  let verdict: Comparison = "agree";
  for (const { overlap, logit, chosen } of measured(a, b)) {
    if (logit === undefined || chosen === "strange") return "fault";
    const isNear = overlap >= agree.overlap && logit <= low;
    if (!isNear && (overlap <= fault.overlap || logit >= high)) return "fault";
    if (!isNear || chosen === "named") verdict = "band";
  }
  return verdict;
}

/**
 * The largest over the positions that are measured, of: candidates missing, in as many as are missing at fault; distance of logits, in
 * thresholds of `fault`; 1 where the chosen tokens differ and both name them. Infinite where one does not, or where an infinity
 * meets what it does not equal.
 */
export function topkDistance({ fault }: ToleranceOf<"topk">, a: Output, b: Output): Distance {
  const k = a.shape[1]!;
  const missingAtFault = BigInt(k - fault.overlap);
  if (missingAtFault <= 0n) return INFINITE;
  const limit = fault.logit.coefficient * ONE;
  const scale = 10n ** BigInt(fault.logit.exponent);
  let distance: Distance = NOWHERE;
  for (const { overlap, logit, chosen } of measured(a, b)) {
    if (logit === undefined || chosen === "strange") return INFINITE;
    distance = [ratio(BigInt(k - overlap), missingAtFault), ratio(logit * scale, limit), ratio(chosen === "named" ? 1n : 0n, 1n)].reduce(
      farther,
      distance,
    );
  }
  return distance;
}
