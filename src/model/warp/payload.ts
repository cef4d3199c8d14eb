import { type AttestationRecord, attestations, recordCodec } from "../attestation/records.ts";
import { sha256 } from "../crypto/hash.ts";
import { decode, encode, type TypeOf } from "../encoding/codec.ts";
import { fromHex, type Hex } from "../encoding/hex.ts";
import { struct, topLevel, union } from "../encoding/objects.ts";
import { bytes32, count64, enumeration, refined } from "../encoding/primitives.ts";
import { refused, type WarpRefusal } from "../errors/warp-codes.ts";
import { type Proof, verifyProof } from "../state/proof.ts";

const STATUSES = ["open", "contested", "final", "struck"] as const;

/** An attestation as it stands at the end of a block. Its id and status come first: where they stand does not depend on the record. */
const attestation = refined(
  struct("attestation", { height: count64, id: bytes32, status: enumeration(STATUSES), record: recordCodec }),
  "attestationLookup",
  ({ id, status, record }) => {
    if (record.id !== id) return `attestation ${id}, but the record is of ${record.id}`;
    return record.status === status ? undefined : `status ${status}, but the record says ${record.status}`;
  },
);

/**
 * What Warp answers (R28): one attestation's record with its status, the state root, or that there is no such attestation. Each names
 * the height at whose end it is so, and its kind by a tag, so that no bytes of one are those of another.
 */
export const lookupCodec = topLevel(
  "warpLookup",
  union("warpLookup", {
    attestation: [0, attestation],
    root: [1, struct("root", { height: count64, stateRoot: bytes32 })],
    absence: [2, struct("absence", { height: count64, id: bytes32 })],
  }),
);

/** See `lookupCodec`. */
export type Lookup = TypeOf<typeof lookupCodec>;

/** How an attestation stands: its status, or `absent` where there is none of that id. */
export type LookupStatus = (typeof STATUSES)[number] | "absent";

/** The payload of a message: version, kind, fields (docs/spec/warp.md). */
export const encodeLookup = (lookup: Lookup): Uint8Array => encode(lookupCodec, lookup);

/** The lookup whose bytes these are. */
export function decodeLookup(payload: Uint8Array): Lookup | WarpRefusal {
  const decoded = decode(lookupCodec, payload);
  return decoded.ok ? decoded.value : refused("WARP_PAYLOAD", `lookup, byte ${decoded.offset}: ${decoded.reason}`);
}

/** A record, or with undefined its absence, and the proof of it under a state root (R31). */
export interface Witness {
  readonly record: AttestationRecord | undefined;
  readonly proof: Proof;
}

/** Whether a witness about an attestation holds under a state root. */
export function isWitnessed(stateRoot: Hex, id: Hex, { record, proof }: Witness): boolean {
  const keyHash = sha256(fromHex(`0x${attestations.keyOf(id)}`));
  return verifyProof(fromHex(stateRoot), keyHash, record && sha256(encode(attestations.value, record)), proof);
}
