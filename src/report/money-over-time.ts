import type { AgentSeries, RunReport } from "../sim/run/record.ts";
import { html, type Markup } from "./markup.ts";
import { luxNumber } from "./money.ts";
import { listed, plural, whole } from "./numbers.ts";
import { type BehaviourStyle, behaviourStyles } from "./palette.ts";
import { type StepLine, stepChart } from "./step-chart.ts";

/** The most agents that are drawn. */
const LINES = 120;

type Quantity = "stake" | "profit";

/** How far a quantity moved over a run. */
function movement({ points }: AgentSeries, quantity: Quantity): bigint {
  const first = points[0]?.[quantity] ?? 0n;
  return points.reduce((most, point) => {
    const distance = point[quantity] > first ? point[quantity] - first : first - point[quantity];
    return distance > most ? distance : most;
  }, 0n);
}

/** The series that are drawn: all, or those that moved most. */
function drawn(series: readonly AgentSeries[], quantity: Quantity): AgentSeries[] {
  if (series.length <= LINES) return [...series];
  const moved = new Map(series.map((one) => [one, movement(one, quantity)]));
  const ranked = [...series].sort((a, b) => {
    const difference = moved.get(b)! - moved.get(a)!;
    return difference > 0n ? 1 : difference < 0n ? -1 : 0;
  });
  const kept = new Set(ranked.slice(0, LINES));
  return series.filter((one) => kept.has(one));
}

const lineOf = ({ id, behaviour, points }: AgentSeries, quantity: Quantity): StepLine => ({
  id,
  behaviour,
  points: points.map((point) => ({ x: point.height, y: luxNumber(point[quantity]) })),
});

function legend(styles: readonly BehaviourStyle[]): Markup {
  const items = styles.map(
    ({ behaviour, agents, colour, dash }) =>
      html`<span><svg width="26" height="8" aria-hidden="true"><line x1="1" x2="25" y1="4" y2="4" style="stroke:${colour}" stroke-width="2.5" stroke-dasharray="${dash}"/></svg> ${behaviour} <small>×${agents}</small></span> `,
  );
  return html`<p class="key">${items}</p>
`;
}

/** What a chart leaves out. */
function leftOut(series: readonly AgentSeries[], lines: readonly AgentSeries[]): string[] {
  const still = series.filter(({ points }) => points.length === 0).length;
  return [...(lines.length < series.length - still ? [`the ${lines.length} of ${whole(series.length)} agents that moved most are drawn`] : [])];
}

function chart(report: RunReport, series: readonly AgentSeries[], styles: readonly BehaviourStyle[], quantity: Quantity): Markup {
  const title = quantity === "stake" ? "Stake" : "Profit";
  const withPoints = series.filter(({ points }) => points.length > 0);
  const lines = drawn(withPoints, quantity);
  if (lines.length === 0)
    return html`<h4>${title}</h4>
<p class="note">No agent ${quantity === "stake" ? "had stake" : "held money"}.</p>
`;
  const from = lines.reduce((least, { points }) => Math.min(least, points[0]!.height), 0);
  const to = Math.max(Number(report.record.height), from + 1);
  const label = `${title} of ${plural(lines.length, "agent")} over block height, in LUX`;
  const notes = leftOut(withPoints, lines);
  return html`<h4>${title} <small>LUX, by agent</small></h4>
<div class="scroll chart">${stepChart({ label, lines: lines.map((one) => lineOf(one, quantity)), styles, from, to })}</div>
${
  notes.length > 0 &&
  html`<p class="note">Of many lines, ${listed(notes)}.</p>
`
}`;
}

/** Stake and profit of every agent over block height. */
export function moneyOverTime(report: RunReport, anchor: string): Markup {
  const styles = behaviourStyles(report.series.map(({ behaviour }) => behaviour));
  const staked = report.series.filter(({ points }) => points.some(({ stake }) => stake > 0n));
  return html`<section id="${anchor}-money"><h3>Stake and profit over time</h3>
${legend(styles)}${chart(report, staked, styles, "stake")}${chart(report, report.series, styles, "profit")}<p class="note">A line holds its value until it steps. Agents that never had stake are left out of the first chart. Long series are thinned to the first, lowest, highest and last value of each column of the picture, so that no visible step is lost; lines that end together share a label.</p>
</section>
`;
}
