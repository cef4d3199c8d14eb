import { outputHash } from "../attestation/hashes.ts";
import { attestations, outputBytes } from "../attestation/records.ts";
import { decode } from "../encoding/codec.ts";
import { bytes32, count64 } from "../encoding/primitives.ts";
import { emit } from "../state/work.ts";
import { outputCodec } from "../tolerance/output.ts";
import { transaction } from "../transaction/transaction.ts";
import { caseOutputs, cases, type Member } from "./records.ts";

/** Reveal output (section 3, REVEAL; R17): anyone shows a member's output and salt, as they gave its outputHash. */
export const revealOutput = transaction("revealOutput", {
  number: 0x44,
  payload: { case: count64, attestation: bytes32, salt: bytes32, output: outputBytes },
  subject({ work, payload }) {
    const dispute = cases.get(work.draft, payload.case);
    const member = dispute?.members.find(({ attestation }) => attestation === payload.attestation);
    return { work, payload, dispute, member, output: decode(outputCodec, payload.output) };
  },
  check: [
    ["CASE_UNKNOWN", ({ dispute }) => dispute === undefined],
    ["PHASE_WRONG", ({ dispute }) => dispute!.phase !== "reveal", ({ dispute }) => dispute!.phase],
    ["NOT_A_MEMBER", ({ member }) => member === undefined],
    ["ALREADY_REVEALED", ({ member }) => member!.revealed],
    ["OUTPUT_MALFORMED", ({ output }) => !output.ok, ({ output }) => (output.ok ? "" : `byte ${output.offset}: ${output.reason}`)],
    [
      "OUTPUT_MISMATCH",
      ({ work, member, payload }) =>
        outputHash(work.chain, member!.provider, payload.salt, payload.output) !== attestations.at(work.draft, payload.attestation).outputHash,
    ],
  ],
  apply({ dispute, member, output }, { work, payload }) {
    if (!output.ok) return;
    caseOutputs.put(work.draft, output.value, dispute!.id, member!.provider);
    const members = dispute!.members.map((other): Member => (other === member ? { ...other, revealed: true } : other));
    const isComplete = members.every(({ revealed }) => revealed);
    cases.put(work.draft, { ...dispute!, members, dueAt: isComplete ? work.height : dispute!.dueAt }, dispute!.id);
    emit(work, { kind: "outputRevealed", case: dispute!.id, attestation: payload.attestation });
  },
});
