import { endAttestation, releaseFromVoid, taint, undecidedOf } from "../attestation/lifecycle.ts";
import { attestations } from "../attestation/records.ts";
import type { Address } from "../crypto/address.ts";
import type { Ending } from "../events/events.ts";
import { balance, burnt, move, slashOf } from "../ledger/money.ts";
import type { Parameters } from "../params/parameters.ts";
import { bondOf } from "../params/protocol.ts";
import { reserve, slash, slashableUnbonding } from "../staking/money.ts";
import { providers } from "../staking/records.ts";
import { emit, type Work } from "../state/work.ts";
import { caseBond } from "./money.ts";
import { type PaidMember, payouts } from "./payouts.ts";
import { comparePair, protocolOf } from "./reads.ts";
import { type Case, caseInputs, caseOutputs, cases, type Member, type Seat } from "./records.ts";

/** The base of a slash (R46): stake and unbonding, less B − γ for each other contested attestation of the provider. */
function slashBase(work: Work, member: Member, p: Parameters): bigint {
  const provider = providers.at(work.draft, member.provider);
  const others = undecidedOf(work.draft, member.provider).filter(({ status, id }) => status === "contested" && id !== member.attestation);
  const base = provider.stake + slashableUnbonding(provider) - (bondOf(p) - p.challengeStake) * BigInt(others.length);
  return base > 0n ? base : 0n;
}

/** Basis points of the base that a convicted member loses (R13). */
const slashShare = (member: Member, p: Parameters): number => (member.revealed ? p.slashFault : p.slashNoReveal);

/** Takes a faulty member's slash into the pot of the case; returns what was taken. */
function convict(work: Work, dispute: Case, member: Member, p: Parameters): bigint {
  const amount = slashOf(slashBase(work, member, p), slashShare(member, p));
  const pot = caseBond(dispute.challenger, dispute.id);
  return slash(work, member.provider, amount, member.revealed ? "fault" : "no-reveal", dispute.id, pot);
}

/** Seats that opened, by level, then address. */
function openedSeats(dispute: Case): Seat[] {
  const opened = dispute.seats.filter(({ status }) => status === "opened");
  return opened.sort((a, b) => a.level - b.level || (a.provider < b.provider ? -1 : 1));
}

/** Seats of the last tally that said FAULT of a member. */
function accusersOf(dispute: Case, member: number): Address[] {
  const seats = openedSeats(dispute).filter(({ level }) => level === dispute.tallied);
  return seats.filter(({ comparisons }) => comparisons[member] === "fault").map(({ provider }) => provider);
}

/** Pays out the pot of a case: the bond and the slashed stakes. */
function payOut(work: Work, dispute: Case, slashed: readonly bigint[], isChallengeWrong: boolean, p: Parameters): void {
  const members = dispute.members.map(
    ({ provider, joiner, revealed, verdict }, index): PaidMember => ({
      provider,
      joiner,
      revealed,
      slashed: slashed[index] ?? 0n,
      isFaulty: verdict === "faulty",
      accusers: accusersOf(dispute, index),
    }),
  );
  const seats = openedSeats(dispute).map(({ provider }) => provider);
  const pot = caseBond(dispute.challenger, dispute.id);
  for (const { to, amount } of payouts({ challenger: dispute.challenger, bond: dispute.bond, seats, members, isChallengeWrong }, p))
    move(work, pot, to === undefined ? burnt : balance(to), amount);
}

/** Closes the books of a case: seats are released, outputs and input forgotten, the record stays. */
function close(work: Work, id: number, phase: "settled" | "void", p: Parameters): void {
  const dispute = cases.at(work.draft, id);
  for (const { provider, status } of dispute.seats) {
    if (status === "opened" || status === "committed") reserve(work, provider, -p.seatExposure);
    if (status === "opened") caseOutputs.delete(work.draft, id, provider);
  }
  for (const { provider, revealed } of dispute.members) if (revealed) caseOutputs.delete(work.draft, id, provider);
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

/** SETTLED (section 3): the faulty are slashed, everyone is paid, every member's attestation ends. */
export function settle(work: Work, dispute: Case): void {
  const { parameters } = protocolOf(work.draft, dispute);
  const { members } = dispute;
  const isFaultless = members.every(({ verdict }) => verdict !== "faulty");
  const isPairClean = members.slice(0, 2).every(({ verdict }) => verdict === "clean");
  const pair = isPairClean ? comparePair(work.draft, dispute) : undefined;

  const faulty = members.filter(({ verdict }) => verdict === "faulty");
  const slashed = members.map((member) => (member.verdict === "faulty" ? convict(work, dispute, member, parameters) : 0n));
  payOut(work, dispute, slashed, isFaultless && pair === "agree", parameters);
  for (const member of members) endAttestation(work, attestations.at(work.draft, member.attestation), endingOf(member, pair === "fault"));
  for (const member of faulty) if (slashShare(member, parameters) >= 10_000) taint(work, member.provider);
  close(work, dispute.id, "settled", parameters);
}

/** VOID (section 3; R23): nobody judged; the bond goes back, the members are open again after a first VOID. */
export function endVoid(work: Work, dispute: Case): void {
  const { parameters } = protocolOf(work.draft, dispute);
  payOut(work, dispute, [], false, parameters);
  for (const member of dispute.members) releaseFromVoid(work, attestations.at(work.draft, member.attestation));
  close(work, dispute.id, "void", parameters);
}
