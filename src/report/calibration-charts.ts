import * as Plot from "@observablehq/plot";
import type { Calibration } from "../sim/calibration/calibrate.ts";
import type { Judged } from "../sim/calibration/fitness.ts";
import { drawing } from "./drawing.ts";
import { html, type Markup, plainText } from "./markup.ts";
import { HUES } from "./palette.ts";

const WIDTH = 920;
const ROW = 26;
/** Ticks of one distribution: so many quantiles. */
const QUANTILES = 60;

/** The power of ten of a distance; where it is 0 or infinite, the end of the axis. */
const logOf = (value: number, least: number, most: number): number =>
  value <= 0 ? least : value === Infinity ? most : Math.max(least, Math.min(most, Math.log10(value)));

function quantilesOf(sorted: Float64Array): number[] {
  if (sorted.length <= QUANTILES) return [...sorted];
  return Array.from({ length: QUANTILES }, (_, index) => sorted[Math.round((index * (sorted.length - 1)) / (QUANTILES - 1))]!);
}

/** The thresholds of a comparator that has one of each. */
function limitsOf({ written }: Judged): readonly { readonly name: string; readonly value: number }[] {
  if (written === undefined || !("agree" in written) || typeof written.agree !== "number" || typeof written.fault !== "number") return [];
  return [
    { name: "agree", value: written.agree },
    { name: "fault", value: written.fault },
  ];
}

const exponentText = (power: number): string => `1e${String(power).replace("-", "−")}`;

/** Distances of honest pairs and of each cheat, on one logarithmic axis. */
export function distributionChart(judged: Judged): Markup {
  const rows = [{ name: "honest pairs", distances: judged.drawing.honest }, ...judged.drawing.cheats];
  const limits = limitsOf(judged);
  const seen = [...rows.flatMap(({ distances }) => [...distances]), ...limits.map(({ value }) => value)].filter(
    (value) => value > 0 && value < Infinity,
  );
  if (seen.length === 0) return html`<p class="note">No two outputs differ.</p>\n`;
  const least = Math.floor(Math.log10(seen.reduce((a, b) => Math.min(a, b)))) - 1;
  const most = Math.ceil(Math.log10(seen.reduce((a, b) => Math.max(a, b)))) + 1;
  const height = 60 + ROW * rows.length;
  const names = rows.map(({ name }) => plainText(name));
  const marks = rows.flatMap(({ distances }, row) => {
    const points = quantilesOf(distances).map((value) => ({ x: logOf(value, least, most), row: names[row]! }));
    return [Plot.tickX(points, { x: "x", y: "row", stroke: row === 0 ? "var(--s2)" : "var(--s1)", strokeWidth: 1.2, strokeOpacity: 0.7, inset: 4 })];
  });
  const powers = Array.from({ length: most - least + 1 }, (_, index) => least + index).filter(
    (power) => (power - least) % Math.max(1, Math.ceil((most - least) / 12)) === 0,
  );
  return drawing(`distances under ${judged.name}, honest pairs and cheats`, {
    className: "step-chart",
    width: WIDTH,
    height,
    marginTop: 24,
    marginRight: 16,
    marginBottom: 30,
    marginLeft: 170,
    x: { domain: [least, most], axis: null },
    y: { domain: names, axis: null },
    marks: [
      Plot.ruleX(powers, { stroke: "var(--line)" }),
      Plot.axisX(powers, { anchor: "bottom", tickFormat: exponentText, tickSize: 4, label: null }),
      Plot.axisY(names, { tickSize: 0, label: null, fill: "var(--ink)" }),
      ...limits.map(({ value, name }) =>
        Plot.ruleX([logOf(value, least, most)], { stroke: name === "agree" ? "var(--mid)" : "var(--bad)", strokeWidth: 1.5 }),
      ),
      Plot.text(limits, { x: ({ value }) => logOf(value, least, most), frameAnchor: "top", dy: -12, text: "name", fill: "var(--ink)" }),
      ...marks,
    ],
  });
}

