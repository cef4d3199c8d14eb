import type { CaseStory, PhaseSpan, SeatAct, SeatStory } from "../sim/run/record.ts";

/** What a lane of the timeline shows: a phase, or the acts of a seat. */
export type Lane =
  | { readonly kind: "level"; readonly level: number }
  | { readonly kind: "phase"; readonly span: PhaseSpan; readonly to: number; readonly isTally: boolean }
  | { readonly kind: "seat"; readonly seat: SeatStory; readonly from: number; readonly to: number; readonly marks: readonly SeatAct[] };

/** A timeline: its heights, and its lanes from the top. */
export interface Timeline {
  readonly from: number;
  readonly to: number;
  readonly lanes: readonly Lane[];
}

const isEnd = ({ phase }: PhaseSpan): boolean => phase === "settled" || phase === "void";

/** The height at which a case ended; undefined while it has not. */
export function endOf(story: CaseStory): number | undefined {
  const end = story.phases.find(isEnd);
  if (end !== undefined) return end.from;
  return story.outcome === "open" ? undefined : story.phases.at(-1)?.to;
}

function seatLane(seat: SeatStory, until: number): Lane {
  const marks = seat.acts;
  const heights = marks.map(({ height }) => height);
  const lasts = seat.status === "drawn" || seat.status === "committed" ? until : Math.max(...heights);
  return { kind: "seat", seat, from: Math.min(until, ...heights), to: lasts, marks };
}

/** Lanes of one level: its phases as they followed, then its seats. */
function levelLanes(story: CaseStory, level: number, until: number): Lane[] {
  const spans = story.phases.filter((span) => span.level === level && !isEnd(span));
  const seats = story.seats.filter((seat) => seat.level === level);
  return [
    ...spans.map((span): Lane => ({ kind: "phase", span, to: span.to ?? until, isTally: span.phase === "open" && span.to !== undefined })),
    ...seats.map((seat) => seatLane(seat, until)),
  ];
}

/** Lays out a case over block height. `runHeight` is where the run ended, and with it a case that is still open. */
export function timelineOf(story: CaseStory, runHeight: number): Timeline {
  const heights = [...story.phases.map(({ from, to }) => to ?? from), ...story.steps.map(({ height }) => height)];
  const lastKnown = heights.reduce((a, b) => Math.max(a, b), story.openedAt);
  const to = Math.max(endOf(story) ?? Math.max(runHeight, lastKnown), story.openedAt + 1);
  const levels = [...new Set(story.phases.map(({ level }) => level))].sort((a, b) => a - b);
  const lanes = levels.flatMap((level): Lane[] => [
    ...(levels.length > 1 ? [{ kind: "level", level } as const] : []),
    ...levelLanes(story, level, to),
  ]);
  return { from: story.openedAt, to, lanes };
}
