import { enumeration } from "../encoding/primitives.ts";

/** What a comparison says (R34). The order is that of the encoding. */
export const COMPARISONS = ["agree", "band", "fault"] as const;

/** At or under τ_lo, between the two, or at or over τ_hi. */
export type Comparison = (typeof COMPARISONS)[number];

/** One byte. */
export const comparisonCodec = enumeration(COMPARISONS);
