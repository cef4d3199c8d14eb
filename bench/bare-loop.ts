/**
 * The least that any implementation has to do for a block, without a state: the codec's work and the hashes. What is hashed is
 * listened to once while `apply` applies the block, and kept, so that the loop hashes the same bytes in the same portions:
 * digests, ideal signatures, transaction and object ids, the lists of R03, the keys and values of the records that the block
 * writes, and the leaves and nodes of the tree that its changes touch. The codec's work is: each transaction decoded, an
 * attestation's body encoded; each receipt, the header, and the last value of each record
 * that the block writes encoded once. Checks, reads, the order of keys, indices and the making of new values are not in it.
 */

import { tableOfKey } from "../src/conformance/tables.ts";
import { attestationBodyCodec } from "../src/model/attestation/records.ts";
import { apply } from "../src/model/chain/apply.ts";
import { type Block, headerCodec, type Receipt, receiptCodec } from "../src/model/chain/block.ts";
import type { State } from "../src/model/chain/state.ts";
import { transactionCodec } from "../src/model/chain/transactions.ts";
import { type Hasher, hashPairs, sha256, sha256Hex, useHasher } from "../src/model/crypto/hash.ts";
import { type Codec, decode, encode } from "../src/model/encoding/codec.ts";
import { differences } from "../src/model/state/store.ts";

/** Hashes that were asked for, in their order. */
export interface Heard {
  /** Inputs of `sha256`. */
  readonly messages: readonly Uint8Array[];
  /** Inputs of `sha256Hex`. */
  readonly named: readonly Uint8Array[];
  /** Inputs of `hashPairs`. */
  readonly levels: readonly Uint8Array[];
}

/** Byte strings one after the other in one buffer, so that what was noted costs the collector of garbage next to nothing while others are timed. */
interface Tape {
  readonly note: (bytes: Uint8Array) => void;
  /** Views of all that was noted, in order. */
  readonly noted: () => Uint8Array[];
}

function tape(): Tape {
  let whole = new Uint8Array(1 << 16);
  const ends: number[] = [];
  return {
    note(bytes) {
      const from = ends.at(-1) ?? 0;
      if (from + bytes.length > whole.length) {
        const wider = new Uint8Array(2 * (from + bytes.length));
        wider.set(whole);
        whole = wider;
      }
      whole.set(bytes, from);
      ends.push(from + bytes.length);
    },
    noted: () => ends.map((end, index) => whole.subarray(ends[index - 1] ?? 0, end)),
  };
}

/** Does something with a hasher that notes what it is asked for, and computes as the one in use does. */
function listen(work: () => void): Heard {
  const [messages, named, levels] = [tape(), tape(), tape()];
  let inner: Hasher | undefined;
  const listener: Hasher = {
    name: "listening",
    sha256(bytes) {
      messages.note(bytes);
      return inner!.sha256(bytes);
    },
    sha256Hex(bytes) {
      named.note(bytes);
      return inner!.sha256Hex(bytes);
    },
    hashPairs(pairs, hashes) {
      levels.note(pairs);
      inner!.hashPairs(pairs, hashes);
    },
  };
  inner = useHasher(listener);
  work();
  useHasher(inner);
  return { messages: messages.noted(), named: named.noted(), levels: levels.noted() };
}

/** A value and how it is encoded. */
interface Valued {
  readonly codec: Codec<unknown>;
  readonly value: unknown;
}

/** The records that one state has and the other has not, or otherwise. */
function written(before: State, after: State): Valued[] {
  return differences(before.store, after.store).flatMap(({ key, after: bytes }) => {
    if (bytes === undefined) return [];
    const codec = tableOfKey(key).value;
    const decoded = decode(codec, bytes);
    return decoded.ok ? [{ codec, value: decoded.value }] : [];
  });
}

/** A block's share of the loop, and what it is made of. */
export interface BareBlock extends Heard {
  readonly block: Block;
  readonly receipts: readonly Receipt[];
  readonly records: readonly Valued[];
}

/** Applies blocks one after the other and notes what each comes to. */
export function bareBlocks(begin: State, blocks: readonly Block[]): BareBlock[] {
  let state = begin;
  return blocks.map((block) => {
    const before = state;
    let receipts: readonly Receipt[] = [];
    const heard = listen(() => {
      const applied = apply(before, block);
      if (!applied.ok) throw new Error(`${applied.refusal.code}: ${applied.refusal.detail}`);
      ({ state, receipts } = applied);
    });
    return { ...heard, block, receipts, records: written(before, state) };
  });
}

/** The loop for one block; what it returns only keeps the work from being left out. */
export function runBare({ block, receipts, records, messages, named, levels }: BareBlock): number {
  let sum = 0;
  for (const bytes of block.transactions) {
    const decoded = decode(transactionCodec, bytes);
    if (!decoded.ok) throw new Error(decoded.reason);
    const { payload } = decoded.value;
    if (payload.kind === "attest") sum += encode(attestationBodyCodec, payload).length;
  }
  for (const receipt of receipts) sum += encode(receiptCodec, receipt).length;
  for (const { codec, value } of records) sum += encode(codec, value).length;
  sum += encode(headerCodec, block.header).length;
  for (const message of messages) sum += sha256(message)[0]!;
  for (const message of named) sum += sha256Hex(message).length;
  for (const pairs of levels) {
    const hashes = new Uint8Array(pairs.length / 2);
    hashPairs(pairs, hashes);
    sum += hashes[0]!;
  }
  return sum;
}
