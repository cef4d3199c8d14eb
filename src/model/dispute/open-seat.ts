import { outputRoot } from "../attestation/hashes.ts";
import { outputBytes } from "../attestation/records.ts";
import { decode } from "../encoding/codec.ts";
import { bytes32, count64 } from "../encoding/primitives.ts";
import { emit } from "../state/work.ts";
import { outputCodec } from "../tolerance/output.ts";
import { transaction } from "../transaction/transaction.ts";
import { seatCommitment } from "./hashes.ts";
import { compareWithMembers } from "./judge.ts";
import { levelSeats, seatOf, withSeat } from "./reads.ts";
import { caseOutputs, cases } from "./records.ts";

/** Open seat (section 3, OPEN): a seat shows what it committed to, and is compared with every revealed member at once. */
export const openSeat = transaction("openSeat", {
  number: 0x45,
  payload: { case: count64, salt: bytes32, output: outputBytes },
  subject({ work, sender, payload, protocol }) {
    const dispute = cases.get(work.draft, payload.case);
    const seat = dispute === undefined ? undefined : seatOf(dispute, sender);
    return { work, sender, payload, dispute, seat, isBound: protocol.rulings.R32 !== "no-commit", output: decode(outputCodec, payload.output) };
  },
  check: [
    ["CASE_UNKNOWN", ({ dispute }) => dispute === undefined],
    ["PHASE_WRONG", ({ dispute }) => dispute!.phase !== "open", ({ dispute }) => dispute!.phase],
    ["NOT_A_SEAT", ({ seat }) => seat === undefined],
    ["SEAT_ABSENT", ({ seat }) => seat!.status === "absent"],
    ["ALREADY_REVEALED", ({ seat }) => seat!.status === "opened"],
    ["OUTPUT_MALFORMED", ({ output }) => !output.ok, ({ output }) => (output.ok ? "" : `byte ${output.offset}: ${output.reason}`)],
    [
      "COMMITMENT_MISMATCH",
      ({ work, sender, payload, dispute, seat, isBound }) =>
        isBound &&
        seatCommitment(work.chain.chainId, dispute!.id, dispute!.level, sender, outputRoot(work.chain, payload.output), payload.salt) !==
          seat!.commitment,
    ],
  ],
  apply({ dispute, seat, output, sender }, { work }) {
    if (!output.ok) return;
    const comparisons = compareWithMembers(work, dispute!, { output: output.value, profile: seat!.profile });
    caseOutputs.put(work.draft, output.value, dispute!.id, sender);
    const opened = withSeat(dispute!, { ...seat!, status: "opened", comparisons });
    const isComplete = !levelSeats(opened).some(({ status }) => status === "committed" || status === "drawn");
    cases.put(work.draft, { ...opened, dueAt: isComplete ? work.height : opened.dueAt }, dispute!.id);
    emit(work, { kind: "seatOpened", case: dispute!.id, provider: sender, level: dispute!.level, comparisons });
  },
});
