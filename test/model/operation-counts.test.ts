/**
 * How much is computed, counted: hashes, calls of the hasher, pages and buckets made. Counts are the same on every machine, so that work
 * done twice, or a path copied that could be shared, shows here as a number and not somewhere else as time.
 */
import { afterAll, describe, expect, it } from "vitest";
import { depthOf, newPages } from "../../properties/page-shape.ts";
import { attest, market } from "../../src/conformance/acts.ts";
import { type Act, act, addressOf, applied, type Chain, play } from "../../src/conformance/chain.ts";
import { nobleHasher, useHasher } from "../../src/model/crypto/hash.ts";
import { u32, u64 } from "../../src/model/encoding/primitives.ts";
import { prove } from "../../src/model/state/proof.ts";
import { commit, draftOf, emptyStore, keyHashOf, type Store, storeRoot } from "../../src/model/state/store.ts";
import { ordinal, table, term } from "../../src/model/state/table.ts";
import { BUCKET_LEAVES, countOf, isBucket, leavesOf, type Tree } from "../../src/model/state/tree.ts";

/** What was hashed: bytes of a text or a record, by the object of their tag or `untagged`; pairs in the tree; calls for pairs. */
interface Counts {
  readonly single: { [object: string]: number };
  pairs: number;
  calls: number;
}

let counts: Counts = { single: {}, pairs: 0, calls: 0 };
const before = useHasher(nobleHasher);

function note(bytes: Uint8Array): void {
  const object = /^lux\/achain\/([^/]*)\/v1\0/.exec(Buffer.from(bytes.subarray(0, 64)).toString("latin1"))?.[1] ?? "untagged";
  counts.single[object] = (counts.single[object] ?? 0) + 1;
}

useHasher({
  name: "counting",
  sha256(bytes) {
    note(bytes);
    return before.sha256(bytes);
  },
  sha256Hex(bytes) {
    note(bytes);
    return before.sha256Hex(bytes);
  },
  hashPairs(pairs, hashes) {
    counts.calls += 1;
    counts.pairs += hashes.length / 32;
    before.hashPairs(pairs, hashes);
  },
});
afterAll(() => {
  useHasher(before);
});

/** What is hashed while something is done. */
function counted(what: () => unknown): Counts {
  counts = { single: {}, pairs: 0, calls: 0 };
  what();
  const counted = counts;
  counts = { single: {}, pairs: 0, calls: 0 };
  return counted;
}

/** A table with an index, whose keys are numbers. */
const items = table({ number: 0xf0, name: "item", key: [u32], value: u64, indices: { price: (price) => [term(ordinal(price))] } });

function written(store: Store, keys: readonly number[], value: bigint | undefined): Store {
  const draft = draftOf(store);
  for (const key of keys) value === undefined ? items.delete(draft, key) : items.put(draft, value, key);
  return commit(draft);
}

const upTo = (count: number, step = 1): number[] => Array.from({ length: count }, (_, index) => index * step);
const holding = (count: number): Store => written(emptyStore(), upTo(count), 1n);

/** Buckets and branches of a tree. */
function partsOf(tree: Tree, into: Set<object> = new Set()): Set<object> {
  if (tree === undefined) return into;
  into.add(tree);
  if (isBucket(tree)) return into;
  partsOf(tree.left, into);
  return partsOf(tree.right, into);
}

/** What a store has that another has not: pages of records, pages of indices, buckets, branches. */
function made(old: Store, now: Store): readonly [records: number, indices: number, buckets: number, branches: number] {
  const known = partsOf(old.tree);
  const parts = [...partsOf(now.tree)].filter((part) => !known.has(part));
  const buckets = parts.filter((part) => part instanceof Uint8Array).length;
  return [newPages(old.records, now.records), newPages(old.indices, now.indices), buckets, parts.length - buckets];
}

/** The nodes on the way to a record. */
const pathOf = (store: Store, key: number): number => prove(store.tree, keyHashOf(items.keyOf(key))).siblings.length;

const N = 4096;
const STORE = holding(N);

