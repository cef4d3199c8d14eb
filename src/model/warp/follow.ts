import { sha256 } from "../crypto/hash.ts";
import type { MultiSignatures } from "../crypto/multisignature.ts";
import { encode } from "../encoding/codec.ts";
import { fromHex, type Hex } from "../encoding/hex.ts";
import { refused, type WarpRefusal } from "../errors/warp-codes.ts";
import { type Proof, verifyProof } from "../state/proof.ts";
import { type ValidatorSetRecord, validatorSets } from "../validators/records.ts";
import { type ValidatorSets, validatorSet } from "../validators/set.ts";
import { authenticate } from "./verify.ts";

/** Sets with one more, or why it is not taken. */
export type Followed<K> = { readonly ok: true; readonly sets: ValidatorSets<K> } | WarpRefusal;

/** What a consumer begins with: the set of genesis, of which the chain id is the hash (R49), and how long it judges messages. */
export function setsOfGenesis<K>(signatures: MultiSignatures<K>, validators: Parameters<typeof validatorSet>[1], retention: number): Followed<K> {
  const set = validatorSet(signatures, validators);
  return set.ok ? { ok: true, sets: { sets: [{ from: 0, set }], head: 0, retention } } : set;
}

/** The same sets, at a newer head: one that an authentic message spoke of. */
export const withHead = <K>(sets: ValidatorSets<K>, height: number): ValidatorSets<K> => ({ ...sets, head: Math.max(sets.head, height) });

/**
 * Takes a handover (R49): a state root that the last known set signed at its last height, and under it the record of the set that follows.
 * So a consumer that begins with genesis learns every set in turn, each from the one before, and none can be left out. A set whose place
 * is known already changes nothing.
 */
export function withHandover<K>(
  signatures: MultiSignatures<K>,
  sets: ValidatorSets<K>,
  meant: { readonly networkID: number; readonly chainID: Hex },
  { message, record, proof }: { readonly message: Uint8Array; readonly record: ValidatorSetRecord; readonly proof: Proof },
): Followed<K> {
  const authentic = authenticate(signatures, message, sets, meant);
  if (!authentic.ok) return authentic;
  const { lookup } = authentic;
  if (lookup.kind !== "root") return refused("WARP_PAYLOAD", `a handover is a state root, this is an ${lookup.kind}`);
  const from = lookup.height + 1;
  const keyHash = sha256(fromHex(`0x${validatorSets.keyOf(from)}`));
  if (!verifyProof(fromHex(lookup.stateRoot), keyHash, sha256(encode(validatorSets.value, record)), proof))
    return refused("WARP_PROOF", `of the set from height ${from} on, under the state root of height ${lookup.height}`);
  const last = sets.sets.at(-1);
  if (last !== undefined && last.from >= from) return { ok: true, sets: withHead(sets, lookup.height) };
  const set = validatorSet(signatures, record.validators, last?.set);
  return set.ok ? { ok: true, sets: { ...withHead(sets, lookup.height), sets: [...sets.sets, { from, set }] } } : set;
}
