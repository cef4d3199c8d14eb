import type { Verdict } from "../events/events.ts";
import type { Comparison } from "../tolerance/compare.ts";

/** What one open seat says of each member, in their order; nothing for a member that was not revealed. */
export type Ballot = readonly (Comparison | undefined)[];

/** A strict majority of n: more than n/2. */
export function strictMajority(n: number): number {
  return Math.floor(n / 2) + 1;
}

/** Seats that are at FAULT with more than half of the other seats, by what each says of each other; none where it is alone. */
export function discordantSeats(between: readonly (readonly (Comparison | undefined)[])[]): boolean[] {
  return between.map((row, seat) => {
    const faults = row.filter((comparison, other) => other !== seat && comparison === "fault").length;
    return 2 * faults > row.length - 1;
  });
}

/** Whether a panel agrees with itself: most of its open seats are not at FAULT with most of the others. One seat alone does. */
export function isConcordant(between: readonly (readonly (Comparison | undefined)[])[]): boolean {
  const concordant = discordantSeats(between).filter((isDiscordant) => !isDiscordant).length;
  return concordant >= strictMajority(between.length);
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
