/** A calibration as a document: what `achain tolerance calibrate --json` prints, and the block that goes into a scenario. */
import type { Calibration } from "./calibrate.ts";
import type { Judged } from "./fitness.ts";
import type { WrittenTolerance } from "./written.ts";

/** A number as JSON can hold it: NaN, which means that there was nothing to measure, is null. */
const plain = (value: number): number | "infinite" | null => (Number.isNaN(value) ? null : value === Infinity ? "infinite" : value);

/** The thresholds of a tolerance: of an `envelope` those of its rows. */
function thresholdsIn(written: WrittenTolerance | undefined): { readonly agree: unknown; readonly fault: unknown } {
  if (written === undefined || written.comparator === "bytes") return { agree: null, fault: null };
  if (written.comparator !== "envelope") return { agree: written.agree, fault: written.fault };
  const of = (key: "agree" | "fault") => written.rows.map((row) => ({ basisPoints: row.basisPoints, [key]: row[key] }));
  return { agree: of("agree"), fault: of("fault") };
}

function comparatorDocument({ name, unit, written, honestMax, n, honest, leaveOneOut, cheats, unfit }: Judged) {
  return {
    name,
    unit,
    ...thresholdsIn(written),
    tolerance: written ?? null,
    honestMax: plain(honestMax),
    n,
    honest: { atAgree: plain(honest.atAgree), inBand: plain(honest.inBand), atFault: plain(honest.atFault) },
    leaveOneOut: leaveOneOut.map((left) => ({ class: left.class, falseRejection: plain(left.falseRejection), atFault: plain(left.atFault) })),
    cheats: cheats.map(({ name, n, min, median, max, auc, atAgree, inBand, atFault, separable }) => ({
      name,
      n,
      min: plain(min),
      median: plain(median),
      max: plain(max),
      auc: plain(auc),
      atAgree: plain(atAgree),
      inBand: plain(inBand),
      atFault: plain(atFault),
      separable,
    })),
    fit: unfit.length === 0,
    unfit,
  };
}

/** The members of the document after `format`. */
export function calibrationDocument(calibration: Calibration): object {
  const { name, samples, classes, comparators, recommended, rule, risk, customary, warnings } = calibration;
  return {
    action: "calibrate",
    name,
    samples,
    classes,
    comparators: comparators.map(comparatorDocument),
    recommended: recommended?.name ?? null,
    tolerance: recommended?.written ?? null,
    rule,
    risk,
    customary,
    warnings,
  };
}

const flow = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${flow(inner)}`)
    .join(", ")} }`;
};

/** A tolerance in one line of YAML, as the value of a model's `tolerance`. */
export const toleranceYaml = (written: WrittenTolerance): string => flow(written);
