import { address } from "../crypto/address.ts";
import { as, taggedHash } from "../crypto/hash.ts";
import type { TypeOf } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct, topLevel } from "../encoding/objects.ts";
import { bytes, bytes32, count64, fixedBytes, list, u16, u64 } from "../encoding/primitives.ts";
import { eventCodec } from "../events/events.ts";
import { transactionCodec } from "./transactions.ts";

/** A block without its transactions (R36). */
export const headerCodec = topLevel(
  "header",
  struct("header", {
    height: count64,
    parent: bytes32,
    /** Unix seconds. */
    time: count64,
    proposer: address,
    /** The beacon key's BLS signature of this height. */
    beacon: fixedBytes(96),
    transactionsRoot: bytes32,
    receiptsRoot: bytes32,
    stateRoot: bytes32,
  }),
);

/** See `headerCodec`. */
export type Header = TypeOf<typeof headerCodec>;

/** The most transactions in a block. */
export const BLOCK_TRANSACTIONS_MAX = 10_000;

/** A block: its header, and its transactions as canonical bytes. */
export const blockCodec = topLevel(
  "block",
  struct("block", { header: headerCodec.body, transactions: list(bytes(transactionCodec.maxBytes), BLOCK_TRANSACTIONS_MAX) }),
);

/** See `blockCodec`. */
export type Block = TypeOf<typeof blockCodec>;

/** A receipt (R37): transaction hash, code (0 = applied), fee charged, events. */
export const receiptCodec = topLevel("receipt", struct("receipt", { transaction: bytes32, code: u16, fee: u64, events: list(eventCodec, 4096) }));

/** See `receiptCodec`. */
export type Receipt = TypeOf<typeof receiptCodec>;

const blockHashOf = taggedHash("block");
const beaconDigestOf = taggedHash("beacon");

/** A block's hash: H("block", canonical header). */
export function blockHash(header: Header): Hex {
  return blockHashOf(as(headerCodec, header));
}

/** What the beacon's key signs at a height: H("beacon", chain id ‖ height). */
export function beaconDigest(chainId: Hex, height: number): Hex {
  return beaconDigestOf(chainId, as(count64, height));
}