/** The ROC of each cheat: share of honest pairs above a threshold against share of the cheat's. */
export function rocChart({ name, drawing: { cheats } }: Judged): Markup {
  const colour = (index: number): string => `var(--s${index % HUES})`;
  const quarters = [0, 0.25, 0.5, 0.75, 1];
  const text = (share: number): string => `${share * 100} %`;
  const chart = drawing(`ROC of each cheat under ${name}`, {
    className: "small-chart",
    width: 460,
    height: 420,
    marginTop: 12,
    marginRight: 16,
    marginBottom: 44,
    marginLeft: 60,
    x: { domain: [0, 1], axis: null },
    y: { domain: [0, 1], axis: null },
    marks: [
      Plot.ruleX(quarters, { stroke: "var(--line)" }),
      Plot.ruleY(quarters, { stroke: "var(--line)" }),
      Plot.link([0], { x1: 0, y1: 0, x2: 1, y2: 1, stroke: "var(--ink-2)", strokeDasharray: "2 4" }),
      Plot.axisX(quarters, { tickFormat: text, tickSize: 4, label: null }),
      Plot.axisY(quarters, { tickFormat: text, tickSize: 4, label: null }),
      Plot.text(["honest comparisons above the threshold"], { frameAnchor: "bottom", dy: 36, text: (label: string) => label }),
      ...cheats.map(({ roc }, index) =>
        Plot.line([...roc].reverse(), {
          x: "honestAbove",
          y: "cheatAbove",
          stroke: colour(index),
          strokeWidth: 1.8,
          strokeDasharray: index < HUES ? "" : "7 3",
        }),
      ),
    ],
  });
  const key = cheats.map(
    ({ name }, index) =>
      html`<span><svg width="22" height="8" aria-hidden="true"><line x1="0" y1="4" x2="22" y2="4" stroke="${colour(index)}" stroke-width="2" stroke-dasharray="${index < HUES ? "" : "7 3"}"/></svg> ${name}</span> `,
  );
  return html`<div class="chart">${chart}</div>
<p class="key">${key}</p>
`;
}

/** The largest distance of every two classes, platform against platform. */
export function heatMap({ classes }: Pick<Calibration, "classes">, { name, drawing: { heat } }: Judged): Markup {
  const names = classes.map(({ name }) => plainText(name));
  const cells = heat.flatMap((row, y) => row.map((value, x) => ({ x: names[x]!, y: names[y]!, value })));
  const most = cells.reduce((largest, { value }) => (value < Infinity ? Math.max(largest, value) : largest), 0);
  const share = (value: number): number => (most === 0 ? 0 : value === Infinity ? 1 : Math.min(1, value / most));
  const size = Math.max(44, Math.min(76, Math.floor(680 / names.length)));
  return drawing(`largest distance of every two platforms under ${name}`, {
    className: "small-chart",
    width: 190 + size * names.length,
    height: 40 + size * 0.6 * names.length + 90,
    marginTop: 10,
    marginRight: 20,
    marginBottom: 120,
    marginLeft: 170,
    x: { domain: names, axis: null, padding: 0.04 },
    y: { domain: names, axis: null, padding: 0.04 },
    marks: [
      Plot.cell(cells, { x: "x", y: "y", fill: "var(--s2)", fillOpacity: ({ value }) => 0.06 + 0.74 * share(value) }),
      Plot.text(cells, {
        x: "x",
        y: "y",
        text: ({ value }) => (value === 0 ? "0" : value === Infinity ? "∞" : value.toExponential(1)),
        fill: "var(--ink)",
      }),
      Plot.axisX(names, { tickSize: 0, label: null, tickRotate: -35, fill: "var(--ink)" }),
      Plot.axisY(names, { tickSize: 0, label: null, fill: "var(--ink)" }),
    ],
  });
}
