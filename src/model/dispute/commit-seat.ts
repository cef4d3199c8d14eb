import { bytes32, count64 } from "../encoding/primitives.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { levelSeats, seatOf, withSeat } from "./reads.ts";
import { type Case, cases } from "./records.ts";

/** Ends the phase with this block once no drawn seat is left to commit. */
function endIfComplete(dispute: Case, height: number): Case {
  return levelSeats(dispute).some(({ status }) => status === "drawn") ? dispute : { ...dispute, dueAt: height };
}

/** Commit seat (section 3, COMMIT; R32): a seat binds itself to its output before any output is shown. */
export const commitSeat = transaction("commitSeat", {
  number: 0x43,
  payload: { case: count64, commitment: bytes32 },
  subject({ work, sender, payload }) {
    const dispute = cases.get(work.draft, payload.case);
    return { dispute, seat: dispute === undefined ? undefined : seatOf(dispute, sender) };
  },
  check: [
    ["CASE_UNKNOWN", ({ dispute }) => dispute === undefined],
    ["PHASE_WRONG", ({ dispute }) => dispute!.phase !== "commit", ({ dispute }) => dispute!.phase],
    ["NOT_A_SEAT", ({ seat }) => seat === undefined],
    ["SEAT_ABSENT", ({ seat }) => seat!.status === "absent"],
    ["ALREADY_COMMITTED", ({ seat }) => seat!.status !== "drawn"],
  ],
  apply({ dispute, seat }, { work, payload, sender }) {
    const committed = withSeat(dispute!, { ...seat!, status: "committed", commitment: payload.commitment });
    cases.put(work.draft, endIfComplete(committed, work.height), dispute!.id);
    emit(work, { kind: "seatCommitted", case: dispute!.id, provider: sender, level: dispute!.level });
  },
});
