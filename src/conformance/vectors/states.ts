/** Vectors of the state tree: records and their root; proofs that hold, and altered ones that do not. And of genesis. */

import { chainIdOf, type Genesis, genesisCodec, genesisState } from "../../model/chain/genesis.ts";
import { sha256 } from "../../model/crypto/hash.ts";
import { encode } from "../../model/encoding/codec.ts";
import { fromHex, type Hex, toHex } from "../../model/encoding/hex.ts";
import { CODES } from "../../model/errors/codes.ts";
import { accounts, ledgers } from "../../model/ledger/records.ts";
import type { RulingChoices } from "../../model/params/rulings.ts";
import { type Proof, proofCodec, prove } from "../../model/state/proof.ts";
import { bytesOf, keyHashOf, recordCount } from "../../model/state/store.ts";
import { addressOf, begin, type Chain } from "../chain.ts";
import { GENESIS_PAIRS, GENESIS_ROWS } from "../rows/genesis.ts";
import { type Stage, usualMarket } from "../scene.ts";
import { cryptoFor, snapshotOf, stateOf } from "../snapshot.ts";
import { part, rootHex, slug, type Vector, type VectorDraft, vectorOf } from "./vector.ts";

/** Some records of a chain, and the root of their tree. */
function rooted({ state }: Chain, about: string, count: number): Vector {
  const snapshot = snapshotOf(state);
  const some = stateOf({ ...snapshot, records: snapshot.records.slice(0, count) }, state.chain.crypto);
  return vectorOf("state", { name: slug(about), about, ruling: ["R31"], shape: "root", state: some, expected: { root: rootHex(some) }, parts: {} });
}

/** What a proof is about: a key, and the value that it should have; nothing for absence. */
interface Proven {
  readonly key: string;
  readonly value: Uint8Array | undefined;
  readonly proof: Proof;
}

const flipped = (hash: Hex): Hex => toHex(fromHex(hash).with(31, fromHex(hash)[31]! ^ 1));

/** Proofs that hold, by what they show. */
function holding({ state: { store } }: Chain): readonly (readonly [about: string, proven: Proven])[] {
  const of = (key: string): Proven => {
    return { key, value: bytesOf(store, key), proof: prove(store.tree, keyHashOf(key)) };
  };
  const strangers = Array.from({ length: 64 }, (_, index) => of(accounts.keyOf(addressOf(`stranger ${index}`))));
  return [
    ["an account is there", of(accounts.keyOf(addressOf("eve")))],
    ["the ledger is there", of(ledgers.keyOf())],
    ["an account is not there: its place is empty", strangers.find(({ proof }) => proof.other === undefined)!],
    ["an account is not there: another leaf stands in its place", strangers.find(({ proof }) => proof.other !== undefined)!],
  ];
}

/** Proofs that do not hold, made of those that do. */
function failing(proofs: ReturnType<typeof holding>): readonly (readonly [about: string, proven: Proven])[] {
  const [there, ledger, empty, other] = proofs.map(([, proven]) => proven) as [Proven, Proven, Proven, Proven];
  const { siblings } = there.proof;
  const leaf = other.proof.other!;
  return [
    ["another value", { ...there, value: there.value!.with(1, there.value![1]! ^ 1) }],
    ["another key", { ...there, key: ledger.key }],
    ["absence of what is there", { ...there, value: undefined }],
    ["a sibling altered", { ...there, proof: { ...there.proof, siblings: [flipped(siblings[0]!), ...siblings.slice(1)] } }],
    ["a sibling left out", { ...there, proof: { ...there.proof, siblings: siblings.slice(0, -1) } }],
    ["a sibling too many", { ...there, proof: { ...there.proof, siblings: [...siblings, siblings[0]!] } }],
    ["siblings in the other order", { ...there, proof: { ...there.proof, siblings: siblings.toReversed() } }],
    ["inclusion beside another leaf", { ...there, proof: { ...there.proof, other: leaf } }],
    ["absence with a leaf that is not there", { ...empty, proof: { ...empty.proof, other: leaf } }],
    ["absence with the leaf altered", { ...other, proof: { ...other.proof, other: { ...leaf, valueHash: flipped(leaf.valueHash) } } }],
    ["absence with the leaf left out", { ...other, proof: { ...other.proof, other: undefined } }],
    ["absence with its own key's leaf", { ...there, value: undefined, proof: { ...there.proof, other: ownLeaf(there) } }],
  ];
}

