import { type Shown, toleranceOf } from "../attestation/compare.ts";
import { attestations } from "../attestation/records.ts";
import type { Address } from "../crypto/address.ts";
import { protocolInForce, protocols } from "../ledger/records.ts";
import { exposuresOf, type Protocol, seatsOfLevel } from "../params/protocol.ts";
import type { RulingChoices } from "../params/rulings.ts";
import type { Reader } from "../state/store.ts";
import type { Tolerance } from "../tolerance/tolerance.ts";
import { type Case, caseOutputs, type Member, type Seat } from "./records.ts";

/** The protocol that a case pinned, or under R44 `current` the one in force. */
export function protocolOf(reader: Reader, dispute: Case): Protocol {
  const pinned = protocols.at(reader, dispute.protocol);
  return pinned.rulings.R44 === "current" ? protocolInForce(reader) : pinned;
}

/** What a case reserves for a seat: always what it pinned, so that what is released is what was reserved. */
export function seatExposureOf(reader: Reader, dispute: Case): bigint {
  return exposuresOf(protocols.at(reader, dispute.protocol)).seat;
}

/** Seats of a level, by default the one that the case is at. */
export function levelSeats(dispute: Case, level = dispute.level): Seat[] {
  return dispute.seats.filter((seat) => seat.level === level);
}

/** How many seats the level of a case has. */
export function levelSize(dispute: Case, { parameters }: Protocol): number {
  return seatsOfLevel(parameters, dispute.level);
}

/** Whether a level comes after the one that the case is at. */
export function hasNextLevel(dispute: Case, { parameters: { ladder } }: Protocol): boolean {
  return dispute.level + 1 < ladder.length;
}

/** A provider's seat at the level that a case is at. */
export function seatOf(dispute: Case, provider: Address): Seat | undefined {
  return levelSeats(dispute).find((seat) => seat.provider === provider);
}

/** The case with one seat replaced. */
export function withSeat(dispute: Case, seat: Seat): Case {
  return { ...dispute, seats: dispute.seats.map((other) => (other.provider === seat.provider ? seat : other)) };
}

/** The tolerance under which a member is compared with a seat (R44). */
export function memberTolerance(reader: Reader, rulings: RulingChoices, member: Member): Tolerance {
  return toleranceOf(reader, rulings, attestations.at(reader, member.attestation));
}

/** A revealed member's output. */
export function shownByMember(reader: Reader, dispute: Case, member: Member): Shown {
  return { output: caseOutputs.at(reader, dispute.id, member.provider), profile: attestations.at(reader, member.attestation).profile };
}

/** An open seat's output. */
export function shownBySeat(reader: Reader, dispute: Case, seat: Seat): Shown {
  return { output: caseOutputs.at(reader, dispute.id, seat.provider), profile: seat.profile };
}

/** Open seats of a level, or of all, by level, then address. */
export function openedSeats(dispute: Case, level?: number): Seat[] {
  const opened = dispute.seats.filter((seat) => seat.status === "opened" && (level === undefined || seat.level === level));
  return opened.sort((a, b) => a.level - b.level || (a.provider < b.provider ? -1 : 1));
}
