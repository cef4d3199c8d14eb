import type { Code } from "../model/errors/codes.ts";

/** Every code that a block is refused with, in the order of the checks. */
export const BLOCK_CHECKS = [
  ...["BLOCK_MALFORMED", "BLOCK_HEIGHT_WRONG", "BLOCK_PARENT_WRONG", "BLOCK_PROPOSER_WRONG", "BLOCK_TIME_WRONG", "BLOCK_BEACON_WRONG"],
  ...["BLOCK_TRANSACTIONS_ROOT_WRONG", "TRANSACTION_MALFORMED", "CHAIN_ID_WRONG", "SIGNATURE_INVALID", "NONCE_WRONG", "FEE_LIMIT_TOO_LOW"],
  ...["FEE_UNPAYABLE", "BLOCK_EVIDENCE_TOO_MUCH", "BLOCK_RECEIPTS_ROOT_WRONG", "BLOCK_STATE_ROOT_WRONG"],
] as unknown as readonly Code[];
