import type { CaseStory, SeatAct } from "../sim/run/record.ts";
import { type Lane, type Timeline, timelineOf } from "./case-lanes.ts";
import { html, type Markup } from "./markup.ts";
import { decimals, plural, whole } from "./numbers.ts";
import { ticks, tickText } from "./ticks.ts";

type PhaseLane = Extract<Lane, { kind: "phase" }>;
type SeatLane = Extract<Lane, { kind: "seat" }>;

const HEIGHTS = { level: 26, phase: 34, seat: 32 } as const;
const AXIS = 34;

/** The place of a height, in per cent of the width: text keeps its size on a phone, and the bars move together. */
type Place = (height: number) => number;

const placeIn =
  ({ from, to }: Timeline): Place =>
  (height) =>
    Math.max(0, Math.min(100, ((height - from) / (to - from)) * 100));

const percentage = (value: number): string => `${decimals(value, 2)}%`;

/** Where a lane's text is tied to its bar, so that it stays within the picture: at the bar's start, middle or end. */
function textPlace(start: number, end: number): { x: string; anchor: string } {
  if (start <= 30) return { x: percentage(start), anchor: "start" };
  if (end >= 70) return { x: percentage(end), anchor: "end" };
  return { x: percentage((start + end) / 2), anchor: "middle" };
}

/** A text over a lane: its name, and what else is to be said. */
function laneText(start: number, end: number, y: number, name: string, rest: string): Markup {
  const { x, anchor } = textPlace(start, end);
  return html`<text x="${x}" y="${y}" text-anchor="${anchor}"><tspan class="lane-name">${name}</tspan><tspan class="lane-rest"> ${rest}</tspan></text>`;
}

const blocksOf = (from: number, to: number): string =>
  to - from <= 1 ? `block ${whole(to)}` : `${whole(from + 1)}–${whole(to)}, ${plural(to - from, "block")}`;

/** Where the case went on from a phase that counted votes. */
const tallyMark = (x: string, y: number): Markup =>
  html`<svg x="${x}" y="${y}" class="at"><path class="tally" d="M0,-8L6,4L-6,4Z"><title>tally</title></path></svg>`;

function phaseLane({ span, to, isTally }: PhaseLane, y: number, place: Place): Markup {
  const [start, end] = [place(span.from), place(to)];
  const round = span.round > 0 ? `redraw ${span.round} · ` : "";
  const ending = span.to === undefined ? " so far" : isTally ? " · tally" : "";
  return html`<g>${laneText(start, end, y + 12, span.phase, `${round}${blocksOf(span.from, to)}${ending}`)}
<rect class="bar phase-${span.phase}${span.to === undefined && " unfinished"}" x="${percentage(start)}" y="${y + 18}" width="${percentage(Math.max(end - start, 0.5))}" height="9" rx="1.5"/>
${isTally && tallyMark(percentage(end), y + 25)}</g>
`;
}

/** The sign of an act: shape tells them apart without colour. */
const SIGNS: { readonly [A in SeatAct["act"]]: string } = {
  drawn: "M0,-5L5,0L0,5L-5,0Z",
  committed: "M-4.5,0a4.5,4.5 0 1,0 9,0a4.5,4.5 0 1,0 -9,0Z",
  opened: "M-4,-4H4V4H-4Z",
  absent: "M-4,-4L4,4M-4,4L4,-4",
  withheld: "M-4,-4L4,4M-4,4L4,-4",
};

function seatMark({ act, height }: SeatAct, y: number, place: Place): Markup {
  const says = `${act} at ${whole(height)}`;
  return html`<svg x="${percentage(place(height))}" y="${y}" class="at"><path class="act ${act}" d="${SIGNS[act]}"><title>${says}</title></path></svg>`;
}

function seatLane({ seat, from, to, marks }: SeatLane, y: number, place: Place): Markup {
  const [start, end] = [place(from), place(to)];
  const failed = seat.status === "absent" || seat.status === "withheld";
  return html`<g>${laneText(start, end, y + 12, `seat ${seat.provider}`, seat.status)}
<line class="seat-line${failed && " failed"}" x1="${percentage(start)}" x2="${percentage(end)}" y1="${y + 22}" y2="${y + 22}"/>
${marks.map((mark) => seatMark(mark, y + 22, place))}</g>
`;
}

function lane(item: Lane, y: number, place: Place): Markup {
  switch (item.kind) {
    case "level":
      return html`<text class="level" x="0" y="${y + 18}">LEVEL ${item.level}</text>\n`;
    case "phase":
      return phaseLane(item, y, place);
    case "seat":
      return seatLane(item, y, place);
  }
}

/** Faint lines at round heights, and the heights beneath. */
function axis(timeline: Timeline, bottom: number, place: Place): Markup {
  const { values, step } = ticks(timeline.from, timeline.to, 5, true);
  return html`<g class="axis">${values.map((height) => {
    const x = percentage(place(height));
    const anchor = place(height) < 4 ? "start" : place(height) > 96 ? "end" : "middle";
    return html`<line x1="${x}" x2="${x}" y1="0" y2="${bottom + 4}"/><text x="${x}" y="${bottom + 28}" text-anchor="${anchor}">${tickText(height, step)}</text>`;
  })}</g>
`;
}

/** A dot for each step that the text tells, on the line of time. */
function stepDots(story: CaseStory, y: number, place: Place): Markup {
  const heights = [...new Set(story.steps.map(({ height }) => height))];
  const dots = heights.map((height) => {
    const texts = story.steps.filter((step) => step.height === height).map(({ text }) => text);
    return html`<circle cx="${percentage(place(height))}" cy="${y}" r="2.5"><title>${whole(height)}: ${texts.join("; ")}</title></circle>`;
  });
  return html`<g class="steps"><line x1="0" x2="100%" y1="${y}" y2="${y}"/>${dots}</g>\n`;
}

/** What the signs of a timeline mean. */
function timelineKey(): Markup {
  const sign = (act: SeatAct["act"], text: string): Markup =>
    html`<span><svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true"><path class="act ${act}" d="${SIGNS[act]}"/></svg> ${text}</span> `;
  return html`<p class="key timeline-key">${sign("drawn", "seat drawn")}${sign("committed", "committed")}${sign("opened", "opened")}${sign("absent", "absent or withheld")}<span><svg width="14" height="12" viewBox="-7 -9 14 14" aria-hidden="true"><path class="tally" d="M0,-8L6,4L-6,4Z"/></svg> tally</span> <span>dots on the axis: what happened, below</span></p>
`;
}

/** The phases of a case over block height, and what each seat did, as an inline SVG whose text keeps its size at any width, with its key. */
export function caseTimeline(story: CaseStory, runHeight: number): Markup {
  const timeline = timelineOf(story, runHeight);
  const place = placeIn(timeline);
  let y = 0;
  const lanes = timeline.lanes.map((item) => {
    const top = y;
    y += HEIGHTS[item.kind];
    return lane(item, top, place);
  });
  const label = `Case ${story.id}: its phases from block ${timeline.from} to ${timeline.to}`;
  return html`<div class="timeline-box"><svg xmlns="http://www.w3.org/2000/svg" class="timeline" role="img" aria-label="${label}" width="100%" height="${y + AXIS + 2}">
${axis(timeline, y, place)}${lanes}${stepDots(story, y + 8, place)}</svg></div>
${timelineKey()}`;
}
