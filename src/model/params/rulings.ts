import { enumeration } from "../encoding/primitives.ts";

/** A point that LP-0035 leaves open, the default that the reference takes, and the variants that run today. */
export interface Ruling {
  readonly question: string;
  /** What the default does, in a sentence. */
  readonly default: string;
  /** Variants that can be switched on: name → what it does instead. Only those that work are here. */
  readonly variants: { readonly [name: string]: string };
  /** What LP-0035 says about it, or "silent". */
  readonly lp: string;
  /** Whether the default is in force in this version; where not, what is missing. */
  readonly missing?: string;
}

const ruling = (question: string, standard: string, lp: string, more: { variants?: Ruling["variants"]; missing?: string } = {}): Ruling => ({
  question,
  default: standard,
  variants: more.variants ?? {},
  lp,
  ...(more.missing === undefined ? {} : { missing: more.missing }),
});

const EVIDENCE = "evidence is not verified yet: a model that requires a TEE is refused unless genesis says tee-assumed";

/** Every ruling, in the order of its number. */
export const RULINGS = {
  R01: ruling(
    "What is the unit of “100 LUX”?",
    "bigint nLUX, 1 LUX = 10^9 nLUX, u64 on the wire; every sum is checked",
    "Provider Staking: “Minimum stake: 100 LUX”",
  ),
  R02: ruling(
    "What is an `address`?",
    "20 bytes: the last of keccak256 of the uncompressed secp256k1 key; shown as EIP-55",
    "Model, Attestation: `address`, undefined",
  ),
  R03: ruling(
    "Which hash function, and how is it framed?",
    "SHA-256 with a tag for each object; keccak256 only for addresses",
    "Attestation: “hash of …”, undefined",
  ),
  R04: ruling(
    "What is `modelID`, beside `weightHash`?",
    "content-addressed: modelID = weightHash, immutable, first registrant owns it; version strictly rises per (owner, name)",
    "Model: “modelID: hash of model weights”, “weightHash: SHA-256 of model weights file”",
  ),
  R05: ruling(
    "What is the “signature over all fields”?",
    'secp256k1 ECDSA, 65 bytes r‖s‖v, low s, over H("attestation", chain id ‖ every field but the signature)',
    "Attestation: “provider's signature over all fields”",
  ),
  R06: ruling(
    "What identifies an attestation, and what is a replay?",
    "id = hash of the body without signature; accepted once; one attestation per (provider, model, input)",
    "silent",
    { missing: "reports of equivocation" },
  ),
  R07: ruling("What must `timestamp` be?", "u64 seconds; block time − maxAge ≤ t ≤ block time + maxSkew", "Attestation: `timestamp uint64`", {
    variants: { ignored: "any timestamp is accepted" },
  }),
  R08: ruling("What of `teeReport` where `teeRequired` is false?", "verified if present, may be empty", "Attestation: “(if teeRequired)”", {
    missing: EVIDENCE,
  }),
  R09: ruling(
    "What ties a TEE report to its attestation?",
    "report data covers chain, model, weights, input, output, provider and timestamp",
    "silent",
    { missing: EVIDENCE },
  ),
  R10: ruling("Which enclaves may run a model?", "an allow-list per model", "silent", { missing: EVIDENCE }),
  R11: ruling("Which TCB statuses pass?", "UpToDate and SWHardeningNeeded", "silent", { missing: EVIDENCE }),
  R12: ruling("Where does collateral come from?", "chain state: posted by anyone, authenticated, never replaced by older", "silent", {
    missing: EVIDENCE,
  }),
  R13: ruling(
    "How much is slashed, by cause?",
    "of the base (R46): fault and no-reveal 10,000 bp; flat: a seat that withholds E, an absent seat P",
    "Dispute Resolution: “that provider is slashed”",
    { missing: "equivocation, seat-fault and evidence" },
  ),
  R14: ruling(
    "Where does a slash go?",
    "costs first; of the rest 2,500 bp to the challenger, 1,000 bp to the seats that said FAULT, the remainder burnt",
    "silent",
  ),
  R15: ruling(
    "What of stake that leaves while a case may come?",
    "only stake not reserved can be unbonded; an entry ends after `unbonding`, but not while something of the provider begun before it is undecided; until then it is slashable",
    "silent",
  ),
  R16: ruling(
    "Who may challenge, at what price?",
    "anyone but the two providers and their owners, with bond B",
    "Dispute Resolution 1: “Challenger”",
  ),
  R17: ruling(
    "Are hashes compared, or outputs?",
    "outputs are revealed and compared by the model's comparator; whoever does not reveal is at fault",
    "Security Considerations 3: “Tolerance thresholds are configurable per model”",
  ),
  R18: ruling(
    "Where does the draw's randomness come from?",
    "the beacon K blocks after the call, over the set frozen when the case opened",
    "Dispute Resolution 2: “randomly selected from staked set”",
  ),
  R19: ruling("What weighs in the draw?", "mature stake", "Dispute Resolution 2: “staked set”", {
    variants: { uniform: "every eligible provider weighs the same" },
  }),
  R20: ruling(
    "Who is eligible as a third provider?",
    "active, mature, serving the model since before the case, E free, no party and of no party's owner, one seat per owner and case",
    "Dispute Resolution 2: “A third provider”",
  ),
  R21: ruling(
    "What is the majority where closeness is not transitive?",
    "the tally: a member is judged by the seats, never by another member, and never on one output alone",
    "Dispute Resolution 3: “The minority result”",
  ),
  R22: ruling("What of an absent seat?", "it pays P and its seat is drawn anew, at most R times", "silent", {
    variants: { "no-penalty": "it pays nothing" },
  }),
  R23: ruling("What if too few are eligible?", "wait X once a case, then VOID", "silent", { variants: { "void-at-once": "VOID without the wait" } }),
  R24: ruling(
    "When is an attestation final?",
    "W + L after its acceptance, or L after a first VOID where that is later, unless a case holds it",
    "silent",
  ),
  R25: ruling(
    "When are fees paid?",
    "an order escrows; released at `final`, refunded on `struck`, cancel and expiry",
    "Provider Staking: “pay-per-attestation”",
  ),
  R26: ruling(
    "What of a provider after a slash?",
    "below the minimum it is inactive and out of every draw; adding stake makes it active again",
    "silent",
  ),
  R27: ruling(
    "What of concurrent challenges?",
    "an attestation is in one case at a time; none after a settled case; once more after a first VOID, opened within L of it",
    "silent",
    { missing: "joining a case" },
  ),
  R28: ruling("What does Warp answer?", "one attestation's record with its status, or the state root with a proof", "Verification Protocol 3", {
    missing: "Warp messages",
  }),
  R29: ruling(
    "What does `inputHash` cover?",
    'H("request", canonical request: input, decoding parameters, seed, nonce)',
    "Attestation: “hash of inference input”",
  ),
  R30: ruling("Who governs?", "the genesis key set, m of n, after ownerDelay", "silent", { missing: "governance: parameters are those of genesis" }),
  R31: ruling("How is the state committed to?", "a binary sparse Merkle tree over SHA-256 of each record's key", "silent"),
  R32: ruling("Can the third provider cheat?", "it commits blind; an appeal to a larger panel judges it", "silent", {
    missing: "appeals, and seats judged",
  }),
  R33: ruling(
    "What is equality across platforms?",
    "the model's tolerance; numeric profiles are registered per provider and model",
    "Security Considerations 3",
    { missing: "numeric profiles" },
  ),
  R34: ruling(
    "What lies between agreement and fault?",
    "two thresholds per model: at or under τ_lo AGREE, at or over τ_hi FAULT, between them BAND, in which nobody is slashed",
    "Security Considerations 3",
  ),
  R35: ruling(
    "What is the canonical encoding?",
    "fixed-width big-endian, one encoding per value, a version byte on every top-level object",
    "silent",
  ),
  R36: ruling("What is in a block?", "height, parent, time, proposer, beacon, transactions, and three roots", "silent"),
  R37: ruling(
    "How are transactions charged, and failed ones treated?",
    "base fee and fee per byte, burnt; a failed one changes nothing but nonce and fee",
    "silent",
  ),
  R38: ruling(
    "What does `outputHash` cover?",
    'H("output", chain id ‖ provider ‖ salt ‖ Merkle root of 1,024-byte chunks ‖ length): it cannot be copied',
    "Attestation: “hash of inference output”",
  ),
  R39: ruling("Who supplies the input of a case?", "the challenger, whole, on opening", "silent"),
  R40: ruling("How is generated text compared?", "free-run with the request's seed, by tokens and logits (the comparator `topk`)", "silent"),
  R41: ruling("What stake is exposed?", "ξ per open attestation and E per seat are reserved", "silent"),
  R42: ruling(
    "What of a convict's other attestations?",
    "a provider slashed by 10,000 bp: its open ones are struck as `tainted`, without slash; contested ones are judged",
    "silent",
  ),
  R43: ruling("What may a model's owner change?", "tolerance and measurements, after ownerDelay", "silent", {
    missing: "owners' changes: a tolerance is that of registration",
  }),
  R44: ruling("Which parameters hold for what is under way?", "pinned at acceptance (attestation) and at the claim (case)", "silent"),
  R45: ruling(
    "What is an order?",
    "it names provider, model, inputHash, fee and expiry; one attestation fills one; the consumer may cancel before it is filled",
    "Provider Staking: “fees from attestation consumers”",
  ),
  R46: ruling(
    "What is the base of a slash?",
    "stake and unbonding at conviction, less B − γ for each other contested attestation; taken from stake, then from unbonding, oldest entry first",
    "silent",
  ),
  R47: ruling("Can a challenge be front-run?", "a hidden claim, then the opening", "silent"),
  R48: ruling("What if evidence is shown bad later?", "struck, no slash, while open", "silent", { missing: EVIDENCE }),
  R49: ruling("Who are the Warp validators?", "the genesis set with weights, changed by governance", "silent", { missing: "Warp messages" }),
  R50: ruling("What of broken platforms?", "governance denies them", "silent", { missing: EVIDENCE }),
  R51: ruling("Where does code beyond the weights go?", "a side record of the model: runtime hash, numeric class, tolerance", "silent", {
    missing: "measurements",
  }),
  R52: ruling("What is kept?", "everything", "silent"),
  R53: ruling("Who gets transaction fees?", "burnt", "silent"),
} as const satisfies { readonly [id: string]: Ruling };

/** The identifier of a ruling. */
export type RulingId = keyof typeof RULINGS;

/** A choice for every ruling: `default`, or the name of one of its variants. */
export type RulingChoices = {
  readonly [K in RulingId]: "default" | (keyof (typeof RULINGS)[K]["variants"] & string);
};

/** The rulings as rows, in their order. */
export const RULING_ROWS = Object.entries(RULINGS) as readonly [RulingId, Ruling][];

/** Every ruling at its default. */
export const DEFAULT_RULINGS = Object.fromEntries(RULING_ROWS.map(([id]) => [id, "default"])) as RulingChoices;

/** The codec of one ruling's choice: 0 is the default, the variants follow in their order. */
export const choiceCodec = (id: RulingId) => enumeration(["default", ...Object.keys(RULINGS[id].variants)]);
