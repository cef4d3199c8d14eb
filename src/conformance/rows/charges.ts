/** What cannot be charged: a block that holds it is refused whole. One thing wrong in each row. */
import { type Transaction, transactionCodec } from "../../model/chain/transactions.ts";
import { decode, encode } from "../../model/encoding/codec.ts";
import { fromHex, toHex } from "../../model/encoding/hex.ts";
import type { Code } from "../../model/errors/codes.ts";
import { LUX } from "../../model/params/parameters.ts";
import { type Act, act, addressOf, type Chain, digestOf, play, signed } from "../chain.ts";

/** Bytes that cannot be charged, and the chain on which they cannot. */
export interface Uncharged {
  readonly chain: Chain;
  readonly bytes: Uint8Array;
}

/** What Eve sends. */
export const SENT: Act = act("eve", { kind: "transfer", to: addressOf("dan"), amount: 1n });

/** Eve's second transaction of the block, so that a valid first one may stand before it. */
const second = (chain: Chain, more: Partial<Act> = {}): Uint8Array => {
  const send: Act = act("eve", { kind: "transfer", to: addressOf("dan"), amount: 2n });
  return signed(chain, [send, { ...send, ...more }])[1]!;
};

/** The fee of a transaction of these bytes. */
export const feeOf = (bytes: Uint8Array): bigint => LUX / 1000n + 10n * BigInt(bytes.length);

function decoded(bytes: Uint8Array): Transaction {
  const transaction = decode(transactionCodec, bytes);
  if (!transaction.ok) throw new Error(transaction.reason);
  return transaction.value;
}

/** The bytes with one of them altered. */
export const altered = (bytes: Uint8Array, at: number): Uint8Array => bytes.with(at, bytes[at]! ^ 1);

/** The transaction with one byte of its signature turned. */
function resigned(chain: Chain, at: number): Uncharged {
  const transaction = decoded(second(chain));
  return { chain, bytes: encode(transactionCodec, { ...transaction, signature: toHex(altered(fromHex(transaction.signature), at)) }) };
}

/** A new account with this much in it sends something. */
function poor(chain: Chain, wealth: bigint): Uncharged {
  const funded = play(chain, act("cora", { kind: "transfer", to: addressOf("a poor one"), amount: wealth }));
  const [bytes] = signed(funded, [act("a poor one", { kind: "transfer", to: addressOf("dan"), amount: 1n })]);
  return { chain: funded, bytes: bytes! };
}

const plain = (make: (chain: Chain) => Uint8Array) => (chain: Chain) => ({ chain, bytes: make(chain) });

/** What cannot be charged. The last byte of the amount lies at 1 + 32 + 8 + 8 + 1 + 20 + 7. */
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
  // Of two senders the one without an account is the wrong one, whatever else is wrong with it.
  const sender = flaws.map(({ from }) => from).find((name) => name !== undefined);
  const [bytes] = signed(funded, [Object.assign({}, SENT, ...flaws, sender === undefined ? {} : { from: sender })]);
  return { chain: funded, bytes: bytes! };
}
