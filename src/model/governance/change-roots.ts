import { type Action, transaction } from "../transaction/transaction.ts";
import { type Approved, approvalFields, CHANGE_CHECKS, changeSubject, scheduleChange } from "./approval.ts";
import { rootsCodec, rootsFlaw } from "./records.ts";

/** Change roots (R12, R30): m of n keys put new roots of trust for TEE evidence in force. */
export const changeRoots = transaction("changeRoots", {
  number: 0x51,
  payload: { roots: rootsCodec, ...approvalFields },
  subject: (action: Action<Approved & { readonly roots: readonly Uint8Array[] }>) =>
    changeSubject(action, { kind: "roots", roots: action.payload.roots }, rootsFlaw(action.payload.roots, action.work.chain.crypto.p256)),
  check: CHANGE_CHECKS,
  apply({ change }, { work, protocol }) {
    scheduleChange(work, protocol.parameters.ownerDelay, change);
  },
});
