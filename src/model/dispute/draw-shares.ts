import { isActive, providers, services } from "../staking/records.ts";
import type { Action } from "../transaction/transaction.ts";
import { protocolOf } from "./reads.ts";
import { type Case, cases, drawShares } from "./records.ts";

/** What the two transactions of R18 `commit-reveal` look at. */
export function shareSubject({ work, sender, payload, protocol }: Action<{ readonly case: number }>) {
  const dispute = cases.get(work.draft, payload.case);
  const provider = providers.get(work.draft, sender);
  const serves = dispute !== undefined && services.get(work.draft, dispute.modelID, sender) !== undefined;
  return {
    work,
    sender,
    dispute,
    isOff: protocol.rulings.R18 !== "commit-reveal",
    isRevealing: dispute !== undefined && work.height > dispute.phaseEnds - Math.ceil(protocolOf(work.draft, dispute).parameters.drawDelay / 2),
    mayShare: serves && provider !== undefined && isActive(provider, protocol.parameters),
    given: drawShares.get(work.draft, payload.case, sender),
  };
}

/** Whether a draw is called for. */
export const isDrawing = (dispute: Case | undefined): boolean => dispute!.phase === "draw";
