import type { Address } from "../crypto/address.ts";
import { shareOf } from "../ledger/money.ts";
import type { Parameters } from "../params/parameters.ts";

/** A member as payouts see it. */
export interface PaidMember {
  readonly provider: Address;
  /** Who joined it, where it is not of the pair. */
  readonly joiner: Address | undefined;
  readonly revealed: boolean;
  /** What was taken of its stake; zero where it is not faulty. */
  readonly slashed: bigint;
  readonly isFaulty: boolean;
  /** Seats of the last tally that said FAULT of it and are not at fault. */
  readonly accusers: readonly Address[];
}

/** A case as payouts see it. */
export interface PaidCase {
  readonly challenger: Address;
  readonly bond: bigint;
  /** Seats that opened and are not at fault, by level, then address. */
  readonly seats: readonly Address[];
  /** The pair as claimed, then joins in order. */
  readonly members: readonly PaidMember[];
  /** Whether none is faulty and both of the pair are CLEAN and AGREE with each other. */
  readonly isChallengeWrong: boolean;
}

/** Money out of the pot of a case: the bond and the slashed stakes. `to` is nobody where it is burnt. */
export interface Payout {
  readonly to: Address | undefined;
  readonly amount: bigint;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What is owed before anything is shared: f to each seat, ρ to each member that revealed, is not faulty, and was not joined. */
function costsOf(dispute: PaidCase, p: Parameters): Payout[] {
  const parties = dispute.members.filter(({ revealed, isFaulty, joiner }) => revealed && !isFaulty && joiner === undefined);
  return [...dispute.seats.map((to) => ({ to, amount: p.rerunFee })), ...parties.map(({ provider }) => ({ to: provider, amount: p.partyFee }))];
}

/** Pays costs in order from sources in order; what no source covers is not paid. Returns payments and what is left of each. */
function payCosts(costs: readonly Payout[], sources: readonly bigint[]): { paid: Payout[]; left: bigint[] } {
  const left = [...sources];
  const paid = costs.map(({ to, amount }) => {
    let owed = amount;
    for (let source = 0; source < left.length && owed > 0n; source += 1) {
      const part = least(owed, left[source]!);
      left[source] = left[source]! - part;
      owed -= part;
    }
    return { to, amount: amount - owed };
  });
  return { paid, left };
}

/** What is left of one slashed stake: shares of the challenger or joiner and of the accusers, rounded down; the rest burnt. */
function shareSlash(member: PaidMember, rest: bigint, challenger: Address, p: Parameters): Payout[] {
  const party = shareOf(rest, p.challengerShare);
  const { accusers } = member;
  const each = accusers.length === 0 ? 0n : shareOf(rest, p.accuserShare) / BigInt(accusers.length);
  const burnt = rest - party - each * BigInt(accusers.length);
  return [{ to: member.joiner ?? challenger, amount: party }, ...accusers.map((to) => ({ to, amount: each })), { to: undefined, amount: burnt }];
}

/**
 * Who gets what when a case ends (section 3, "Payouts"; R14): the payouts add up to the bond and the slashed stakes, to the
 * last nLUX. Costs come from the slashed stakes in the members' order, then from the bond; γ of the bond is burnt where the
 * challenge was wrong; what is left of it goes back.
 */
export function payouts(dispute: PaidCase, p: Parameters): Payout[] {
  const { paid, left } = payCosts(costsOf(dispute, p), [...dispute.members.map(({ slashed }) => slashed), dispute.bond]);
  const bond = left.at(-1)!;
  const lost = dispute.isChallengeWrong ? least(p.challengeStake, bond) : 0n;
  return [
    ...paid,
    ...dispute.members.flatMap((member, index) => shareSlash(member, left[index]!, dispute.challenger, p)),
    { to: undefined, amount: lost },
    { to: dispute.challenger, amount: bond - lost },
  ].filter(({ amount }) => amount > 0n);
}
