import { inputHash } from "../attestation/hashes.ts";
import { decode } from "../encoding/codec.ts";
import { bytes, count64 } from "../encoding/primitives.ts";
import { emit } from "../state/work.ts";
import { requestCodec } from "../tolerance/output.ts";
import { transaction } from "../transaction/transaction.ts";
import { caseInputs, cases } from "./records.ts";

/** Supply input (R39 `provider`): a member's provider posts the request that the case is about, before JOIN ends. */
export const supplyInput = transaction("supplyInput", {
  number: 0x47,
  payload: { case: count64, input: bytes(requestCodec.maxBytes) },
  subject({ work, sender, payload, protocol }) {
    const dispute = cases.get(work.draft, payload.case);
    return {
      work,
      sender,
      payload,
      dispute,
      isOff: protocol.rulings.R39 !== "provider",
      isThere: caseInputs.get(work.draft, payload.case) !== undefined,
    };
  },
  check: [
    ["RULING_FORBIDS", ({ isOff }) => isOff, () => "R39"],
    ["INPUT_MISMATCH", ({ work, dispute, payload }) => dispute !== undefined && inputHash(work.chain, payload.input) !== dispute.inputHash],
    ["INPUT_MALFORMED", ({ payload }) => !decode(requestCodec, payload.input).ok],
    ["CASE_UNKNOWN", ({ dispute }) => dispute === undefined],
    ["PHASE_WRONG", ({ dispute }) => dispute!.phase !== "join", ({ dispute }) => dispute!.phase],
    ["NOT_A_MEMBER", ({ dispute, sender }) => dispute!.members.every(({ provider }) => provider !== sender)],
    ["ALREADY_REVEALED", ({ isThere }) => isThere],
  ],
  apply({ dispute, payload }, { work }) {
    caseInputs.put(work.draft, payload.input, dispute!.id);
    emit(work, { kind: "inputSupplied", case: dispute!.id });
  },
});
