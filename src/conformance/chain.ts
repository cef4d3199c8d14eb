/**
 * A small chain to test on: short windows, a cast of named accounts, and the acts of the protocol by name. A chain is a value: to
 * play a block gives the next one and leaves the old one as it was. Every block that is built is applied too, and must come to
 * the same; and after every block the purses must hold what genesis gave.
 */
import { equivocations } from "../model/attestation/equivocation.ts";
import { orders } from "../model/attestation/records.ts";
import { type Applied, apply, type Built, build, proposerAt } from "../model/chain/apply.ts";
import { type Block, beaconDigest, receiptCodec } from "../model/chain/block.ts";
import { type Genesis, genesisState } from "../model/chain/genesis.ts";
import type { State } from "../model/chain/state.ts";
import { type Payload, signTransaction } from "../model/chain/transactions.ts";
import type { Address } from "../model/crypto/address.ts";
import type { BeaconSigner, Keyring, Signer } from "../model/crypto/crypto.ts";
import { sha256 } from "../model/crypto/hash.ts";
import { idealKeyring } from "../model/crypto/ideal.ts";
import type { MultiSigner } from "../model/crypto/multisignature.ts";
import { cases, claims } from "../model/dispute/records.ts";
import { type Codec, encode } from "../model/encoding/codec.ts";
import { type Hex, toHex } from "../model/encoding/hex.ts";
import { codeOfNumber } from "../model/errors/codes.ts";
import { eventCodec, type PurseName } from "../model/events/events.ts";
import { accounts, ledgers } from "../model/ledger/records.ts";
import { LUX, type Parameters } from "../model/params/parameters.ts";
import { type Protocol, REFERENCE } from "../model/params/protocol.ts";
import type { RulingChoices } from "../model/params/rulings.ts";
import { providers } from "../model/staking/records.ts";
import { type Reader, type Store, differences as storeDifferences } from "../model/state/store.ts";
import type { WarpGenesis } from "../model/validators/records.ts";
import { inOrder, type WarpValidator } from "../model/validators/set.ts";
import { tableOfKey } from "./tables.ts";

/** Seconds between blocks. */
export const BLOCK_SECONDS = 2;
/** When small chains begin: 14 November 2023, unix seconds. */
export const GENESIS_TIME = 1_700_000_000;
/** What everyone begins with. */
export const FORTUNE = 10_000n * LUX;

/** Windows of a few blocks that keep every inequality of section 2: D is 38, the bound on unbonding 96. */
export const SHORT: Parameters = {
  ...REFERENCE.parameters,
  ...{ challengeWindow: 12, openWindow: 4, joinWindow: 2, drawDelay: 1, commitWindow: 4, redraws: 1, revealWindow: 3, seatOpenWindow: 3 },
  ...{ appealWindow: 2, extension: 5, ladder: [1, 3], unbonding: 97, stakeMaturity: 3, ownerDelay: 16, maxAge: 60, maxSkew: 30 },
  ...{ blockReports: 9, blockCollateral: 4 },
};

/** Those who have an account: an owner of models, a consumer, a challenger, providers, owners of providers, those who sit. */
const CAST = ["olga", "cora", "eve", "dan", "ann", "ben", "cid", "oda", "s1", "s2", "s3", "s4", "s5", "s6"] as const;
/** Who governs: two of the three must sign. */
export const GOVERNORS: readonly Name[] = ["gil", "gwen", "gus"];
/** A name of the cast, or any other: a stranger without account. */
export type Name = string;

/** UTF-8. */
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Thirty-two bytes that a name stands for. */
export const digestOf = (text: string): Hex => toHex(sha256(bytesOf(text)));

const signers = new Map<Keyring, Map<Name, Signer>>();

/** The key of a name under a keyring. */
export function signerOf(keyring: Keyring, name: Name): Signer {
  const known = signers.get(keyring) ?? new Map<Name, Signer>();
  signers.set(keyring, known);
  const signer = known.get(name) ?? keyring.signer(sha256(bytesOf(name)));
  known.set(name, signer);
  return signer;
}

/** Who may sign Warp messages, by name. */
export const WARP_NAMES: readonly Name[] = ["vera", "vic", "viv", "vlad"];

/** The holder of a Warp validator's key under a keyring. */
export const warpSignerOf = (keyring: Keyring, name: Name): MultiSigner => keyring.multiSigner(sha256(bytesOf(name)));

