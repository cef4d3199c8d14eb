import { sha256 } from "../crypto/hash.ts";
import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import type { Phase, Verdict } from "../events/events.ts";
import { momentOf, provenFor } from "../evidence/judge.ts";
import { burnt } from "../ledger/money.ts";
import { CASE_SEATS_MAX } from "../params/consistency.ts";
import type { Protocol } from "../params/protocol.ts";
import { reserve, slash, slashableUnbonding } from "../staking/money.ts";
import { providers, services } from "../staking/records.ts";
import { emit, type Work } from "../state/work.ts";
import { betweenSeats } from "./between.ts";
import { drawFrom } from "./draw.ts";
import { eligibleSeats } from "./eligibility.ts";
import type { Field } from "./field.ts";
import { caseSeedHash, drawSeed } from "./hashes.ts";
import { judgeMembers } from "./judge.ts";
import { hasNextLevel, levelSeats, levelSize, protocolOf, seatExposureOf } from "./reads.ts";
import { type Appeal, type Case, caseInputs, cases, drawShares, type Seat } from "./records.ts";
import { endVoid, seatFaultAmount, settle } from "./settle.ts";
import { strictMajority } from "./tally.ts";

/** Moves a case into a phase that lasts `length` blocks from the next one on. */
function begin(work: Work, dispute: Case, phase: Phase, length: number): void {
  const endsAt = work.height + length;
  cases.put(work.draft, { ...dispute, phase, phaseEnds: endsAt, dueAt: endsAt }, dispute.id);
  emit(work, { kind: "phaseBegan", case: dispute.id, phase, level: dispute.level, round: dispute.round, endsAt });
}

/** Calls for a draw: of the case's level, or of the next one. */
function callDraw(work: Work, dispute: Case, { parameters }: Protocol): void {
  begin(work, dispute, "draw", parameters.drawDelay);
}

const toNextLevel = (dispute: Case): Case => ({ ...dispute, level: dispute.level + 1, round: 0 });

/** Too few seats, and no way on: by the last tally where there is one, else VOID (section 3, DRAW). */
function giveUp(work: Work, dispute: Case): void {
  if (dispute.tallied === undefined) endVoid(work, dispute);
  else settle(work, dispute);
}

const withStatus = (dispute: Case, status: Seat["status"]): Seat[] => levelSeats(dispute).filter((seat) => seat.status === status);

/** The level's seats that still count: committed, or without commitments (R32 `no-commit`) opened. */
const standing = (dispute: Case): number => levelSeats(dispute).filter(({ status }) => status === "committed" || status === "opened").length;

/** Members that nothing can judge are faulty, and the case ends: no provider supplied the input (R39 `provider`). */
function settleUnsupplied(work: Work, dispute: Case): void {
  const members = dispute.members.map((member) => ({ ...member, verdict: "faulty" as const }));
  cases.put(work.draft, { ...dispute, members }, dispute.id);
  settle(work, { ...dispute, members });
}

/** JOIN is over: the members are fixed. */
function closeJoin(work: Work, dispute: Case, protocol: Protocol): void {
  if (caseInputs.get(work.draft, dispute.id) === undefined) settleUnsupplied(work, dispute);
  else callDraw(work, dispute, protocol);
}

/** What the draw's randomness is (R18): this block's beacon, or what the variant puts in its place. */
function drawValue(work: Work, dispute: Case): Hex {
  const [first, second] = dispute.members;
  switch (work.chain.rulings.R18) {
    case "case-hash":
      return caseSeedHash(dispute.challenger, first!.attestation, second!.attestation, dispute.salt);
    case "parent-hash":
      return work.parent;
    case "commit-reveal": {
      const shares = drawShares.all(work.draft, dispute.id).flatMap(({ share }) => (share === undefined ? [] : [...fromHex(share)]));
      return toHex(sha256(Uint8Array.from(shares)));
    }
    default:
      return work.beacon;
  }
}

