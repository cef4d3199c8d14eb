import { compareShown, type Shown } from "../attestation/compare.ts";
import { attestations } from "../attestation/records.ts";
import type { Verdict } from "../events/events.ts";
import type { Work } from "../state/work.ts";
import type { Comparison } from "../tolerance/compare.ts";
import { type Between, betweenSeats } from "./between.ts";
import { levelSize, memberTolerance, openedSeats, protocolOf, shownByMember } from "./reads.ts";
import type { Case, Seat } from "./records.ts";
import { agreesWithItself, type Ballot, isAtFaultWithMost, strictMajority, tally } from "./tally.ts";
import { farthestVerdicts, medoidBallot, slashBothVerdicts } from "./tally-variants.ts";

/** A seat's output against each revealed member's, under the member's tolerance (R44). */
export function compareWithMembers({ draft, chain }: Work, dispute: Case, seat: Shown): (Comparison | undefined)[] {
  return dispute.members.map((member) => {
    if (!member.revealed) return undefined;
    return compareShown(chain.rulings, memberTolerance(draft, chain.rulings, member), seat, shownByMember(draft, dispute, member));
  });
}

/** The pair against each other, under the tolerance of the one accepted first (R44); undefined unless both are revealed. */
export function comparePair({ draft, chain }: Work, dispute: Case): Comparison | undefined {
  const [a, b] = dispute.members;
  if (!a!.revealed || !b!.revealed) return undefined;
  const isFirst = attestations.at(draft, a!.attestation).acceptedAt <= attestations.at(draft, b!.attestation).acceptedAt;
  const tolerance = memberTolerance(draft, chain.rulings, isFirst ? a! : b!);
  return compareShown(chain.rulings, tolerance, shownByMember(draft, dispute, a!), shownByMember(draft, dispute, b!));
}

/** The verdicts of the level that a case is at, from its open seats (section 3, "Tally"; R21). */
export function judgeMembers(work: Work, dispute: Case, between: Between = betweenSeats(work, dispute)): Verdict[] {
  const { rulings } = work.chain;
  const seats = openedSeats(dispute, dispute.level);
  const size = levelSize(dispute, protocolOf(work.draft, dispute));
  const revealed = dispute.members.map((member) => member.revealed);
  const ballots: readonly Ballot[] = seats.map(({ comparisons }) => comparisons);
  const isQuorate = seats.length >= strictMajority(size);
  if (rulings.R21 === "medoid" && isQuorate) return tally(revealed, medoidBallot(work, dispute, seats), 1);
  const isAlone = ballots.length === 1 && isQuorate && !ballots[0]!.includes("agree");
  if (rulings.R21 === "slash-both" && isAlone) return slashBothVerdicts(revealed, ballots[0]!);
  if (rulings.R21 === "farther" && isAlone) return farthestVerdicts(work, dispute, seats[0]!);
  const verdicts = tally(revealed, ballots, size);
  const standsOnSeats = verdicts.some((verdict, member) => revealed[member] && verdict !== "split");
  if (!standsOnSeats || rulings.R21 === "discordant-panel" || agreesWithItself(seats, between)) return verdicts;
  return tally(revealed, ballots, size, false);
}

/** The least number of open seats that can judge seats (section 3, "Seats are judged too"). */
const JUDGING_PANEL = 3;

/**
 * The seats of a settled case that are at fault: of any level, at FAULT with more than half of the last panel's other open
 * seats, where three or more of that panel opened and it agrees with itself.
 */
export function seatsAtFault(work: Work, dispute: Case, between: Between = betweenSeats(work, dispute)): Seat[] {
  if (dispute.tallied === undefined) return [];
  const panel = openedSeats(dispute, dispute.tallied);
  if (panel.length < JUDGING_PANEL) return [];
  if (work.chain.rulings.R21 !== "discordant-panel" && !agreesWithItself(panel, between)) return [];
  return openedSeats(dispute).filter((seat) => {
    const others = panel.filter(({ provider }) => provider !== seat.provider);
    return isAtFaultWithMost(others, (other) => between(seat, other));
  });
}
