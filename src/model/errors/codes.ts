/** A code of the registry: what it means, and what whoever got it can do. */
export interface CodeEntry {
  readonly number: number;
  readonly meaning: string;
  readonly remedy: string;
}

const code = (number: number, meaning: string, remedy: string): CodeEntry => ({ number, meaning, remedy });

/**
 * Every refusal of the protocol. Append-only; a number is never used again. Numbers are in order of precedence: where two
 * checks of one transaction fail, the lower number is the answer. Gaps leave room. 0 is "applied".
 */
export const CODES = {
  GENESIS_MALFORMED: code(1, "the genesis contradicts itself, or lacks what a chain needs", "mend the field that the explanation names"),
  PARAMETER_REFUSED: code(
    2,
    "a parameter is out of bounds, or an inequality between parameters does not hold",
    "change the parameter, or name the inequality in `unsafe` where docs/parameters.md says that it can be waived",
  ),

  BLOCK_MALFORMED: code(10, "the block does not decode", "send the canonical bytes of a block"),
  BLOCK_HEIGHT_WRONG: code(11, "the block's height is not its parent's plus one", "build on the head"),
  BLOCK_PARENT_WRONG: code(12, "the block's parent is not the head", "build on the head"),
  BLOCK_PROPOSER_WRONG: code(13, "it is another proposer's turn", "proposers take turns in the order of genesis"),
  BLOCK_TIME_WRONG: code(14, "the block's time is not at least one second after its parent's", "wait"),
  BLOCK_BEACON_WRONG: code(15, "the beacon is not the signature of this height by the beacon's key", "take the beacon of this height"),
  BLOCK_TRANSACTIONS_ROOT_WRONG: code(16, "the root of the transactions is not theirs", "recompute it"),

  TRANSACTION_MALFORMED: code(30, "the transaction does not decode", "send the canonical bytes of a transaction"),
  CHAIN_ID_WRONG: code(31, "the transaction is for another chain", "sign for this chain's id"),
  SIGNATURE_INVALID: code(
    32,
    "the signature is malformed, has its s in the upper half, or recovers no address that has an account",
    "sign the transaction with the key of a funded account",
  ),
  NONCE_WRONG: code(33, "the nonce is not the account's next", "use the account's next nonce"),
  FEE_LIMIT_TOO_LOW: code(34, "the fee is above the transaction's limit", "raise the fee limit"),
  FEE_UNPAYABLE: code(35, "the sender cannot pay the fee", "fund the account"),

  BLOCK_EVIDENCE_TOO_MUCH: code(
    36,
    "the block holds more TEE reports, or more posts of collateral, than the parameters allow",
    "leave some for the next block; blockReports and blockCollateral say how many",
  ),

  BLOCK_RECEIPTS_ROOT_WRONG: code(40, "the receipts that result have another root", "recompute it; two clients disagree"),
  BLOCK_STATE_ROOT_WRONG: code(41, "the state that results has another root", "recompute it; two clients disagree"),

  AMOUNT_ZERO: code(100, "the amount is zero", "name an amount above zero"),
  NAME_EMPTY: code(101, "the model's name is empty", "name the model"),
  TOLERANCE_INVALID: code(102, "the thresholds do not fit their comparator", "τ_hi must be above τ_lo, and above 2·τ_lo for a metric"),
  // 103 was TEE_VERIFIER_ABSENT, until evidence was verified.
  RULING_FORBIDS: code(104, "this chain's rulings have no such transaction", "the detail names the ruling; `achain rulings` explains it"),

  MODEL_UNKNOWN: code(110, "no model has this id", "register the model first"),
  MODEL_EXISTS: code(111, "a model of these weights is registered", "use the registered model"),
  MODEL_VERSION_NOT_RISING: code(112, "the version is not above the owner's last of this name", "raise the version"),
  NOT_MODEL_OWNER: code(113, "the sender does not own the model", "send it from the owner's account"),
  MODEL_RETIRED: code(114, "the model is retired", "use another model"),

  MEASUREMENT_ALLOWED: code(115, "the model allows this measurement", "nothing to do"),
  MEASUREMENT_UNKNOWN: code(116, "the model allows no measurement of this id", "check the id"),

  PROVIDER_UNKNOWN: code(120, "no provider has this address", "register the provider first"),
  PROVIDER_EXISTS: code(121, "the provider is registered", "add stake instead"),
  OWNER_CONSENT_INVALID: code(122, "the owner did not sign for this provider", 'attach the owner\'s signature over H("owner", chain id ‖ provider)'),
  NOT_PROVIDER_OR_OWNER: code(123, "the sender is neither the provider nor its owner", "send it from one of the two"),
  PROVIDER_INACTIVE: code(124, "the provider's stake is below the minimum, or it is banned", "add stake"),
  STAKE_BELOW_MINIMUM: code(125, "the stake is below the minimum", "stake at least minStake"),
  ALREADY_SERVING: code(126, "the provider serves this model", "nothing to do"),
  NOT_SERVING: code(127, "the provider does not serve this model", "nothing to do"),
  STAKE_RESERVED: code(128, "less stake than that is free of reservations", "wait until attestations are final and seats released"),
  UNBONDING_FULL: code(129, "the provider has as many unbonding entries as are allowed", "withdraw what has ended"),
  NOTHING_TO_WITHDRAW: code(130, "no unbonding entry has ended", "wait for the end of unbonding"),

  ORDER_UNKNOWN: code(140, "no open order has this id", "check the order's id; filled and expired orders are gone"),
  NOT_ORDER_CONSUMER: code(141, "the sender did not place the order", "send it from the consumer's account"),
  ORDER_EXPIRED: code(142, "the order's expiry is not in the future", "name a later height"),

  TIMESTAMP_TOO_OLD: code(150, "the attestation's timestamp is more than maxAge before the block's time", "attest sooner"),
  TIMESTAMP_TOO_NEW: code(151, "the attestation's timestamp is more than maxSkew after the block's time", "set the clock"),
  ATTESTATION_SIGNATURE_INVALID: code(152, "the attestation is not signed by its provider", "sign every field with the provider's key"),
  ATTESTATION_EXISTS: code(153, "the provider has attested to this model and input", "an attestation cannot be replaced"),
  EXPOSURE_UNAVAILABLE: code(154, "less stake than the exposure is free", "add stake, or wait until attestations are final"),

  TEE_REPORT_FORBIDDEN: code(155, "the model requires no TEE, and this chain takes no report for it", "leave teeReport empty"),
  TEE_REPORT_MISSING: code(156, "the model requires a TEE, and there is no report", "attach a quote of an enclave that the model allows"),
  COLLATERAL_MISSING: code(157, "nobody has posted an item of collateral that the report's platform is judged by", "post what the detail names"),
  EVIDENCE_REFUSED: code(158, "the TEE report is not accepted", "the detail begins with the verifier's code; `achain errors CODE` explains it"),
  CHALLENGER_NOT_STAKED: code(159, "the challenger is no active provider, and this chain asks for one", "stake as a provider first"),

  CLAIM_UNKNOWN: code(160, "no claim of the sender has this hash", "claim first, with the same ids in the same order and the same salt"),
  CLAIM_EXISTS: code(161, "the claim is there", "use another salt"),
  CLAIM_TOO_RECENT: code(162, "the claim was included in this block", "open it in a later block"),
  ATTESTATIONS_EQUAL: code(163, "the two attestations are one", "name two attestations"),
  ATTESTATION_UNKNOWN: code(164, "no attestation has this id", "check the id"),
  REQUESTS_DIFFER: code(165, "the two attestations are of different models or inputs", "name two attestations of one request"),
  CHALLENGER_IS_PARTY: code(166, "the challenger, joiner or reporter is one of the providers or their owners", "act from another account"),
  ATTESTATION_NOT_OPEN: code(167, "an attestation is contested, judged, final or struck", "the first opening takes its attestations"),
  WINDOW_CLOSED: code(168, "the claim came later than W after an attestation, or the opening later than L after its first VOID", "challenge sooner"),
  INPUT_MISMATCH: code(169, "the input does not have the attestations' inputHash", "post the request that was attested"),
  INPUT_MALFORMED: code(170, "the input does not decode as a request", "a request that does not decode cannot be challenged"),

  CASE_EXISTS: code(171, "the request, or this pair, has had its case", "this chain allows no other; see R27"),
  NOT_EQUIVOCATION: code(172, "the other body is of another provider, model or input", "name two bodies of one provider for one request"),
  EQUIVOCATION_EXISTS: code(173, "a report on this attestation is under way", "wait until it is judged"),
  EQUIVOCATION_UNKNOWN: code(174, "no report on this attestation is under way", "check the id"),

  EVIDENCE_ABSENT: code(176, "the attestation has no evidence that was verified", "only what was accepted with a report can be shown bad"),
  EVIDENCE_HOLDS: code(177, "by the collateral in force the evidence was good when it was accepted", "post the newer collateral first"),

  CASE_UNKNOWN: code(180, "no case has this number", "check the number"),
  PHASE_WRONG: code(181, "the case is in another phase", "act in the phase that admits the act"),
  NOT_A_MEMBER: code(182, "the attestation is no member of the case", "check the id"),
  NOT_A_SEAT: code(183, "the sender holds no seat at the case's level", "only drawn providers act as seats"),
  SEAT_ABSENT: code(184, "the seat did not commit in time", "nothing to do"),
  ALREADY_COMMITTED: code(185, "the seat has committed", "a commitment cannot be replaced"),
  ALREADY_REVEALED: code(186, "the output is revealed", "nothing to do"),
  OUTPUT_MALFORMED: code(187, "the output does not decode within the limits", "send canonical output bytes"),
  OUTPUT_MISMATCH: code(188, "output and salt do not give the attestation's outputHash", "reveal what was attested"),
  COMMITMENT_MISMATCH: code(189, "output and salt do not give the seat's commitment", "open what was committed"),

  MEMBERS_FULL: code(190, "the case has as many members as are allowed", "claim another pair"),
  APPELLANT_IS_SEAT: code(191, "the appellant is a seat of the case, or owns one", "appeal from another account"),
  ALREADY_APPEALED: code(192, "someone appealed first", "nothing to do"),
  NOT_ELIGIBLE: code(193, "the sender is no active provider that serves the model", "only those who may be drawn give numbers to the draw"),

  GOVERNANCE_SEQUENCE_WRONG: code(200, "the change's number is not the next", "sign the next number"),
  APPROVAL_INVALID: code(
    201,
    "a signature is of no governing key, or they are not in rising order of their signers",
    "sort by address, each key once",
  ),
  APPROVALS_TOO_FEW: code(202, "fewer keys signed than are needed", "collect more signatures"),
  CHANGE_REFUSED: code(203, "the change contradicts itself, or breaks an inequality", "mend what the detail names"),

  COLLATERAL_ROOT_UNKNOWN: code(210, "no root of trust has this id", "name a root in force by the SHA-256 of its certificate"),
  COLLATERAL_REFUSED: code(211, "the item of collateral is not genuine, or too large", "the detail begins with the verifier's code"),
  COLLATERAL_NOT_NEWER: code(212, "an item of this slot that is as new or newer is in force", "nothing to do"),

  BALANCE_TOO_LOW: code(900, "the sender's balance does not cover the amount", "fund the account"),
} as const satisfies { readonly [name: string]: CodeEntry };

/** The name of a code. */
export type Code = keyof typeof CODES;

/** A refusal as a value: the code, and the numbers or names that decided. */
export interface Refusal {
  readonly code: Code;
  readonly detail: string;
}

const NAMES = new Map<number, Code>(Object.entries(CODES).map(([name, entry]) => [entry.number, name as Code]));

/** The name behind a number in a receipt; undefined for 0 and for numbers that mean nothing. */
export function codeOfNumber(number: number): Code | undefined {
  return NAMES.get(number);
}
