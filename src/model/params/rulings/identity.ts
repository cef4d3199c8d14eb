import { ruling } from "./ruling.ts";

/** Rulings on bytes, hashes, blocks, and what identifies things. */
export const IDENTITY = {
  R01: ruling(
    "What is the unit of “100 LUX”?",
    "bigint nLUX, 1 LUX = 10^9 nLUX, u64 on the wire; every sum is checked",
    "Provider Staking: “Minimum stake: 100 LUX”",
  ),
  R02: ruling(
    "What is an `address`?",
    "20 bytes: the last of keccak256 of the uncompressed secp256k1 key; shown as EIP-55",
    "Model, Attestation: `address`, undefined",
    { variants: { "lux-bech32": "20 bytes: ripemd160(sha256(compressed key)), as on the P- and X-chain; shown as bech32 `lux1…`" } },
  ),
  R03: ruling(
    "Which hash function, and how is it framed?",
    "SHA-256 with a tag for each object; keccak256 only for addresses; lists as in RFC 6962",
    "Attestation: “hash of …”, undefined",
    {
      variants: {
        "odd-leaf-doubled":
          "lists are hashed as the client in use does: a level's odd node is paired with itself, so that two lists can share a root",
      },
    },
  ),
  R04: ruling(
    "What is `modelID`, beside `weightHash`?",
    "content-addressed: modelID = weightHash, immutable, first registrant owns it; version strictly rises per (owner, name)",
    "Model: “modelID: hash of model weights”, “weightHash: SHA-256 of model weights file”",
    {
      variants: {
        lineage: 'modelID = H("lineage", owner ‖ name); registering a higher version replaces the weights; attestations and cases pin (id, version)',
      },
    },
  ),
  R05: ruling(
    "What is the “signature over all fields”?",
    'secp256k1 ECDSA, 65 bytes r‖s‖v, low s, over H("attestation", chain id ‖ every field but the signature)',
    "Attestation: “provider's signature over all fields”",
  ),
  R06: ruling(
    "What identifies an attestation, what is a replay, and what is equivocation?",
    [
      "id = hash of the body without signature; accepted once; one attestation per (provider, model, input); two bodies for one request,",
      "one accepted, are equivocation unless both are revealed and not at FAULT",
    ].join(" "),
    "silent",
    {
      variants: {
        "any-two-bodies": "any two differing bodies are equivocation at once, whatever they say",
        none: "no equivocation: reports are refused",
      },
    },
  ),
  R07: ruling("What must `timestamp` be?", "u64 seconds; block time − maxAge ≤ t ≤ block time + maxSkew", "Attestation: `timestamp uint64`", {
    variants: { ignored: "any timestamp is accepted" },
    numbers: ["maxAge", "maxSkew"],
  }),
  R28: ruling(
    "What does Warp answer?",
    "one attestation's record with its status, or that there is none",
    "Verification Protocol 3: “A-chain lookup via Warp”",
    { variants: { "state-root": "the state root alone: the record, or its absence, is proven under it beside the message" } },
  ),
  R29: ruling(
    "What does `inputHash` cover?",
    'H("request", canonical request: input, decoding parameters, seed, nonce)',
    "Attestation: “hash of inference input”",
    { variants: { "plain-input": "SHA-256 of the input alone: decoding parameters and seed are bound by nothing" } },
  ),
  R31: ruling("How is the state committed to?", "a binary sparse Merkle tree over SHA-256 of each record's key", "silent"),
  R35: ruling(
    "What is the canonical encoding?",
    "fixed-width big-endian, one encoding per value, a version byte on every top-level object",
    "silent",
  ),
  R36: ruling("What is in a block?", "height, parent, time, proposer, beacon, transactions, and three roots", "silent"),
  R37: ruling(
    "How are transactions charged, and failed ones treated?",
    "base fee and fee per byte; a failed one changes nothing but nonce and fee",
    "silent",
    { numbers: ["txFee", "txFeePerByte"] },
  ),
  R38: ruling(
    "What does `outputHash` cover?",
    'H("output", chain id ‖ provider ‖ salt ‖ Merkle root of 1,024-byte chunks ‖ length): it cannot be copied',
    "Attestation: “hash of inference output”",
    { variants: { "plain-output": "SHA-256 of the output, the LP's literal words: whoever sees it can claim it" } },
  ),
  R49: ruling(
    "Who are the Warp validators?",
    "the genesis set with weights; changed by governance at a height; a message is judged by the set of its height, kept `warpRetention` blocks",
    "silent",
    { numbers: ["warpRetention"] },
  ),
  R52: ruling("What is kept?", "everything", "silent", {
    variants: { pruned: "ended cases and ended attestations are pruned to the hash of their record, `retention` blocks after their end" },
  }),
  R53: ruling("Who gets transaction fees?", "nobody: they are burnt", "silent", { variants: { proposer: "the proposer of the block" } }),
} as const;

/** Rulings on TEE evidence. */
export const EVIDENCE_RULINGS = {
  R08: ruling("What of `teeReport` where `teeRequired` is false?", "verified if present, may be empty", "Attestation: “(if teeRequired)”", {
    variants: { ignored: "taken as it is, unread", "must-be-empty": "a report is refused" },
  }),
  R09: ruling(
    "What ties a TEE report to its attestation?",
    'report data = H("report-data", chain id ‖ modelID ‖ weightHash ‖ inputHash ‖ outputHash ‖ provider ‖ timestamp), then 32 zero bytes',
    "Attestation: “TEE attestation report”",
    {
      variants: {
        provider: "the provider's key alone: one genuine quote serves for any output",
        unbound: "nothing: whoever has a genuine quote can use it, for research on quotes that were made elsewhere",
      },
    },
  ),
  R10: ruling("Which enclaves may run a model?", "those of its allow-list, changed by its owner; an empty list allows none", "silent", {
    variants: { "any-genuine": "any enclave or TD of a genuine platform, whatever it runs" },
  }),
  R11: ruling(
    "Which TCB statuses pass?",
    "UpToDate and SWHardeningNeeded; what a newer level outdated passes `tcbGrace` longer, from that level's date",
    "silent",
    { numbers: ["tcbStatuses", "tcbGrace"] },
  ),
  R12: ruling(
    "Where does collateral come from?",
    "chain state: posted by anyone, authenticated by the roots, ordered by evaluation number and issue time, never replaced by older; judged at block time",
    "silent",
    {
      variants: { pinned: "that of genesis for ever, judged at the time of genesis: no later revocation or recovery counts" },
    },
  ),
  R48: ruling(
    "What if evidence is shown bad later?",
    "struck as `evidence`, without slash, while open; until it would have been final a case may still take it, and ξ stays reserved",
    "silent",
    {
      variants: {
        slash: "struck, and its provider slashed by `slashFault`, all of it burnt",
        final: "nothing: reports of evidence are refused",
      },
    },
  ),
  R50: ruling("What of broken platforms?", "governance denies by FMSPC, PPID, PCK serial number or measurement, from a height on", "silent", {
    variants: { none: "nothing is denied by name: denials are refused" },
  }),
  R51: ruling("Where does code beyond the weights go?", "a side record of the model: runtime hash, numeric class, tolerance, measurements", "silent"),
} as const;
