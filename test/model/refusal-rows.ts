/** Refusals that are not a transaction's own: of what cannot be charged, of blocks, of genesis. One thing wrong in each row. */

import { type Act, act, addressOf, applied, type Chain, digestOf, play, signed } from "../../src/conformance/chain.ts";
import { applyBytes } from "../../src/model/chain/apply.ts";
import type { Block, Header } from "../../src/model/chain/block.ts";
import { beaconDigest, blockCodec } from "../../src/model/chain/block.ts";
import type { Genesis } from "../../src/model/chain/genesis.ts";
import { type Transaction, transactionCodec } from "../../src/model/chain/transactions.ts";
import { decode, encode } from "../../src/model/encoding/codec.ts";
import { fromHex, type Hex, toHex } from "../../src/model/encoding/hex.ts";
import type { Code } from "../../src/model/errors/codes.ts";
import { LUX } from "../../src/model/params/parameters.ts";

/** Bytes that cannot be charged, and the chain on which they cannot. */
interface Uncharged {
  readonly chain: Chain;
  readonly bytes: Uint8Array;
}

/** Eve's second transaction of the block, so that a valid first one may stand before it. */
const second = (chain: Chain, more: Partial<Act> = {}): Uint8Array => {
  const send: Act = act("eve", { kind: "transfer", to: addressOf("dan"), amount: 2n });
  return signed(chain, [send, { ...send, ...more }])[1]!;
};

const feeOf = (bytes: Uint8Array): bigint => LUX / 1000n + 10n * BigInt(bytes.length);

function decoded(bytes: Uint8Array): Transaction {
  const transaction = decode(transactionCodec, bytes);
  if (!transaction.ok) throw new Error(transaction.reason);
  return transaction.value;
}

/** The transaction with one byte of its signature turned. */
function resigned(chain: Chain, at: number): Uncharged {
  const transaction = decoded(second(chain));
  const signature = fromHex(transaction.signature);
  signature[at]! ^= 1;
  return { chain, bytes: encode(transactionCodec, { ...transaction, signature: toHex(signature) }) };
}

/** A new account with this much in it sends something. */
function poor(chain: Chain, wealth: bigint): Uncharged {
  const funded = play(chain, act("cora", { kind: "transfer", to: addressOf("a poor one"), amount: wealth }));
  const [bytes] = signed(funded, [act("a poor one", { kind: "transfer", to: addressOf("dan"), amount: 1n })]);
  return { chain: funded, bytes: bytes! };
}

const plain = (make: (chain: Chain) => Uint8Array) => (chain: Chain) => ({ chain, bytes: make(chain) });

/** What cannot be charged. */
export const CHARGE_ROWS: readonly (readonly [code: Code, wrong: string, make: (chain: Chain) => Uncharged])[] = [
  ["TRANSACTION_MALFORMED", "nothing at all", plain(() => new Uint8Array())],
  ["TRANSACTION_MALFORMED", "a byte too few", plain((chain) => second(chain).slice(0, -1))],
  ["TRANSACTION_MALFORMED", "a byte too many", plain((chain) => Uint8Array.of(...second(chain), 0))],
  ["TRANSACTION_MALFORMED", "another version", plain((chain) => second(chain).with(0, 2))],
  ["TRANSACTION_MALFORMED", "an unknown kind", plain((chain) => second(chain).with(49, 255))],
  ["CHAIN_ID_WRONG", "of another chain", plain((chain) => second(chain, { chainId: digestOf("another chain") }))],
  [
    "SIGNATURE_INVALID",
    "by someone without account",
    plain((chain) => signed(chain, [act("nobody", { kind: "transfer", to: addressOf("dan"), amount: 1n })])[0]!),
  ],
  ["SIGNATURE_INVALID", "r altered", (chain) => resigned(chain, 31)],
  ["SIGNATURE_INVALID", "s altered", (chain) => resigned(chain, 63)],
  ["SIGNATURE_INVALID", "v altered", (chain) => resigned(chain, 64)],
  ["SIGNATURE_INVALID", "an amount other than signed", plain((chain) => altered(second(chain), 77))],
  ["NONCE_WRONG", "a nonce too high", plain((chain) => second(chain, { nonce: decoded(second(chain)).nonce + 1 }))],
  ["NONCE_WRONG", "a nonce that was used", plain((chain) => second(chain, { nonce: decoded(second(chain)).nonce - 1 }))],
  ["FEE_LIMIT_TOO_LOW", "one nLUX below the fee", plain((chain) => second(chain, { feeLimit: feeOf(second(chain)) - 1n }))],
  ["FEE_UNPAYABLE", "with one nLUX less than the fee", (chain) => poor(chain, feeOf(second(chain)) - 1n)],
];

