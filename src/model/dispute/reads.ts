import { attestations } from "../attestation/records.ts";
import type { Address } from "../crypto/address.ts";
import { protocols } from "../ledger/records.ts";
import type { Parameters } from "../params/parameters.ts";
import type { Protocol } from "../params/protocol.ts";
import { tolerances } from "../registry/records.ts";
import type { Reader } from "../state/store.ts";
import { type Comparison, compareOutputs } from "../tolerance/compare.ts";
import type { Output } from "../tolerance/output.ts";
import type { Tolerance } from "../tolerance/tolerance.ts";
import { type Case, caseOutputs, type Member, type Seat } from "./records.ts";

/** The protocol that a case pinned (R44). */
export function protocolOf(reader: Reader, dispute: Case): Protocol {
  return protocols.at(reader, dispute.protocol);
}

/** Seats of the level that a case is at. */
export function levelSeats(dispute: Case): Seat[] {
  return dispute.seats.filter(({ level }) => level === dispute.level);
}

/** How many seats the level of a case has. */
export function levelSize(dispute: Case, p: Parameters): number {
  return p.ladder[dispute.level]!;
}

/** A provider's seat at the level that a case is at. */
export function seatOf(dispute: Case, provider: Address): Seat | undefined {
  return levelSeats(dispute).find((seat) => seat.provider === provider);
}

/** The case with one seat replaced. */
export function withSeat(dispute: Case, seat: Seat): Case {
  return { ...dispute, seats: dispute.seats.map((other) => (other.provider === seat.provider ? seat : other)) };
}

/** The tolerance that a member's attestation pinned (R44). */
export function toleranceOf(reader: Reader, member: Member): Tolerance {
  const { modelID, tolerance } = attestations.at(reader, member.attestation);
  return tolerances.at(reader, modelID, tolerance);
}

/** A seat's output against each revealed member's, under the member's tolerance (R44). */
export function compareWithMembers(reader: Reader, dispute: Case, output: Output): (Comparison | undefined)[] {
  return dispute.members.map((member) => {
    if (!member.revealed) return undefined;
    return compareOutputs(toleranceOf(reader, member), output, caseOutputs.at(reader, dispute.id, member.provider));
  });
}

/** The pair against each other, under the tolerance of the one accepted first (R44); undefined unless both are revealed. */
export function comparePair(reader: Reader, dispute: Case): Comparison | undefined {
  const [a, b] = dispute.members;
  if (!a!.revealed || !b!.revealed) return undefined;
  const isFirst = attestations.at(reader, a!.attestation).acceptedAt <= attestations.at(reader, b!.attestation).acceptedAt;
  const [left, right] = [a!, b!].map((member) => caseOutputs.at(reader, dispute.id, member.provider));
  return compareOutputs(toleranceOf(reader, isFirst ? a! : b!), left!, right!);
}
