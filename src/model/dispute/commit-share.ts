import { bytes32, count64 } from "../encoding/primitives.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { isDrawing, shareSubject } from "./draw-shares.ts";
import { drawShares } from "./records.ts";

/** Commit share (R18 `commit-reveal`): a provider that serves the model binds itself to a number for the draw, before the last half of K. */
export const commitShare = transaction("commitShare", {
  number: 0x48,
  payload: { case: count64, commitment: bytes32 },
  subject: shareSubject,
  check: [
    ["RULING_FORBIDS", ({ isOff }) => isOff, () => "R18"],
    ["CASE_UNKNOWN", ({ dispute }) => dispute === undefined],
    ["PHASE_WRONG", ({ dispute, isRevealing }) => !isDrawing(dispute) || isRevealing, ({ dispute }) => dispute!.phase],
    ["ALREADY_COMMITTED", ({ given }) => given !== undefined],
    ["NOT_ELIGIBLE", ({ mayShare }) => !mayShare],
  ],
  apply({ dispute, sender }, { work, payload }) {
    drawShares.put(work.draft, { provider: sender, commitment: payload.commitment, share: undefined }, dispute!.id, sender);
    emit(work, { kind: "shareCommitted", case: dispute!.id, provider: sender });
  },
});
