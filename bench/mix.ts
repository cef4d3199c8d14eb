/**
 * A chain of the mix of transactions that an A-chain sees, made in advance, so that `apply` alone can be timed: orders,
 * attestations of which some fill orders and some answer a request again, transfers, staking, disputes from the claim to the
 * end, and now and then a transaction that is charged and refused. Windows are a few blocks, so that in every block orders
 * expire, attestations become final, cases change phase and stake ends its unbonding. The same seed gives the same bytes.
 */
import { addressOf, digestOf, type Name } from "../src/conformance/chain.ts";
import type { Block } from "../src/model/chain/block.ts";
import type { Genesis } from "../src/model/chain/genesis.ts";
import type { State } from "../src/model/chain/state.ts";
import { transactionCodec } from "../src/model/chain/transactions.ts";
import type { Crypto, Keyring } from "../src/model/crypto/crypto.ts";
import { idealKeyring } from "../src/model/crypto/ideal.ts";
import { decode } from "../src/model/encoding/codec.ts";
import type { Hex } from "../src/model/encoding/hex.ts";
import { codeOfNumber } from "../src/model/errors/codes.ts";
import { LUX } from "../src/model/params/parameters.ts";
import { recordCount } from "../src/model/state/store.ts";
import { randomStreams } from "../src/sim/kernel/streams.ts";
import { beaconSignerOf, type Cast, castOf, type Deed, opening, type Played, playBlock } from "./mix/cast.ts";
import { type Docket, disputes, noteCases } from "./mix/disputes.ts";
import { type Market, marketOf, trade } from "./mix/market.ts";
import { padded } from "./mix/padding.ts";
import { type Passing, stakingLife } from "./mix/staking.ts";

/** What is wanted of a mix; everything has a default. */
export interface MixOptions {
  /** Whose keys sign; ideal ones by default. */
  readonly keyring?: Keyring;
  /** Blocks that are returned. */
  readonly blocks?: number;
  /** Transactions in a block. */
  readonly perBlock?: number;
  /** Blocks of the same mix before those: at 20, as much becomes final in a block as is attested. */
  readonly warmUp?: number;
  readonly seed?: number;
  readonly users?: number;
  readonly providers?: number;
  readonly models?: number;
  /** Records in the state before the first block, old attestations mostly; by default none but those that the mix has made. */
  readonly records?: number;
}

/** A mix: from `state`, `apply` takes the blocks one after the other. */
export interface Mix {
  readonly genesis: Genesis;
  /** Before the first block. */
  readonly state: State;
  readonly blocks: readonly Block[];
  /** After the last block. */
  readonly after: State;
  /** Transactions in all blocks. */
  readonly transactions: number;
  /** How many of each kind there are, and of what code the refused ones were. */
  readonly kinds: { readonly [kind: string]: number };
  readonly refusals: { readonly [code: string]: number };
  /** Signatures that `apply` checks: of transactions, and of attestations inside them. */
  readonly signatures: number;
}

/** Shares of the kinds; orders and attestations share what is left, in equal parts. */
const SHARES = { transfers: 0.12, staking: 0.05, disputes: 0.05, refused: 0.02 };

/** A transfer to a user, or one in ten to an address that had no account. */
function transfer({ random, cast }: Market, nth: string): Deed {
  const to = random.chance(0.1) ? digestOf(`stranger ${nth}`).slice(0, 42) : addressOf(random.pick(cast.users));
  return { from: random.pick(cast.users), payload: { kind: "transfer", to: to as Hex, amount: BigInt(1 + random.below(5000)) * (LUX / 1000n) } };
}

/** A transaction that is charged and refused. */
function refused({ random, cast }: Market, nth: string): Deed {
  const from = random.pick(cast.users);
  const [model, provider] = [random.pick(cast.models).id, addressOf(random.pick(cast.providers))];
  const terms = { provider, modelID: model, inputHash: digestOf(nth), fee: LUX, expiry: 2n ** 32n };
  return random.pick<Deed>([
    { from, payload: { kind: "transfer", to: provider, amount: 2n ** 62n } },
    { from, payload: { kind: "placeOrder", ...terms, expiry: 1n } },
    { from, payload: { kind: "placeOrder", ...terms, modelID: digestOf(`no model ${nth}`) } },
    { from, payload: { kind: "appeal", case: 2 ** 40 } },
    { from, payload: { kind: "withdraw", provider } },
  ]);
}

interface Stage {
  readonly market: Market;
  readonly docket: Docket;
  readonly passing: Passing;
}

