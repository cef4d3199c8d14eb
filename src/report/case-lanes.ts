import type { CaseStory, PhaseSpan } from "../sim/run/record.ts";

type SeatStory = CaseStory["seats"][number];

/** An act of a seat on the timeline. `isExact` is false where no step names its height: it is shown where its phase ended. */
export interface SeatMark {
  readonly act: "drawn" | "committed" | "opened" | "absent" | "withheld";
  readonly height: number;
  readonly isExact: boolean;
}

/** What a lane of the timeline shows: a phase, or the acts of a seat. */
export type Lane =
  | { readonly kind: "level"; readonly level: number }
  | { readonly kind: "phase"; readonly span: PhaseSpan; readonly to: number; readonly isTally: boolean }
  | { readonly kind: "seat"; readonly seat: SeatStory; readonly from: number; readonly to: number; readonly marks: readonly SeatMark[] };

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

/** The first height within (from, to] whose step begins with the provider and the act. */
function stepHeight(story: CaseStory, provider: string, verb: string, from: number, to: number): number | undefined {
  return story.steps.find(({ height, text }) => height > from && height <= to && text.startsWith(`${provider} ${verb}`))?.height;
}

/** The mark of something that a seat did within a phase. */
function actMark(story: CaseStory, seat: SeatStory, span: PhaseSpan, to: number, act: "committed" | "opened"): SeatMark {
  const height = stepHeight(story, seat.provider, act === "committed" ? "commits" : "opens", span.from, to);
  return { act, height: height ?? to, isExact: height !== undefined };
}

/** The acts of a seat: exact where the phases or the steps give the height. */
function seatMarks(story: CaseStory, seat: SeatStory, until: number): SeatMark[] {
  const ofLevel = story.phases.filter(({ level }) => level === seat.level);
  const draw = ofLevel.find(({ phase, round, to }) => phase === "draw" && round === seat.round && to !== undefined);
  const commit = ofLevel.find(({ phase, round }) => phase === "commit" && round === seat.round);
  const open = ofLevel.find(({ phase }) => phase === "open");
  const marks: SeatMark[] = [{ act: "drawn", height: draw?.to ?? commit?.from ?? story.openedAt, isExact: true }];
  if (commit === undefined || seat.status === "drawn") return marks;
  if (seat.status === "absent") return [...marks, { act: "absent", height: commit.to ?? until, isExact: true }];
  marks.push(actMark(story, seat, commit, commit.to ?? until, "committed"));
  if (open === undefined || seat.status === "committed") return marks;
  if (seat.status === "withheld") return [...marks, { act: "withheld", height: open.to ?? until, isExact: true }];
  return [...marks, actMark(story, seat, open, open.to ?? until, "opened")];
}

function seatLane(story: CaseStory, seat: SeatStory, until: number): Lane {
  const marks = seatMarks(story, seat, until);
  const heights = marks.map(({ height }) => height);
  const lasts = seat.status === "drawn" || seat.status === "committed" ? until : Math.max(...heights);
  return { kind: "seat", seat, from: Math.min(...heights), to: lasts, marks };
}

/** Lanes of one level: its phases as they followed, then its seats. */
function levelLanes(story: CaseStory, level: number, until: number): Lane[] {
  const spans = story.phases.filter((span) => span.level === level && !isEnd(span));
  const seats = story.seats.filter((seat) => seat.level === level);
  return [
    ...spans.map((span): Lane => ({ kind: "phase", span, to: span.to ?? until, isTally: span.phase === "open" && span.to !== undefined })),
    ...seats.map((seat) => seatLane(story, seat, until)),
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
