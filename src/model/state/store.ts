import BTreeModule from "sorted-btree";
import { sha256 } from "../crypto/hash.ts";
import type { ByteWriter } from "../encoding/bytes.ts";
import { type Codec, decode, withWriter } from "../encoding/codec.ts";
import { digitsToBytes, toBareHex } from "../encoding/hex.ts";
import { unshared } from "./apart.ts";
import { countOf, decodedAt, type Edit, edit, find, keyAt, type Pages, scan, valueAt } from "./pages.ts";
import { type Change, rootOf, type Tree } from "./tree.ts";
import { update } from "./tree-update.ts";

// The package is CommonJS: under Node its class is a member of the default import, under a bundler the default itself.
const BTree = ((BTreeModule as unknown as { default?: unknown }).default ?? BTreeModule) as OrderedMapClass;

/** As much of the package's ordered map as a draft uses; keys are digits in ascending order. */
interface OrderedSet {
  set(key: string, isIn: boolean): boolean;
  /** Visits pairs from `low` to `high` in order. */
  forRange(low: string, high: string, includeHigh: boolean, visit: (key: string, isIn: boolean) => void): number;
  forEachPair(visit: (key: string, isIn: boolean) => void): number;
}

type OrderedMapClass = new (entries: undefined, compare: (a: string, b: string) => number) => OrderedSet;

const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A record's key as a draft looks it up: the part itself, where the key is of one text or number (no text is put together for
 * it), else its digits.
 */
export type Handle = string | number;

/** What the store needs of a table, whatever its types. */
export interface AnyTable {
  readonly name: string;
  /** The first byte of every key; append-only. */
  readonly number: number;
  readonly value: Codec<unknown>;
  /** A key's digits: those of the table's number and of its canonical bytes. */
  digitsOf(handle: Handle): string;
  handleOf(digits: string): Handle;
  /** The entries under which indices file a record: digits, all ending with those of its key. */
  indexKeys(digits: string, value: unknown): readonly string[];
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
  readonly digits: string;
  /** Undefined where there is none. */
  value: unknown;
  isWritten: boolean;
  /** Where indices file it, once that was asked. */
  filed: readonly string[] | undefined;
}

/** A store being written to; the one that it began from stays as it is. */
export interface Draft {
  readonly base: Store;
  /** By the table's number, then by handle. */
  readonly seen: (Map<Handle, Seen> | undefined)[];
  /** Entries of indices: filed (true) or taken out (false) since. */
  readonly filed: OrderedSet;
}

/** What reads need: a state, or a draft of the next one. */
export type Reader = Store | Draft;

const isDraft = (reader: Reader): reader is Draft => "base" in reader;

/** Begins a draft of a store, in constant time. */
export function draftOf(base: Store): Draft {
  return { base, seen: [], filed: new BTree(undefined, byCodeUnit) };
}

/** Where the bytes of a key that is being looked up are put: reads do not nest. */
const needle = new Uint8Array(256);

function decodeValue(table: AnyTable, bytes: Uint8Array): unknown {
  const decoded = decode(table.value, bytes);
  if (!decoded.ok) throw new Error(`a record of ${table.name} does not decode: byte ${decoded.offset}, ${decoded.reason}`);
  return decoded.value;
}

function readStore({ records }: Store, table: AnyTable, digits: string): unknown {
  const place = find(records, needle, digitsToBytes(digits, needle));
  return place && decodedAt(place, table, decodeValue);
}

function look(draft: Draft, table: AnyTable, handle: Handle): Seen {
  let ofTable = draft.seen[table.number];
  if (ofTable === undefined) {
    ofTable = new Map();
    draft.seen[table.number] = ofTable;
  }
  const known = ofTable.get(handle);
  if (known !== undefined) return known;
  const digits = table.digitsOf(handle);
  const seen: Seen = { table, digits, value: readStore(draft.base, table, digits), isWritten: false, filed: undefined };
  ofTable.set(handle, seen);
  return seen;
}

/** The record of a table under a key, or undefined. */
export function read(reader: Reader, table: AnyTable, handle: Handle): unknown {
  return isDraft(reader) ? look(reader, table, handle).value : readStore(reader, table, table.digitsOf(handle));
}

/** Puts, or with undefined deletes, a record. */
export function write(draft: Draft, table: AnyTable, handle: Handle, value: unknown): void {
  const seen = look(draft, table, handle);
  const before = seen.filed ?? (seen.value === undefined ? [] : table.indexKeys(seen.digits, seen.value));
  const after = value === undefined ? [] : table.indexKeys(seen.digits, value);
  for (const entry of before) if (!after.includes(entry)) draft.filed.set(entry, false);
  for (const entry of after) if (!before.includes(entry)) draft.filed.set(entry, true);
  seen.filed = after;
  seen.value = value;
  seen.isWritten = true;
}

