/** The comparator `envelope`: percentiles of the elementwise error, each against thresholds of its own. */
import type { Comparison } from "./comparison.ts";
import { type Distance, farther, NOWHERE, ratio } from "./distance.ts";
import { magnitude, ONE } from "./exact.ts";
import { type Pair, unitsFrom, unitsUpTo } from "./pairs.ts";
import type { ToleranceOf } from "./tolerance.ts";

/** The nearest rank (from 1) of a percentile among `count` errors: the least whole number at least its share of them. */
const rankOf = (basisPoints: number, count: number): number => Number((BigInt(basisPoints) * BigInt(count) + 9_999n) / 10_000n);

const errorsOf = (pairs: readonly Pair[]): bigint[] => pairs.map(([a, b]) => magnitude(a - b));

/** Whether the error of a rank is at most `limit`: so are at least that many. Counts, and sorts nothing. */
function isAtMost(errors: readonly bigint[], rank: number, limit: bigint): boolean {
  let count = 0;
  for (const error of errors) if (error <= limit) count += 1;
  return count >= rank;
}

/** AGREE if every percentile is at most its `agree`, FAULT if one is at least its `fault`. */
export function compareEnvelope({ rows }: ToleranceOf<"envelope">, pairs: readonly Pair[]): Comparison {
  if (pairs.length === 0) return "agree";
  const errors = errorsOf(pairs);
  const within = (limitOf: (row: (typeof rows)[number]) => bigint): boolean =>
    rows.every((row) => isAtMost(errors, rankOf(row.basisPoints, errors.length), limitOf(row)));
  if (within(({ agree }) => unitsUpTo(agree))) return "agree";
  return within(({ fault }) => unitsFrom(fault) - 1n) ? "band" : "fault";
}

/** The largest, over the rows, of a percentile in thresholds of `fault`. */
export function envelopeDistance({ rows }: ToleranceOf<"envelope">, pairs: readonly Pair[]): Distance {
  if (pairs.length === 0) return NOWHERE;
  const sorted = errorsOf(pairs).sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
  return rows
    .map(({ basisPoints, fault }) => {
      const error = sorted[rankOf(basisPoints, sorted.length) - 1]!;
      return ratio(error * 10n ** BigInt(fault.exponent), fault.coefficient * ONE);
    })
    .reduce(farther, NOWHERE);
}
