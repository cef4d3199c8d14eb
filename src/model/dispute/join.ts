import { isContestable } from "../attestation/lifecycle.ts";
import { attestations } from "../attestation/records.ts";
import { bytes32, count64 } from "../encoding/primitives.ts";
import { balance, balanceOf, move } from "../ledger/money.ts";
import { joinLockOf } from "../params/protocol.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { joinLock } from "./money.ts";
import { contest, isLateAfterVoid, newMember } from "./open-case.ts";
import { isParty, isUnstaked } from "./parties.ts";
import { protocolOf } from "./reads.ts";
import { cases, MEMBERS_MAX } from "./records.ts";

/** Join (section 3, JOIN; R16, R27): adds a further attestation of the request to a case, and locks ρ + γ for it. */
export const join = transaction("join", {
  number: 0x42,
  payload: { case: count64, attestation: bytes32 },
  subject({ work, sender, payload, protocol }) {
    const dispute = cases.get(work.draft, payload.case);
    const record = attestations.get(work.draft, payload.attestation);
    return {
      work,
      sender,
      dispute,
      record,
      isUnstaked: isUnstaked(work.draft, sender, protocol),
      lock: joinLockOf(dispute === undefined ? protocol : protocolOf(work.draft, dispute)),
      available: balanceOf(work.draft, sender),
    };
  },
  check: [
    ["CHALLENGER_NOT_STAKED", ({ isUnstaked }) => isUnstaked],
    ["ATTESTATION_UNKNOWN", ({ record }) => record === undefined],
    [
      "REQUESTS_DIFFER",
      ({ dispute, record }) =>
        dispute !== undefined &&
        (record!.modelID !== dispute.modelID || record!.version !== dispute.version || record!.inputHash !== dispute.inputHash),
    ],
    ["CHALLENGER_IS_PARTY", ({ work, sender, record }) => isParty(work.draft, sender, record!)],
    ["ATTESTATION_NOT_OPEN", ({ work, record }) => !isContestable(record!, work.chain.rulings), ({ record }) => record!.status],
    ["WINDOW_CLOSED", ({ work, record }) => isLateAfterVoid(work, record!), ({ record }) => `VOID at ${record!.voidedAt}`],
    ["CASE_UNKNOWN", ({ dispute }) => dispute === undefined],
    ["PHASE_WRONG", ({ dispute }) => dispute!.phase !== "join", ({ dispute }) => dispute!.phase],
    ["MEMBERS_FULL", ({ dispute }) => dispute!.members.length >= MEMBERS_MAX],
    ["BALANCE_TOO_LOW", ({ lock, available }) => lock > available, ({ lock, available }) => `${lock} nLUX wanted, ${available} there`],
  ],
  apply({ dispute, record, lock, sender }, { work }) {
    const { id, members } = dispute!;
    cases.put(work.draft, { ...dispute!, members: [...members, newMember(record!, sender)] }, id);
    move(work, balance(sender), joinLock(sender, id, record!.id), lock);
    contest(work, record!, id, protocolOf(work.draft, dispute!));
    emit(work, { kind: "joined", case: id, joiner: sender, attestation: record!.id });
  },
});
