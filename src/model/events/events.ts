import { address } from "../crypto/address.ts";
import type { TypeOf } from "../encoding/codec.ts";
import { struct, union } from "../encoding/objects.ts";
import { bool, bytes32, count64, enumeration, list, optional, u8, u64 } from "../encoding/primitives.ts";
import { comparisonCodec } from "../tolerance/compare.ts";

/** The purses in which money lies; together they are the supply (section 3, "Supply is conserved"). */
export const PURSES = ["balance", "stake", "unbonding", "bond", "escrow", "burnt"] as const;

/** The name of a purse. */
export type PurseName = (typeof PURSES)[number];

/** Why stake was taken. Append-only. */
export const SLASH_CAUSES = ["fault", "no-reveal", "withheld", "absent", "equivocation", "seat-fault"] as const;

/** See `SLASH_CAUSES`. */
export type SlashCause = (typeof SLASH_CAUSES)[number];

/** How an attestation ended, or not yet (section 3). Append-only. */
export const ENDINGS = ["none", "unchallenged", "cleared", "band", "void", "fault", "no-reveal", "tainted", "equivocation"] as const;

/** See `ENDINGS`. */
export type Ending = (typeof ENDINGS)[number];

/** The phases of a case (section 3). Append-only. */
export const PHASES = ["join", "draw", "commit", "reveal", "open", "settled", "void", "appeal"] as const;

/** See `PHASES`. */
export type Phase = (typeof PHASES)[number];

/** What a tally says of a member (section 3, "Tally"). */
export const VERDICTS = ["none", "faulty", "clean", "band", "split"] as const;

/** See `VERDICTS`. */
export type Verdict = (typeof VERDICTS)[number];

/** What a model's owner may change. Append-only. */
const MODEL_CHANGES = ["tolerance", "allow", "revoke"] as const;

/** What governance may change. Append-only. */
const CHANGES = ["parameters", "roots", "keys", "validators"] as const;

const purse = enumeration(PURSES);
const seat = { case: count64, provider: address };

/** What happened, in a transaction's receipt or at the end of a block. Tags are append-only. */
export const eventCodec = union("event", {
  moved: [1, struct("moved", { from: purse, payer: address, to: purse, payee: address, amount: u64 })],
  modelRegistered: [10, struct("modelRegistered", { modelID: bytes32, owner: address })],
  modelRetired: [11, struct("modelRetired", { modelID: bytes32 })],
  modelChangeScheduled: [12, struct("modelChangeScheduled", { modelID: bytes32, what: enumeration(MODEL_CHANGES), effectiveAt: count64 })],
  modelChanged: [13, struct("modelChanged", { modelID: bytes32, what: enumeration(MODEL_CHANGES) })],
  providerRegistered: [20, struct("providerRegistered", { provider: address, owner: address })],
  serving: [21, struct("serving", { modelID: bytes32, provider: address })],
  stoppedServing: [22, struct("stoppedServing", { modelID: bytes32, provider: address })],
  unbondingBegan: [23, struct("unbondingBegan", { provider: address, amount: u64, endsAt: count64 })],
  unbondingEnded: [24, struct("unbondingEnded", { provider: address, amount: u64 })],
  slashed: [25, struct("slashed", { provider: address, cause: enumeration(SLASH_CAUSES), amount: u64, case: optional(count64) })],
  orderPlaced: [30, struct("orderPlaced", { order: bytes32, consumer: address, provider: address, modelID: bytes32, inputHash: bytes32 })],
  orderClosed: [31, struct("orderClosed", { order: bytes32, reason: enumeration(["filled", "cancelled", "expired"]) })],
  attested: [40, struct("attested", { attestation: bytes32, provider: address, modelID: bytes32, inputHash: bytes32, order: optional(bytes32) })],
  attestationEnded: [41, struct("attestationEnded", { attestation: bytes32, provider: address, how: enumeration(ENDINGS) })],
  attestationReopened: [42, struct("attestationReopened", { attestation: bytes32, provider: address, until: count64 })],
  equivocationReported: [
    43,
    struct("equivocationReported", { attestation: bytes32, provider: address, reporter: address, other: bytes32, until: count64 }),
  ],
  equivocationAnswered: [44, struct("equivocationAnswered", { attestation: bytes32, provider: address, other: bool })],
  equivocationJudged: [45, struct("equivocationJudged", { attestation: bytes32, provider: address, reporter: address, proven: bool })],
  claimed: [50, struct("claimed", { claim: bytes32, challenger: address })],
  claimExpired: [51, struct("claimExpired", { claim: bytes32, challenger: address })],
  caseOpened: [52, struct("caseOpened", { case: count64, challenger: address, first: bytes32, second: bytes32 })],
  phaseBegan: [53, struct("phaseBegan", { case: count64, phase: enumeration(PHASES), level: u8, round: u8, endsAt: count64 })],
  seatDrawn: [54, struct("seatDrawn", { ...seat, level: u8, round: u8 })],
  seatCommitted: [55, struct("seatCommitted", { ...seat, level: u8 })],
  seatAbsent: [56, struct("seatAbsent", { ...seat, level: u8 })],
  outputRevealed: [57, struct("outputRevealed", { case: count64, attestation: bytes32 })],
  seatOpened: [58, struct("seatOpened", { ...seat, level: u8, comparisons: list(optional(comparisonCodec), 16) })],
  seatWithheld: [59, struct("seatWithheld", { ...seat, level: u8 })],
  tallied: [60, struct("tallied", { case: count64, level: u8, opened: u8, verdicts: list(enumeration(VERDICTS), 16) })],
  waitingForSeats: [61, struct("waitingForSeats", { case: count64, drawable: count64, until: count64 })],
  joined: [62, struct("joined", { case: count64, joiner: address, attestation: bytes32 })],
  appealed: [63, struct("appealed", { case: count64, appellant: address, level: u8 })],
  shareCommitted: [64, struct("shareCommitted", seat)],
  shareRevealed: [65, struct("shareRevealed", seat)],
  inputSupplied: [66, struct("inputSupplied", { case: count64 })],
  changeScheduled: [70, struct("changeScheduled", { what: enumeration(CHANGES), effectiveAt: count64 })],
  changed: [71, struct("changed", { what: enumeration(CHANGES) })],
  pruned: [80, struct("pruned", { attestations: count64, cases: count64 })],
});

/** See `eventCodec`. */
export type Event = TypeOf<typeof eventCodec>;

/** The name of an event. */
export type EventKind = Event["kind"];
