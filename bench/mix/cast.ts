/** Who is on the chain of the mix, what it begins from, and the blocks that come before any is measured. */
import { addressOf, BLOCK_SECONDS, digestOf, type Name, SHORT, signerOf } from "../../src/conformance/chain.ts";
import { build, proposerAt } from "../../src/model/chain/apply.ts";
import { type Block, beaconDigest } from "../../src/model/chain/block.ts";
import { type Genesis, genesisState } from "../../src/model/chain/genesis.ts";
import type { State } from "../../src/model/chain/state.ts";
import { type Payload, signTransaction } from "../../src/model/chain/transactions.ts";
import type { Address } from "../../src/model/crypto/address.ts";
import type { BeaconSigner, Keyring } from "../../src/model/crypto/crypto.ts";
import { sha256 } from "../../src/model/crypto/hash.ts";
import type { Hex } from "../../src/model/encoding/hex.ts";
import type { Event } from "../../src/model/events/events.ts";
import { accounts } from "../../src/model/ledger/records.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { REFERENCE } from "../../src/model/params/protocol.ts";
import { ownerConsent } from "../../src/model/staking/register-provider.ts";
import { parseDecimal } from "../../src/model/tolerance/decimal.ts";
import type { Tolerance } from "../../src/model/tolerance/tolerance.ts";

/** A transaction to be: who sends what. */
export interface Deed {
  readonly from: Name;
  readonly payload: Payload;
}

/** How many of everyone. */
export interface CastSize {
  /** Accounts that order, transfer and challenge. */
  readonly users: number;
  readonly providers: number;
  readonly models: number;
}

/** A model: its id and how its outputs are compared. */
export interface Model {
  readonly id: Hex;
  readonly tolerance: Tolerance;
  /** Numbers in an output. */
  readonly width: number;
  /** Who serves it, as far as the mix has asked for it. */
  readonly servers: Name[];
}

/** Everyone by name. */
export interface Cast {
  readonly users: readonly Name[];
  readonly providers: Name[];
  readonly models: Model[];
  readonly nameOf: (address: Address) => Name;
}

const numbered = (kind: string, count: number): Name[] => Array.from({ length: count }, (_, index) => `${kind} ${index}`);

const decimal = (text: string) => parseDecimal(text)!;
const TOLERANCES: readonly Tolerance[] = [
  { kind: "absolute", agree: decimal("1"), fault: decimal("3") },
  { kind: "l2", agree: decimal("0.02"), fault: decimal("0.1") },
  { kind: "absolute", agree: decimal("0.5"), fault: decimal("2") },
  { kind: "cosine", agree: decimal("0.01"), fault: decimal("0.1") },
  { kind: "bytes" },
];

/** Owners of models are users of their own; a quarter of the providers has an owner other than itself. */
export function castOf({ users, providers, models }: CastSize): Cast {
  const names = [numbered("user", users), numbered("provider", providers)] as const;
  const byAddress = new Map([...names.flat(), "owner of models", "proposer one", "proposer two"].map((name) => [addressOf(name), name]));
  return {
    users: names[0],
    providers: names[1],
    models: Array.from({ length: models }, (_, index) => ({
      id: digestOf(`weights ${index}`),
      tolerance: TOLERANCES[index % TOLERANCES.length]!,
      width: 16 + ((index * 53) % 400),
      servers: names[1].filter((_, place) => (place * 7 + index) % models < 6),
    })),
    nameOf: (address) => byAddress.get(address) ?? address,
  };
}

/** A chain as the mix plays it: its state, and with whose keys blocks are made. */
export interface Played {
  readonly state: State;
  readonly keyring: Keyring;
}

/** A block of deeds that are all charged: their nonces are made to follow, in the order given. */
export function playBlock(
  { state, keyring }: Played,
  deeds: readonly Deed[],
): { state: State; block: Block; events: readonly Event[]; codes: number[] } {
  const nonces = new Map<Name, number>();
  const transactions = deeds.map(({ from, payload }) => {
    const signer = signerOf(keyring, from);
    const nonce = nonces.get(from) ?? accounts.get(state.store, signer.address)?.nonce ?? 0;
    nonces.set(from, nonce + 1);
    return signTransaction(signer, { chainId: state.chain.chainId, nonce, feeLimit: LUX, payload });
  });
  const height = state.head.height + 1;
  const beacon = beaconSignerOf(keyring).sign(beaconDigest(state.chain.chainId, height));
  const built = build(state, { time: state.head.time + BLOCK_SECONDS, proposer: proposerAt(state, height), beacon, transactions });
  const [dropped] = built.dropped;
  if (dropped !== undefined) throw new Error(`a transaction of the mix cannot be charged: ${dropped.refusal.code}, ${dropped.refusal.detail}`);
  return { state: built.state, block: built.block, events: built.events, codes: built.receipts.map(({ code }) => code) };
}