describe("hashes of a commit to 4,096 records", () => {
  it("of one write: the key, the value; its leaf, the 12 nodes above it, and the leaf beside it, whose hash a bucket does not keep", () => {
    expect(pathOf(STORE, 7)).toBe(12);
    expect(counted(() => written(STORE, [7], 2n))).toEqual({ single: { untagged: 2 }, pairs: 14, calls: 13 });
  });

  it("of 100 writes: each node above several of them once", () => {
    const paths = upTo(100, 40).reduce((sum, key) => sum + pathOf(STORE, key), 0);
    expect(paths).toBe(1343);
    expect(counted(() => written(STORE, upTo(100, 40), 2n))).toEqual({ single: { untagged: 200 }, pairs: 948, calls: 21 });
  });

  it("of what was there already: the key and the value, and nothing of the tree", () => {
    expect(counted(() => written(STORE, [7], 1n))).toEqual({ single: { untagged: 2 }, pairs: 0, calls: 0 });
    expect(counted(() => written(STORE, upTo(100, 40), 1n))).toEqual({ single: { untagged: 200 }, pairs: 0, calls: 0 });
  });

  it("of one deletion: the key; the nodes above it, and what was beside it, put together again as it hangs higher now", () => {
    expect(counted(() => written(STORE, [7], undefined))).toEqual({ single: { untagged: 1 }, pairs: 17, calls: 15 });
  });

  it("of one insertion: the key, the value; its leaf, the 12 nodes above it, and the leaf beside it", () => {
    expect(pathOf(written(STORE, [N], 1n), N)).toBe(12);
    expect(counted(() => written(STORE, [N], 1n))).toEqual({ single: { untagged: 2 }, pairs: 14, calls: 13 });
  });

  it("of a deletion of nothing: the key", () => {
    expect(counted(() => written(STORE, [N], undefined))).toEqual({ single: { untagged: 1 }, pairs: 0, calls: 0 });
  });

  it("of reading, or of a draft that is dropped: nothing", () => {
    const nothing: Counts = { single: {}, pairs: 0, calls: 0 };
    expect(counted(() => items.all(STORE))).toEqual(nothing);
    expect(counted(() => items.indexed(STORE, "price", "", 10))).toEqual(nothing);
    expect(counted(() => items.put(draftOf(STORE), 5n, 7))).toEqual(nothing);
    expect(counted(() => commit(draftOf(STORE)))).toEqual(nothing);
    expect(counted(() => storeRoot(STORE))).toEqual(nothing);
  });
});

/** Pairs and calls that a write of these records needs: what is written, each node above one of it, and single leaves beside the way. */
function needed(store: Store, keys: readonly number[]): { pairs: number; calls: number } {
  const [nodes, changed, beside, depths] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<number>()];
  for (const key of keys) {
    const keyHash = keyHashOf(items.keyOf(key));
    const bits = [...keyHash].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const { siblings } = prove(store.tree, keyHash);
    changed.add(bits.slice(0, siblings.length));
    for (const [depth, sibling] of siblings.entries()) {
      nodes.add(bits.slice(0, depth));
      depths.add(depth);
      // The top bit says that a leaf stands there. Which one it is, its place says.
      if (Number.parseInt(sibling[2]!, 16) >= 8) beside.add(bits.slice(0, depth) + (bits[depth] === "0" ? "1" : "0"));
    }
  }
  const unchanged = [...beside].filter((place) => !changed.has(place));
  return { pairs: changed.size + nodes.size + unchanged.length, calls: depths.size + 1 };
}

describe("hashes of any commit", () => {
  const sizes = [64, 1024, 16_384, 65_536].map((count) => [count, holding(count)] as const);

  it.each(sizes)(
    "to %d records are those of the leaves written, of the nodes above, and of leaves beside the way; a level is one call",
    (count, store) => {
      for (const writes of [1, 2, 10, 63, 500].filter((some) => some <= count / 2)) {
        const keys = upTo(writes, Math.floor(count / writes));
        const { pairs, calls } = counted(() => written(store, keys, 2n));
        expect({ pairs, calls }).toEqual(needed(store, keys));
      }
    },
  );

  it.each(sizes)("to %d records are at most log2(n/k) + 6 for each of k writes", (count, store) => {
    for (let writes = 1; writes <= count; writes *= 16) {
      const { pairs } = counted(() => written(store, upTo(writes, count / writes), 2n));
      expect(pairs).toBeLessThanOrEqual(writes * (Math.log2(count / writes) + 6));
    }
  });
});

