/**
 * A small chain to test on: short windows, a cast of named accounts, and the acts of the protocol by name. A chain is a value: to
 * play a block gives the next one and leaves the old one as it was. Every block that is built is applied too, and must come to
 * the same; and after every block the purses must hold what genesis gave.
 */
import { isDeepStrictEqual } from "node:util";
import { attestationId, inputHash, outputHash, outputRoot } from "../../src/model/attestation/hashes.ts";
import { attestations, orders } from "../../src/model/attestation/records.ts";
import { type Applied, apply, type Built, build, proposerAt } from "../../src/model/chain/apply.ts";
import { type Block, beaconDigest } from "../../src/model/chain/block.ts";
import { chainIdOf, type Genesis, genesisState } from "../../src/model/chain/genesis.ts";
import type { State } from "../../src/model/chain/state.ts";
import { type Payload, signTransaction } from "../../src/model/chain/transactions.ts";
import type { Address } from "../../src/model/crypto/address.ts";
import type { BeaconSigner, Keyring, Signer } from "../../src/model/crypto/crypto.ts";
import { sha256 } from "../../src/model/crypto/hash.ts";
import { idealKeyring } from "../../src/model/crypto/ideal.ts";
import { claimHash, seatCommitment } from "../../src/model/dispute/hashes.ts";
import { levelSeats } from "../../src/model/dispute/reads.ts";
import { type Case, cases, claims } from "../../src/model/dispute/records.ts";
import { encode } from "../../src/model/encoding/codec.ts";
import { type Hex, toHex } from "../../src/model/encoding/hex.ts";
import { codeOfNumber } from "../../src/model/errors/codes.ts";
import type { Phase, PurseName } from "../../src/model/events/events.ts";
import { accounts, ledgers } from "../../src/model/ledger/records.ts";
import { LUX, type Parameters } from "../../src/model/params/parameters.ts";
import { type Protocol, REFERENCE } from "../../src/model/params/protocol.ts";
import type { RulingChoices } from "../../src/model/params/rulings.ts";
import { providers } from "../../src/model/staking/records.ts";
import type { Reader, Store } from "../../src/model/state/store.ts";
import { parseDecimal } from "../../src/model/tolerance/decimal.ts";
import { f32Output, outputCodec, requestCodec } from "../../src/model/tolerance/output.ts";

/** Seconds between blocks. */
export const BLOCK_SECONDS = 2;
const GENESIS_TIME = 1_700_000_000;
/** What everyone begins with. */
export const FORTUNE = 10_000n * LUX;

/** Windows of a few blocks that keep every inequality of section 2: D is 38, the bound on unbonding 96. */
export const SHORT: Parameters = {
  ...REFERENCE.parameters,
  ...{ challengeWindow: 12, openWindow: 4, joinWindow: 2, drawDelay: 1, commitWindow: 4, redraws: 1, revealWindow: 3, seatOpenWindow: 3 },
  ...{ appealWindow: 2, extension: 5, ladder: [1, 3], unbonding: 97, stakeMaturity: 3, ownerDelay: 16, maxAge: 60, maxSkew: 30 },
};

/** Those who have an account: an owner of models, a consumer, a challenger, providers, owners of providers, those who sit. */
const CAST = ["olga", "cora", "eve", "dan", "ann", "ben", "cid", "oda", "s1", "s2", "s3", "s4", "s5", "s6"] as const;
/** A name of the cast, or any other: a stranger without account. */
export type Name = string;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Thirty-two bytes that a name stands for. */
export const digestOf = (text: string): Hex => toHex(sha256(bytesOf(text)));

const signers = new WeakMap<Keyring, Map<Name, Signer>>();

/** The key of a name under a keyring. */
export function signerOf(keyring: Keyring, name: Name): Signer {
  const known = signers.get(keyring) ?? new Map<Name, Signer>();
  signers.set(keyring, known);
  const signer = known.get(name) ?? keyring.signer(sha256(bytesOf(name)));
  known.set(name, signer);
  return signer;
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
}

/** What differs from the usual small chain. */
export interface ChainOptions {
  readonly keyring?: Keyring;
  readonly parameters?: Partial<Parameters>;
  readonly rulings?: Partial<RulingChoices>;
  readonly unsafe?: readonly string[];
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
    accounts: CAST.map((name) => ({ address: addressOf(name), balance: FORTUNE })).sort((a, b) => (a.address < b.address ? -1 : 1)),
  };
}

