import BTreeModule from "sorted-btree";
import { sha256 } from "../crypto/hash.ts";
import { type Codec, decode, encode } from "../encoding/codec.ts";
import { digitsToBytes, toBareHex } from "../encoding/hex.ts";
import { countOf, decodedAt, type Edit, edit, find, keyAt, type Pages, scan, unshared, valueAt } from "./pages.ts";
import { type Change, rootOf, type Tree, update } from "./tree.ts";

// The package is CommonJS: under Node its class is a member of the default import, under a bundler the default itself.
const BTree = ((BTreeModule as unknown as { default?: unknown }).default ?? BTreeModule) as OrderedMapClass;

/** As much of the package's ordered map as a draft uses; keys are digits in ascending order. */
interface OrderedMap<V> {
  set(key: string, value: V): boolean;
  /** Visits pairs from `low` to `high` in order. */
  forRange(low: string, high: string, includeHigh: boolean, visit: (key: string, value: V) => void): number;
  forEachPair(visit: (key: string, value: V) => void): number;
}

type OrderedMapClass = new <V>(entries: undefined, compare: (a: string, b: string) => number) => OrderedMap<V>;

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What the store needs of a table, whatever its types. */
export interface AnyTable {
  readonly name: string;
  /** The first byte of every key; append-only. */
  readonly number: number;
  readonly value: Codec<unknown>;
  /** The entries under which indices file a record: digits, all ending with those of its key. */
  indexKeys(key: string, value: unknown): readonly string[];
}

/**
 * The records of a state, their indices, and the tree that commits to them. Immutable: a snapshot is the value itself, and two
 * share what does not differ. Keys are the bytes of a table's number and of the key's parts; values are canonical bytes.
 */
export interface Store {
  readonly records: Pages;
  /** Derived from the records by their tables' declarations; in no root. Keys without values. */
  readonly indices: Pages;
  readonly tree: Tree;
}

/** A store with nothing in it. */
export function emptyStore(): Store {
  return { records: undefined, indices: undefined, tree: undefined };
}

/** A record that a draft has looked at. */
interface Seen {
  readonly table: AnyTable;
  /** Undefined where there is none. */
  value: unknown;
  isWritten: boolean;
  /** Where indices file it, once that was asked. */
  filed: readonly string[] | undefined;
}

/** A store being written to; the one that it began from stays as it is. Keys are digits. */
export interface Draft {
  readonly base: Store;
  readonly seen: Map<string, Seen>;
  /** Records written or deleted, in order of their keys. */
  readonly written: OrderedMap<Seen>;
  /** Entries of indices: filed (true) or taken out (false) since. */
  readonly filed: OrderedMap<boolean>;
}

/** What reads need: a state, or a draft of the next one. */
export type Reader = Store | Draft;

const isDraft = (reader: Reader): reader is Draft => "base" in reader;

/** Begins a draft of a store, in constant time. */
export function draftOf(base: Store): Draft {
  return { base, seen: new Map(), written: new BTree<Seen>(undefined, byCodeUnit), filed: new BTree<boolean>(undefined, byCodeUnit) };
}

/** Where the bytes of a key that is being looked up are put: reads do not nest. */
const needle = new Uint8Array(256);

function decodeValue(table: AnyTable, bytes: Uint8Array): unknown {
  const decoded = decode(table.value, bytes);
  if (!decoded.ok) throw new Error(`a record of ${table.name} does not decode: byte ${decoded.offset}, ${decoded.reason}`);
  return decoded.value;
}

function readStore({ records }: Store, table: AnyTable, key: string): unknown {
  const place = find(records, needle, digitsToBytes(key, needle));
  return place && decodedAt(place, (bytes) => decodeValue(table, bytes));
}

function look(draft: Draft, table: AnyTable, key: string): Seen {
  const known = draft.seen.get(key);
  if (known !== undefined) return known;
  const seen: Seen = { table, value: readStore(draft.base, table, key), isWritten: false, filed: undefined };
  draft.seen.set(key, seen);
  return seen;
}

/** The record of a table under a key (its digits), or undefined. */
export function read(reader: Reader, table: AnyTable, key: string): unknown {
  return isDraft(reader) ? look(reader, table, key).value : readStore(reader, table, key);
}

/** Puts, or with undefined deletes, a record. */
export function write(draft: Draft, table: AnyTable, key: string, value: unknown): void {
  const seen = look(draft, table, key);
  const before = seen.filed ?? (seen.value === undefined ? [] : table.indexKeys(key, seen.value));
  const after = value === undefined ? [] : table.indexKeys(key, value);
  for (const entry of before) if (!after.includes(entry)) draft.filed.set(entry, false);
  for (const entry of after) if (!before.includes(entry)) draft.filed.set(entry, true);
  seen.filed = after;
  seen.value = value;
  if (seen.isWritten) return;
  seen.isWritten = true;
  draft.written.set(key, seen);
}

/** After every text of digits that begins with a prefix. */
const END = "g";