/** The last byte of the amount lies at 1 + 32 + 8 + 8 + 1 + 20 + 7. */
function altered(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.with(at, bytes[at]! ^ 1);
}

type AlterBlock = (chain: Chain, block: Block) => Code | undefined;

const codeOf = (chain: Chain, block: Block): Code | undefined => {
  const result = applied(chain, block);
  return result.ok ? undefined : result.refusal.code;
};

const header =
  (fields: (header: Header, chain: Chain) => Partial<Header>): AlterBlock =>
  (chain, block) =>
    codeOf(chain, { ...block, header: { ...block.header, ...fields(block.header, chain) } });

const body =
  (transactions: (of: Block["transactions"]) => Block["transactions"]): AlterBlock =>
  (chain, block) =>
    codeOf(chain, { ...block, transactions: transactions(block.transactions) });

const turned = (hex: Hex): Hex => toHex(altered(fromHex(hex), 0));
const beaconAt = (chain: Chain, height: number): Hex => chain.beacon.sign(beaconDigest(chain.state.chain.chainId, height));
const bytesOf =
  (damage: (bytes: Uint8Array) => Uint8Array): AlterBlock =>
  ({ state }, block) => {
    const result = applyBytes(state, damage(encode(blockCodec, block)));
    return result.ok ? undefined : result.refusal.code;
  };

/** One wrong field of a header for each code that a header can be refused with, in order of precedence. */
export const HEADER_FLAWS: readonly (readonly [code: Code, fields: (header: Header, chain: Chain) => Partial<Header>])[] = [
  ["BLOCK_HEIGHT_WRONG", ({ height }) => ({ height: height + 1 })],
  ["BLOCK_PARENT_WRONG", ({ parent }) => ({ parent: turned(parent) })],
  ["BLOCK_PROPOSER_WRONG", () => ({ proposer: addressOf("eve") })],
  ["BLOCK_TIME_WRONG", (_, { state }) => ({ time: state.head.time })],
  ["BLOCK_BEACON_WRONG", ({ beacon }) => ({ beacon: turned(beacon) })],
  ["BLOCK_TRANSACTIONS_ROOT_WRONG", ({ transactionsRoot }) => ({ transactionsRoot: turned(transactionsRoot) })],
  ["BLOCK_RECEIPTS_ROOT_WRONG", ({ receiptsRoot }) => ({ receiptsRoot: turned(receiptsRoot) })],
  ["BLOCK_STATE_ROOT_WRONG", ({ stateRoot }) => ({ stateRoot: turned(stateRoot) })],
];

