import { violations } from "../params/consistency.ts";
import type { Parameters } from "../params/parameters.ts";
import { type Protocol, parametersCodec } from "../params/protocol.ts";
import { type Action, transaction } from "../transaction/transaction.ts";
import { type Approved, approvalFields, CHANGE_CHECKS, changeSubject, scheduleChange } from "./approval.ts";

/** The first inequality or bound that the new numbers break, under the rulings and waivers of the chain. */
function flawOf(protocol: Protocol, parameters: Parameters): string | undefined {
  const [broken] = violations({ ...protocol, parameters });
  return broken === undefined ? undefined : `${broken.name}: ${broken.explanation}`;
}

/** Change parameters (R30, R44): m of n keys put new numbers in force for what begins after `ownerDelay`. Refused like a genesis that breaks an inequality. */
export const changeParameters = transaction("changeParameters", {
  number: 0x50,
  payload: { parameters: parametersCodec, ...approvalFields },
  subject: (action: Action<Approved & { readonly parameters: Parameters }>) =>
    changeSubject(action, { kind: "parameters", parameters: action.payload.parameters }, flawOf(action.protocol, action.payload.parameters)),
  check: CHANGE_CHECKS,
  apply({ change }, { work, protocol }) {
    scheduleChange(work, protocol.parameters.ownerDelay, change);
  },
});
