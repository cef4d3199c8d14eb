/** The rows of every kind of transaction: a kind without rows does not compile. */
import type { TransactionKind } from "../../model/chain/transactions.ts";
import type { TransactionRows } from "../scene.ts";
import { ATTESTATION_ROWS } from "./attestation.ts";
import { CASE_ROWS } from "./cases.ts";
import { CLAIM_ROWS } from "./claims.ts";
import { EQUIVOCATION_ROWS } from "./equivocation.ts";
import { EVIDENCE_ROWS } from "./evidence.ts";
import { GOVERNANCE_ROWS } from "./governance.ts";
import { LEDGER_ROWS } from "./ledger.ts";
import { LEVEL_ROWS } from "./levels.ts";
import { REGISTRY_ROWS } from "./registry.ts";
import { STAKING_ROWS } from "./staking.ts";

/** Rows by kind of transaction. */
export const TRANSACTION_ROWS: { readonly [K in TransactionKind]: TransactionRows } = {
  ...LEDGER_ROWS,
  ...REGISTRY_ROWS,
  ...STAKING_ROWS,
  ...ATTESTATION_ROWS,
  ...CLAIM_ROWS,
  ...CASE_ROWS,
  ...LEVEL_ROWS,
  ...EQUIVOCATION_ROWS,
  ...GOVERNANCE_ROWS,
  ...EVIDENCE_ROWS,
};
