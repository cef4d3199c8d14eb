import { type Codec, encode, type TypeOf } from "../encoding/codec.ts";
import { toBareHex } from "../encoding/hex.ts";
import { topLevel } from "../encoding/objects.ts";
import { type AnyTable, type Draft, type Reader, write } from "./store.ts";

// biome-ignore lint/suspicious/noExplicitAny: the types of a key's parts are recovered by KeyOf
type AnyCodec = Codec<any>;
type KeyOf<K extends readonly AnyCodec[]> = { readonly [I in keyof K]: TypeOf<K[I]> };

/** The declaration of a table. */
interface TableDeclaration<K extends readonly AnyCodec[], V> {
  readonly number: number;
  readonly name: string;
  /** The parts of the key, fixed-width, one after the other. */
  readonly key: K;
  readonly value: Codec<V>;
  /** The height at whose end of block the record wants attention, if any. */
  readonly due?: (value: V) => number | bigint | undefined;
  /** Further orders in which records are looked up: name → fixed-width texts under which this record is filed. */
  readonly indices?: { readonly [name: string]: (value: V) => readonly string[] };
}

/** Sixteen hexadecimal digits: orders heights and amounts as text. */
export function ordinal(value: number | bigint): string {
  return value.toString(16).padStart(16, "0");
}

const twoDigits = (number: number): string => number.toString(16).padStart(2, "0");

/** A typed table over the store: every record of the state belongs to one. */
export interface Table<K extends readonly AnyCodec[], V> extends AnyTable {
  readonly keyParts: K;
  get(reader: Reader, ...key: KeyOf<K>): V | undefined;
  /** The record that must be there: its absence is a bug. */
  at(reader: Reader, ...key: KeyOf<K>): V;
  put(draft: Draft, value: V, ...key: KeyOf<K>): void;
  delete(draft: Draft, ...key: KeyOf<K>): void;
  /** All records in ascending order of their keys; with leading parts of the key, those that begin so. */
  all(reader: Reader, ...prefix: Partial<KeyOf<K>>): V[];
  /** The records that are due at `height` or before, by height and then key. */
  due(reader: Reader, height: number): V[];
  /** The records that an index files under `term` (or whose term begins so), in order; at most `limit`. */
  indexed(reader: Reader, index: string, term: string, limit?: number): V[];
  /** The records that an index of heights files at `height` or before, by height and then key. */
  indexedUpTo(reader: Reader, index: string, height: number): V[];
  /** The record's key in the store: digits of the table's number and of the key's canonical bytes. */
  keyOf(...key: KeyOf<K>): string;
}

/** After every text that begins with a prefix of digits and separators. */
const END = "\uffff";

/** Declares a table. The key's digits are the bytes that are hashed for the tree. */
export function table<const K extends readonly AnyCodec[], V>(declaration: TableDeclaration<K, V>): Table<K, V> {
  const { number, name, key: keyParts } = declaration;
  const prefix = twoDigits(number);
  const indices = Object.entries({
    ...declaration.indices,
    due: (value: V) => {
      const height = declaration.due?.(value);
      return height === undefined ? [] : [ordinal(height)];
    },
  });

  const digits = (parts: readonly unknown[]): string =>
    prefix + parts.map((part, index) => (typeof part === "string" ? part.slice(2) : toBareHex(encode(keyParts[index]!, part)))).join("");
  const indexPrefix = (index: string): string => `${prefix}/${index}/`;
  const get = (reader: Reader, key: string): V | undefined => reader.records.get(key)?.value as V | undefined;
  const listed = (reader: Reader, low: string, high: string, limit?: number): V[] =>
    reader.indices
      .getRange(low, high, false, limit)
      .slice(0, limit) // the ordered map gives one more than it is asked for
      .map(([entry]) => get(reader, entry.slice(entry.lastIndexOf("/") + 1))!);

  const self: Table<K, V> = {
    name,
    number,
    keyParts,
    value: topLevel(name, declaration.value) as Codec<unknown>,
    keyOf: (...key) => digits(key),
    get: (reader, ...key) => get(reader, digits(key)),
    at(reader, ...key) {
      const value = get(reader, digits(key));
      if (value === undefined) throw new Error(`no ${name} ${key.join(" ")}`);
      return value;
    },
    put: (draft, value, ...key) => write(draft, self, digits(key), value),
    delete: (draft, ...key) => write(draft, self, digits(key), undefined),
    all(reader, ...leading) {
      const low = digits(leading);
      return reader.records.getRange(low, low + END, false).map(([, entry]) => entry.value as V);
    },
    due: (reader, height) => self.indexedUpTo(reader, "due", height),
    indexedUpTo: (reader, index, height) => (height < 0 ? [] : listed(reader, indexPrefix(index), `${indexPrefix(index)}${ordinal(height)}${END}`)),
    indexed: (reader, index, term, limit) => listed(reader, indexPrefix(index) + term, indexPrefix(index) + term + END, limit),
    indexKeys: (key, value) => indices.flatMap(([index, termsOf]) => termsOf(value as V).map((term) => `${indexPrefix(index)}${term}/${key}`)),
  };
  return self;
}