/** Draws the missing seats of the level and reserves E of each. */
function seat(work: Work, dispute: Case, eligible: Field, missing: number): Seat[] {
  const { level, round } = dispute;
  const seed = drawSeed(work.chain.chainId, dispute.id, level, round, drawValue(work, dispute));
  const exposure = seatExposureOf(work.draft, dispute);
  const room = CASE_SEATS_MAX - dispute.seats.length; // a ladder that changes under a case (R44 `current`) could ask for more
  return drawFrom(seed, eligible, Math.min(missing, room)).map((address): Seat => {
    const provider = providers.at(work.draft, address);
    const base = provider.stake + slashableUnbonding(provider);
    const profile = services.get(work.draft, dispute.modelID, address)?.profile;
    reserve(work, address, exposure);
    emit(work, { kind: "seatDrawn", case: dispute.id, provider: address, level, round });
    return { provider: address, level, round, drawnAt: work.height, status: "drawn", commitment: undefined, profile, base, comparisons: [] };
  });
}

/** What follows a draw: seats commit; without commitments, and where they run on what members reveal (R40), members reveal first. */
function afterDraw(work: Work, dispute: Case, { parameters, rulings }: Protocol): void {
  const isFirst = dispute.level === 0 && dispute.round === 0;
  const length = withStatus(dispute, "drawn").length === 0 ? 1 : parameters.commitWindow;
  if (isFirst && (rulings.R32 === "no-commit" || rulings.R40 === "teacher-forced")) begin(work, dispute, "reveal", parameters.revealWindow);
  else begin(work, dispute, rulings.R32 === "no-commit" ? "open" : "commit", length);
}

function forgetShares(work: Work, id: number): void {
  for (const { provider } of drawShares.all(work.draft, id)) drawShares.delete(work.draft, id, provider);
}

/** DRAW is over: the missing seats are drawn; or the one wait begins; or the case gives up. */
function closeDraw(work: Work, dispute: Case, protocol: Protocol): void {
  const { parameters, rulings } = protocol;
  const size = levelSize(dispute, protocol);
  const held = standing(dispute);
  const eligible = eligibleSeats(work.draft, dispute, protocol, provenFor(momentOf(work), protocol, dispute.modelID));
  const drawable = eligible.owners; // one seat per owner
  if (held + drawable < strictMajority(size)) {
    if (dispute.extended || rulings.R23 === "void-at-once") return giveUp(work, dispute);
    const until = work.height + parameters.extension;
    cases.put(work.draft, { ...dispute, extended: true, phaseEnds: until, dueAt: until }, dispute.id);
    forgetShares(work, dispute.id); // shares that were shown are no secret any more
    return emit(work, { kind: "waitingForSeats", case: dispute.id, drawable, until });
  }
  const drawn = seat(work, dispute, eligible, size - held);
  forgetShares(work, dispute.id);
  afterDraw(work, { ...dispute, seats: [...dispute.seats, ...drawn] }, protocol);
}

/** What an absent seat pays (R22). */
function absencePenalty(work: Work, dispute: Case, seat: Seat, { parameters, rulings }: Protocol): bigint {
  if (rulings.R22 === "no-penalty") return 0n;
  return rulings.R22 === "seat-fault" ? seatFaultAmount(work, dispute, seat) : parameters.absencePenalty;
}

/** Absent seats pay and are released (R22). Returns the case with them marked. */
function dismissAbsent(work: Work, dispute: Case, protocol: Protocol): Case {
  const exposure = seatExposureOf(work.draft, dispute);
  for (const seat of withStatus(dispute, "drawn")) {
    const penalty = absencePenalty(work, dispute, seat, protocol);
    reserve(work, seat.provider, -exposure);
    if (penalty > 0n) slash(work, seat.provider, penalty, "absent", dispute.id, burnt);
    emit(work, { kind: "seatAbsent", case: dispute.id, provider: seat.provider, level: seat.level });
  }
  return { ...dispute, seats: dispute.seats.map((seat) => (seat.status === "drawn" ? { ...seat, status: "absent" } : seat)) };
}

/** Dismisses the absent and calls for a redraw where one is left. Returns the case, or nothing where it has gone another way. */
function fillSeats(work: Work, dispute: Case, protocol: Protocol): Case | undefined {
  const rest = dismissAbsent(work, dispute, protocol);
  const size = levelSize(rest, protocol);
  if (standing(rest) < size && rest.round < protocol.parameters.redraws) {
    callDraw(work, { ...rest, round: rest.round + 1 }, protocol);
    return undefined;
  }
  if (standing(rest) >= strictMajority(size)) return rest;
  cases.put(work.draft, rest, rest.id);
  giveUp(work, rest);
  return undefined;
}

