import { compareShown, type Shown } from "../attestation/compare.ts";
import type { Verdict } from "../events/events.ts";
import type { Work } from "../state/work.ts";
import { NOWHERE } from "../tolerance/distance.ts";
import { addDistances, compareDistances, type Distance, distanceOf } from "../tolerance/index.ts";
import { memberTolerance, shownByMember, shownBySeat } from "./reads.ts";
import type { Case, Seat } from "./records.ts";
import type { Ballot } from "./tally.ts";

/** R21 `slash-both`: the word of a single seat that agrees with none convicts whom it is at FAULT with. */
export function slashBothVerdicts(revealed: readonly boolean[], ballot: Ballot): Verdict[] {
  return revealed.map((isRevealed, member) => (!isRevealed || ballot[member] === "fault" ? "faulty" : "band"));
}

/** R21 `farther`: a single seat that agrees with none convicts the one member farthest from it; the others are clean. A tie is SPLIT. */
export function farthestVerdicts({ draft, chain }: Work, dispute: Case, seat: Seat): Verdict[] {
  const own = shownBySeat(draft, dispute, seat);
  const distances = dispute.members.map((member): Distance | undefined =>
    member.revealed ? distanceOf(memberTolerance(draft, chain.rulings, member), own.output, shownByMember(draft, dispute, member).output) : undefined,
  );
  const measured = distances.filter((distance) => distance !== undefined);
  const farthest = measured.reduce((far, distance) => (compareDistances(distance, far) > 0 ? distance : far), measured[0]!);
  const isUnique = measured.filter((distance) => compareDistances(distance, farthest) === 0).length === 1;
  return dispute.members.map(({ revealed }, index) => {
    if (!revealed) return "faulty";
    if (!isUnique) return "split";
    return compareDistances(distances[index]!, farthest) === 0 ? "faulty" : "clean";
  });
}

/**
 * R21 `medoid`: the output with the least sum of distances to all others, members' and seats' alike, under the first member's
 * tolerance; of equals the first, members before seats. Its word on each member is the one ballot.
 */
export function medoidBallot({ draft, chain }: Work, dispute: Case, seats: readonly Seat[]): Ballot[] {
  const tolerance = memberTolerance(draft, chain.rulings, dispute.members[0]!);
  const members = dispute.members.map((member) => (member.revealed ? shownByMember(draft, dispute, member) : undefined));
  const all: Shown[] = [...members.filter((shown) => shown !== undefined), ...seats.map((seat) => shownBySeat(draft, dispute, seat))];
  const earlier = all.map((one, index) => all.slice(0, index).map((other) => distanceOf(tolerance, one.output, other.output)));
  const distance = (a: number, b: number): Distance => (a === b ? NOWHERE : a > b ? earlier[a]![b]! : earlier[b]![a]!);
  const sums = all.map((_, one) => all.map((_, other) => distance(one, other)).reduce(addDistances));
  const least = sums.reduce((best, sum, index) => (compareDistances(sum, sums[best]!) < 0 ? index : best), 0);
  const medoid = all[least];
  if (medoid === undefined) return [];
  return [
    dispute.members.map((member, index) => {
      const shown = members[index];
      return shown === undefined ? undefined : compareShown(chain.rulings, memberTolerance(draft, chain.rulings, member), medoid, shown);
    }),
  ];
}
