import type { Address } from "../crypto/address.ts";
import { shareOf } from "../ledger/money.ts";
import { type Protocol, sharesOf } from "../params/protocol.ts";

/** A member as payouts see it. */
export interface PaidMember {
  readonly provider: Address;
  /** Who joined it, where it is not of the pair, and what it locked: ρ + γ. */
  readonly joined: { readonly joiner: Address; readonly lock: bigint } | undefined;
  readonly revealed: boolean;
  /** What was taken of its stake; zero where it is not faulty. */
  readonly slashed: bigint;
  readonly verdict: "faulty" | "clean" | "other";
  /** Seats of the last tally that said FAULT of it and are not at fault. */
  readonly accusers: readonly Address[];
}

/** A seat that opened and is not at fault. */
export interface PaidSeat {
  readonly provider: Address;
  readonly level: number;
}

/** An appeal as payouts see it: A, and whether it was in vain. */
export interface PaidAppeal {
  readonly appellant: Address;
  /** The level that it called for. */
  readonly level: number;
  readonly lock: bigint;
  readonly isLost: boolean;
}

/** A case as payouts see it. */
export interface PaidCase {
  readonly challenger: Address;
  readonly bond: bigint;
  /** By level, then address. */
  readonly seats: readonly PaidSeat[];
  /** The pair as claimed, then joins in order. */
  readonly members: readonly PaidMember[];
  readonly appeals: readonly PaidAppeal[];
  /** Whether none is faulty and both of the pair are CLEAN and AGREE with each other. */
  readonly isChallengeWrong: boolean;
}

/** Whose money a payout is: the case's own (bond and slashed stakes), the lock of a joined member, or of the appeal to a level. */
export type Source =
  | { readonly kind: "pot" }
  | { readonly kind: "join"; readonly member: number }
  | { readonly kind: "appeal"; readonly level: number };

/** Money out of a case. `to` is nobody where it is burnt. */
export interface Payout {
  readonly from: Source;
  readonly to: Address | undefined;
  readonly amount: bigint;
}

const POT: Source = { kind: "pot" };

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What is owed before anything is shared: f to each seat that no lost appeal pays, ρ to each member that revealed, is not faulty, and was not joined. */
function costsOf({ seats, members, appeals }: PaidCase, { parameters: p }: Protocol): Omit<Payout, "from">[] {
  const isPaidByAppeal = ({ level }: PaidSeat): boolean => appeals.some((appeal) => appeal.isLost && appeal.level === level);
  const owedSeats = seats.filter((seat) => !isPaidByAppeal(seat));
  const parties = members.filter(({ revealed, verdict, joined }) => revealed && verdict !== "faulty" && joined === undefined);
  return [...owedSeats.map(({ provider: to }) => ({ to, amount: p.rerunFee })), ...parties.map(({ provider: to }) => ({ to, amount: p.partyFee }))];
}

/** Pays costs in order from sources in order; what no source covers is not paid. Returns payments and what is left of each. */
function payCosts(costs: readonly Omit<Payout, "from">[], sources: readonly bigint[]): { paid: Payout[]; left: bigint[] } {
  const left = [...sources];
  const paid = costs.map(({ to, amount }): Payout => {
    let owed = amount;
    for (let source = 0; source < left.length && owed > 0n; source += 1) {
      const part = least(owed, left[source]!);
      left[source] = left[source]! - part;
      owed -= part;
    }
    return { from: POT, to, amount: amount - owed };
  });
  return { paid, left };
}

/** What is left of one slashed stake: shares of the challenger or joiner and of the accusers, rounded down; the rest burnt. */
function shareSlash(member: PaidMember, rest: bigint, challenger: Address, protocol: Protocol): Payout[] {
  const shares = sharesOf(protocol);
  const party = shareOf(rest, shares.challenger);
  const { accusers } = member;
  const each = accusers.length === 0 ? 0n : shareOf(rest, shares.accusers) / BigInt(accusers.length);
  const burnt = rest - party - each * BigInt(accusers.length);
  const out = (to: Address | undefined, amount: bigint): Payout => ({ from: POT, to, amount });
  return [out(member.joined?.joiner ?? challenger, party), ...accusers.map((to) => out(to, each)), out(undefined, burnt)];
}

/** A joiner's lock: ρ to its member if that revealed and is not faulty, γ burnt if it is CLEAN, the rest back. */
function settleJoin({ provider, joined, revealed, verdict }: PaidMember, member: number, { parameters: p }: Protocol): Payout[] {
  if (joined === undefined) return [];
  const from: Source = { kind: "join", member };
  const fee = revealed && verdict !== "faulty" ? least(p.partyFee, joined.lock) : 0n;
  const lost = verdict === "clean" ? least(p.challengeStake, joined.lock - fee) : 0n;
  return [
    { from, to: provider, amount: fee },
    { from, to: undefined, amount: lost },
    { from, to: joined.joiner, amount: joined.lock - fee - lost },
  ];
}

/** An appellant's A: back, or, where the appeal was in vain, f to each seat of its level and the rest burnt. */
function settleAppeal({ appellant, level, lock, isLost }: PaidAppeal, seats: readonly PaidSeat[], { parameters: p }: Protocol): Payout[] {
  const from: Source = { kind: "appeal", level };
  if (!isLost) return [{ from, to: appellant, amount: lock }];
  let left = lock;
  const paid = seats
    .filter((seat) => seat.level === level)
    .map(({ provider }): Payout => {
      const amount = least(p.rerunFee, left);
      left -= amount;
      return { from, to: provider, amount };
    });
  return [...paid, { from, to: undefined, amount: left }];
}

/**
 * Who gets what when a case ends (section 3, "Payouts"; R14): the payouts add up to the bond, the slashed stakes and every
 * lock, to the last nLUX. Costs come from the slashed stakes in the members' order, then from the bond; γ of the bond is burnt
 * where the challenge was wrong; what is left of it goes back.
 */
export function payouts(dispute: PaidCase, protocol: Protocol): Payout[] {
  const { challenger, members, seats, appeals } = dispute;
  const { paid, left } = payCosts(costsOf(dispute, protocol), [...members.map(({ slashed }) => slashed), dispute.bond]);
  const bond = left.at(-1)!;
  const lost = dispute.isChallengeWrong ? least(protocol.parameters.challengeStake, bond) : 0n;
  const all: Payout[] = [
    ...paid,
    ...members.flatMap((member, index) => shareSlash(member, left[index]!, challenger, protocol)),
    { from: POT, to: undefined, amount: lost },
    { from: POT, to: challenger, amount: bond - lost },
    ...members.flatMap((member, index) => settleJoin(member, index, protocol)),
    ...appeals.flatMap((appeal) => settleAppeal(appeal, seats, protocol)),
  ];
  return all.filter(({ amount }) => amount > 0n);
}
