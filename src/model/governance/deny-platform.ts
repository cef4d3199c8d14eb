import { emit } from "../state/work.ts";
import { type Action, transaction } from "../transaction/transaction.ts";
import { type Approved, approvalFields, CHANGE_CHECKS, changeSubject, nextSequence } from "./approval.ts";
import { denialFlaw, deny } from "./denials.ts";
import { type Denial, denialCodec } from "./records.ts";

/**
 * Deny platform (R50): m of n keys deny evidence of an FMSPC, a PPID, a PCK certificate or a measurement, from a height on; or, without a height, no longer.
 * It holds from that height, and not `ownerDelay` later: a broken platform is not waited for. What was accepted before stands.
 */
export const denyPlatform = transaction("denyPlatform", {
  number: 0x54,
  payload: { denial: denialCodec, ...approvalFields },
  subject(action: Action<Approved & { readonly denial: Denial }>) {
    const subject = changeSubject(action, { kind: "denial", denial: action.payload.denial }, denialFlaw(action.payload.denial));
    return action.protocol.rulings.R50 === "none" ? { ...subject, off: "R50" } : subject;
  },
  check: CHANGE_CHECKS,
  apply(_, { work, payload }) {
    nextSequence(work);
    deny(work, payload.denial);
    emit(work, { kind: "changed", what: "denial" });
  },
});
