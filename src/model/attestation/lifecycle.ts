import type { Address } from "../crypto/address.ts";
import type { Hex } from "../encoding/hex.ts";
import type { Ending } from "../events/events.ts";
import { evidences } from "../evidence/records.ts";
import { balance, burnt, move, nonNegative, type Purse, shareOf } from "../ledger/money.ts";
import { protocolInForce, protocols } from "../ledger/records.ts";
import { exposuresOf, type Protocol } from "../params/protocol.ts";
import type { RulingChoices } from "../params/rulings.ts";
import { reserve, slashableUnbonding } from "../staking/money.ts";
import { providers } from "../staking/records.ts";
import type { Reader } from "../state/store.ts";
import { term } from "../state/table.ts";
import { emit, type Work } from "../state/work.ts";
import { type AttestationRecord, attestations, holds, type Order, orders } from "./records.ts";

/** The escrow of an order. */
export function escrow(consumer: Address, id: Hex): Purse {
  return {
    name: "escrow",
    holder: consumer,
    change(work, amount) {
      const order = orders.at(work.draft, id);
      orders.put(work.draft, { ...order, fee: nonNegative(order.fee + amount) }, id);
    },
  };
}

/** Ends an order that nothing fills: the fee returns to the consumer. */
export function closeOrder(work: Work, order: Order, reason: "cancelled" | "expired"): void {
  move(work, escrow(order.consumer, order.id), balance(order.consumer), order.fee);
  orders.delete(work.draft, order.id);
  emit(work, { kind: "orderClosed", order: order.id, reason });
}

/** The protocol that an attestation pinned, or under R44 `current` the one in force. */
export function pinned(reader: Reader, record: Pick<AttestationRecord, "protocol">): Protocol {
  const accepted = protocols.at(reader, record.protocol);
  return accepted.rulings.R44 === "current" ? protocolInForce(reader) : accepted;
}

/** Whether evidence struck an attestation that a case may still take: its record is decided, its stake is not (R48). */
export const isAnswerable = ({ status, endedAt }: AttestationRecord): boolean => status === "struck" && endedAt === undefined;

/**
 * Whether an attestation can be contested: open, and judged by no settled case, unless R27 `one-per-pair` lets it be judged again; or struck by evidence and
 * in no case (R48).
 */
export function isContestable(record: AttestationRecord, { R27 }: RulingChoices): boolean {
  const { status, how } = record;
  if (isAnswerable(record)) return record.case === undefined;
  return status === "open" && (how === "none" || (R27 === "one-per-pair" && how !== "void"));
}

const FINAL_ENDINGS: readonly Ending[] = ["unchallenged", "cleared", "band", "void"];

/** Whether the record stands after such an end; after the others it is struck. */
export function isStanding(how: Ending): boolean {
  return FINAL_ENDINGS.includes(how);
}

/** Pays an order's fee out: to the provider, less the burnt share, or back to the consumer (R25). */
export function settleOrder(work: Work, record: AttestationRecord, isFinal: boolean): void {
  const order = record.order === undefined ? undefined : orders.get(work.draft, record.order);
  if (order === undefined) return; // it fills none, or was paid at submission
  const purse = escrow(order.consumer, order.id);
  const burn = isFinal ? shareOf(order.fee, pinned(work.draft, record).parameters.feeBurn) : 0n;
  move(work, purse, burnt, burn);
  move(work, purse, balance(isFinal ? record.provider : order.consumer), order.fee - burn);
  orders.delete(work.draft, order.id);
}

/** Strikes an open attestation whose evidence was shown bad (R48): the order is settled now, the stake stays reserved until the attestation would have been final. */
export function strikeByEvidence(work: Work, record: AttestationRecord): void {
  attestations.put(work.draft, { ...record, status: "struck", how: "evidence" }, record.id);
  evidences.delete(work.draft, record.id);
  settleOrder(work, record, false);
  emit(work, { kind: "attestationEnded", attestation: record.id, provider: record.provider, how: "evidence" });
}

/** Releases the stake of an attestation that evidence struck: nothing can judge it any more. */
export function discharge(work: Work, record: AttestationRecord): void {
  attestations.put(work.draft, { ...record, endedAt: work.height }, record.id);
  reserve(work, record.provider, -exposuresOf(protocols.at(work.draft, record.protocol)).attestation);
}

/** Ends an attestation, final or struck: the reservation is released, the order settled; the record never changes again. */
export function endAttestation(work: Work, record: AttestationRecord, how: Ending): void {
  const isFinal = isStanding(how);
  attestations.put(work.draft, { ...record, status: isFinal ? "final" : "struck", how, endedAt: work.height }, record.id);
  reserve(work, record.provider, -exposuresOf(protocols.at(work.draft, record.protocol)).attestation);
  evidences.delete(work.draft, record.id);
  settleOrder(work, record, isFinal);
  emit(work, { kind: "attestationEnded", attestation: record.id, provider: record.provider, how });
}

/** After a case that ended VOID, of what evidence struck: another case may take it the first time. */
function releaseStruck(work: Work, record: AttestationRecord): void {
  if (record.voidedAt !== undefined) return discharge(work, record);
  const finalAt = Math.max(record.finalAt, work.height + pinned(work.draft, record).parameters.openWindow);
  attestations.put(work.draft, { ...record, case: undefined, finalAt, voidedAt: work.height }, record.id);
}

/** After a case that ended VOID (R27): open again the first time, final the second. */
export function releaseFromVoid(work: Work, record: AttestationRecord, heldUntil: number): void {
  if (isAnswerable(record)) return releaseStruck(work, record);
  if (record.voidedAt !== undefined && heldUntil <= work.height) return endAttestation(work, record, "void");
  const how = record.voidedAt === undefined ? record.how : "void";
  const { openWindow } = pinned(work.draft, record).parameters;
  const finalAt = record.voidedAt === undefined ? Math.max(record.finalAt, work.height + openWindow) : work.height;
  attestations.put(work.draft, { ...record, status: "open", how, finalAt, voidedAt: record.voidedAt ?? work.height }, record.id);
  emit(work, { kind: "attestationReopened", attestation: record.id, provider: record.provider, until: finalAt });
}

/** A provider's attestations that are open or contested, by height of acceptance. */
export function undecidedOf(reader: Reader, provider: Address): AttestationRecord[] {
  return attestations.indexed(reader, "undecided", term(provider));
}

/** Strikes the open attestations of a convict (R42); contested ones are judged by their cases, and what a case has judged stands. */
export function taint(work: Work, provider: Address): void {
  if (work.chain.rulings.R42 === "left-alone") return;
  for (const record of undecidedOf(work.draft, provider))
    if (record.status === "open" && record.how === "none") endAttestation(work, record, "tainted");
}

/**
 * The base of a slash (R46): stake and unbonding now, less what cases under way keep of the provider for other attestations than
 * the one that is judged. Under `at-offence` what there was then.
 */
export function slashBase(work: Work, holder: Address, offence: { readonly attestation?: Hex; readonly base: bigint }): bigint {
  if (work.chain.rulings.R46 === "at-offence") return offence.base;
  const provider = providers.at(work.draft, holder);
  const others = holds.all(work.draft, holder).filter(({ attestation }) => attestation !== offence.attestation);
  const base = provider.stake + slashableUnbonding(provider) - others.reduce((sum, { keeps }) => sum + keeps, 0n);
  return base > 0n ? base : 0n;
}

/** End of block: orders that nothing filled in time. */
export function expireOrders(work: Work): void {
  for (const order of orders.due(work.draft, work.height)) closeOrder(work, order, "expired");
}
