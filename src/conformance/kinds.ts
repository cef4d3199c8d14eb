/** What `achain codec` and the vectors of `codec` know by name: every top-level object, payloads, events, and the records of every table. */
import { blockCodec, headerCodec, receiptCodec } from "../model/chain/block.ts";
import { genesisCodec } from "../model/chain/genesis.ts";
import { payloadCodec, transactionCodec } from "../model/chain/transactions.ts";
import type { Codec, TypeOf } from "../model/encoding/codec.ts";
import { struct, topLevel } from "../model/encoding/objects.ts";
import { bytes32, list } from "../model/encoding/primitives.ts";
import { eventCodec } from "../model/events/events.ts";
import { proofCodec } from "../model/state/proof.ts";
import { outputCodec, requestCodec } from "../model/tolerance/output.ts";
import { snapshotCodec } from "./snapshot.ts";
import { TABLES } from "./tables.ts";

/** The receipts of a block, in the order of its transactions. */
export const receiptsCodec = topLevel("receipts", struct("receipts", { receipts: list(receiptCodec.body, 10_000) }));

/** Blocks one after the other, each with what it comes to. */
export const traceCodec = topLevel(
  "trace",
  struct("trace", {
    steps: list(struct("step", { block: blockCodec.body, receipts: list(receiptCodec.body, 10_000), hash: bytes32, root: bytes32 }), 100_000),
  }),
);

/** See `traceCodec`. */
export type Trace = TypeOf<typeof traceCodec>;

const TOP_LEVEL = [
  ...[genesisCodec, headerCodec, blockCodec, transactionCodec, receiptCodec, receiptsCodec, traceCodec, snapshotCodec, proofCodec],
  ...[requestCodec, outputCodec, payloadCodec, eventCodec],
] as unknown as readonly Codec<unknown>[];

/** Codecs by name. The record of a table goes by the table's name. */
export const KINDS: ReadonlyMap<string, Codec<unknown>> = new Map([
  ...TOP_LEVEL.map((codec) => [codec.name, codec] as const),
  ...TABLES.map(({ name, value }) => [name, value] as const),
]);
