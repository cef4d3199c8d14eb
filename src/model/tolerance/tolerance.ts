import type { TypeOf } from "../encoding/codec.ts";
import { struct, union } from "../encoding/objects.ts";
import { list, u16, u32 } from "../encoding/primitives.ts";
import { decimal } from "./decimal.ts";

const none = struct("thresholds", {});
const pair = struct("thresholds", { agree: decimal, fault: decimal });
const band = struct("allowance", { atol: decimal, rtol: decimal });
const likeness = struct("likeness", { overlap: u16, logit: decimal });

/** The most rows of an `envelope`. */
const ROWS_MAX = 8;

/** A percentile of the elementwise error, in basis points, and its thresholds. */
export const envelopeRowCodec = struct("envelopeRow", { basisPoints: u16, agree: decimal, fault: decimal });

/**
 * How two outputs of a model are compared, with the two thresholds of R34. Tags are append-only.
 * - `bytes`: equal or not.
 * - `absolute`: the largest |a − b|.
 * - `relative`: |a − b| against atol + rtol·max(|a|, |b|), element by element.
 * - `l2`: ‖a − b‖ / max(‖a‖, ‖b‖).
 * - `ulp`: the largest distance in units in the last place; thresholds are whole numbers of them.
 * - `cosine`: 1 − cos of the angle between a and b.
 * - `topk`: at each position of generated text, how many of the k candidates both name, and the largest distance of their logits.
 * - `envelope`: percentiles of |a − b|, each with thresholds of its own.
 *
 * Metrics, so that with τ_hi > 2·τ_lo two outputs that both AGREE with a third are never at FAULT with each other: `bytes`,
 * `absolute`, `l2` (Hästö, J. Math. Anal. Appl. 274, 2002), `ulp`, and an `envelope` of the one row 10,000. The others are
 * not: `relative` by its changing allowance, `cosine` because the triangle holds for the angle and not for its cosine, `topk` because
 * what is shared changes with the pair, and a lower percentile because two pairs can differ in different elements.
 */
export const toleranceCodec = union("tolerance", {
  bytes: [0, none],
  absolute: [1, pair],
  relative: [2, struct("thresholds", { agree: band, fault: band })],
  l2: [3, pair],
  ulp: [4, struct("thresholds", { agree: u32, fault: u32 })],
  cosine: [5, pair],
  topk: [6, struct("thresholds", { agree: likeness, fault: likeness })],
  envelope: [7, struct("thresholds", { rows: list(envelopeRowCodec, ROWS_MAX) })],
});

/** See `toleranceCodec`. */
export type Tolerance = TypeOf<typeof toleranceCodec>;

/** The name of a comparator. */
export type ComparatorName = Tolerance["kind"];

/** The tolerance of one comparator. */
export type ToleranceOf<Name extends ComparatorName> = Extract<Tolerance, { kind: Name }>;
