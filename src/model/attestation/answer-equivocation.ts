import { decode } from "../encoding/codec.ts";
import { bool, bytes32 } from "../encoding/primitives.ts";
import { emit } from "../state/work.ts";
import { outputCodec } from "../tolerance/output.ts";
import { transaction } from "../transaction/transaction.ts";
import { equivocalOutputs, equivocations } from "./equivocation.ts";
import { outputHash } from "./hashes.ts";
import { attestations, outputBytes } from "./records.ts";

/** Answer equivocation (section 3; R06): anyone shows the output of the accepted attestation, or of the other body, of a report. */
export const answerEquivocation = transaction("answerEquivocation", {
  number: 0x34,
  payload: { attestation: bytes32, other: bool, salt: bytes32, output: outputBytes },
  subject({ work, payload }) {
    const report = equivocations.get(work.draft, payload.attestation);
    const record = attestations.get(work.draft, payload.attestation);
    return {
      work,
      payload,
      report,
      record,
      isRevealed: payload.other ? report?.revealed.other : report?.revealed.accepted,
      output: decode(outputCodec, payload.output),
      wanted: payload.other ? report?.otherOutputHash : record?.outputHash,
    };
  },
  check: [
    ["EQUIVOCATION_UNKNOWN", ({ report }) => report === undefined],
    ["ALREADY_REVEALED", ({ isRevealed }) => isRevealed === true],
    ["OUTPUT_MALFORMED", ({ output }) => !output.ok, ({ output }) => (output.ok ? "" : `byte ${output.offset}: ${output.reason}`)],
    ["OUTPUT_MISMATCH", ({ work, record, payload, wanted }) => outputHash(work.chain, record!.provider, payload.salt, payload.output) !== wanted],
  ],
  apply({ report, record, output }, { work, payload }) {
    if (!output.ok) return;
    const id = payload.attestation;
    equivocalOutputs.put(work.draft, output.value, id, payload.other ? 1 : 0);
    const revealed = payload.other ? { ...report!.revealed, other: true } : { ...report!.revealed, accepted: true };
    const dueAt = revealed.accepted && revealed.other ? work.height : report!.dueAt;
    equivocations.put(work.draft, { ...report!, revealed, dueAt }, id);
    emit(work, { kind: "equivocationAnswered", attestation: id, provider: record!.provider, other: payload.other });
  },
});
