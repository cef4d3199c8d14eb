import { bytes32 } from "../encoding/primitives.ts";
import { balance, balanceOf, move } from "../ledger/money.ts";
import { protocolVersion } from "../ledger/records.ts";
import { ownerOf } from "../staking/records.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { equivocations, reportLock } from "./equivocation.ts";
import { attestationId } from "./hashes.ts";
import { attestationCodec, attestations } from "./records.ts";

/**
 * Report equivocation (section 3; R06): shows a second body that a provider signed for the request of an accepted
 * attestation, and locks γ. The attestation cannot become final until the report is judged.
 */
export const reportEquivocation = transaction("reportEquivocation", {
  number: 0x33,
  payload: { attestation: bytes32, other: attestationCodec },
  subject({ work, sender, payload, protocol }) {
    const { signature, ...body } = payload.other;
    const otherId = attestationId(work.chain.chainId, body);
    const record = attestations.get(work.draft, payload.attestation);
    return {
      payload,
      body,
      otherId,
      record,
      rulings: protocol.rulings,
      isSigned: () => work.chain.crypto.recover(otherId, signature) === body.provider,
      isParty: record !== undefined && [record.provider, ownerOf(work.draft, record.provider)].includes(sender),
      accepted: attestations.get(work.draft, otherId),
      existing: equivocations.get(work.draft, payload.attestation),
      lock: protocol.parameters.challengeStake,
      available: balanceOf(work.draft, sender),
    };
  },
  check: [
    ["RULING_FORBIDS", ({ rulings }) => rulings.R06 === "none", () => "R06"],
    ["ATTESTATION_SIGNATURE_INVALID", ({ isSigned }) => !isSigned()],
    ["ATTESTATIONS_EQUAL", ({ otherId, payload }) => otherId === payload.attestation],
    ["ATTESTATION_UNKNOWN", ({ record }) => record === undefined],
    ["CHALLENGER_IS_PARTY", ({ isParty }) => isParty],
    ["ATTESTATION_NOT_OPEN", ({ record }) => record!.status !== "open" && record!.status !== "contested", ({ record }) => record!.status],
    [
      "NOT_EQUIVOCATION",
      ({ body, record, accepted }) =>
        body.provider !== record!.provider ||
        body.modelID !== record!.modelID ||
        body.inputHash !== record!.inputHash ||
        (accepted !== undefined && accepted.version !== record!.version), // two answers to two versions of a lineage (R04)
    ],
    ["EQUIVOCATION_EXISTS", ({ existing }) => existing !== undefined],
    ["BALANCE_TOO_LOW", ({ lock, available }) => lock > available, ({ lock, available }) => `${lock} nLUX wanted, ${available} there`],
  ],
  apply({ body, otherId, record, lock }, { work, sender, payload, protocol }) {
    const id = payload.attestation;
    const dueAt = protocol.rulings.R06 === "any-two-bodies" ? work.height : work.height + protocol.parameters.revealWindow;
    equivocations.put(
      work.draft,
      {
        attestation: id,
        reporter: sender,
        lock: 0n,
        other: otherId,
        otherOutputHash: body.outputHash,
        revealed: { accepted: false, other: false },
        dueAt,
        protocol: protocolVersion(work.draft),
      },
      id,
    );
    move(work, balance(sender), reportLock(sender, id), lock);
    emit(work, { kind: "equivocationReported", attestation: id, provider: record!.provider, reporter: sender, other: otherId, until: dueAt });
  },
});
