import * as Plot from "@observablehq/plot";
import { drawing } from "./drawing.ts";
import { endLabels } from "./end-labels.ts";
import { type Markup, plainText } from "./markup.ts";
import type { BehaviourStyle } from "./palette.ts";
import { type StepPoint, thin } from "./thin.ts";
import { ticks, tickText } from "./ticks.ts";

/** One line of a step chart. */
export interface StepLine {
  readonly id: string;
  readonly behaviour: string;
  readonly points: readonly StepPoint[];
}

/** What a step chart shows: lines over block height, values in LUX. */
export interface StepChart {
  readonly label: string;
  readonly lines: readonly StepLine[];
  readonly styles: readonly BehaviourStyle[];
  /** The first and the last height. */
  readonly from: number;
  readonly to: number;
}

const WIDTH = 920;
const HEIGHT = 320;
const MARGIN = { top: 10, right: 12, bottom: 34, left: 64 };
/** Part of the width to the right of the last height, for the labels of lines. */
const LABELS = 0.2;
const LABEL_GAP = 15;

/** How many columns lines are thinned to: the more lines, the fewer, so that a chart stays under about half a megabyte. */
const columnsFor = (lines: number): number => Math.max(20, Math.min(240, Math.floor(3600 / Math.max(1, lines))));

interface Row extends StepPoint {
  /** Number of the line in its chart. */
  readonly line: number;
  readonly id: string;
}

/** The points of a line that are drawn: thinned, and led on to the last height. */
function rowsOf(chart: StepChart, line: number, columns: number): Row[] {
  const { id, points } = chart.lines[line]!;
  const kept = thin(points, chart.from, chart.to, columns);
  const last = kept.at(-1);
  const ended = last !== undefined && last.x < chart.to ? [...kept, { x: chart.to, y: last.y }] : kept;
  return ended.map(({ x, y }) => ({ x, y, line, id: plainText(id) }));
}

/** Height in pixels from the top of a value, and back. */
function verticalScale([low, high]: readonly [number, number]) {
  const bottom = HEIGHT - MARGIN.bottom;
  const perLux = (bottom - MARGIN.top) / (high - low);
  return { toPixel: (y: number): number => bottom - (y - low) * perLux, toValue: (pixel: number): number => low + (bottom - pixel) / perLux };
}

/** Marks of the lines, behaviour by behaviour, that with the most agents below. */
function lineMarks(rows: ReadonlyMap<string, readonly Row[]>, styles: readonly BehaviourStyle[]): Plot.Markish[] {
  return styles.map(({ behaviour, colour, dash }, index) =>
    Plot.line([...(rows.get(behaviour) ?? [])], {
      x: "x",
      y: "y",
      z: "line",
      title: "id",
      stroke: colour,
      strokeWidth: index === 0 ? 1.25 : 2,
      strokeDasharray: dash,
      strokeOpacity: index === 0 ? 0.75 : 1,
      curve: "step-after",
    }),
  );
}

/** Marks of the labels at the lines' ends, each with a leader to the end that it speaks of. */
function labelMarks(ends: readonly Row[], chart: StepChart, range: readonly [number, number]): Plot.Markish[] {
  const scale = verticalScale(range);
  const colourOf = new Map(chart.styles.map(({ behaviour, colour }) => [behaviour, colour]));
  const lineEnds = ends.map(({ id, line, y }) => ({ id, behaviour: chart.lines[line]!.behaviour, y: scale.toPixel(y) }));
  const pad = (chart.to - chart.from) * LABELS;
  const labels = endLabels(lineEnds, LABEL_GAP, MARGIN.top, HEIGHT - MARGIN.bottom).map(({ text, behaviour, y, endY }) => ({
    text: plainText(text),
    colour: colourOf.get(behaviour)!,
    x1: chart.to,
    y1: scale.toValue(endY),
    x2: chart.to + pad * 0.14,
    y2: scale.toValue(y),
  }));
  return [
    ...labels.map((label) => Plot.link([label], { x1: "x1", y1: "y1", x2: "x2", y2: "y2", stroke: label.colour, strokeWidth: 1 })),
    Plot.text(labels, { x: "x2", y: "y2", text: "text", textAnchor: "start", dx: 4, fill: "var(--ink)" }),
  ];
}

/** Marks of the axes: faint lines, round values, no locale. */
function axisMarks(chart: StepChart, range: readonly [number, number]): Plot.Markish[] {
  const heights = ticks(chart.from, chart.to, 8, true);
  const values = ticks(range[0], range[1], 7);
  return [
    Plot.link([...values.values], { x1: chart.from, x2: chart.to, y1: (y) => y, y2: (y) => y, stroke: "var(--line)", strokeWidth: 1 }),
    Plot.link([0], { x1: chart.from, x2: chart.to, y1: 0, y2: 0, stroke: "var(--ink-2)", strokeWidth: 1 }),
    Plot.axisY([...values.values], { tickFormat: (y: number) => tickText(y, values.step), tickSize: 0, label: null }),
    Plot.axisX([...heights.values], { tickFormat: (x: number) => tickText(x, heights.step), tickSize: 4, label: null }),
    Plot.text([chart.to], { x: (x) => x, y: range[0], text: () => "block height", dy: 14, dx: 28, textAnchor: "start" }),
  ];
}

/** A range about values, with a little air; one that ends at zero stays there. */
function aroundOf(least: number, most: number): readonly [number, number] {
  const air = (most - least) * 0.03;
  return most > least ? [least === 0 ? 0 : least - air, most === 0 ? 0 : most + air] : [-1, 1];
}

/** Draws a step chart as an inline SVG. Its colours are those of the page's style sheet. */
export function stepChart(chart: StepChart): Markup {
  const columns = columnsFor(chart.lines.length);
  const byBehaviour = new Map<string, Row[]>();
  const ends: Row[] = [];
  for (const [line, { behaviour }] of chart.lines.entries()) {
    const rows = rowsOf(chart, line, columns);
    byBehaviour.set(behaviour, [...(byBehaviour.get(behaviour) ?? []), ...rows]);
    ends.push(...rows.slice(-1));
  }
  const values = [...byBehaviour.values()].flat().map(({ y }) => y);
  const least = values.reduce((a, b) => Math.min(a, b), 0);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const range = aroundOf(least, most);
  return draw(chart, range, [...axisMarks(chart, range), ...lineMarks(byBehaviour, chart.styles), ...labelMarks(ends, chart, range)]);
}

const draw = (chart: StepChart, range: readonly [number, number], marks: Plot.Markish[]): Markup =>
  drawing(chart.label, {
    className: "step-chart",
    width: WIDTH,
    height: HEIGHT,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    x: { domain: [chart.from, chart.to + (chart.to - chart.from) * LABELS], axis: null },
    y: { domain: [...range], axis: null },
    marks,
  });