/** The deeds of one block, in an order by chance. */
function deedsOf({ market, docket, passing }: Stage, played: Played, perBlock: number): Deed[] {
  const { random } = market;
  const height = played.state.head.height + 1;
  const share = (part: number): number => Math.round(part * perBlock);
  const judging = disputes(market, played, docket, share(SHARES.disputes));
  const staking = stakingLife(market, played, passing, share(SHARES.staking));
  const wrong = Array.from({ length: share(SHARES.refused) }, (_, index) => refused(market, `${height} ${index}`));
  const transfers = Array.from({ length: share(SHARES.transfers) }, (_, index) => transfer(market, `${height} ${index}`));
  const others = [...judging, ...staking, ...wrong, ...transfers].slice(0, perBlock);
  const left = perBlock - others.length;
  const trading = trade(market, played, { orders: Math.ceil(left / 2), attestations: Math.floor(left / 2) });
  const deeds = [...others, ...trading];
  for (let index = deeds.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [deeds[index], deeds[other]] = [deeds[other]!, deeds[index]!];
  }
  return deeds;
}

/** A keyring that recovers what it signed itself without any arithmetic: blocks are built with it, not applied. */
function remembering(keyring: Keyring): Keyring {
  const made = new Map<Hex, readonly [digest: Hex, address: Hex]>();
  const crypto: Crypto = {
    ...keyring.crypto,
    recover(digest, signature) {
      const known = made.get(signature);
      return known?.[0] === digest ? known[1] : keyring.crypto.recover(digest, signature);
    },
  };
  return {
    ...keyring,
    crypto,
    signer(secret) {
      const signer = keyring.signer(secret);
      const sign = (digest: Hex): Hex => {
        const signature = signer.sign(digest);
        made.set(signature, [digest, signer.address]);
        return signature;
      };
      return { ...signer, sign };
    },
  };
}

const signedBy = ({ state }: Pick<Played, "state">, keyring: Keyring): Played => ({
  keyring,
  state: { ...state, chain: { ...state.chain, crypto: keyring.crypto, beaconKey: beaconSignerOf(keyring).publicKey } },
});

/** How many transactions of each kind, and which codes they got. */
function census(blocks: readonly Block[], codes: readonly number[]): Pick<Mix, "kinds" | "refusals" | "signatures"> {
  const kinds: { [kind: string]: number } = {};
  const refusals: { [code: string]: number } = {};
  let signatures = 0;
  for (const [index, bytes] of blocks.flatMap(({ transactions }) => transactions).entries()) {
    const decoded = decode(transactionCodec, bytes);
    if (!decoded.ok) throw new Error(decoded.reason);
    const { payload } = decoded.value;
    kinds[payload.kind] = (kinds[payload.kind] ?? 0) + 1;
    signatures += payload.kind === "attest" ? 2 : 1;
    const code = codes[index] === 0 ? undefined : codeOfNumber(codes[index]!);
    if (code !== undefined) refusals[`${payload.kind} ${code}`] = (refusals[`${payload.kind} ${code}`] ?? 0) + 1;
  }
  return { kinds, refusals, signatures };
}

/**
 * Makes a mix. What comes before the blocks is signed with ideal keys, whatever the keyring; addresses are the same under all.
 * An attestation of the measured blocks is signed by the keyring, and so are the transactions and the beacon.
 */
export function makeMix(options: MixOptions = {}): Mix {
  const { keyring = idealKeyring(), blocks: count = 20, perBlock = 500, warmUp = 20, seed = 1 } = options;
  const cast: Cast = castOf({ users: options.users ?? 800, providers: options.providers ?? 200, models: options.models ?? 20 });
  const market = marketOf(randomStreams(seed)("mix"), cast);
  const stage: Stage = { market, docket: { running: [], had: new Set() }, passing: [] };
  const [ideal, real] = [idealKeyring(), remembering(keyring)];
  const { genesis, state: opened } = opening(cast, ideal);

  let state = opened;
  const play = (ring: Keyring): { readonly block: Block; readonly codes: readonly number[] } => {
    const played = signedBy({ state }, ring);
    const { state: next, block, events, codes } = playBlock(played, deedsOf(stage, played, perBlock));
    noteCases(stage.docket, events);
    state = next;
    return { block, codes };
  };
  for (let block = 0; block < warmUp; block += 1) play(ideal);
  if (options.records !== undefined) state = padded(state, options.records - recordCount(state.store));
  const before = state;
  const made = Array.from({ length: count }, () => play(real));
  const blocks = made.map(({ block }) => block);
  const codes = made.flatMap((one) => one.codes);
  const [begin, after] = [before, state].map((one) => signedBy({ state: one }, keyring).state) as [State, State];
  return { genesis, state: begin, blocks, after, transactions: codes.length, ...census(blocks, codes) };
}

/** The names of a mix's counts in one line, most first. */
export function describeCounts(counts: { readonly [name: string]: number }): string {
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  return rows.map(([name, count]: readonly [Name, number]) => `${name} ${count}`).join(", ");
}
