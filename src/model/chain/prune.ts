import { attestations, prunedAttestations } from "../attestation/records.ts";
import { sha256 } from "../crypto/hash.ts";
import { cases, prunedCases } from "../dispute/records.ts";
import { encode } from "../encoding/codec.ts";
import { type Hex, toHex } from "../encoding/hex.ts";
import { protocolInForce } from "../ledger/records.ts";
import type { AnyTable } from "../state/store.ts";
import { emit, type Work } from "../state/work.ts";

const hashOf = (table: AnyTable, value: unknown): Hex => toHex(sha256(encode(table.value, value)));

/** End of block, under R52 `pruned`: what ended `retention` blocks ago is kept by its hash alone. */
export function prune(work: Work): void {
  if (work.chain.rulings.R52 !== "pruned") return;
  const until = work.height - protocolInForce(work.draft).parameters.retention;
  const ended = attestations.indexedUpTo(work.draft, "ended", until);
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
