/**
 * Memory of a million records of an attestation's size, everything in: records, indices, tree, what the heap keeps for them. Bar: 700
 * bytes each. And what snapshots cost: a thousand kept ones, each a block of 500 writes after the one before.
 */
import { attestations } from "../src/model/attestation/records.ts";
import { encode } from "../src/model/encoding/codec.ts";
import { commit, draftOf, type Store } from "../src/model/state/store.ts";
import { attestationOf, idOf, storeOf } from "./big-store.ts";
import type { Row } from "./row.ts";

const RECORDS = 1_000_000;
const SNAPSHOTS = 100;
const WRITES = 500;

/** Bytes in use: the heap and all array buffers, after everything that can be collected was. */
function used(): number {
  if (globalThis.gc === undefined) throw new Error("memory is measured with --expose-gc");
  for (let round = 0; round < 4; round += 1) globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Bytes a record, and the store that has them. */
function measured(status: "open" | "final"): { readonly each: number; readonly resident: number; readonly store: Store } {
  const begun = used();
  const residentBefore = process.memoryUsage().rss;
  const store = storeOf(RECORDS, status);
  const after = used();
  return { each: (after - begun) / RECORDS, resident: (process.memoryUsage().rss - residentBefore) / RECORDS, store };
}

/** Bytes that one more kept snapshot takes, of blocks of random writes. */
function snapshotCost(store: Store): number {
  const kept: Store[] = [store];
  const begun = used();
  for (let round = 0; round < SNAPSHOTS; round += 1) {
    const draft = draftOf(kept.at(-1)!);
    for (let index = 0; index < WRITES; index += 1) {
      const number = Math.imul(round * WRITES + index, 2_654_435_761) >>> 0;
      attestations.put(draft, attestationOf(number % RECORDS, "open", BigInt(round)), idOf(number % RECORDS));
    }
    kept.push(commit(draft));
  }
  const cost = (used() - begun) / SNAPSHOTS;
  if (kept.length !== SNAPSHOTS + 1) throw new Error("a snapshot was lost");
  return cost;
}

/** The rows of memory. */
export default function memory(): readonly Row[] {
  const size = encode(attestations.value, attestationOf(0, "open")).length;
  storeOf(40_000, "final"); // the code, the encoders, the caches: not the records' memory
  const final = measured("final");
  const open = measured("open");
  const peer = { name: "canonical bytes of key and value", value: size + 33 };
  const bar = { of: "value", wants: "at most", limit: 700 } as const;
  const note = (resident: number): string => `heap and array buffers after collection; the process grew by ${Math.round(resident)} bytes each`;
  const rows: Row[] = [
    { what: "memory of a final attestation, of 1,000,000 in one index", value: final.each, unit: "bytes", peer, bar, note: note(final.resident) },
    { what: "memory of an open attestation, of 1,000,000 in two indices", value: open.each, unit: "bytes", peer, bar, note: note(open.resident) },
  ];
  const cost = snapshotCost(open.store);
  rows.push({
    what: `a snapshot kept: of 1,000,000 records, ${WRITES} written since the one before`,
    value: cost / 1024,
    unit: "KiB",
    peer: { name: "a copy of the records", value: (RECORDS * (size + 33)) / 1024 },
    note: `${Math.round(cost / WRITES)} bytes for each record that differs; the snapshot itself is one object`,
  });
  return rows;
}
