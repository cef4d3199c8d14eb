import type { Parameters } from "../params/parameters.ts";
import type { Payload } from "./transactions.ts";

/** How much evidence a block holds so far: reports to verify, and items of collateral. */
export interface EvidenceCount {
  reports: number;
  collateral: number;
}

/** What a transaction adds to it, read from its payload alone: whether it is verified in the end does not matter. */
function costOf(payload: Payload): EvidenceCount {
  if (payload.kind === "attest" || payload.kind === "serveModel") return { reports: payload.teeReport.length > 0 ? 1 : 0, collateral: 0 };
  return { reports: 0, collateral: payload.kind === "postCollateral" ? 1 : 0 };
}

/** Counts a transaction in, if there is room for it under `blockReports` and `blockCollateral`: what bounds the time that evidence takes in a block. */
export function countEvidence(count: EvidenceCount, payload: Payload, { blockReports, blockCollateral }: Parameters): boolean {
  const { reports, collateral } = costOf(payload);
  if (count.reports + reports > blockReports || count.collateral + collateral > blockCollateral) return false;
  count.reports += reports;
  count.collateral += collateral;
  return true;
}
