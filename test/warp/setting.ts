/** A chain with an attestation that becomes final, validators that say so, and messages of every kind in both forms. */
import { attest, market } from "../../src/conformance/acts.ts";
import { play, SHORT, skip } from "../../src/conformance/chain.ts";
import { attestations } from "../../src/model/attestation/records.ts";
import type { State } from "../../src/model/chain/state.ts";
import { sha256 } from "../../src/model/crypto/hash.ts";
import { idealKeyring } from "../../src/model/crypto/ideal.ts";
import { type Hex, toHex } from "../../src/model/encoding/hex.ts";
import { prove } from "../../src/model/state/proof.ts";
import { keyHashOf, storeRoot } from "../../src/model/state/store.ts";
import {
  aggregated,
  type Expectation,
  idealMultiKeyring,
  inOrder,
  type Lookup,
  type MultiSignatures,
  type MultiSigner,
  multiSignerOf,
  nobleMultiSignatures,
  unsignedLookup,
  type ValidatorSet,
  type ValidatorSets,
  validatorSet,
  type WarpRefusal,
  type WarpValidator,
  type Witness,
} from "../../src/model/warp/index.ts";

export const NETWORK = 1;
export const FORMS = ["avalanche", "zap"] as const;

const begun = play(market({ keyring: idealKeyring() }), attest(market({ keyring: idealKeyring() }), "ann"));
const ended = skip(begun, SHORT.challengeWindow + SHORT.openWindow + 1);

/** The state in which the attestation is open, and one in which it is final. */
export const OPEN: State = begun.state;
export const FINAL: State = ended.state;
export const CHAIN_ID: Hex = FINAL.chain.chainId;
export const RECORD = attestations.all(FINAL.store)[0]!;
export const ID: Hex = RECORD.id;
/** An id that nothing has. */
export const NOBODY: Hex = toHex(sha256(new Uint8Array(1)));

const rootOf = ({ store }: State): Hex => toHex(storeRoot(store));
const heightOf = ({ head }: State): number => head.height;

/** The record of an attestation, or its absence, with the proof under a state's root. */
export function witnessOf(state: State, id: Hex): Witness {
  const record = attestations.get(state.store, id);
  return { record, proof: prove(state.store.tree, keyHashOf(attestations.keyOf(id))) };
}

/** What a state says of an attestation, as an attestation or its absence. */
export function lookupOf(state: State, id: Hex): Lookup {
  const record = attestations.get(state.store, id);
  const height = heightOf(state);
  return record === undefined ? { kind: "absence", height, id } : { kind: "attestation", height, id, status: record.status, record };
}

/** What a state's root says. */
export const rootLookup = (state: State): Lookup => ({ kind: "root", height: heightOf(state), stateRoot: rootOf(state) });

/** A ring of keys of either kind. */
export interface Ring {
  readonly name: string;
  readonly signatures: MultiSignatures;
  readonly signer: (secret: Uint8Array) => MultiSigner;
}

const ideal = idealMultiKeyring();
export const IDEAL: Ring = { name: "ideal", signatures: ideal.signatures as MultiSignatures, signer: ideal.signer };
export const NOBLE: Ring = { name: "noble", signatures: nobleMultiSignatures as MultiSignatures, signer: multiSignerOf };
export const RINGS = [IDEAL, NOBLE];

/** Validators, their holders in the order of the set, and the set. */
export interface Validators {
  readonly signers: readonly MultiSigner[];
  readonly validators: readonly WarpValidator[];
  readonly set: ValidatorSet;
}

export function checked(set: ValidatorSet | WarpRefusal): ValidatorSet {
  if (!set.ok) throw new Error(`${set.code}: ${set.explanation}`);
  return set;
}

/** So many validators, of these weights in the order of the set. */
export function validatorsOf({ signatures, signer }: Ring, weights: readonly bigint[], salt = 0): Validators {
  const holders = new Map(
    weights.map((_, index) => {
      const holder = signer(Uint8Array.of(1, salt, index, ...new Uint8Array(29)));
      return [holder.publicKey, holder] as const;
    }),
  );
  const ordered = inOrder([...holders.values()].map(({ publicKey, possession }) => ({ publicKey, possession, weight: 1n })));
  const validators = ordered.map((validator, index) => ({ ...validator, weight: weights[index]! }));
  const signers = validators.map(({ publicKey }) => holders.get(publicKey)!);
  return { signers, validators, set: checked(validatorSet(signatures, validators)) };
}

/** The one set of a consumer that knows no other. */
export const only = (set: ValidatorSet): ValidatorSets => ({ sets: [{ from: 0, set }], head: heightOf(FINAL), retention: 1000 });

/** A lookup signed by the validators at these places; all where none are named. */
export function signed(
  ring: Ring,
  { signers }: Validators,
  form: (typeof FORMS)[number],
  lookup: Lookup,
  {
    places = signers.map((_, place) => place),
    network = NETWORK,
    chain = CHAIN_ID,
  }: { places?: readonly number[]; network?: number; chain?: Hex } = {},
): Uint8Array {
  const unsigned = unsignedLookup(form, network, chain, lookup);
  return aggregated(
    ring.signatures,
    unsigned,
    places.map((place) => [place, signers[place]!.sign(unsigned.signed)] as const),
  );
}

export const EXPECTED: Expectation = { networkID: NETWORK, chainID: CHAIN_ID, attestation: ID };

/** A message of every kind, each with what accepts it. */
export const KINDS: readonly { readonly kind: string; readonly lookup: Lookup; readonly expected: Expectation }[] = [
  { kind: "attestation, final", lookup: lookupOf(FINAL, ID), expected: EXPECTED },
  { kind: "attestation, open", lookup: lookupOf(OPEN, ID), expected: { ...EXPECTED, status: "open" } },
  { kind: "absence", lookup: lookupOf(FINAL, NOBODY), expected: { ...EXPECTED, attestation: NOBODY, status: "absent" } },
  { kind: "root, with a record", lookup: rootLookup(FINAL), expected: { ...EXPECTED, witness: witnessOf(FINAL, ID) } },
  {
    kind: "root, without one",
    lookup: rootLookup(FINAL),
    expected: { ...EXPECTED, attestation: NOBODY, status: "absent", witness: witnessOf(FINAL, NOBODY) },
  },
];
