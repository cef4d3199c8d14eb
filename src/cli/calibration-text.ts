/** A calibration for people. */
import type { Calibration } from "../sim/calibration/calibrate.ts";
import { toleranceYaml } from "../sim/calibration/document.ts";
import type { Judged } from "../sim/calibration/fitness.ts";
import type { Paint } from "./print.ts";

const percent = (share: number): string => (Number.isNaN(share) ? "–" : `${Math.round(share * 1000) / 10} %`);

/** A distance with three digits. */
export const short = (value: number): string => (value === Infinity ? "infinite" : Number.isNaN(value) ? "–" : String(Number(value.toPrecision(3))));

/** Rows set in columns: text to the left, numbers to the right; the columns that hold text are named by their places. */
function columns(rows: readonly (readonly string[])[], textual: readonly number[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const set = (cell: string, column: number): string => (textual.includes(column) ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!));
  return rows.map((row) => `  ${row.map(set).join("  ")}`.trimEnd());
}

function comparatorRow({ name, honestMax, written, leaveOneOut, cheats, unfit }: Judged): string[] {
  const worst = leaveOneOut.reduce((most, { falseRejection }) => Math.max(most, falseRejection), Number.NEGATIVE_INFINITY);
  return [
    name,
    unfit.length === 0 ? "fit" : "unfit",
    short(honestMax),
    leaveOneOut.length === 0 ? "–" : percent(worst),
    `${cheats.filter(({ separable }) => separable).length} of ${cheats.length}`,
    written === undefined
      ? "none"
      : toleranceYaml(written)
          .replace(/^\{ comparator: \w+,? ?/, "")
          .replace(/ ?\}$/, ""),
  ];
}

function cheatLines({ cheats, unit, name, honestMax }: Judged): string[] {
  if (cheats.length === 0) return [];
  const rows = cheats.map(({ name, min, median, auc, atAgree, inBand, atFault }) => [
    name,
    short(min),
    short(median),
    honestMax > 0 ? `${short(min / honestMax)} ×` : "–",
    short(auc),
    percent(atAgree),
    percent(inBand),
    percent(atFault),
  ]);
  return [
    `Cheats under ${name} (${unit}):`,
    ...columns([["cheat", "least", "median", "least / honest max", "AUC", "AGREE", "band", "FAULT"], ...rows], [0]),
    "",
  ];
}

function classLines({ classes }: Calibration): string[] {
  return classes.map(({ name, members }) => `  ${name}${members.length > 1 ? `  (to the bit also: ${members.slice(1).join(", ")})` : ""}`);
}

function customaryLine({ called, honestRejected, cheatsAccepted }: Calibration["customary"][number]): string {
  const passed = cheatsAccepted.length === 0 ? "" : `, and pass every output of ${cheatsAccepted.join(", ")}`;
  return `${called} would refuse ${percent(honestRejected)} of honest comparisons${passed}.`;
}

/** The text of a calibration, with its warnings at the end. */
export function calibrationText(calibration: Calibration, paint: Paint): string {
  const { name, samples, classes, comparators, recommended, rule, risk, customary, warnings } = calibration;
  const head = ["comparator", "", "honest max", "left out, rejected", "cheats at FAULT", "thresholds"];
  return [
    `${paint("bold", name)}: ${samples} samples, ${classes.length} different platform${classes.length === 1 ? "" : "s"}`,
    ...classLines(calibration),
    "",
    `Rule: ${rule}.`,
    "",
    ...columns([head, ...comparators.map(comparatorRow)], [0, 1, 5]),
    "",
    ...(recommended === undefined ? [] : cheatLines(recommended)),
    ...customary.map(customaryLine),
    ...(customary.length > 0 ? [""] : []),
    risk.text,
    "",
    ...warnings.map((warning) => `${paint("yellow", "warning")} ${warning}`),
    "",
    ...(recommended?.written === undefined
      ? [paint("red", "no comparator can be recommended")]
      : [`${paint("green", "tolerance:")} ${toleranceYaml(recommended.written)}`]),
    "",
  ].join("\n");
}
