import { type Action, transaction } from "../transaction/transaction.ts";
import { type Approved, approvalFields, CHANGE_CHECKS, changeSubject, scheduleChange } from "./approval.ts";
import { type KeySet, keySetCodec, keySetFlaw } from "./records.ts";

/** Change keys (R30): m of n keys hand over to another set, and to another threshold. */
export const changeKeys = transaction("changeKeys", {
  number: 0x52,
  payload: { keys: keySetCodec, ...approvalFields },
  subject: (action: Action<Approved & { readonly keys: KeySet }>) =>
    changeSubject(action, { kind: "keys", keys: action.payload.keys }, keySetFlaw(action.payload.keys)),
  check: CHANGE_CHECKS,
  apply({ change }, { work, protocol }) {
    scheduleChange(work, protocol.parameters.ownerDelay, change);
  },
});
