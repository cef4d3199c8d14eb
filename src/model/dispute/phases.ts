import type { Phase } from "../events/events.ts";
import { burnt } from "../ledger/money.ts";
import type { Protocol } from "../params/protocol.ts";
import { reserve, slash } from "../staking/money.ts";
import { emit, type Work } from "../state/work.ts";
import { drawSeats } from "./draw.ts";
import { eligibleSeats } from "./eligibility.ts";
import { drawSeed } from "./hashes.ts";
import { levelSeats, levelSize, protocolOf } from "./reads.ts";
import { type Case, cases, type Seat } from "./records.ts";
import { endVoid, settle } from "./settle.ts";
import { strictMajority, tally } from "./tally.ts";

/** Moves a case into a phase that lasts `length` blocks from the next one on. */
function begin(work: Work, dispute: Case, phase: Phase, length: number): void {
  const endsAt = work.height + length;
  cases.put(work.draft, { ...dispute, phase, phaseEnds: endsAt, dueAt: endsAt }, dispute.id);
  emit(work, { kind: "phaseBegan", case: dispute.id, phase, level: dispute.level, round: dispute.round, endsAt });
}

/** Too few seats, and no way on: by the last tally where there is one, else VOID (section 3, DRAW). */
function giveUp(work: Work, dispute: Case): void {
  if (dispute.tallied === undefined) endVoid(work, dispute);
  else settle(work, dispute);
}

const withStatus = (dispute: Case, status: Seat["status"]): Seat[] => levelSeats(dispute).filter((seat) => seat.status === status);

/** JOIN is over: the members are fixed. */
function closeJoin(work: Work, dispute: Case, { parameters }: Protocol): void {
  begin(work, dispute, "draw", parameters.drawDelay);
}

/** DRAW is over: the missing seats are drawn by this block's beacon; or the one wait begins; or the case gives up. */
function closeDraw(work: Work, dispute: Case, protocol: Protocol): void {
  const { parameters, rulings } = protocol;
  const size = levelSize(dispute, parameters);
  const committed = withStatus(dispute, "committed").length;
  const eligible = eligibleSeats(work.draft, dispute, protocol);
  const drawable = new Set(eligible.map(({ owner }) => owner)).size; // one seat per owner
  if (committed + drawable < strictMajority(size)) {
    if (dispute.extended || rulings.R23 === "void-at-once") return giveUp(work, dispute);
    const until = work.height + parameters.extension;
    cases.put(work.draft, { ...dispute, extended: true, phaseEnds: until, dueAt: until }, dispute.id);
    return emit(work, { kind: "waitingForSeats", case: dispute.id, drawable, until });
  }
  const seed = drawSeed(work.chain.chainId, dispute.id, dispute.level, dispute.round, work.beacon);
  const drawn = drawSeats(seed, eligible, size - committed).map((provider): Seat => {
    const { level, round } = dispute;
    return { provider, level, round, drawnAt: work.height, status: "drawn", commitment: undefined, comparisons: [] };
  });
  for (const { provider, level, round } of drawn) {
    reserve(work, provider, parameters.seatExposure);
    emit(work, { kind: "seatDrawn", case: dispute.id, provider, level, round });
  }
  begin(work, { ...dispute, seats: [...dispute.seats, ...drawn] }, "commit", drawn.length === 0 ? 1 : parameters.commitWindow);
}

/** Absent seats pay P and are released (R22). Returns the case with them marked. */
function dismissAbsent(work: Work, dispute: Case, { parameters, rulings }: Protocol): Case {
  for (const { provider, level } of withStatus(dispute, "drawn")) {
    reserve(work, provider, -parameters.seatExposure);
    if (rulings.R22 === "default") slash(work, provider, parameters.absencePenalty, "absent", dispute.id, burnt);
    emit(work, { kind: "seatAbsent", case: dispute.id, provider, level });
  }
  return { ...dispute, seats: dispute.seats.map((seat) => (seat.status === "drawn" ? { ...seat, status: "absent" } : seat)) };
}

/** COMMIT is over: redraw what is missing, go on with a strict majority, or give up. */
function closeCommit(work: Work, dispute: Case, protocol: Protocol): void {
  const { parameters } = protocol;
  const rest = dismissAbsent(work, dispute, protocol);
  const size = levelSize(rest, parameters);
  const committed = withStatus(rest, "committed").length;
  if (committed < size && rest.round < parameters.redraws) {
    return begin(work, { ...rest, round: rest.round + 1 }, "draw", parameters.drawDelay);
  }
  if (committed < strictMajority(size)) {
    cases.put(work.draft, rest, rest.id);
    return giveUp(work, rest);
  }
  if (rest.level === 0) begin(work, rest, "reveal", parameters.revealWindow);
  else begin(work, rest, "open", parameters.seatOpenWindow);
}

/** REVEAL is over: what is not revealed now never is. */
function closeReveal(work: Work, dispute: Case, { parameters }: Protocol): void {
  begin(work, dispute, "open", parameters.seatOpenWindow);
}

/** Seats that committed and did not open lose E, burnt. Returns the case with them marked. */
function dismissWithholding(work: Work, dispute: Case, { parameters }: Protocol): Case {
  for (const { provider, level } of withStatus(dispute, "committed")) {
    reserve(work, provider, -parameters.seatExposure);
    slash(work, provider, parameters.seatExposure, "withheld", dispute.id, burnt);
    emit(work, { kind: "seatWithheld", case: dispute.id, provider, level });
  }
  const isWithheld = ({ status, level }: Seat): boolean => status === "committed" && level === dispute.level;
  return { ...dispute, seats: dispute.seats.map((seat) => (isWithheld(seat) ? { ...seat, status: "withheld" } : seat)) };
}

/** OPEN is over: the level is tallied; a SPLIT goes on to the next level by itself. */
function closeOpen(work: Work, dispute: Case, protocol: Protocol): void {
  const { parameters } = protocol;
  const rest = dismissWithholding(work, dispute, protocol);
  const ballots = withStatus(rest, "opened").map(({ comparisons }) => comparisons);
  const revealed = rest.members.map((member) => member.revealed);
  const verdicts = tally(revealed, ballots, levelSize(rest, parameters));
  const members = rest.members.map((member, index) => ({ ...member, verdict: verdicts[index]! }));
  const tallied: Case = { ...rest, members, tallied: rest.level };
  cases.put(work.draft, tallied, tallied.id);
  emit(work, { kind: "tallied", case: rest.id, level: rest.level, opened: ballots.length, verdicts });
  const goesOn = verdicts.includes("split") && rest.level + 1 < parameters.ladder.length;
  if (goesOn) begin(work, { ...tallied, level: rest.level + 1, round: 0 }, "draw", parameters.drawDelay);
  else settle(work, tallied);
}

/** What ends each phase. */
const CLOSE: { readonly [P in Phase]?: (work: Work, dispute: Case, protocol: Protocol) => void } = {
  join: closeJoin,
  draw: closeDraw,
  commit: closeCommit,
  reveal: closeReveal,
  open: closeOpen,
};

/** End of block: every case whose phase ends now, in ascending number; a case changes phase once a block (section 3). */
export function advanceCases(work: Work): void {
  const due = cases.due(work.draft, work.height).sort((a, b) => a.id - b.id);
  for (const dispute of due) CLOSE[dispute.phase]?.(work, dispute, protocolOf(work.draft, dispute));
}
