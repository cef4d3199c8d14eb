import { type Codec, encode, type TypeOf } from "../encoding/codec.ts";
import { type Hex, toBareHex } from "../encoding/hex.ts";
import { topLevel } from "../encoding/objects.ts";
import { type AnyTable, type Draft, type Handle, indexEntries, type Reader, read, recordsIn, valuesIn, write } from "./store.ts";

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
  /** Further orders in which records are looked up: name → terms of fixed width (see `term`) under which this record is filed. */
  readonly indices?: { readonly [name: string]: (value: V) => readonly string[] };
}

/** Eight bytes: orders heights and amounts as they are ordered. */
export function ordinal(value: number | bigint): Hex {
  return `0x${value.toString(16).padStart(16, "0")}`;
}

/** What an index files a record under, or is searched by: bytes one after the other, as digits. */
export function term(...parts: readonly Hex[]): string {
  let digits = "";
  for (const part of parts) digits += part.slice(2);
  return digits;
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
  /** All records with their keys (see `keyOf`), in ascending order. */
  entries(reader: Reader): (readonly [key: string, value: V])[];
  /** The records that are due at `height` or before, by height and then key. */
  due(reader: Reader, height: number): V[];
  /** The records that an index files under a term (or whose term begins so), in order; at most `limit`. */
  indexed(reader: Reader, index: string, wanted: string, limit?: number): V[];
  /** The records that an index of heights files at `height` or before, by height and then key. */
  indexedUpTo(reader: Reader, index: string, height: number): V[];
  /** The record's key in the store: digits of the table's number and of the key's canonical bytes. */
  keyOf(...key: KeyOf<K>): string;
}

/** The digits of a part of a key: a number is as wide as its codec. */
function digitsOfPart(codec: AnyCodec, part: unknown): string {
  if (typeof part === "string") return part.slice(2);
  return typeof part === "number" ? part.toString(16).padStart(2 * codec.maxBytes, "0") : toBareHex(encode(codec, part));
}

/** The part of a key, a text or a number, that these digits say. */
function partOfDigits(codec: AnyCodec, digits: string): Handle {
  return /^(u|count)[0-9]+$/.test(codec.name) ? Number.parseInt(digits, 16) : `0x${digits}`;
}

const NO_ENTRIES: readonly string[] = [];

/** Declares a table. The key's digits are the bytes that are hashed for the tree. */
export function table<const K extends readonly AnyCodec[], V>(declaration: TableDeclaration<K, V>): Table<K, V> {
  const { number, name, key: keyParts } = declaration;
  const prefix = twoDigits(number);
  const indices = Object.entries({
    due: (value: V) => {
      const height = declaration.due?.(value);
      return height === undefined ? NO_ENTRIES : [term(ordinal(height))];
    },
    ...declaration.indices,
  });
  const filings = indices.map(([, termsOf], place) => [prefix + twoDigits(place), termsOf] as const);
  const prefixes = new Map(indices.map(([index], place) => [index, prefix + twoDigits(place)]));
  const indexPrefix = (index: string): string => prefixes.get(index)!;
  const isIndexed = declaration.due !== undefined || indices.length > 1;
  const keyDigits = 2 * keyParts.reduce((sum, part) => sum + part.maxBytes, 0);

  const digits = (parts: readonly unknown[]): string => {
    let text = prefix;
    for (let index = 0; index < parts.length; index += 1) text += digitsOfPart(keyParts[index]!, parts[index]);
    return text;
  };
  const handle = (parts: readonly unknown[]): Handle => {
    const [part] = parts;
    return parts.length === 1 && (typeof part === "string" || typeof part === "number") ? part : digits(parts);
  };
  const listed = (reader: Reader, low: string, high: string, limit?: number): V[] =>
    indexEntries(reader, low, high, limit).map((entry) => read(reader, self, self.handleOf(prefix + entry.slice(entry.length - keyDigits))) as V);

  const self: Table<K, V> = {
    name,
    number,
    keyParts,
    value: topLevel(name, declaration.value) as Codec<unknown>,
    keyOf: (...key) => digits(key),
    digitsOf: (of) => (keyParts.length === 1 ? digits([of]) : (of as string)),
    handleOf: (of) => (keyParts.length === 1 ? partOfDigits(keyParts[0]!, of.slice(2)) : of),
    get: (reader, ...key) => read(reader, self, handle(key)) as V | undefined,
    at(reader, ...key) {
      const value = read(reader, self, handle(key));
      if (value === undefined) throw new Error(`no ${name} ${key.join(" ")}`);
      return value as V;
    },
    put: (draft, value, ...key) => write(draft, self, handle(key), value),
    delete: (draft, ...key) => write(draft, self, handle(key), undefined),
    all: (reader, ...leading) => valuesIn(reader, self, digits(leading)) as V[],
    entries: (reader) => recordsIn(reader, self, prefix) as [string, V][],
    due: (reader, height) => self.indexedUpTo(reader, "due", height),
    indexedUpTo(reader, index, height) {
      const low = indexPrefix(index);
      return height < 0 ? [] : listed(reader, low, low + term(ordinal(height)));
    },
    indexed(reader, index, wanted, limit) {
      const low = indexPrefix(index) + wanted;
      return listed(reader, low, low, limit);
    },
    indexKeys(key, value) {
      if (!isIndexed) return NO_ENTRIES;
      const entries: string[] = [];
      const tail = key.slice(2);
      for (const [low, termsOf] of filings) for (const filed of termsOf(value as V)) entries.push(low + filed + tail);
      return entries;
    },
  };
  return self;
}