const ownLeaf = ({ key }: Proven) => ({ keyHash: toHex(keyHashOf(key)), valueHash: toHex(sha256(encode(ledgers.value, EMPTY_LEDGER))) });
const EMPTY_LEDGER = { burnt: 0n, protocol: 0, cases: 0, changes: 0 };

/** The vectors of `state`. */
export function stateVectors(stage: Stage): readonly Vector[] {
  const chain = stage.of(usualMarket);
  const root = rootHex(chain.state);
  const proofs = holding(chain);
  const proven =
    (holds: boolean) =>
    ([about, { key, value, proof }]: (typeof proofs)[number]) =>
      vectorOf("state", {
        ...{ name: slug(holds ? "proof" : "false proof", about), about: `${about}: the proof ${holds ? "holds" : "does not hold"}` },
        ...{ ruling: ["R31"], shape: "proof", expected: { root, holds } },
        parts: { key: { bytes: fromHex(`0x${key}`) }, ...(value === undefined ? {} : { value: { bytes: value } }), proof: part(proofCodec, proof) },
      });
  const all = recordCount(chain.state.store);
  return [
    rooted(chain, "no record: the root is 32 zero bytes", 0),
    rooted(chain, "one record: the root is its leaf", 1),
    rooted(chain, "two records", 2),
    rooted(chain, "seven records", 7),
    rooted(chain, "all records of a market", all),
    ...proofs.map(proven(true)),
    ...failing(proofs).map(proven(false)),
  ];
}

/** The vectors of `genesis`: those that can be encoded. */
export function genesisVectors(stage: Stage): readonly Vector[] {
  const { keyring } = stage;
  const { genesis } = begin({ keyring });
  const rows: readonly (readonly [name: string, about: string, genesis: Genesis])[] = [
    ["valid-small", "short windows, fourteen accounts", genesis],
    ["valid-no-accounts", "nobody has anything", { ...genesis, accounts: [] }],
    ["valid-variants", "four rulings at a variant", begin({ keyring, rulings: VARIANTS }).genesis],
    [
      "valid-lux-addresses",
      "R02 at `lux-bech32`: addresses are of the other form",
      { ...genesis, protocol: withRulings(genesis, { R02: "lux-bech32" }) },
    ],
    ...GENESIS_ROWS.map(([code, wrong, alter]) => [slug(code, wrong), `${wrong}: ${CODES[code].meaning}`, alter(genesis)] as const),
    ...GENESIS_PAIRS.map(
      ([earlier, later, wrong, alter]) => [slug(earlier, "before", later), `${wrong}: ${earlier} is the answer`, alter(genesis)] as const,
    ),
  ];
  return rows
    .filter(([, , made]) => isEncodable(made))
    .map(([name, about, made]) => {
      const result = genesisState(made, cryptoFor(made.protocol.rulings, keyring.crypto));
      const expected: VectorDraft["expected"] = result.ok
        ? { applied: true, chainId: chainIdOf(made), root: rootHex(result.state) }
        : { applied: false, code: result.refusal.code, number: CODES[result.refusal.code].number };
      return vectorOf("genesis", { name, about, ruling: ["R36"], shape: "genesis", expected, parts: { genesis: part(genesisCodec, made) } });
    });
}

const withRulings = ({ protocol }: Genesis, rulings: Partial<RulingChoices>) => ({ ...protocol, rulings: { ...protocol.rulings, ...rulings } });

const VARIANTS = { R07: "ignored", R19: "uniform", R22: "no-penalty", R23: "void-at-once" } as const;

function isEncodable(genesis: Genesis): boolean {
  try {
    encode(genesisCodec, genesis);
    return true;
  } catch {
    return false; // a program can hold what no bytes say
  }
}
