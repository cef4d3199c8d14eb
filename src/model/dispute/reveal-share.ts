import { bytes32, count64 } from "../encoding/primitives.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { isDrawing, shareSubject } from "./draw-shares.ts";
import { shareCommitment } from "./hashes.ts";
import { drawShares } from "./records.ts";

/** Reveal share (R18 `commit-reveal`): the number behind a commitment, in the last half of K. One that is kept back is left out. */
export const revealShare = transaction("revealShare", {
  number: 0x49,
  payload: { case: count64, share: bytes32 },
  subject: (action) => ({ ...shareSubject(action), share: action.payload.share }),
  check: [
    ["RULING_FORBIDS", ({ isOff }) => isOff, () => "R18"],
    ["CASE_UNKNOWN", ({ dispute }) => dispute === undefined],
    ["PHASE_WRONG", ({ dispute, isRevealing }) => !isDrawing(dispute) || !isRevealing, ({ dispute }) => dispute!.phase],
    ["ALREADY_REVEALED", ({ given }) => given?.share !== undefined],
    [
      "COMMITMENT_MISMATCH",
      ({ work, dispute, sender, share, given }) => shareCommitment(work.chain.chainId, dispute!.id, sender, share) !== given?.commitment,
    ],
  ],
  apply({ dispute, sender, given, share }, { work }) {
    drawShares.put(work.draft, { ...given!, share }, dispute!.id, sender);
    emit(work, { kind: "shareRevealed", case: dispute!.id, provider: sender });
  },
});
