import { attestations, prunedAttestations } from "../attestation/records.ts";
import type { State } from "../chain/state.ts";
import { type Hex, toHex } from "../encoding/hex.ts";
import { type Proof, prove } from "../state/proof.ts";
import { keyHashOf, storeRoot } from "../state/store.ts";
import { latestSet, type ValidatorSetRecord, validatorSets } from "../validators/records.ts";
import { encodeLookup, type Lookup, type Witness } from "./payload.ts";

/** What the chain answers at a height: what its validators sign and, where that is a state root, the proof that travels beside it. */
export interface Answer {
  readonly lookup: Lookup;
  readonly witness: Witness | undefined;
}

/** A set that has followed another, as the set before it hands over: the state root that it signs, the record, and the proof. */
export interface Handover {
  readonly lookup: Lookup;
  readonly record: ValidatorSetRecord;
  readonly proof: Proof;
}

const proofOf = ({ store }: State, key: string): Proof => prove(store.tree, keyHashOf(key));

const rootOf = ({ head, store }: State): Lookup => ({ kind: "root", height: head.height, stateRoot: toHex(storeRoot(store)) });

/**
 * What the chain answers of an attestation at its head (R28): its record with its status, or that there is none; under `state-root` the
 * root, and the proof of either. Undefined where the record was pruned to its hash (R52): nobody can say how it stood.
 */
export function answerOf(state: State, id: Hex): Answer | undefined {
  const { head, store, chain } = state;
  const record = attestations.get(store, id);
  if (record === undefined && prunedAttestations.get(store, id) !== undefined) return undefined;
  if (chain.rulings.R28 === "state-root") return { lookup: rootOf(state), witness: { record, proof: proofOf(state, attestations.keyOf(id)) } };
  const { height } = head;
  if (record === undefined) return { lookup: { kind: "absence", height, id }, witness: undefined };
  return { lookup: { kind: "attestation", height, id, status: record.status, record }, witness: undefined };
}

/** The handover at a head at which another set takes over (R49): it signs from the next block on. Undefined at any other. */
export function handoverOf(state: State): Handover | undefined {
  const record = latestSet(state.store);
  if (record === undefined || record.from !== state.head.height + 1) return undefined;
  return { lookup: rootOf(state), record, proof: proofOf(state, validatorSets.keyOf(record.from)) };
}

/**
 * Whether a validator that does what the protocol asks signs a lookup at this head: what the chain answers (R28), and where a set takes over
 * the state root. Everything else is a lie, or of another height.
 */
export function maySign(state: State, lookup: Lookup): boolean {
  const isRoot = state.chain.rulings.R28 === "state-root" || handoverOf(state) !== undefined;
  const truth = lookup.kind === "root" ? (isRoot ? rootOf(state) : undefined) : answerOf(state, lookup.id)?.lookup;
  return truth !== undefined && toHex(encodeLookup(truth)) === toHex(encodeLookup(lookup));
}

/** The validators that sign at a state's head; undefined where the chain has none. */
export function signingSet({ head, store }: State): ValidatorSetRecord | undefined {
  const latest = latestSet(store);
  if (latest === undefined || latest.from <= head.height) return latest;
  return validatorSets.all(store).findLast(({ from }) => from <= head.height);
}