/** These as a set of validators, each of its weight, in the order of their keys; the same under every keyring, which then knows them. */
export function warpSet(keyring: Keyring, weights: { readonly [name: Name]: bigint }): WarpValidator[] {
  const listed = Object.entries(weights).map(([name, weight]) => {
    const { publicKey, possession } = warpSignerOf(keyring, name);
    return { publicKey, possession, weight };
  });
  return inOrder(listed);
}

const addressBook = idealKeyring();
/** The address of a name; the same under every keyring. */
export const addressOf = (name: Name): Address => signerOf(addressBook, name).address;

const names = new Map<Address, Name>(CAST.map((name) => [addressOf(name), name]));
/** The name behind an address of the cast. */
export const nameOf = (address: Address): Name => names.get(address) ?? address;

/** A chain and who can sign on it. */
export interface Chain {
  readonly genesis: Genesis;
  readonly keyring: Keyring;
  readonly beacon: BeaconSigner;
  readonly state: State;
  /** What the last block did. */
  readonly last: Built | undefined;
  /** The chain before its last block. */
  readonly parent: Chain | undefined;
}

/** What differs from the usual small chain. */
export interface ChainOptions {
  readonly keyring?: Keyring;
  readonly parameters?: Partial<Parameters>;
  readonly rulings?: Partial<RulingChoices>;
  readonly unsafe?: readonly string[];
  /** Who signs Warp messages at first: nobody where left out. */
  readonly validators?: WarpGenesis;
  /** Roots of trust for evidence, DER; none where left out. */
  readonly roots?: readonly Uint8Array[];
}

function protocolOf({ parameters, rulings, unsafe }: ChainOptions): Protocol {
  return { parameters: { ...SHORT, ...parameters }, rulings: { ...REFERENCE.rulings, ...rulings }, unsafe: unsafe ?? [] };
}

/** The genesis of a small chain: two proposers, everyone of the cast with a fortune. */
export function smallGenesis(options: ChainOptions, beaconKey: Hex): Genesis {
  return {
    name: "small",
    time: GENESIS_TIME,
    proposers: ["proposer one", "proposer two"].map(addressOf),
    beaconKey,
    protocol: protocolOf(options),
    governance: { threshold: 2, keys: GOVERNORS.map(addressOf).sort() },
    validators: options.validators ?? { networkID: 1, set: [] },
    roots: options.roots ?? [],
    collateral: [],
    accounts: CAST.map((name) => ({ address: addressOf(name), balance: FORTUNE })).sort((a, b) => (a.address < b.address ? -1 : 1)),
  };
}

/** A chain at its genesis. */
export function begin(options: ChainOptions = {}): Chain {
  const form = options.rulings?.R02 === "lux-bech32" ? "ripemd" : "keccak";
  const keyring = options.keyring ?? idealKeyring(form);
  const beacon = keyring.beaconSigner(sha256(bytesOf("beacon")));
  const genesis = smallGenesis(options, beacon.publicKey);
  const made = genesisState(genesis, keyring.crypto);
  if (!made.ok) throw new Error(`${made.refusal.code}: ${made.refusal.detail}`);
  return { genesis, keyring, beacon, state: made.state, last: undefined, parent: undefined };
}

/** A transaction to be: who sends what; the rest is filled in where it is not said. */
export interface Act {
  readonly from: Name;
  readonly payload: Payload;
  readonly nonce?: number;
  readonly feeLimit?: bigint;
  readonly chainId?: Hex;
}

/** An act, with the type of its payload checked where it is written. */
export const act = (from: Name, payload: Payload): Act => ({ from, payload });

/** The canonical bytes of acts, in order, with rising nonces. */
export function signed(chain: Chain, acts: readonly Act[]): Uint8Array[] {
  const sent = new Map<Name, number>();
  return acts.map(({ from, payload, ...said }) => {
    const signer = signerOf(chain.keyring, from);
    const earlier = sent.get(from) ?? 0;
    sent.set(from, earlier + 1);
    const nonce = (accounts.get(chain.state.store, signer.address)?.nonce ?? 0) + earlier;
    return signTransaction(signer, { chainId: chain.state.chain.chainId, nonce, feeLimit: LUX, ...said, payload });
  });
}

/** The beacon of a height. */
export const beaconOf = ({ state, beacon }: Pick<Chain, "state" | "beacon">, height: number): Hex =>
  beacon.sign(beaconDigest(state.chain.chainId, height));

