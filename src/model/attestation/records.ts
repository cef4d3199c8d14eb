import { type Address, address, NOBODY } from "../crypto/address.ts";
import type { TypeOf } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct } from "../encoding/objects.ts";
import { bytes, bytes32, count64, enumeration, fixedBytes, optional, u32, u64 } from "../encoding/primitives.ts";
import { ENDINGS } from "../events/events.ts";
import type { RulingChoices } from "../params/rulings.ts";
import { profileCodec, TEE_REPORT_MAX } from "../staking/records.ts";
import { ordinal, table, term } from "../state/table.ts";
import { outputCodec } from "../tolerance/output.ts";

/** The bytes of an output as it travels: what decodes is checked by its codec. */
export const outputBytes = bytes(outputCodec.maxBytes);

const body = {
  modelID: bytes32,
  inputHash: bytes32,
  outputHash: bytes32,
  provider: address,
  teeReport: bytes(TEE_REPORT_MAX),
  /** Unix seconds (R07). */
  timestamp: u64,
};

/** The LP's Attestation without its signature: what is signed, and what the id is the hash of. */
export const attestationBodyCodec = struct("attestationBody", body);

/** See `attestationBodyCodec`. */
export type AttestationBody = TypeOf<typeof attestationBodyCodec>;

/** The LP's Attestation, field by field (LP-0035 "Inference Attestation"). */
export const attestationCodec = struct("attestation", { ...body, signature: fixedBytes(65) });

/** See `attestationCodec`. */
export type Attestation = TypeOf<typeof attestationCodec>;

/** An accepted attestation: the LP's fields (the report by its hash) and what has become of it (section 3). */
export const recordCodec = struct("attestationRecord", {
  id: bytes32,
  modelID: bytes32,
  inputHash: bytes32,
  outputHash: bytes32,
  provider: address,
  /** H("tee-report", teeReport). */
  teeReportHash: bytes32,
  timestamp: u64,
  signature: fixedBytes(65),
  /** The version of the model at acceptance (R04). */
  version: u64,
  /** The order that it fills. */
  order: optional(bytes32),
  acceptedAt: count64,
  /** The protocol pinned at acceptance (R44). */
  protocol: u32,
  /** The tolerance pinned at acceptance (R44). */
  tolerance: u32,
  /** The numeric profile under which its provider served the model at acceptance (R33). */
  profile: optional(profileCodec),
  /** Its provider's stake and unbonding at acceptance: the base of a slash under R46 `at-offence`. */
  base: u64,
  status: enumeration(["open", "contested", "final", "struck"]),
  /** How it ended; while it is open, what a case has judged and a report of equivocation still holds. */
  how: enumeration(ENDINGS),
  /** While open: the height at whose end it becomes final. Struck by evidence: at whose end ξ is released (R48). */
  finalAt: count64,
  /** The case that it is in, or was in last. */
  case: optional(count64),
  /** The height of its first VOID. */
  voidedAt: optional(count64),
  endedAt: optional(count64),
});

/** See `recordCodec`. */
export type AttestationRecord = TypeOf<typeof recordCodec>;

/** Open or contested, or struck by evidence while a case may still take it (R48). */
const isUndecided = (record: AttestationRecord): boolean => record.endedAt === undefined;

const isWaiting = ({ status, endedAt, case: number }: AttestationRecord): boolean =>
  status === "open" || (status === "struck" && endedAt === undefined && number === undefined);

/** Attestations by id. Index `undecided`: those that have not ended, by provider and height of acceptance. Index `ended`: by height of the end. */
export const attestations = table({
  number: 0x31,
  name: "attestation",
  key: [bytes32],
  value: recordCodec,
  due: (record) => (isWaiting(record) ? record.finalAt : undefined),
  indices: {
    undecided: (record) => (isUndecided(record) ? [term(record.provider, ordinal(record.acceptedAt))] : []),
    ended: (record) => (record.endedAt === undefined ? [] : [term(ordinal(record.endedAt))]),
  },
});

/** What is left of an attestation after `retention` (R52 `pruned`): SHA-256 of its record's canonical bytes. */
export const prunedAttestations = table({ number: 0x35, name: "prunedAttestation", key: [bytes32], value: struct("pruned", { record: bytes32 }) });

/**
 * What a case under way holds of a provider: from the opening or joining on until the case ends, whatever becomes of the attestation
 * meanwhile (one that equivocation struck stays a member). What it keeps of a slash by others is B − γ of the case (R46).
 */
export const holds = table({
  number: 0x36,
  name: "hold",
  key: [address, bytes32],
  value: struct("hold", { attestation: bytes32, case: count64, keeps: u64, since: count64 }),
});

/** One attestation per (provider, model, version, input) (R06): the hash of these → id. */
export const attested = table({ number: 0x32, name: "attested", key: [bytes32], value: struct("attested", { attestation: bytes32 }) });

/** An order (R45): its fee is escrowed until the attestation that fills it has ended, or it expires. */
export const orderCodec = struct("order", {
  id: bytes32,
  consumer: address,
  /** Nobody, where anyone may fill it (R45 `any-provider`). */
  provider: address,
  modelID: bytes32,
  inputHash: bytes32,
  fee: u64,
  /** Unfilled, it ends at the end of this block. */
  expiry: u64,
  filledBy: optional(bytes32),
});

/** See `orderCodec`. */
export type Order = TypeOf<typeof orderCodec>;

const MAX_FEE = 2n ** 64n - 1n;

/** Whom an order of a provider names: the provider, or nobody where anyone may fill it (R45). */
export function orderedOf(rulings: RulingChoices, provider: Address): Address {
  return rulings.R45 === "any-provider" ? NOBODY : provider;
}

/** What an index of orders files a request under. */
export const requestTerm = (provider: Address, modelID: Hex, inputHash: Hex): string => term(provider, modelID, inputHash);

/** Orders by id. Index `unfilled`: by (provider, model, input), the highest fee first, then the lowest id. */
export const orders = table({
  number: 0x30,
  name: "order",
  key: [bytes32],
  value: orderCodec,
  due: (order) => (order.filledBy === undefined ? order.expiry : undefined),
  indices: {
    unfilled: (order) =>
      order.filledBy === undefined ? [requestTerm(order.provider, order.modelID, order.inputHash) + term(ordinal(MAX_FEE - order.fee))] : [],
  },
});
