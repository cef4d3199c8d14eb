import { type Action, transaction } from "../transaction/transaction.ts";
import { latestSet, validatorsCodec, validatorsFlaw } from "../validators/records.ts";
import type { WarpValidator } from "../validators/set.ts";
import { type Approved, approvalFields, CHANGE_CHECKS, changeSubject, scheduleChange } from "./approval.ts";

/**
 * Change validators (R30, R49): m of n keys name another set of Warp validators, which signs from the block after `ownerDelay` on. Refused
 * with Warp's own code where it can be no set; the empty one cannot, so Warp cannot be switched off.
 */
export const changeValidators = transaction("changeValidators", {
  number: 0x53,
  payload: { validators: validatorsCodec, ...approvalFields },
  subject(action: Action<Approved & { readonly validators: readonly WarpValidator[] }>) {
    const { validators } = action.payload;
    const { draft, chain } = action.work;
    const flaw = () => validatorsFlaw(chain.crypto.multi, validators, latestSet(draft)?.validators);
    return changeSubject(action, { kind: "validators", validators }, flaw);
  },
  check: CHANGE_CHECKS,
  apply({ change }, { work, protocol }) {
    scheduleChange(work, protocol.parameters.ownerDelay, change);
  },
});