/** A chain at its genesis. */
export function begin(options: ChainOptions = {}): Chain {
  const keyring = options.keyring ?? idealKeyring();
  const beacon = keyring.beaconSigner(sha256(bytesOf("beacon")));
  const genesis = smallGenesis(options, beacon.publicKey);
  const made = genesisState(genesis, keyring.crypto);
  if (!made.ok) throw new Error(`${made.refusal.code}: ${made.refusal.detail}`);
  return { genesis, keyring, beacon, state: made.state, last: undefined };
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

/** The next block of these bytes, as its proposer builds it. */
export function buildNext(chain: Chain, transactions: readonly Uint8Array[]): Built {
  const { state } = chain;
  const height = state.head.height + 1;
  return build(state, {
    time: state.head.time + BLOCK_SECONDS,
    proposer: proposerAt(state, height),
    beacon: chain.beacon.sign(beaconDigest(state.chain.chainId, height)),
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
    bond: sum([...claims.all(reader), ...cases.all(reader)].map(({ bond }) => bond)),
    escrow: sum(orders.all(reader).map(({ fee }) => fee)),
    burnt: ledgers.at(reader).burnt,
  };
}

const supplyOf = (reader: Reader): bigint => Object.values(purses(reader)).reduce((sum, amount) => sum + amount, 0n);

/** Applies a block. */
export const applied = (chain: Chain, block: Block): Applied => apply(chain.state, block);

/** Checks that whoever applies a block comes to what its proposer came to, and that no money was made or lost. */
function checkBlock(chain: Chain, built: Built): void {
  const other = applied(chain, built.block);
  if (!other.ok) throw new Error(`the block that was built is refused: ${other.refusal.code}, ${other.refusal.detail}`);
  if (!isDeepStrictEqual([other.state.head, other.receipts, other.events], [built.state.head, built.receipts, built.events]))
    throw new Error("the block that was built comes to something else when it is applied");
  const supply = BigInt(CAST.length) * FORTUNE;
  if (supplyOf(built.state.store) !== supply) throw new Error(`the purses hold ${supplyOf(built.state.store)}, not ${supply}`);
}

/** Plays one block of acts, whatever becomes of each: the chain after it. */
export function playAny(chain: Chain, acts: readonly Act[]): Chain {
  const last = buildNext(chain, signed(chain, acts));
  checkBlock(chain, last);
  return { ...chain, state: last.state, last };
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
  const keys = new Set([...before.records.keys(), ...after.records.keys()]);
  return [...keys].flatMap((key) => {
    const [old, now] = [before.records.get(key), after.records.get(key)];
    return isDeepStrictEqual(old?.value, now?.value) ? [] : [`${(old ?? now)!.table.name} 0x${key.slice(2)}`];
  });
}

/* What is attested to. */

/** The model of the tests: one number out; AGREE up to 1, FAULT from 3 on. */
export const WEIGHTS = digestOf("weights");
const TOLERANCE = { kind: "absolute", agree: parseDecimal("1")!, fault: parseDecimal("3")! } as const;

/** Registers a model; fields that are not said are the usual ones. */
export const registerModel = (fields: Partial<Extract<Payload, { kind: "registerModel" }>> = {}): Extract<Payload, { kind: "registerModel" }> => ({
  kind: "registerModel",
  ...{ name: "detector", version: 1n, weightHash: WEIGHTS, architecture: "lstm", paramCount: 1_000n, license: "MIT", teeRequired: false },
  ...{ runtimeHash: digestOf("runtime"), numericClass: "fp32", tolerance: TOLERANCE },
  ...fields,
});

/** A request's canonical bytes: one for every nonce. */
export const requestOf = (nonce: number): Uint8Array =>
  encode(requestCodec, { input: bytesOf("sound"), parameters: new Uint8Array(), seed: 7, nonce });

/** An output's canonical bytes: these numbers. */
export const outputOf = (...numbers: readonly number[]): Uint8Array =>
  encode(outputCodec, f32Output(new Uint8Array(Float32Array.from(numbers).buffer)));

/** The salt that a name uses. */
export const saltOf = (name: Name): Hex => digestOf(`salt of ${name}`);

/** What an attestation says, where it is not the usual. */
export interface Attested {
  readonly value?: number;
  readonly request?: Uint8Array;
  readonly modelID?: Hex;
  readonly timestamp?: number;
  readonly teeReport?: Uint8Array;
  /** Whose key signs. */
  readonly signedBy?: Name;
  readonly from?: Name;
}

/** A provider attests to a number for a request. */
export function attest(chain: Chain, provider: Name, said: Attested = {}): Act {
  const { value = 0, request = requestOf(0), modelID = WEIGHTS, timestamp = chain.state.head.time, teeReport = new Uint8Array() } = said;
  const { chainId } = chain.state.chain;
  const output = outputHash(chainId, addressOf(provider), saltOf(provider), outputOf(value));
  const body = { modelID, inputHash: inputHash(request), outputHash: output, provider: addressOf(provider), teeReport, timestamp };
  const signature = signerOf(chain.keyring, said.signedBy ?? provider).sign(attestationId(chainId, body));
  return act(said.from ?? provider, { kind: "attest", ...body, signature });
}

/** The id of a provider's attestation to a request, as it stands in the state. */
export function attestationOf(chain: Chain, provider: Name, request = requestOf(0)): Hex {
  const found = attestations
    .all(chain.state.store)
    .find((record) => record.provider === addressOf(provider) && record.inputHash === inputHash(request));
  if (found === undefined) throw new Error(`${provider} has attested to no such request`);
  return found.id;
}

/** The record of a provider's attestation. */
export const recordOf = (chain: Chain, provider: Name, request = requestOf(0)) =>
  attestations.at(chain.state.store, attestationOf(chain, provider, request));

/** Claims that a pair differs. */
export function claim(chain: Chain, challenger: Name, first: Hex, second: Hex, salt = saltOf(challenger)): Act {
  return act(challenger, { kind: "claim", claim: claimHash(chain.state.chain.chainId, addressOf(challenger), first, second, salt) });
}

/** Opens what was claimed. */
export const openCase = (challenger: Name, first: Hex, second: Hex, input = requestOf(0), salt = saltOf(challenger)): Act =>
  act(challenger, { kind: "openCase", first, second, salt, input });

/* Scenes that many tests begin with. */

/** Registers providers with this stake, and lets them serve the model. */
export function provide(chain: Chain, stakes: { readonly [name: Name]: bigint }): Chain {
  const registrations = Object.entries(stakes).map(([name, lux]) =>
    act(name, { kind: "registerProvider", owner: addressOf(name), consent: undefined, stake: lux * LUX }),
  );
  const services = Object.keys(stakes).map((name) => act(name, { kind: "serveModel", modelID: WEIGHTS }));
  return play(play(chain, ...registrations), ...services);
}

/** Everyone who may sit. */
export const SITTERS = ["s1", "s2", "s3", "s4", "s5", "s6"];

/** A chain with a model, two or three providers and as many sitters as said, whose stake is mature. */
export function market(options: ChainOptions = {}, sitters = SITTERS): Chain {
  const chain = play(begin(options), act("olga", registerModel()));
  const sitting = Object.fromEntries(sitters.map((name) => [name, 200n]));
  const { stakeMaturity } = chain.genesis.protocol.parameters;
  return skip(provide(chain, { ann: 100n, ben: 100n, cid: 100n, ...sitting }), stakeMaturity);
}

/** Ann and Ben have attested to one request, each to a number. */
export const attestedPair = (chain: Chain, ann: number, ben: number): Chain =>
  play(chain, attest(chain, "ann", { value: ann }), attest(chain, "ben", { value: ben }));

/** Eve has opened a case about what Ann and Ben attested to. */
export function contested(chain: Chain, challenger: Name = "eve"): Chain {
  const pair = [attestationOf(chain, "ann"), attestationOf(chain, "ben")] as const;
  return play(play(chain, claim(chain, challenger, ...pair)), openCase(challenger, ...pair));
}

/** The case with this number. */
export const caseOf = (chain: Chain, id = 0): Case => cases.at(chain.state.store, id);

/** Plays empty blocks until the case is in a phase. */
export function until(chain: Chain, phase: Phase, id = 0): Chain {
  let next = chain;
  for (let blocks = 0; caseOf(next, id).phase !== phase; blocks += 1) {
    if (blocks > 200) throw new Error(`the case stays in ${caseOf(next, id).phase}`);
    next = play(next);
  }
  return next;
}

/** Names of the seats of the case's level that have a status. */
export const seatsOf = (chain: Chain, status: string, id = 0): Name[] =>
  levelSeats(caseOf(chain, id))
    .filter((seat) => seat.status === status)
    .map(({ provider }) => nameOf(provider));

/** A seat commits to a number. */
export function commitSeat(chain: Chain, seat: Name, value: number, id = 0): Act {
  const { level } = caseOf(chain, id);
  const root = outputRoot(outputOf(value));
  return act(seat, {
    kind: "commitSeat",
    case: id,
    commitment: seatCommitment(chain.state.chain.chainId, id, level, addressOf(seat), root, saltOf(seat)),
  });
}

/** Anyone reveals the number of a provider. */
export const revealOutput = (chain: Chain, provider: Name, value: number, id = 0, from = provider): Act =>
  act(from, { kind: "revealOutput", case: id, attestation: attestationOf(chain, provider), salt: saltOf(provider), output: outputOf(value) });

/** A seat opens a number. */
export const openSeat = (seat: Name, value: number, id = 0): Act =>
  act(seat, { kind: "openSeat", case: id, salt: saltOf(seat), output: outputOf(value) });

/** Plays the case to COMMIT and lets every drawn seat commit to a number. */
export function committed(chain: Chain, value: number, id = 0): Chain {
  const drawn = until(chain, "commit", id);
  return play(drawn, ...seatsOf(drawn, "drawn", id).map((seat) => commitSeat(drawn, seat, value, id)));
}

/** Lets every committed seat open its number. */
export function openedSeats(chain: Chain, value: number, id = 0): Chain {
  const open = until(chain, "open", id);
  return play(open, ...seatsOf(open, "committed", id).map((seat) => openSeat(seat, value, id)));
}

/** A whole level with everyone at work: seats commit, Ann and Ben reveal, seats open. */
export function judged(chain: Chain, ann: number, ben: number, seats: number, id = 0): Chain {
  const revealing = until(committed(chain, seats, id), "reveal", id);
  return openedSeats(play(revealing, revealOutput(chain, "ann", ann, id), revealOutput(chain, "ben", ben, id)), seats, id);
}
