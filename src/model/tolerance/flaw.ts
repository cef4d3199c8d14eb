import { compareDecimals, type Decimal } from "./decimal.ts";
import type { Tolerance, ToleranceOf } from "./tolerance.ts";

interface Thresholds {
  readonly agree: Decimal;
  readonly fault: Decimal;
}

const isMoreThanTwice = ({ agree, fault }: Thresholds): boolean => compareDecimals(fault, { ...agree, coefficient: agree.coefficient * 2n }) > 0;

const MORE_THAN_TWICE = "the fault threshold must be above twice the agree threshold";

function relativeFlaw({ agree, fault }: ToleranceOf<"relative">): string | undefined {
  const changes = [compareDecimals(fault.atol, agree.atol), compareDecimals(fault.rtol, agree.rtol)];
  return changes.some((change) => change > 0) && changes.every((change) => change >= 0)
    ? undefined
    : "the fault allowance must be above the agree allowance";
}

function topkFlaw({ agree, fault }: ToleranceOf<"topk">): string | undefined {
  if (fault.overlap >= agree.overlap) return "the overlap at fault must be below the overlap that agrees";
  return compareDecimals(fault.logit, agree.logit) > 0 ? undefined : "the logit distance at fault must be above the one that agrees";
}

function envelopeFlaw({ rows }: ToleranceOf<"envelope">): string | undefined {
  if (rows.length === 0) return "an envelope has at least one row";
  if (rows.some(({ basisPoints }) => basisPoints < 1 || basisPoints > 10_000)) return "a percentile is 1 to 10,000 basis points";
  if (rows.some(({ basisPoints }, index) => index > 0 && basisPoints <= rows[index - 1]!.basisPoints)) return "percentiles must rise from row to row";
  return rows.every(isMoreThanTwice) ? undefined : `${MORE_THAN_TWICE}, in every row`;
}

/**
 * Why thresholds do not fit their comparator, or nothing. Section 2: τ_hi > 2·τ_lo where it is a metric (`absolute`, `l2`, `ulp`),
 * and in every row of an `envelope`; elsewhere fault is beyond agree.
 */
export function toleranceFlaw(tolerance: Tolerance): string | undefined {
  switch (tolerance.kind) {
    case "bytes":
      return undefined;
    case "absolute":
    case "l2":
      return isMoreThanTwice(tolerance) ? undefined : MORE_THAN_TWICE;
    case "ulp":
      return tolerance.fault > 2 * tolerance.agree ? undefined : MORE_THAN_TWICE;
    case "relative":
      return relativeFlaw(tolerance);
    case "cosine":
      return compareDecimals(tolerance.fault, tolerance.agree) > 0 ? undefined : "the fault threshold must be above the agree threshold";
    case "topk":
      return topkFlaw(tolerance);
    case "envelope":
      return envelopeFlaw(tolerance);
  }
}
