import type { Ending } from "../events/events.ts";
import type { Work } from "../state/work.ts";
import { heldUntil } from "./equivocation.ts";
import { discharge, endAttestation, isAnswerable } from "./lifecycle.ts";
import { type AttestationRecord, attestations } from "./records.ts";

/** How an attestation that nothing holds any longer ends: as a case judged it, as `void` where a case on it was VOID, or unchallenged. */
function standingOf({ how, voidedAt }: AttestationRecord): Ending {
  if (how !== "none") return how;
  return voidedAt === undefined ? "unchallenged" : "void";
}

/** End of block: attestations whose time has come and that no report holds become final (R24); those that evidence struck are let go (R48). */
export function finalizeAttestations(work: Work): void {
  for (const record of attestations.due(work.draft, work.height))
    if (heldUntil(work, record.id) <= work.height) {
      if (isAnswerable(record)) discharge(work, record);
      else endAttestation(work, record, standingOf(record));
    }
}