const BEACON_SECRET = sha256(new TextEncoder().encode("beacon of the mix"));

/** Who signs the beacons of a mix: ideal keys and real ones have different public keys. */
export const beaconSignerOf = (keyring: Keyring): BeaconSigner => keyring.beaconSigner(BEACON_SECRET);
const FORTUNE = 1_000_000n * LUX;
/** What a provider stakes: enough for the attestations and seats that it has open at a time. */
export const STAKE = 4_000n * LUX;

/** The genesis of the mix: windows of a few blocks, everyone with a fortune. */
export function genesisOf(cast: Cast, keyring: Keyring): Genesis {
  const holders = ["owner of models", ...cast.users, ...cast.providers].map(addressOf);
  return {
    name: "mix",
    time: 1_700_000_000,
    proposers: ["proposer one", "proposer two"].map(addressOf),
    beaconKey: beaconSignerOf(keyring).publicKey,
    protocol: { parameters: SHORT, rulings: REFERENCE.rulings, unsafe: [] },
    governance: { threshold: 1, keys: [addressOf("owner of models")] },
    validators: { networkID: 0, set: [] },
    roots: [],
    collateral: [],
    accounts: holders.sort().map((address) => ({ address, balance: FORTUNE })),
  };
}

/** Registers a model. */
export const registration = ({ id, tolerance }: Pick<Model, "id" | "tolerance">): Deed => ({
  from: "owner of models",
  payload: {
    kind: "registerModel",
    ...{ name: `model ${id.slice(2, 10)}`, version: 1n, weightHash: id, architecture: "transformer", paramCount: 7_000_000_000n },
    ...{ license: "Apache-2.0", teeRequired: false, runtimeHash: digestOf("runtime"), numericClass: "fp32", tolerance },
  },
});

/** A provider registers; where another owns it, with that owner's signature. */
export function staked({ state, keyring }: Played, provider: Name, owner: Name = provider): Deed {
  const [holder, signer] = [signerOf(keyring, provider).address, signerOf(keyring, owner)];
  const consent = owner === provider ? undefined : signer.sign(ownerConsent(state.chain.chainId, holder));
  return { from: provider, payload: { kind: "registerProvider", owner: signer.address, consent, stake: STAKE } };
}

/** Blocks in which a little stake begins to leave, so that some of it ends in every block that is measured. */
const LEAVING_BLOCKS = 90;

/** The chain of the mix with models, providers, services, mature stake, and stake that leaves. */
export function opening(cast: Cast, keyring: Keyring): { readonly genesis: Genesis; readonly state: State } {
  const genesis = genesisOf(cast, keyring);
  const made = genesisState(genesis, keyring.crypto);
  if (!made.ok) throw new Error(`${made.refusal.code}: ${made.refusal.detail}`);
  let { state } = made;
  const play = (deeds: (played: Played) => readonly Deed[]): void => {
    const played = { state, keyring };
    const { state: next, codes } = playBlock(played, deeds(played));
    if (codes.some((code) => code !== 0)) throw new Error(`the opening of the mix is refused: code ${codes.find((code) => code !== 0)}`);
    state = next;
  };
  play(() => cast.models.map(registration));
  play((played) => cast.providers.map((name, index) => staked(played, name, index % 4 === 3 ? cast.users[index % 10] : name)));
  play(() =>
    cast.models.flatMap(({ id, servers }) =>
      servers.map(
        (from): Deed => ({
          from,
          payload: { kind: "serveModel", modelID: id, profile: { name: "x86", deterministic: false }, teeReport: new Uint8Array(0) },
        }),
      ),
    ),
  );
  for (let block = 0; block < LEAVING_BLOCKS; block += 1)
    play(() =>
      [0, 1, 2].map((offset): Deed => {
        const from = cast.providers[(3 * block + offset) % cast.providers.length]!;
        return { from, payload: { kind: "unbond", provider: addressOf(from), amount: 10n * LUX } };
      }),
    );
  return { genesis, state };
}
