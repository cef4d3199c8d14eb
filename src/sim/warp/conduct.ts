import { type AttestationRecord, attestations } from "../../model/attestation/records.ts";
import type { State } from "../../model/chain/state.ts";
import { sha256 } from "../../model/crypto/hash.ts";
import { encode } from "../../model/encoding/codec.ts";
import { type Hex, toHex } from "../../model/encoding/hex.ts";
import { leafHash } from "../../model/state/proof.ts";
import { keyHashOf } from "../../model/state/store.ts";
import { answerOf, handoverOf, signingSet } from "../../model/warp/lookup.ts";
import type { Lookup, Witness } from "../../model/warp/payload.ts";

/** How a validator behaves; a lie is that an attestation is `final` which is not, or `struck` where it is. */
export const CONDUCTS = {
  honest: "signs what the chain says at the height that it is asked for, while it is of the set of that height",
  absent: "never signs",
  equivocating: "signs what the chain says, and of the same attestation the lie as well",
  colluding: "signs the lie and nothing else of an attestation that it can lie about, whether it is of the set or no longer",
} as const;

/** See `CONDUCTS`. */
export type Conduct = keyof typeof CONDUCTS;

/** What a relayer asks validators to sign: how an attestation stands, or a state root with which a set hands over. */
export type Question = { readonly kind: "attestation"; readonly id: Hex } | { readonly kind: "handover" };

/** What a validator says: the lookup that it signs, and what goes with it unsigned. */
export interface Statement {
  readonly lookup: Lookup;
  readonly witness: Witness | undefined;
}

/** The record with another end: what an attestation of it would say. */
function lied(record: AttestationRecord): AttestationRecord {
  return record.status === "final" ? { ...record, status: "struck", how: "fault" } : { ...record, status: "final", how: "unchallenged" };
}

/** The lie about an attestation, in the form of R28; under `state-root` the root of a tree that holds the forged record alone. */
function lieOf({ chain, head, store }: State, id: Hex): Statement | undefined {
  const truth = attestations.get(store, id);
  if (truth === undefined) return undefined;
  const record = lied(truth);
  if (chain.rulings.R28 !== "state-root")
    return { lookup: { kind: "attestation", height: head.height, id, status: record.status, record }, witness: undefined };
  const root = leafHash(keyHashOf(attestations.keyOf(id)), sha256(encode(attestations.value, record)));
  const witness = { record, proof: { siblings: [], other: undefined } };
  return { lookup: { kind: "root", height: head.height, stateRoot: toHex(root) }, witness };
}

/** What the chain says to a question at the head of a state. */
function truthOf(state: State, question: Question): Statement | undefined {
  if (question.kind === "attestation") return answerOf(state, question.id);
  const handover = handoverOf(state);
  return handover && { lookup: handover.lookup, witness: undefined };
}

/** What a validator of this key and conduct signs when it is asked, given the state at the height that it is asked for. */
export function statementsOf(conduct: Conduct, publicKey: Hex, state: State, question: Question): readonly Statement[] {
  if (conduct === "absent") return [];
  const isOfSet = signingSet(state)?.validators.some((validator) => validator.publicKey === publicKey) === true;
  const truth = isOfSet ? truthOf(state, question) : undefined;
  const lie = conduct === "honest" || question.kind === "handover" ? undefined : lieOf(state, question.id);
  const isLyingAlone = conduct === "colluding" && lie !== undefined;
  return [isLyingAlone ? undefined : truth, conduct === "colluding" || isOfSet ? lie : undefined].filter((statement) => statement !== undefined);
}
