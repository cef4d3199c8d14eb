import { address } from "../crypto/address.ts";
import type { TypeOf } from "../encoding/codec.ts";
import { struct } from "../encoding/objects.ts";
import { bool, bytes, bytes32, count64, enumeration, list, optional, u8, u32, u64 } from "../encoding/primitives.ts";
import { PHASES, VERDICTS } from "../events/events.ts";
import { CASE_SEATS_MAX } from "../params/consistency.ts";
import { profileCodec } from "../staking/records.ts";
import { ordinal, table, term } from "../state/table.ts";
import { comparisonCodec } from "../tolerance/compare.ts";
import { outputCodec, requestCodec } from "../tolerance/output.ts";

/** The most levels of a ladder. */
const LEVELS_MAX = 4;

/** The most members of a case (section 3). */
export const MEMBERS_MAX = 16;

/** A hidden claim (R47), by challenger and hash: copying someone's claim claims nothing. Due: it runs out at the end of the block L after it. */
export const claims = table({
  number: 0x40,
  name: "claim",
  key: [address, bytes32],
  value: struct("claim", {
    claim: bytes32,
    challenger: address,
    bond: u64,
    includedAt: count64,
    expiresAt: count64,
    /** The protocol pinned for the case (R44). */
    protocol: u32,
  }),
  due: (claim) => claim.expiresAt,
});

/** An attestation that a case judges. */
export const memberCodec = struct("member", {
  attestation: bytes32,
  provider: address,
  /** Who joined it, where it is not of the pair. */
  joiner: optional(address),
  /** What is left of its joiner's ρ + γ. */
  lock: u64,
  revealed: bool,
  verdict: enumeration(VERDICTS),
});

/** See `memberCodec`. */
export type Member = TypeOf<typeof memberCodec>;

/** A seat of a case: a provider drawn to run the request again. */
export const seatCodec = struct("seat", {
  provider: address,
  level: u8,
  round: u8,
  drawnAt: count64,
  status: enumeration(["drawn", "committed", "absent", "opened", "withheld"]),
  commitment: optional(bytes32),
  /** The numeric profile under which it serves the model, at the draw (R33). */
  profile: optional(profileCodec),
  /** Its stake and unbonding at the draw: the base of a slash under R46 `at-offence`. */
  base: u64,
  /** Its output against each member's, in the order of the members; nothing for one that was not revealed. */
  comparisons: list(optional(comparisonCodec), MEMBERS_MAX),
});

/** See `seatCodec`. */
export type Seat = TypeOf<typeof seatCodec>;

/** An appeal: who asked for a level, what is left of its A, what it appealed against, and what came of it. */
export const appealCodec = struct("appeal", {
  appellant: address,
  /** The level that it called for. */
  level: u8,
  lock: u64,
  /** The members' verdicts appealed against. */
  against: list(enumeration(VERDICTS), MEMBERS_MAX),
  /** `won` where the next tally says otherwise of a member, `lost` where it does not. */
  outcome: enumeration(["pending", "won", "lost"]),
});

/** See `appealCodec`. */
export type Appeal = TypeOf<typeof appealCodec>;

/** A case (section 3): from its opening to SETTLED or VOID. */
export const caseCodec = struct("case", {
  id: count64,
  challenger: address,
  /** What is left of the challenger's bond, and, while it is paid out, of the slashed stakes. */
  bond: u64,
  modelID: bytes32,
  inputHash: bytes32,
  /** The version of the model that its members attested to (R04). */
  version: u64,
  /** The salt of its claim. */
  salt: bytes32,
  /** The protocol pinned at the claim (R44). */
  protocol: u32,
  openedAt: count64,
  phase: enumeration(PHASES),
  /** Index into the ladder. */
  level: u8,
  /** Redraws of this level so far. */
  round: u8,
  /** The height at whose end the phase ends at the latest. */
  phaseEnds: count64,
  /** The height at whose end the case is looked at next: `phaseEnds`, or earlier once the last expected act has come. */
  dueAt: count64,
  /** Whether the one wait for eligible seats is used up. */
  extended: bool,
  /** The level that was tallied last. */
  tallied: optional(u8),
  endedAt: optional(count64),
  members: list(memberCodec, MEMBERS_MAX),
  seats: list(seatCodec, CASE_SEATS_MAX),
  /** By level. */
  appeals: list(appealCodec, LEVELS_MAX),
});

/** See `caseCodec`. */
export type Case = TypeOf<typeof caseCodec>;

/** Whether a case has ended. */
export const hasEnded = (dispute: Case): boolean => dispute.phase === "settled" || dispute.phase === "void";

/**
 * Cases by number. Index `seated`: cases not ended, by provider of a seat and height of its draw. Index `request`: by model and
 * input. Index `ended`: by height of the end.
 */
export const cases = table({
  number: 0x41,
  name: "case",
  key: [count64],
  value: caseCodec,
  due: (dispute) => (hasEnded(dispute) ? undefined : dispute.dueAt),
  indices: {
    seated: (dispute) => (hasEnded(dispute) ? [] : dispute.seats.map((seat) => term(seat.provider, ordinal(seat.drawnAt)))),
    request: (dispute) => [term(dispute.modelID, dispute.inputHash)],
    ended: (dispute) => (dispute.endedAt === undefined ? [] : [term(ordinal(dispute.endedAt))]),
  },
});

/** What is left of a case after `retention` (R52 `pruned`): SHA-256 of its record's canonical bytes. */
export const prunedCases = table({ number: 0x45, name: "prunedCase", key: [count64], value: struct("pruned", { record: bytes32 }) });

/** Numbers that providers give toward a draw (R18 `commit-reveal`), by case and provider; gone when it is held. */
export const drawShares = table({
  number: 0x44,
  name: "drawShare",
  key: [count64, address],
  value: struct("drawShare", { provider: address, commitment: bytes32, share: optional(bytes32) }),
});

/** The request that a case is about, posted whole (R39); gone when the case ends. */
export const caseInputs = table({ number: 0x42, name: "caseInput", key: [count64], value: bytes(requestCodec.maxBytes) });

/** Outputs revealed in a case, by the address of the provider whose they are; gone when the case ends. */
export const caseOutputs = table({ number: 0x43, name: "caseOutput", key: [count64, address], value: outputCodec.body });
