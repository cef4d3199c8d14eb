import type { Verdict } from "../events/events.ts";
import type { Comparison } from "../tolerance/compare.ts";

/** What one open seat says of each member, in their order; nothing for a member that was not revealed. */
export type Ballot = readonly (Comparison | undefined)[];

/** A strict majority of n: more than n/2. */
export function strictMajority(n: number): number {
  return Math.floor(n / 2) + 1;
}

/** Whether more than half of `others` are at FAULT with someone, by what each says; asks no further than it must. */
export function isAtFaultWithMost<T>(others: readonly T[], says: (other: T) => Comparison | undefined): boolean {
  let faults = 0;
  for (const [asked, other] of others.entries()) {
    if (says(other) === "fault") faults += 1;
    if (2 * faults > others.length) return true;
    if (2 * (faults + others.length - asked - 1) <= others.length) return false;
  }
  return false;
}

/**
 * Whether a panel agrees with itself: most of its open seats are not at FAULT with most of the others. One seat alone does.
 * Asks no further than it must.
 */
export function agreesWithItself<T>(panel: readonly T[], between: (seat: T, other: T) => Comparison | undefined): boolean {
  const isConcordantSeat = (seat: T): boolean => {
    const others = panel.filter((other) => other !== seat);
    return !isAtFaultWithMost(others, (other) => between(seat, other));
  };
  const needed = strictMajority(panel.length);
  let concordant = 0;
  for (const [asked, seat] of panel.entries()) {
    if (isConcordantSeat(seat)) concordant += 1;
    if (concordant >= needed) return true;
    if (concordant + panel.length - asked - 1 < needed) return false;
  }
  return false;
}

/** `agreesWithItself` of a panel of which is written down what each seat says of each other, by place; nothing of itself. */
export function isConcordant(between: readonly (readonly (Comparison | undefined)[])[]): boolean {
  return agreesWithItself([...between.keys()], (seat, other) => between[seat]![other]);
}

/** What more than half of the ballots say of one member. */
function verdictOf(member: number, ballots: readonly Ballot[]): Verdict {
  const needed = strictMajority(ballots.length);
  const count = (comparison: Comparison): number => ballots.filter((ballot) => ballot[member] === comparison).length;
  if (count("fault") >= needed) return "faulty";
  if (count("agree") >= needed) return "clean";
  return count("band") >= needed ? "band" : "split";
}

/**
 * The tally of a level (section 3, "Tally"; R21, R34; LP-0035 "Dispute Resolution" 2 and 3). Members never vote. A member that
 * was not revealed is faulty whatever the seats say. Every other is SPLIT where the open seats are no strict majority of the
 * level, and where nothing can stand on what they say: one seat alone that agrees with no member, or a panel that does not
 * agree with itself.
 */
export function tally(revealed: readonly boolean[], ballots: readonly Ballot[], seatsOfLevel: number, concordant = true): Verdict[] {
  const tooFew = ballots.length < strictMajority(seatsOfLevel);
  const [only] = ballots;
  const alone = ballots.length === 1 && !only!.includes("agree");
  return revealed.map((isRevealed, member) => {
    if (!isRevealed) return "faulty";
    return tooFew || alone || !concordant ? "split" : verdictOf(member, ballots);
  });
}