/** COMMIT is over: redraw what is missing, go on with a strict majority, or give up. */
function closeCommit(work: Work, dispute: Case, protocol: Protocol): void {
  const { parameters, rulings } = protocol;
  const rest = fillSeats(work, dispute, protocol);
  if (rest === undefined) return;
  if (rest.level === 0 && rulings.R40 === "default") begin(work, rest, "reveal", parameters.revealWindow);
  else begin(work, rest, "open", parameters.seatOpenWindow);
}

/** REVEAL is over: what is not revealed now never is. */
function closeReveal(work: Work, dispute: Case, { parameters, rulings }: Protocol): void {
  if (rulings.R32 === "no-commit") begin(work, dispute, "open", parameters.commitWindow);
  else if (rulings.R40 === "teacher-forced") begin(work, dispute, "commit", parameters.commitWindow);
  else begin(work, dispute, "open", parameters.seatOpenWindow);
}

/** Seats that committed and did not open lose E, burnt. Returns the case with them marked. */
function dismissWithholding(work: Work, dispute: Case): Case {
  const exposure = seatExposureOf(work.draft, dispute);
  const { parameters } = protocolOf(work.draft, dispute);
  for (const { provider, level } of withStatus(dispute, "committed")) {
    reserve(work, provider, -exposure);
    slash(work, provider, parameters.seatExposure, "withheld", dispute.id, burnt);
    emit(work, { kind: "seatWithheld", case: dispute.id, provider, level });
  }
  const isWithheld = ({ status, level }: Seat): boolean => status === "committed" && level === dispute.level;
  return { ...dispute, seats: dispute.seats.map((seat) => (isWithheld(seat) ? { ...seat, status: "withheld" } : seat)) };
}

/** Appeals that waited for this tally: won where it says otherwise of a member, lost where it does not. */
function decideAppeals(dispute: Case, verdicts: readonly Verdict[]): Appeal[] {
  return dispute.appeals.map((appeal) => {
    if (appeal.outcome !== "pending" || appeal.level !== dispute.level) return appeal;
    return { ...appeal, outcome: appeal.against.some((verdict, member) => verdict !== verdicts[member]) ? "won" : "lost" };
  });
}

/** OPEN is over: the level is tallied. A SPLIT goes on to the next level by itself; any other verdict can be appealed against. */
function closeOpen(work: Work, dispute: Case, protocol: Protocol): void {
  const complete = protocol.rulings.R32 === "no-commit" ? fillSeats(work, dispute, protocol) : dispute;
  if (complete === undefined) return;
  const rest = dismissWithholding(work, complete);
  const between = betweenSeats(work, rest);
  const verdicts = judgeMembers(work, rest, between);
  const members = rest.members.map((member, index) => ({ ...member, verdict: verdicts[index]! }));
  const tallied: Case = { ...rest, members, tallied: rest.level, appeals: decideAppeals(rest, verdicts) };
  cases.put(work.draft, tallied, tallied.id);
  emit(work, { kind: "tallied", case: rest.id, level: rest.level, opened: withStatus(rest, "opened").length, verdicts });
  const isShown = members.some(({ revealed }) => revealed);
  if (!isShown || !hasNextLevel(tallied, protocol)) settle(work, tallied, between);
  else if (verdicts.includes("split")) callDraw(work, toNextLevel(tallied), protocol);
  else if (protocol.rulings.R32 === "no-appeal") settle(work, tallied, between);
  else begin(work, tallied, "appeal", protocol.parameters.appealWindow);
}

/** APPEAL is over: the next level where someone appealed, else the tally stands. */
function closeAppeal(work: Work, dispute: Case, protocol: Protocol): void {
  if (dispute.appeals.some(({ level }) => level === dispute.level + 1)) callDraw(work, toNextLevel(dispute), protocol);
  else settle(work, dispute);
}

/** What ends each phase. */
const CLOSE: { readonly [P in Phase]?: (work: Work, dispute: Case, protocol: Protocol) => void } = {
  join: closeJoin,
  draw: closeDraw,
  commit: closeCommit,
  reveal: closeReveal,
  open: closeOpen,
  appeal: closeAppeal,
};

/** End of block: every case whose phase ends now, in ascending number; a case changes phase once a block (section 3). */
export function advanceCases(work: Work): void {
  const due = cases.due(work.draft, work.height).sort((a, b) => a.id - b.id);
  for (const dispute of due) CLOSE[dispute.phase]?.(work, dispute, protocolOf(work.draft, dispute));
}