/** Records of a table that a draft has written or deleted, in order of their keys. */
function writtenTo(draft: Draft, number: number): Seen[] {
  const written: Seen[] = [];
  for (const seen of draft.seen[number]?.values() ?? []) if (seen.isWritten) written.push(seen);
  return written.sort((a, b) => (a.digits < b.digits ? -1 : 1));
}

/** After every text of digits that begins with a prefix. */
const END = "g";

/** The bytes of a key, or of the beginning of one. */
function bytesOfDigits(digits: string): Uint8Array {
  const bytes = new Uint8Array(digits.length / 2);
  digitsToBytes(digits, bytes);
  return bytes;
}

/** Records of a table whose keys begin with these digits: pairs of digits and value, in ascending order. */
export function recordsIn(reader: Reader, table: AnyTable, low: string): (readonly [digits: string, value: unknown])[] {
  const pairs: [string, unknown][] = [];
  const store = isDraft(reader) ? reader.base : reader;
  const ofBase = bytesOfDigits(low);
  scan(
    store.records,
    ofBase,
    ofBase,
    (leaf, index) => pairs.push([toBareHex(keyAt({ leaf, index })), decodedAt({ leaf, index }, table, decodeValue)]) > 0,
  );
  const written = isDraft(reader) ? writtenTo(reader, table.number).filter(({ digits }) => digits.startsWith(low)) : [];
  if (written.length === 0) return pairs;
  const after = new Map(pairs);
  for (const { digits, value } of written) value === undefined ? after.delete(digits) : after.set(digits, value);
  return [...after].sort(([a], [b]) => byCodeUnit(a, b));
}

/** The values of `recordsIn`. */
export function valuesIn(reader: Reader, table: AnyTable, low: string): unknown[] {
  if (isDraft(reader)) return recordsIn(reader, table, low).map(([, value]) => value);
  const values: unknown[] = [];
  const begun = bytesOfDigits(low);
  scan(reader.records, begun, begun, (leaf, index) => values.push(decodedAt({ leaf, index }, table, decodeValue)) > 0);
  return values;
}

/** Entries of indices from `low` to all that begin with `high`, in ascending order; at most `limit`. */
export function indexEntries(reader: Reader, low: string, high: string, limit = Number.POSITIVE_INFINITY): string[] {
  const added: string[] = [];
  const removed = new Set<string>();
  if (isDraft(reader))
    reader.filed.forRange(low, high + END, false, (entry, isFiled) => {
      if (isFiled) added.push(entry);
      else removed.add(entry);
    });
  const entries: string[] = [];
  let next = 0;
  const { indices } = isDraft(reader) ? reader.base : reader;
  if (indices !== undefined)
    scan(indices, bytesOfDigits(low), bytesOfDigits(high), (leaf, index) => {
      const entry = toBareHex(keyAt({ leaf, index }));
      for (; next < added.length && added[next]! < entry; next += 1) entries.push(added[next]!);
      if (added[next] === entry) next += 1;
      if (!removed.has(entry)) entries.push(entry);
      return entries.length < limit;
    });
  for (; next < added.length; next += 1) entries.push(added[next]!);
  return entries.length > limit ? entries.slice(0, limit) : entries;
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
  return sha256(bytesOfDigits(key));
}

/** What a draft changed, in order of the keys' bytes: as edits of the records, and as changes of the tree. Their bytes are the writer's. */
function changesOf(draft: Draft, writer: ByteWriter): { readonly edits: readonly Edit[]; readonly changes: readonly Change[] } {
  const edits: Edit[] = [];
  const changes: Change[] = [];
  for (let number = 0; number < draft.seen.length; number += 1) {
    for (const { table, digits, value: decoded } of writtenTo(draft, number)) {
      const key = written(writer, digits);
      const begun = writer.size;
      if (decoded !== undefined) table.value.write(writer, decoded);
      const value = decoded === undefined ? undefined : writer.view(begun);
      edits.push({ key, value, decoded });
      changes.push({ keyHash: sha256(key), valueHash: value && sha256(value) });
    }
  }
  return { edits, changes };
}

/** The bytes of a key, put behind what a writer holds: a view. */
function written(writer: ByteWriter, digits: string): Uint8Array {
  const begun = writer.size;
  writer.digits(digits);
  return writer.view(begun);
}

/** Edits of indices. */
function filingsOf(draft: Draft, writer: ByteWriter): Edit[] {
  const edits: Edit[] = [];
  draft.filed.forEachPair((digits, isFiled) => {
    edits.push({ key: written(writer, digits), value: isFiled ? NO_BYTES : undefined, decoded: undefined });
  });
  return edits;
}

/** The store that a draft has become. The draft must not be written to again. */
export function commit(draft: Draft): Store {
  const { records, indices, tree } = draft.base;
  return withWriter((writer) => {
    const { edits, changes } = changesOf(draft, writer);
    if (edits.length === 0) return draft.base;
    return { records: edit(records, edits), indices: edit(indices, filingsOf(draft, writer)), tree: update(tree, changes) };
  });
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
