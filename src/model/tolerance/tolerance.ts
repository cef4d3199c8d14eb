import type { TypeOf } from "../encoding/codec.ts";
import { struct, union } from "../encoding/objects.ts";
import { compareDecimals, decimal } from "./decimal.ts";

const none = struct("thresholds", {});
const pair = struct("thresholds", { agree: decimal, fault: decimal });
const band = struct("allowance", { atol: decimal, rtol: decimal });

/**
 * How two outputs of a model are compared, with the two thresholds of R34. Tags are append-only.
 * - `bytes`: equal or not.
 * - `absolute`: the largest |a − b|.
 * - `relative`: |a − b| against atol + rtol·max(|a|, |b|), element by element.
 * - `l2`: ‖a − b‖ / max(‖a‖, ‖b‖), which is a metric (Hästö, J. Math. Anal. Appl. 274, 2002).
 */
export const toleranceCodec = union("tolerance", {
  bytes: [0, none],
  absolute: [1, pair],
  relative: [2, struct("thresholds", { agree: band, fault: band })],
  l2: [3, pair],
});

/** See `toleranceCodec`. */
export type Tolerance = TypeOf<typeof toleranceCodec>;

/** The name of a comparator. */
export type ComparatorName = Tolerance["kind"];

/** Why thresholds do not fit their comparator (section 2: τ_hi > 2·τ_lo where it is a metric), or nothing. */
export function toleranceFlaw(tolerance: Tolerance): string | undefined {
  switch (tolerance.kind) {
    case "bytes":
      return undefined;
    case "absolute":
    case "l2": {
      const twice = { coefficient: tolerance.agree.coefficient * 2n, exponent: tolerance.agree.exponent };
      return compareDecimals(tolerance.fault, twice) > 0 ? undefined : "the fault threshold must be above twice the agree threshold";
    }
    case "relative": {
      const { agree, fault } = tolerance;
      const rises = compareDecimals(fault.atol, agree.atol) > 0 || compareDecimals(fault.rtol, agree.rtol) > 0;
      const falls = compareDecimals(fault.atol, agree.atol) < 0 || compareDecimals(fault.rtol, agree.rtol) < 0;
      return rises && !falls ? undefined : "the fault allowance must be above the agree allowance";
    }
  }
}
