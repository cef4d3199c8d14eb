import { compareShown, type Shown } from "../attestation/compare.ts";
import type { Work } from "../state/work.ts";
import type { Comparison } from "../tolerance/compare.ts";
import { isSameBytes, isSameForm } from "../tolerance/premises.ts";
import { memberTolerance, shownBySeat } from "./reads.ts";
import type { Case, Seat } from "./records.ts";

/** What the outputs of two open seats of a case say of each other. Symmetric. */
export type Between = (a: Seat, b: Seat) => Comparison;

/** Whether two seats showed the same under the same profile: then all others say the same of both, and they AGREE with each other. */
function isSameShown(a: Shown, b: Shown): boolean {
  const isSameProfile = a.profile?.name === b.profile?.name && a.profile?.deterministic === b.profile?.deterministic;
  return isSameProfile && isSameForm(a.output, b.output) && isSameBytes(a.output.data, b.output.data);
}

/**
 * What seats of a case say of each other, under the first member's tolerance (R44). Nothing is compared before it is asked for, and
 * what was shown alike is compared once, however many showed it.
 */
export function betweenSeats({ draft, chain }: Work, dispute: Case): Between {
  const tolerance = memberTolerance(draft, chain.rulings, dispute.members[0]!);
  /** What was shown so far, each once; and by provider which of these it showed. */
  const shown: Shown[] = [];
  const showings = new Map<string, number>();
  const said = new Map<string, Comparison>();

  const showingOf = (seat: Seat): number => {
    const known = showings.get(seat.provider);
    if (known !== undefined) return known;
    const own = shownBySeat(draft, dispute, seat);
    const alike = shown.findIndex((other) => isSameShown(own, other));
    const showing = alike >= 0 ? alike : shown.push(own) - 1;
    showings.set(seat.provider, showing);
    return showing;
  };

  return (a, b) => {
    const [one, other] = [showingOf(a), showingOf(b)];
    if (one === other) return "agree";
    const pair = one < other ? `${one} ${other}` : `${other} ${one}`;
    const known = said.get(pair);
    if (known !== undefined) return known;
    const comparison = compareShown(chain.rulings, tolerance, shown[one]!, shown[other]!);
    said.set(pair, comparison);
    return comparison;
  };
}