describe("what a commit makes anew", () => {
  it("for one write: the pages on its way, its bucket, and the branches above it", () => {
    expect([depthOf(STORE.records), depthOf(STORE.indices)]).toEqual([3, 3]);
    // Another term: the way of the old entry, and beside it a full page, and a full one above it, that the new one at the end splits.
    expect(made(STORE, written(STORE, [7], 2n))).toEqual([3, 3 + 4, 1, 8]);
  });

  it("for 100 writes: each page, bucket and branch on their way once", () => {
    // One in 40 keys of 32 to a page: 100 pages, the 4 above them, the root. Terms leave 100 pages, and fill new ones at the end.
    expect(made(STORE, written(STORE, upTo(100, 40), 2n))).toEqual([105, 111, 82, 152]);
  });

  it("for what was there already: the pages on its way, and nothing of the tree", () => {
    expect(made(STORE, written(STORE, [7], 1n))).toEqual([3, 0, 0, 0]);
  });

  it("for one deletion or insertion: the same, and what it splits", () => {
    expect(made(STORE, written(STORE, [7], undefined))).toEqual([3, 3, 1, 8]);
    expect(made(STORE, written(STORE, [N], 1n))).toEqual([3 + 2, 3 + 2, 1, 8]);
  });

  it("for nothing: nothing, so that a snapshot costs nothing", () => {
    expect(commit(draftOf(STORE))).toBe(STORE);
    const draft = draftOf(STORE);
    items.get(draft, 7);
    expect(commit(draft)).toBe(STORE);
  });

  it("is as little as the tree's shape allows: no bucket is larger than it may be, none could be joined with another", () => {
    expect(countOf(STORE.tree)).toBe(N);
    for (const part of partsOf(STORE.tree) as Set<Exclude<Tree, undefined>>)
      if (isBucket(part)) expect(leavesOf(part)).toBeLessThanOrEqual(BUCKET_LEAVES);
      else expect(countOf(part)).toBeGreaterThan(BUCKET_LEAVES);
  });
});

describe("two drafts of one store", () => {
  it("see nothing of each other, nor does the store", () => {
    const [one, two] = [draftOf(STORE), draftOf(STORE)];
    items.put(one, 5n, 7);
    items.delete(two, 7);
    items.put(two, 6n, N);
    const read = (reader: Store | typeof one) => [items.get(reader, 7), items.get(reader, N), items.indexed(reader, "price", "").length];
    expect([read(one), read(two), read(STORE)]).toEqual([
      [5n, undefined, N],
      [undefined, 6n, N],
      [1n, undefined, N],
    ]);
    const [first, second] = [commit(one), commit(two)];
    expect([read(first), read(second), read(STORE)]).toEqual([
      [5n, undefined, N],
      [undefined, 6n, N],
      [1n, undefined, N],
    ]);
    expect(storeRoot(first)).toEqual(storeRoot(written(STORE, [7], 5n)));
  });
});

describe("hashes of a block that is applied", () => {
  const MARKET = market();
  /** What is hashed for a header: the beacon's message and its signature, and the block's own hash. */
  const HEADER = { beacon: 1, "ideal-beacon": 1, block: 1 };
  const ofBlock = (chain: Chain, ...acts: readonly Act[]): Counts => {
    const { block } = play(chain, ...acts).last!;
    return counted(() => applied(chain, block));
  };

  it("that is empty", () => {
    // Two lists with nothing in them, and the beacon's value, have no tag.
    expect(ofBlock(MARKET)).toEqual({ single: { ...HEADER, untagged: 2 + 1 }, pairs: 0, calls: 0 });
  });

  it("with two transfers", () => {
    const pay = (from: string, to: string): Act => act(from, { kind: "transfer", to: addressOf(to), amount: 1n });
    const single = { ...HEADER, transaction: 2, "transaction-id": 2, "ideal-signature": 2, untagged: 2 * 3 + 1 + 2 * 5 };
    // Two lists of two leaves and a node; key and value of four accounts and the ledger.
    expect(ofBlock(MARKET, pay("eve", "ann"), pay("cora", "ben"))).toEqual({ single, pairs: 44, calls: 12 });
  });

  it("with two attestations", () => {
    const signed = { transaction: 2, "transaction-id": 2, "ideal-signature": 2 + 2 };
    // Two lists again; two accounts, two providers, two attestations, what they attested to, and the ledger.
    const single = { ...HEADER, ...signed, attestation: 2, attested: 2, "tee-report": 2, untagged: 2 * 3 + 1 + 2 * 9 };
    expect(ofBlock(MARKET, attest(MARKET, "ann"), attest(MARKET, "ben"))).toEqual({ single, pairs: 50, calls: 11 });
  });

  it("is the same when it is applied again", () => {
    const acts = [attest(MARKET, "ann"), attest(MARKET, "ben")];
    expect(ofBlock(MARKET, ...acts)).toEqual(ofBlock(MARKET, ...acts));
  });
});
