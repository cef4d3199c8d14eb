import { attestations, orders } from "../../model/attestation/records.ts";
import type { Address } from "../../model/crypto/address.ts";
import { cases } from "../../model/dispute/records.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import type { Event } from "../../model/events/events.ts";
import type { Reader } from "../../model/state/store.ts";

/** Everyone with a part in a case: challenger, joiners, members' providers, seats. */
function casting(reader: Reader, id: number): Address[] {
  const dispute = cases.get(reader, id);
  if (dispute === undefined) return [];
  const members = dispute.members.flatMap(({ provider, joiner }) => (joiner === undefined ? [provider] : [provider, joiner]));
  const appellants = dispute.appeals.map(({ appellant }) => appellant);
  return [dispute.challenger, ...members, ...appellants, ...dispute.seats.map(({ provider }) => provider)];
}

/** The consumer whose order an attestation fills, or filled. */
function consumerOf(before: Reader, after: Reader, attestation: Hex): Address[] {
  const id = attestations.get(after, attestation)?.order;
  const order = id === undefined ? undefined : (orders.get(after, id) ?? orders.get(before, id));
  return order === undefined ? [] : [order.consumer];
}

/**
 * Whom an event concerns, so that an agent hears of what it acts on and of nothing else; `everyone` for news of the models.
 * `before` and `after` are the records around the block.
 */
export function audienceOf(event: Event, before: Reader, after: Reader): "everyone" | readonly Address[] {
  switch (event.kind) {
    case "modelRegistered":
    case "modelRetired":
    case "modelChangeScheduled":
    case "modelChanged":
    case "changeScheduled":
    case "changed":
    case "collateralPosted":
      return "everyone";
    case "moved":
    case "pruned":
      return [];
    case "orderPlaced":
      return [event.consumer, event.provider];
    case "orderClosed": {
      const order = orders.get(before, event.order) ?? orders.get(after, event.order);
      return order === undefined ? [] : [order.consumer, order.provider];
    }
    case "attested":
    case "attestationEnded":
    case "attestationReopened":
      return [event.provider, ...consumerOf(before, after, event.attestation)];
    case "equivocationReported":
    case "equivocationAnswered":
    case "equivocationJudged":
      return [event.provider, ...("reporter" in event ? [event.reporter] : []), ...consumerOf(before, after, event.attestation)];
    case "claimed":
    case "claimExpired":
      return [event.challenger];
    case "caseOpened":
    case "phaseBegan":
    case "seatDrawn":
    case "seatCommitted":
    case "seatAbsent":
    case "outputRevealed":
    case "seatOpened":
    case "seatWithheld":
    case "tallied":
    case "joined":
    case "appealed":
    case "shareCommitted":
    case "shareRevealed":
    case "inputSupplied":
    case "waitingForSeats":
      return casting(after, event.case);
    default:
      return [event.provider];
  }
}