/** What is wrong with a block; the code that it is refused with, undefined where it is not. */
export const BLOCK_ROWS: readonly (readonly [code: Code, wrong: string, alter: AlterBlock])[] = [
  ["BLOCK_MALFORMED", "a byte too few", bytesOf((bytes) => bytes.slice(0, -1))],
  ["BLOCK_MALFORMED", "a byte too many", bytesOf((bytes) => Uint8Array.of(...bytes, 0))],
  ["BLOCK_MALFORMED", "another version", bytesOf((bytes) => bytes.with(0, 2))],
  ["BLOCK_HEIGHT_WRONG", "the height of its parent", header(({ height }) => ({ height: height - 1 }))],
  ["BLOCK_HEIGHT_WRONG", "a height left out", header(({ height }) => ({ height: height + 1 }))],
  ["BLOCK_PARENT_WRONG", "another parent", header(({ parent }) => ({ parent: turned(parent) }))],
  ["BLOCK_PROPOSER_WRONG", "the other proposer", header(({ height }, { genesis }) => ({ proposer: genesis.proposers[height % 2]! }))],
  ["BLOCK_PROPOSER_WRONG", "nobody of the list", header(() => ({ proposer: addressOf("eve") }))],
  ["BLOCK_TIME_WRONG", "the time of its parent", header((_, { state }) => ({ time: state.head.time }))],
  ["BLOCK_TIME_WRONG", "before its parent", header((_, { state }) => ({ time: state.head.time - 1 }))],
  ["BLOCK_BEACON_WRONG", "a byte altered", header(({ beacon }) => ({ beacon: turned(beacon) }))],
  ["BLOCK_BEACON_WRONG", "the beacon of the last height", header(({ height }, chain) => ({ beacon: beaconAt(chain, height - 1) }))],
  ["BLOCK_BEACON_WRONG", "the beacon of the next height", header(({ height }, chain) => ({ beacon: beaconAt(chain, height + 1) }))],
  ["BLOCK_TRANSACTIONS_ROOT_WRONG", "another root", header(({ transactionsRoot }) => ({ transactionsRoot: turned(transactionsRoot) }))],
  ["BLOCK_TRANSACTIONS_ROOT_WRONG", "a transaction left out", body((transactions) => transactions.slice(0, 1))],
  ["BLOCK_TRANSACTIONS_ROOT_WRONG", "another order", body((transactions) => [...transactions].reverse())],
  ["BLOCK_RECEIPTS_ROOT_WRONG", "another root", header(({ receiptsRoot }) => ({ receiptsRoot: turned(receiptsRoot) }))],
  ["BLOCK_STATE_ROOT_WRONG", "another root", header(({ stateRoot }) => ({ stateRoot: turned(stateRoot) }))],
];

/** What is wrong with a transaction that cannot be charged, each beside anything else that is, in order of precedence. */
export const CHARGE_FLAWS: readonly (readonly [code: Code, wrong: Partial<Act>])[] = [
  ["CHAIN_ID_WRONG", { chainId: digestOf("another chain") }],
  ["SIGNATURE_INVALID", { from: "nobody" }],
  ["NONCE_WRONG", { nonce: 99 }],
  ["FEE_LIMIT_TOO_LOW", { feeLimit: 1n }],
  ["FEE_UNPAYABLE", { from: "a poor one" }],
];

/** The transaction with all of these wrong, on a chain where the poor one has an account with one nLUX. */
export function wronged(chain: Chain, flaws: readonly Partial<Act>[]): Uncharged {
  const { chain: funded } = poor(chain, 1n);
  const send = act("eve", { kind: "transfer", to: addressOf("dan"), amount: 1n });
  // Of two senders the one without an account is the wrong one, whatever else is wrong with it.
  const sender = flaws.map(({ from }) => from).find((name) => name !== undefined);
  const [bytes] = signed(funded, [Object.assign({}, send, ...flaws, sender === undefined ? {} : { from: sender })]);
  return { chain: funded, bytes: bytes! };
}

/** What is wrong with a genesis. */
export const GENESIS_ROWS: readonly (readonly [code: Code, wrong: string, alter: (genesis: Genesis) => Genesis])[] = [
  ["GENESIS_MALFORMED", "a name that is too long", (genesis) => ({ ...genesis, name: "x".repeat(65) })],
  [
    "GENESIS_MALFORMED",
    "half a block",
    ({ protocol, ...rest }) => ({ ...rest, protocol: { ...protocol, parameters: { ...protocol.parameters, joinWindow: 3.5 } } }),
  ],
  ["GENESIS_MALFORMED", "a beacon key that is no point", (genesis) => ({ ...genesis, beaconKey: `0x${"00".repeat(48)}` })],
  ["GENESIS_MALFORMED", "no proposer", (genesis) => ({ ...genesis, proposers: [] })],
  ["GENESIS_MALFORMED", "accounts that do not rise", (genesis) => ({ ...genesis, accounts: [...genesis.accounts].reverse() })],
  ["GENESIS_MALFORMED", "an account twice", ({ accounts, ...rest }) => ({ ...rest, accounts: [accounts[0]!, ...accounts] })],
  [
    "GENESIS_MALFORMED",
    "more money than 64 bits hold",
    ({ accounts, ...rest }) => ({ ...rest, accounts: accounts.map((account) => ({ ...account, balance: 2n ** 63n })) }),
  ],
  [
    "PARAMETER_REFUSED",
    "an unbonding that a case can outlive",
    ({ protocol, ...rest }) => ({ ...rest, protocol: { ...protocol, parameters: { ...protocol.parameters, unbonding: 96 } } }),
  ],
];
