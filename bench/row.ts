/** What a row is held to: the ratio to its peer (comparable between machines), or the measured value itself (not). */
export interface Bar {
  readonly of: "ratio" | "value";
  /** Whether the number has to be this at least, or this at most. */
  readonly wants: "at least" | "at most";
  readonly limit: number;
  /** What a check holds it to where the bar is not reached yet: it must not fall behind what there was. */
  readonly guard?: number;
}

/** What is measured beside the subject in the same run, in the subject's unit: another program, a bare loop, a bound of the machine. */
export interface Peer {
  readonly name: string;
  readonly value: number;
}

/** One line of the table. */
export interface Row {
  /** The subject and its size, in a few words. */
  readonly what: string;
  /** In `unit`; nothing where it could not be measured here, and `note` says why. */
  readonly value: number | undefined;
  readonly unit: string;
  /** Nothing where there is none, or it could not be measured here. */
  readonly peer?: Peer | undefined;
  /** Nothing where the row only informs. */
  readonly bar?: Bar | undefined;
  /** What a reader should know: why it was skipped, what stands in for a peer. */
  readonly note?: string | undefined;
}

/** What the default export of `bench/<name>.bench.ts` is: measures, and says what came out. */
export type Bench = () => readonly Row[] | Promise<readonly Row[]>;

/** The subject's value over the peer's, where both were measured. */
export function ratioOf({ value, peer }: Row): number | undefined {
  return value === undefined || peer === undefined ? undefined : value / peer.value;
}

/** How far a row is over its bar: 1 is just there, below 1 is missed; nothing where there is no bar, or nothing to compare. */
export function marginOf(row: Row): number | undefined {
  const { bar } = row;
  const measured = bar?.of === "ratio" ? ratioOf(row) : row.value;
  return bar === undefined || measured === undefined ? undefined : marginTo(bar, measured, bar.limit);
}

const marginTo = ({ wants }: Bar, measured: number, limit: number): number => (wants === "at least" ? measured / limit : limit / measured);

/** What a check lets pass: other work on the machine moves a ratio too, though less than a time. */
const TOLERANCE = 0.3;

/** Whether a check has to fail: a ratio that misses its bar, or its guard, by more than the tolerance. Absolute values are never checked. */
export function isRegression(row: Row): boolean {
  const [{ bar }, ratio] = [row, ratioOf(row)];
  return bar?.of === "ratio" && ratio !== undefined && marginTo(bar, ratio, bar.guard ?? bar.limit) < 1 - TOLERANCE;
}
