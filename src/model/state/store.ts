import BTreeModule from "sorted-btree";
import { sha256 } from "../crypto/hash.ts";
import { type Codec, encode } from "../encoding/codec.ts";
import { parseHex } from "../encoding/hex.ts";
import { type Change, rootOf, type Tree, update } from "./tree.ts";

// The package is CommonJS: under Node its class is a member of the default import, under a bundler the default itself.
const BTree = ((BTreeModule as unknown as { default?: unknown }).default ?? BTreeModule) as OrderedMapClass;

/** As much of the package's ordered map as the store uses; keys are text in ascending order of code units. */
export interface OrderedMap<V> {
  readonly size: number;
  get(key: string): V | undefined;
  has(key: string): boolean;
  set(key: string, value: V): boolean;
  delete(key: string): boolean;
  keys(): IterableIterator<string>;
  values(): IterableIterator<V>;
  entries(lowest?: string): IterableIterator<[string, V]>;
  /** Gives one more than `limit`. */
  getRange(low: string, high: string, includeHigh: boolean, limit?: number): [string, V][];
  /** A copy in constant time: what they share is copied when one of them is written to. */
  clone(): OrderedMap<V>;
}

type OrderedMapClass = new <V>(entries: undefined, compare: (a: string, b: string) => number) => OrderedMap<V>;

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What the store needs of a table, whatever its types. */
export interface AnyTable {
  readonly name: string;
  /** The first byte of every key; append-only. */
  readonly number: number;
  readonly value: Codec<unknown>;
  indexKeys(key: string, value: unknown): readonly string[];
}

/** A record as held in memory: its value, and the hash of its key once that was needed. */
interface Entry {
  readonly table: AnyTable;
  readonly value: unknown;
  keyHash: Uint8Array | undefined;
}

/** What reads need: a state, or a draft of the next one. */
export interface Reader {
  /** Records by table and key, in ascending order of the key's bytes. */
  readonly records: OrderedMap<Entry>;
  /** Derived from the records by their tables' declarations; in no root. */
  readonly indices: OrderedMap<true>;
}

/** The records of a state and the tree that commits to them. Immutable: a snapshot is the value itself. */
export interface Store extends Reader {
  readonly tree: Tree;
}

/** A store with nothing in it. */
export function emptyStore(): Store {
  return { records: new BTree<Entry>(undefined, byCodeUnit), indices: new BTree<true>(undefined, byCodeUnit), tree: undefined };
}

/** A store being written to; the one that it began from stays as it is. */
export interface Draft extends Reader {
  readonly base: Store;
  /** Keys written or deleted since. */
  readonly touched: Set<string>;
}

/** Begins a draft of a store, in constant time. */
export function draftOf(base: Store): Draft {
  return { base, records: base.records.clone(), indices: base.indices.clone(), touched: new Set() };
}

/** Puts, or with undefined deletes, a record. */
export function write(draft: Draft, table: AnyTable, key: string, value: unknown): void {
  const old = draft.records.get(key);
  if (old !== undefined) for (const index of table.indexKeys(key, old.value)) draft.indices.delete(index);
  if (value === undefined) draft.records.delete(key);
  else {
    draft.records.set(key, { table, value, keyHash: old?.keyHash });
    for (const index of table.indexKeys(key, value)) draft.indices.set(index, true);
  }
  draft.touched.add(key);
}

/** The hash of a record's key: SHA-256 of the table's number and the key's canonical bytes. */
export function keyHashOf(key: string): Uint8Array {
  return sha256(parseHex(`0x${key}`)!);
}

/** The hash of a record's value: SHA-256 of its canonical bytes. */
export function valueHashOf(entry: { readonly table: AnyTable; readonly value: unknown }): Uint8Array {
  return sha256(encode(entry.table.value, entry.value));
}

/** What a draft changed, as the tree takes it; keys in ascending order. */
export function changesOf(draft: Draft): readonly Change[] {
  return [...draft.touched].sort(byCodeUnit).flatMap((key) => {
    const entry = draft.records.get(key);
    const before = draft.base.records.get(key);
    if (entry === undefined && before === undefined) return [];
    const keyHash = entry?.keyHash ?? before?.keyHash ?? keyHashOf(key);
    if (entry !== undefined) entry.keyHash = keyHash;
    return [{ keyHash, valueHash: entry === undefined ? undefined : valueHashOf(entry) }];
  });
}

/** The store that a draft has become. The draft must not be written to again. */
export function commit(draft: Draft): Store {
  if (draft.touched.size === 0) return draft.base;
  return { records: draft.records, indices: draft.indices, tree: update(draft.base.tree, changesOf(draft)) };
}

/** The root of a store: 32 bytes. */
export function storeRoot(store: Store): Uint8Array {
  return rootOf(store.tree);
}

/** The tree of these records built from nothing: what `store.tree` must equal, whatever the order of writes was. */
export function rebuildTree(reader: Reader): Tree {
  return update(
    undefined,
    [...reader.records.entries()].map(([key, entry]) => ({ keyHash: keyHashOf(key), valueHash: valueHashOf(entry) })),
  );
}