/** The next block of these bytes, as its proposer builds it. */
export function buildNext(chain: Chain, transactions: readonly Uint8Array[]): Built {
  const { state } = chain;
  const height = state.head.height + 1;
  return build(state, {
    time: state.head.time + BLOCK_SECONDS,
    proposer: proposerAt(state, height),
    beacon: beaconOf(chain, height),
    transactions,
  });
}

/** Money by the purse in which it lies. */
export function purses(reader: Reader): { readonly [name in PurseName]: bigint } {
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
  const all = providers.all(reader);
  return {
    balance: sum(accounts.all(reader).map(({ balance }) => balance)),
    stake: sum(all.map(({ stake }) => stake)),
    unbonding: sum(all.flatMap(({ unbonding }) => unbonding.map(({ amount }) => amount))),
    bond: sum([
      ...[...claims.all(reader), ...cases.all(reader)].map(({ bond }) => bond),
      ...cases.all(reader).flatMap(({ members, appeals }) => [...members, ...appeals].map(({ lock }) => lock)),
      ...equivocations.all(reader).map(({ lock }) => lock),
    ]),
    escrow: sum(orders.all(reader).map(({ fee }) => fee)),
    burnt: ledgers.at(reader).burnt,
  };
}

const supplyOf = (reader: Reader): bigint => Object.values(purses(reader)).reduce((sum, amount) => sum + amount, 0n);

/** Applies a block. */
export const applied = (chain: Chain, block: Block): Applied => apply(chain.state, block);

function isSameList<T>(codec: Codec<T>, ours: readonly T[], theirs: readonly T[]): boolean {
  const hexOf = (values: readonly T[]): Hex[] => values.map((value) => toHex(encode(codec, value)));
  return hexOf(ours).join() === hexOf(theirs).join();
}

/** Checks that whoever applies a block comes to what its proposer came to, and that no money was made or lost. */
function checkBlock(chain: Chain, built: Built): void {
  const other = applied(chain, built.block);
  if (!other.ok) throw new Error(`the block that was built is refused: ${other.refusal.code}, ${other.refusal.detail}`);
  const isSame = [
    other.state.head.hash === built.state.head.hash,
    isSameList(receiptCodec, other.receipts, built.receipts),
    isSameList(eventCodec, other.events, built.events),
  ];
  if (isSame.includes(false)) throw new Error("the block that was built comes to something else when it is applied");
  const supply = BigInt(CAST.length) * FORTUNE;
  if (supplyOf(built.state.store) !== supply) throw new Error(`the purses hold ${supplyOf(built.state.store)}, not ${supply}`);
}

/** Plays one block of acts, whatever becomes of each: the chain after it. */
export function playAny(chain: Chain, acts: readonly Act[]): Chain {
  const last = buildNext(chain, signed(chain, acts));
  checkBlock(chain, last);
  return { ...chain, state: last.state, last, parent: chain };
}

/** Names of the codes that the acts of the last block got; `applied` for those that were. */
export const codesOf = (chain: Chain): string[] => chain.last!.receipts.map(({ code }) => (code === 0 ? "applied" : codeOfNumber(code)!));

/** Plays one block of acts that must all be applied. */
export function play(chain: Chain, ...acts: readonly Act[]): Chain {
  const next = playAny(chain, acts);
  const { dropped } = next.last!;
  if (dropped.length > 0) throw new Error(`an act could not be charged: ${dropped[0]!.refusal.code}, ${dropped[0]!.refusal.detail}`);
  const wrong = codesOf(next).findIndex((code) => code !== "applied");
  if (wrong >= 0) throw new Error(`${acts[wrong]!.from}'s ${acts[wrong]!.payload.kind} is refused: ${codesOf(next)[wrong]}`);
  return next;
}

/** Plays blocks with nothing in them. */
export function skip(chain: Chain, blocks: number): Chain {
  let next = chain;
  for (let count = 0; count < blocks; count += 1) next = play(next);
  return next;
}

/** Plays empty blocks until the chain has this height. */
export const skipTo = (chain: Chain, height: number): Chain => skip(chain, height - chain.state.head.height);

/** Events of one kind in the last block. */
export const eventsOf = (chain: Chain, kind: string) => chain.last!.events.filter((event) => event.kind === kind);

/** Records that differ between two stores: the table's name and the key. */
export function differences(before: Store, after: Store): string[] {
  return storeDifferences(before, after).map(({ key }) => `${tableOfKey(key).name} 0x${key.slice(2)}`);
}
