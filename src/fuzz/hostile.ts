import { type Applied, apply, applyBytes, build } from "../model/chain/apply.ts";
import { blockCodec, type Header } from "../model/chain/block.ts";
import { type Payload, signTransaction } from "../model/chain/transactions.ts";
import type { Signer } from "../model/crypto/crypto.ts";
import { encode } from "../model/encoding/codec.ts";
import type { Hex } from "../model/encoding/hex.ts";
import type { Code } from "../model/errors/codes.ts";
import { accounts } from "../model/ledger/records.ts";
import { LUX } from "../model/params/parameters.ts";
import type { BlockView } from "../sim/world/world.ts";

/** What was refused, or not: the code that is wanted, and what was got. */
export interface Answer {
  readonly wanted: Code;
  /** `accepted` where nothing was refused. */
  readonly got: string;
}

const WRONG: Hex = `0x${"5a".repeat(32)}`;
const got = (applied: Applied): string => (applied.ok ? "accepted" : applied.refusal.code);

/** A block with one field of its header wrong, each, and blocks that do not decode. */
function wrongBlocks({ before, built: { block } }: BlockView): Answer[] {
  const { header, transactions } = block;
  const bytes = encode(blockCodec, block);
  const headers: readonly [Code, Partial<Header>][] = [
    ["BLOCK_HEIGHT_WRONG", { height: header.height + 1 }],
    ["BLOCK_PARENT_WRONG", { parent: WRONG }],
    ["BLOCK_PROPOSER_WRONG", { proposer: WRONG.slice(0, 42) as Hex }],
    ["BLOCK_TIME_WRONG", { time: before.head.time }],
    ["BLOCK_BEACON_WRONG", { beacon: `${header.beacon.slice(0, -1)}${header.beacon.endsWith("0") ? "1" : "0"}` as Hex }],
    ["BLOCK_TRANSACTIONS_ROOT_WRONG", { transactionsRoot: WRONG }],
    ["BLOCK_RECEIPTS_ROOT_WRONG", { receiptsRoot: WRONG }],
    ["BLOCK_STATE_ROOT_WRONG", { stateRoot: WRONG }],
  ];
  return [
    ...headers.map(([wanted, change]): Answer => ({ wanted, got: got(apply(before, { header: { ...header, ...change }, transactions })) })),
    { wanted: "BLOCK_MALFORMED", got: got(applyBytes(before, bytes.subarray(0, bytes.length - 1))) },
  ];
}

/** A transaction that cannot be charged, each for another reason, and what a proposer makes of it. */
function wrongTransactions({ before, built: { block } }: BlockView, signer: Signer): Answer[] {
  const account = accounts.get(before.store, signer.address);
  if (account === undefined) return [];
  const payload: Payload = { kind: "transfer", to: signer.address, amount: 1n };
  const good = { chainId: before.chain.chainId, nonce: account.nonce, feeLimit: LUX, payload };
  const flipped = (bytes: Uint8Array): Uint8Array => bytes.with(bytes.length - 20, bytes[bytes.length - 20]! ^ 1);
  const cases: readonly [Code, Uint8Array][] = [
    ["TRANSACTION_MALFORMED", new Uint8Array(3)],
    ["CHAIN_ID_WRONG", signTransaction(signer, { ...good, chainId: WRONG })],
    ["SIGNATURE_INVALID", flipped(signTransaction(signer, good))],
    ["NONCE_WRONG", signTransaction(signer, { ...good, nonce: account.nonce + 1 })],
    ["FEE_LIMIT_TOO_LOW", signTransaction(signer, { ...good, feeLimit: 0n })],
  ];
  const { time, proposer, beacon } = block.header;
  const refusalOf = (bytes: Uint8Array): string =>
    build(before, { time, proposer, beacon, transactions: [bytes] }).dropped[0]?.refusal.code ?? "accepted";
  return cases.map(([wanted, bytes]) => ({ wanted, got: refusalOf(bytes) }));
}

/** What becomes of blocks and transactions that are wrong in one thing, tried on the state before a block: nothing of it stays. */
export const hostileAnswers = (view: BlockView, signer: Signer): Answer[] => [...wrongBlocks(view), ...wrongTransactions(view, signer)];
