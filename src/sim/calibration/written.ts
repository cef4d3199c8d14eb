/** A tolerance as a scenario writes it, with numbers whose shortest decimal form is the threshold. */
import { type Decimal, parseDecimal } from "../../model/tolerance/decimal.ts";
import type { Tolerance } from "../../model/tolerance/tolerance.ts";

interface Allowance {
  readonly atol: number;
  readonly rtol: number;
}

interface Likeness {
  readonly overlap: number;
  readonly logit: number;
}

/** The `tolerance` of a model in a scenario. */
export type WrittenTolerance =
  | { readonly comparator: "bytes" }
  | { readonly comparator: "absolute" | "l2" | "ulp" | "cosine"; readonly agree: number; readonly fault: number }
  | { readonly comparator: "relative"; readonly agree: Allowance; readonly fault: Allowance }
  | { readonly comparator: "topk"; readonly agree: Likeness; readonly fault: Likeness }
  | {
      readonly comparator: "envelope";
      readonly rows: readonly { readonly basisPoints: number; readonly agree: number; readonly fault: number }[];
    };

/** The decimal that a number's shortest text is; as a scenario reads it. */
function decimalOf(value: number): Decimal {
  const decimal = parseDecimal(String(value));
  if (decimal === undefined) throw new RangeError(`${value} is no threshold that a scenario can hold`);
  return decimal;
}

/** The same tolerance as the chain takes it. */
export function exactTolerance(written: WrittenTolerance): Tolerance {
  switch (written.comparator) {
    case "bytes":
      return { kind: "bytes" };
    case "ulp":
      return { kind: "ulp", agree: written.agree, fault: written.fault };
    case "relative": {
      const of = ({ atol, rtol }: Allowance) => ({ atol: decimalOf(atol), rtol: decimalOf(rtol) });
      return { kind: "relative", agree: of(written.agree), fault: of(written.fault) };
    }
    case "topk": {
      const of = ({ overlap, logit }: Likeness) => ({ overlap, logit: decimalOf(logit) });
      return { kind: "topk", agree: of(written.agree), fault: of(written.fault) };
    }
    case "envelope":
      return {
        kind: "envelope",
        rows: written.rows.map(({ basisPoints, agree, fault }) => ({ basisPoints, agree: decimalOf(agree), fault: decimalOf(fault) })),
      };
    default:
      return { kind: written.comparator, agree: decimalOf(written.agree), fault: decimalOf(written.fault) };
  }
}

/** Whether every number in a tolerance is a decimal that the chain can hold: below 2^64, and of at most 40 places. */
export function isHoldable(written: unknown): boolean {
  if (typeof written === "number") return parseDecimal(String(written)) !== undefined;
  return typeof written !== "object" || written === null || Object.values(written).every(isHoldable);
}