/** Keys of a map from `low` to all that begin with `high`, with those that a draft added and without those that it took out. */
function keysIn<V>(
  pages: Pages,
  overlay: OrderedMap<V> | undefined,
  isIn: (value: V) => boolean,
  low: string,
  high: string,
  limit: number,
): string[] {
  const added: string[] = [];
  const removed = new Set<string>();
  overlay?.forRange(low, high + END, false, (key, value) => {
    if (isIn(value)) added.push(key);
    else removed.add(key);
  });
  const keys: string[] = [];
  const bytes = (digits: string): Uint8Array => needle.slice(0, digitsToBytes(digits, needle));
  let next = 0;
  scan(pages, bytes(low), bytes(high), (leaf, index) => {
    const key = toBareHex(keyAt({ leaf, index }));
    for (; next < added.length && added[next]! < key && keys.length < limit; next += 1) keys.push(added[next]!);
    if (added[next] === key) next += 1;
    if (!removed.has(key)) keys.push(key);
    return keys.length < limit;
  });
  for (; next < added.length && keys.length < limit; next += 1) keys.push(added[next]!);
  return keys.length > limit ? keys.slice(0, limit) : keys;
}

/** Keys of the records from `low` to all that begin with `high`, in ascending order. */
export function recordKeys(reader: Reader, low: string, high: string): string[] {
  if (!isDraft(reader)) return keysIn(reader.records, undefined, () => true, low, high, Number.POSITIVE_INFINITY);
  return keysIn(reader.base.records, reader.written, ({ value }) => value !== undefined, low, high, Number.POSITIVE_INFINITY);
}

/** Entries of indices from `low` to all that begin with `high`, in ascending order; at most `limit`. */
export function indexEntries(reader: Reader, low: string, high: string, limit = Number.POSITIVE_INFINITY): string[] {
  if (!isDraft(reader)) return keysIn(reader.indices, undefined, () => true, low, high, limit);
  return keysIn(reader.base.indices, reader.filed, (isFiled) => isFiled, low, high, limit);
}

/** A record as bytes. */
export interface RecordBytes {
  /** The table's number and the key's canonical bytes. */
  readonly key: Uint8Array;
  /** Canonical bytes. */
  readonly value: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/** Every record of a store as bytes, in ascending order of its key: views, not to be written to. */
export function recordBytes({ records }: Store): RecordBytes[] {
  const all: RecordBytes[] = [];
  scan(records, NO_BYTES, NO_BYTES, (leaf, index) => all.push({ key: keyAt({ leaf, index }), value: valueAt({ leaf, index }) }) > 0);
  return all;
}

/** A record as its bytes, by the digits of its key. */
export function bytesOf({ records }: Store, key: string): Uint8Array | undefined {
  const place = find(records, needle, digitsToBytes(key, needle));
  return place && valueAt(place);
}

/** A record that is in one store and not, or otherwise, in another. */
export interface Difference {
  /** Digits. */
  readonly key: string;
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
}

/** What differs between the records of two stores, in ascending order of the keys; what they share is not looked at. */
export function differences(before: Store, after: Store): Difference[] {
  return [...unshared(before.records, after.records)]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([key, [old, now]]) => ({ key, before: old, after: now }));
}

/** How many records there are. */
export function recordCount({ records }: Store): number {
  return countOf(records);
}

/** The hash of a record's key, given as digits: SHA-256 of the table's number and the key's canonical bytes. */
export function keyHashOf(key: string): Uint8Array {
  return sha256(needle.slice(0, digitsToBytes(key, needle)));
}

/** What a draft changed, in order of the keys' bytes: as edits of the records, and as changes of the tree. */
function changesOf(draft: Draft): { readonly edits: readonly Edit[]; readonly changes: readonly Change[] } {
  const edits: Edit[] = [];
  const changes: Change[] = [];
  draft.written.forEachPair((digits, { table, value: decoded }) => {
    const key = needle.slice(0, digitsToBytes(digits, needle));
    const value = decoded === undefined ? undefined : encode(table.value, decoded);
    edits.push({ key, value, decoded });
    changes.push({ keyHash: sha256(key), valueHash: value && sha256(value) });
  });
  return { edits, changes };
}

/** Edits of indices. */
function filingsOf(draft: Draft): Edit[] {
  const edits: Edit[] = [];
  draft.filed.forEachPair((digits, isFiled) => {
    const key = needle.slice(0, digitsToBytes(digits, needle));
    edits.push({ key, value: isFiled ? NO_BYTES : undefined, decoded: undefined });
  });
  return edits;
}

/** The store that a draft has become. The draft must not be written to again. */
export function commit(draft: Draft): Store {
  const { records, indices, tree } = draft.base;
  const { edits, changes } = changesOf(draft);
  if (edits.length === 0) return draft.base;
  return { records: edit(records, edits), indices: edit(indices, filingsOf(draft)), tree: update(tree, changes) };
}

/** The root of a store: 32 bytes. */
export function storeRoot(store: Store): Uint8Array {
  return rootOf(store.tree);
}

/** The tree of these records built from nothing: what `store.tree` must equal, whatever the order of writes was. */
export function rebuildTree(store: Store): Tree {
  return update(
    undefined,
    recordBytes(store).map(({ key, value }) => ({ keyHash: sha256(key), valueHash: sha256(value) })),
  );
}
