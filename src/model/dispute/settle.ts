import { conclude, heldUntil } from "../attestation/equivocation.ts";
import { discharge, isAnswerable, releaseFromVoid, slashBase, taint } from "../attestation/lifecycle.ts";
import { type AttestationRecord, attestations, holds } from "../attestation/records.ts";
import type { Ending } from "../events/events.ts";
import { balance, burnt, move, type Purse, shareOf, slashOf } from "../ledger/money.ts";
import type { Protocol } from "../params/protocol.ts";
import { reserve, slash } from "../staking/money.ts";
import { emit, type Work } from "../state/work.ts";
import { type Between, betweenSeats } from "./between.ts";
import { comparePair, seatsAtFault } from "./judge.ts";
import { appealLock, caseBond, joinLock } from "./money.ts";
import { type PaidMember, payouts, type Source } from "./payouts.ts";
import { openedSeats, protocolOf, seatExposureOf } from "./reads.ts";
import { type Case, caseInputs, caseOutputs, cases, drawShares, type Member, type Seat } from "./records.ts";

/** Basis points of the base that a convicted member loses (R13). */
const slashShare = (member: Member, { parameters: p }: Protocol): number => (member.revealed ? p.slashFault : p.slashNoReveal);

/** Takes a faulty member's slash into the pot of the case; returns what was taken. */
function convict(work: Work, dispute: Case, member: Member, protocol: Protocol): bigint {
  const { base } = attestations.at(work.draft, member.attestation);
  const amount = slashOf(slashBase(work, member.provider, { attestation: member.attestation, base }), slashShare(member, protocol));
  const pot = caseBond(dispute.challenger, dispute.id);
  return slash(work, member.provider, amount, member.revealed ? "fault" : "no-reveal", dispute.id, pot);
}

/** What a seat at fault loses (R13): a share of its base, but at least E. */
export function seatFaultAmount(work: Work, dispute: Case, seat: Seat): bigint {
  const protocol = protocolOf(work.draft, dispute);
  const share = slashOf(slashBase(work, seat.provider, seat), protocol.parameters.slashSeatFault);
  const least = protocol.parameters.seatExposure;
  return share > least ? share : least;
}

/** Slashes a seat at fault: a share to the last appellant whose A comes back, the rest burnt (section 3, "Seats are judged too"). */
function convictSeat(work: Work, dispute: Case, seat: Seat, { parameters: p }: Protocol): void {
  const winner = dispute.appeals.findLast(({ outcome }) => outcome !== "lost")?.appellant;
  const pot = caseBond(dispute.challenger, dispute.id);
  const taken = slash(work, seat.provider, seatFaultAmount(work, dispute, seat), "seat-fault", dispute.id, pot);
  const reward = winner === undefined ? 0n : shareOf(taken, p.appellantShare);
  if (winner !== undefined) move(work, pot, balance(winner), reward);
  move(work, pot, burnt, taken - reward);
}

/** The purse behind a payout's source. */
function purseOf(dispute: Case, source: Source): Purse {
  if (source.kind === "pot") return caseBond(dispute.challenger, dispute.id);
  if (source.kind === "appeal") return appealLock(dispute.appeals.find(({ level }) => level === source.level)!.appellant, dispute.id, source.level);
  const { joiner, attestation } = dispute.members[source.member]!;
  return joinLock(joiner!, dispute.id, attestation);
}

/** Seats of the last tally that said FAULT of a member and are not at fault. */
function accusersOf(dispute: Case, member: number, isAtFault: (seat: Seat) => boolean): Seat[] {
  if (dispute.tallied === undefined) return [];
  return openedSeats(dispute, dispute.tallied).filter((seat) => seat.comparisons[member] === "fault" && !isAtFault(seat));
}

/** What a case pays out: the bond, the slashed stakes and the locks. */
function payOut(work: Work, dispute: Case, slashed: readonly bigint[], faultySeats: readonly Seat[], isChallengeWrong: boolean): void {
  const isAtFault = (seat: Seat): boolean => faultySeats.some(({ provider }) => provider === seat.provider);
  const members = dispute.members.map(
    ({ provider, joiner, lock, revealed, verdict }, index): PaidMember => ({
      provider,
      joined: joiner === undefined ? undefined : { joiner, lock },
      revealed,
      slashed: slashed[index] ?? 0n,
      verdict: verdict === "faulty" || verdict === "clean" ? verdict : "other",
      accusers: accusersOf(dispute, index, isAtFault).map((seat) => seat.provider),
    }),
  );
  const seats = openedSeats(dispute).filter((seat) => !isAtFault(seat));
  const appeals = dispute.appeals.map(({ appellant, level, lock, outcome }) => ({ appellant, level, lock, isLost: outcome === "lost" }));
  const { challenger, bond } = dispute;
  const paid = payouts({ challenger, bond, seats, members, appeals, isChallengeWrong }, protocolOf(work.draft, dispute));
  for (const { from, to, amount } of paid) move(work, purseOf(dispute, from), to === undefined ? burnt : balance(to), amount);
}

