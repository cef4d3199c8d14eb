import { bytes32 } from "../encoding/primitives.ts";
import { laterFlaw, momentOf } from "../evidence/judge.ts";
import { evidences } from "../evidence/records.ts";
import { burnt, slashOf } from "../ledger/money.ts";
import { slash } from "../staking/money.ts";
import { transaction } from "../transaction/transaction.ts";
import { pinned, slashBase, strikeByEvidence, taint } from "./lifecycle.ts";
import { attestations } from "./records.ts";

/**
 * Report evidence (R48): anyone shows that by the collateral in force now an open attestation's evidence was bad when it was accepted; newer collateral is
 * posted first, with `postCollateral`. The attestation is struck. Under `slash` its provider is slashed as for a fault, all of it burnt.
 */
export const reportEvidence = transaction("reportEvidence", {
  number: 0x35,
  payload: { attestation: bytes32 },
  subject({ work, payload, protocol }) {
    const record = attestations.get(work.draft, payload.attestation);
    const kept = record && evidences.get(work.draft, record.id);
    return {
      isOff: protocol.rulings.R48 === "final",
      record,
      kept,
      flaw: record && kept && laterFlaw(momentOf(work), pinned(work.draft, record), kept, kept.acceptedTime),
    };
  },
  check: [
    ["RULING_FORBIDS", ({ isOff }) => isOff, () => "R48"],
    ["ATTESTATION_UNKNOWN", ({ record }) => record === undefined],
    ["ATTESTATION_NOT_OPEN", ({ record }) => record!.status !== "open", ({ record }) => record!.status],
    ["EVIDENCE_ABSENT", ({ kept }) => kept === undefined],
    ["EVIDENCE_HOLDS", ({ flaw }) => flaw === undefined],
  ],
  apply({ record }, { work }) {
    const { id, provider, base } = record!;
    strikeByEvidence(work, record!);
    if (work.chain.rulings.R48 !== "slash") return;
    const { slashFault } = pinned(work.draft, record!).parameters;
    slash(work, provider, slashOf(slashBase(work, provider, { attestation: id, base }), slashFault), "evidence", undefined, burnt);
    if (slashFault >= 10_000) taint(work, provider);
  },
});
