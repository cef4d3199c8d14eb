/** Every witness, in the order of its ruling. */
import { COMPARISON_WITNESSES } from "./comparison.ts";
import { DISPUTE_WITNESSES } from "./dispute.ts";
import { EVIDENCE_WITNESSES } from "./evidence.ts";
import { GOVERNANCE_WITNESSES } from "./governance.ts";
import { IDENTITY_WITNESSES } from "./identity.ts";
import { STAKE_WITNESSES } from "./stake.ts";
import type { Witness } from "./witness.ts";

/** See `Witness`. */
export const WITNESSES: readonly Witness[] = [
  ...IDENTITY_WITNESSES,
  ...STAKE_WITNESSES,
  ...DISPUTE_WITNESSES,
  ...COMPARISON_WITNESSES,
  ...GOVERNANCE_WITNESSES,
  ...EVIDENCE_WITNESSES,
].sort((a, b) => (a.ruling < b.ruling ? -1 : a.ruling > b.ruling ? 1 : 0));
