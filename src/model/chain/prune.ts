import { equivocations } from "../attestation/equivocation.ts";
import { type AttestationRecord, attestations, prunedAttestations } from "../attestation/records.ts";
import { sha256 } from "../crypto/hash.ts";
import { cases, hasEnded, prunedCases } from "../dispute/records.ts";
import { encode } from "../encoding/codec.ts";
import { type Hex, toHex } from "../encoding/hex.ts";
import { protocolInForce } from "../ledger/records.ts";
import type { AnyTable, Reader } from "../state/store.ts";
import { emit, type Work } from "../state/work.ts";

const hashOf = (table: AnyTable, value: unknown): Hex => toHex(sha256(encode(table.value, value)));

/** Whether something under way still looks at an ended attestation: the case that it is a member of, or a report on it. */
function isNeeded(reader: Reader, { id, case: number }: AttestationRecord): boolean {
  const dispute = number === undefined ? undefined : cases.get(reader, number);
  return (dispute !== undefined && !hasEnded(dispute)) || equivocations.get(reader, id) !== undefined;
}

/** End of block, under R52 `pruned`: what ended `retention` blocks ago is kept by its hash alone. */
export function prune(work: Work): void {
  if (work.chain.rulings.R52 !== "pruned") return;
  const until = work.height - protocolInForce(work.draft).parameters.retention;
  const ended = attestations.indexedUpTo(work.draft, "ended", until).filter((record) => !isNeeded(work.draft, record));
  for (const record of ended) {
    prunedAttestations.put(work.draft, { record: hashOf(attestations, record) }, record.id);
    attestations.delete(work.draft, record.id);
  }
  const settled = cases.indexedUpTo(work.draft, "ended", until);
  for (const dispute of settled) {
    prunedCases.put(work.draft, { record: hashOf(cases, dispute) }, dispute.id);
    cases.delete(work.draft, dispute.id);
  }
  if (ended.length + settled.length > 0) emit(work, { kind: "pruned", attestations: ended.length, cases: settled.length });
}