/** Closes the books of a case: seats are released, outputs and input forgotten, the record stays. */
function close(work: Work, id: number, phase: "settled" | "void"): void {
  const dispute = cases.at(work.draft, id);
  const exposure = seatExposureOf(work.draft, dispute);
  for (const { provider, status } of dispute.seats) {
    if (status === "opened" || status === "committed") reserve(work, provider, -exposure);
    if (status === "opened") caseOutputs.delete(work.draft, id, provider);
  }
  for (const { provider, attestation, revealed } of dispute.members) {
    if (revealed) caseOutputs.delete(work.draft, id, provider);
    holds.delete(work.draft, provider, attestation);
  }
  for (const { provider } of drawShares.all(work.draft, id)) drawShares.delete(work.draft, id, provider);
  caseInputs.delete(work.draft, id);
  const height = work.height;
  cases.put(work.draft, { ...dispute, phase, phaseEnds: height, dueAt: height, endedAt: height }, id);
  emit(work, { kind: "phaseBegan", case: id, phase, level: dispute.level, round: dispute.round, endsAt: height });
}

const ENDING_OF_VERDICT = { clean: "cleared", band: "band", split: "void", none: "void" } as const;

/** How a member's attestation ends; `void` too where both of the pair are clean and yet at FAULT with each other. */
function endingOf(member: Member, isPairTorn: boolean): Ending {
  if (member.verdict === "faulty") return member.revealed ? "fault" : "no-reveal";
  return isPairTorn && member.verdict === "clean" && member.joiner === undefined ? "void" : ENDING_OF_VERDICT[member.verdict];
}

/**
 * Ends a member's attestation, unless equivocation struck it meanwhile; one that evidence struck before stays so (R48). Under R27
 * `one-per-pair` one that stands is open again until its time.
 */
function release(work: Work, record: AttestationRecord, how: Ending): void {
  if (isAnswerable(record)) return discharge(work, record);
  if (record.status !== "contested") return;
  const isOpenAgain = work.chain.rulings.R27 === "one-per-pair" && (how === "cleared" || how === "band") && record.finalAt > work.height;
  if (!isOpenAgain) return conclude(work, record, how);
  attestations.put(work.draft, { ...record, status: "open", how }, record.id);
  emit(work, { kind: "attestationReopened", attestation: record.id, provider: record.provider, until: record.finalAt });
}

/** SETTLED (section 3): the faulty, members and seats, are slashed, everyone is paid, every member's attestation ends. */
export function settle(work: Work, dispute: Case, between: Between = betweenSeats(work, dispute)): void {
  const protocol = protocolOf(work.draft, dispute);
  const { members } = dispute;
  const isFaultless = members.every(({ verdict }) => verdict !== "faulty");
  const isPairClean = members.slice(0, 2).every(({ verdict }) => verdict === "clean");
  const pair = isPairClean ? comparePair(work, dispute) : undefined;
  const faultySeats = seatsAtFault(work, dispute, between);

  const faulty = members.filter(({ verdict }) => verdict === "faulty");
  const slashed = members.map((member) => (member.verdict === "faulty" ? convict(work, dispute, member, protocol) : 0n));
  for (const seat of faultySeats) convictSeat(work, dispute, seat, protocol);
  payOut(work, dispute, slashed, faultySeats, isFaultless && pair === "agree");
  for (const member of members) release(work, attestations.at(work.draft, member.attestation), endingOf(member, pair === "fault"));
  for (const member of faulty) if (slashShare(member, protocol) >= 10_000) taint(work, member.provider);
  for (const seat of faultySeats) if (protocol.parameters.slashSeatFault >= 10_000) taint(work, seat.provider);
  close(work, dispute.id, "settled");
}

/** VOID (section 3; R23): nobody judged; the bond goes back, the members are open again after a first VOID. */
export function endVoid(work: Work, dispute: Case): void {
  payOut(work, dispute, [], [], false);
  for (const { attestation } of dispute.members) {
    const record = attestations.at(work.draft, attestation);
    if (record.status === "contested" || isAnswerable(record)) releaseFromVoid(work, record, heldUntil(work, attestation));
  }
  close(work, dispute.id, "void");
}
