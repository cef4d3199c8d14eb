import type { Address } from "../crypto/address.ts";
import type { Hex } from "../encoding/hex.ts";
import type { Ending } from "../events/events.ts";
import { balance, burnt, move, nonNegative, type Purse, shareOf } from "../ledger/money.ts";
import { protocols } from "../ledger/records.ts";
import type { Protocol } from "../params/protocol.ts";
import { reserve } from "../staking/money.ts";
import type { Reader } from "../state/store.ts";
import { emit, type Work } from "../state/work.ts";
import { type AttestationRecord, attestations, type Order, orders } from "./records.ts";

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

/** The protocol that an attestation pinned (R44). */
export function pinned(reader: Reader, record: AttestationRecord): Protocol {
  return protocols.at(reader, record.protocol);
}

/** Endings under which the record stands; under the others it is struck. */
const FINAL_ENDINGS: readonly Ending[] = ["unchallenged", "cleared", "band", "void"];

/** Settles the order that an attestation fills: to the provider, less the burnt share, or back to the consumer (R25). */
function settleOrder(work: Work, record: AttestationRecord, isFinal: boolean): void {
  if (record.order === undefined) return;
  const order = orders.at(work.draft, record.order);
  const purse = escrow(order.consumer, order.id);
  const burn = isFinal ? shareOf(order.fee, pinned(work.draft, record).parameters.feeBurn) : 0n;
  move(work, purse, burnt, burn);
  move(work, purse, balance(isFinal ? record.provider : order.consumer), order.fee - burn);
  orders.delete(work.draft, order.id);
}

/** Ends an attestation, final or struck: the reservation is released, the order settled; the record never changes again. */
export function endAttestation(work: Work, record: AttestationRecord, how: Ending): void {
  const isFinal = FINAL_ENDINGS.includes(how);
  attestations.put(work.draft, { ...record, status: isFinal ? "final" : "struck", how }, record.id);
  reserve(work, record.provider, -pinned(work.draft, record).parameters.attestationExposure);
  settleOrder(work, record, isFinal);
  emit(work, { kind: "attestationEnded", attestation: record.id, provider: record.provider, how });
}

/** After a case that ended VOID (R27): open again the first time, final the second. */
export function releaseFromVoid(work: Work, record: AttestationRecord): void {
  if (record.voidedAt !== undefined) return endAttestation(work, record, "void");
  const { openWindow } = pinned(work.draft, record).parameters;
  const finalAt = Math.max(record.finalAt, work.height + openWindow);
  attestations.put(work.draft, { ...record, status: "open", finalAt, voidedAt: work.height }, record.id);
  emit(work, { kind: "attestationReopened", attestation: record.id, provider: record.provider, until: finalAt });
}

/** A provider's attestations that are open or contested, by height of acceptance. */
export function undecidedOf(reader: Reader, provider: Address): AttestationRecord[] {
  return attestations.indexed(reader, "undecided", provider);
}

/** Strikes the open attestations of a convict (R42); contested ones are judged by their cases. */
export function taint(work: Work, provider: Address): void {
  for (const record of undecidedOf(work.draft, provider)) if (record.status === "open") endAttestation(work, record, "tainted");
}

/** End of block: orders that nothing filled in time. */
export function expireOrders(work: Work): void {
  for (const order of orders.due(work.draft, work.height)) closeOrder(work, order, "expired");
}

/** End of block: attestations that nothing held until their time become final (R24); as `void` where a case on them was VOID. */
export function finalizeAttestations(work: Work): void {
  for (const record of attestations.due(work.draft, work.height))
    endAttestation(work, record, record.voidedAt === undefined ? "unchallenged" : "void");
}
