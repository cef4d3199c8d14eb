/** A state as bytes: the chain's constants, its head, and every record. From it alone a client can apply the next block. */
import type { State } from "../model/chain/state.ts";
import { address } from "../model/crypto/address.ts";
import type { Crypto } from "../model/crypto/crypto.ts";
import { sha256 } from "../model/crypto/hash.ts";
import { realKeyringOf } from "../model/crypto/real.ts";
import type { ByteReader } from "../model/encoding/bytes.ts";
import { type Codec, decode, encode, type Json, JsonFormError, type TypeOf } from "../model/encoding/codec.ts";
import { fromHex, type Hex, toBareHex } from "../model/encoding/hex.ts";
import { struct, topLevel } from "../model/encoding/objects.ts";
import { bytes32, count64, fixedBytes, list, refined } from "../model/encoding/primitives.ts";
import { protocols } from "../model/ledger/records.ts";
import { DEFAULT_RULINGS, type RulingChoices } from "../model/params/rulings.ts";
import { type Proof, verifyProof } from "../model/state/proof.ts";
import { commit, draftOf, emptyStore, recordsIn, type Store, write } from "../model/state/store.ts";
import { type KeyedTable, TABLES, tableNamed, tableOfNumber } from "./tables.ts";

/** A record with its place: digits of the table's number and of the key's canonical bytes, as the store has them. */
export interface StoredRecord {
  readonly table: KeyedTable;
  readonly key: string;
  readonly value: unknown;
}

/** The longest key and the longest value. */
const KEY_BYTES_MAX = Math.max(...TABLES.map(({ keyParts }) => 1 + keyParts.reduce((sum, { maxBytes }) => sum + maxBytes, 0)));
const VALUE_BYTES_MAX = Math.max(...TABLES.map(({ value }) => value.maxBytes));

/** Reads a length, and what follows; refuses it where it does not end there. */
function within<T>(reader: ByteReader, max: number, what: string, read: () => T): T {
  const length = reader.uint(4);
  if (length > max || length > reader.left) {
    reader.offset -= 4;
    reader.fail(`${what} of ${length} bytes, ${length > max ? `at most ${max} allowed` : `but ${reader.left - 4} left`}`);
  }
  const end = reader.offset + length;
  const value = read();
  if (reader.offset !== end) reader.fail(`${what} of ${length} bytes does not end here`);
  return value;
}

function readKey(reader: ByteReader): Pick<StoredRecord, "table" | "key"> {
  const number = reader.uint(1);
  const table = tableOfNumber(number);
  if (table === undefined) {
    reader.offset -= 1;
    return reader.fail(`table ${number} is unknown`);
  }
  const parts = table.keyParts.map((part) => toBareHex(encode(part, part.read(reader))));
  return { table, key: number.toString(16).padStart(2, "0") + parts.join("") };
}

/** The parts of a record's key, as JSON. */
export function keyToJson({ table, key }: Pick<StoredRecord, "table" | "key">): readonly Json[] {
  let at = 2;
  return table.keyParts.map((part) => {
    const digits = key.slice(at, at + 2 * part.maxBytes);
    at += 2 * part.maxBytes;
    const value = decode(part, fromHex(`0x${digits}`));
    return value.ok ? part.toJson(value.value) : `0x${digits}`;
  });
}

/** The key of a record of a table, from the JSON of its parts. */
export function keyFromJson(table: KeyedTable, parts: readonly Json[], path: string): string {
  if (parts.length !== table.keyParts.length) throw new JsonFormError(`${table.keyParts.length} parts wanted, ${parts.length} given`, path);
  const digits = table.keyParts.map((part, index) => toBareHex(encode(part, part.fromJson(parts[index]!, `${path}[${index}]`))));
  return table.number.toString(16).padStart(2, "0") + digits.join("");
}

/** Key bytes and value bytes, each behind a u32 length. JSON: the table's name, the parts of the key, the value. */
export const recordCodec: Codec<StoredRecord> = {
  name: "record",
  maxBytes: 8 + KEY_BYTES_MAX + VALUE_BYTES_MAX,
  minBytes: 8 + 1 + 1,
  write(writer, { table, key, value }) {
    for (const part of [fromHex(`0x${key}`), encode(table.value, value)]) {
      writer.uint(part.length, 4);
      writer.bytes(part);
    }
  },
  read(reader) {
    const place = within(reader, KEY_BYTES_MAX, "key", () => readKey(reader));
    return { ...place, value: within(reader, VALUE_BYTES_MAX, "value", () => place.table.value.read(reader)) };
  },
  toJson: (record) => ({ table: record.table.name, key: keyToJson(record), value: record.table.value.toJson(record.value) }),
  fromJson(json, path) {
    if (typeof json !== "object" || json === null || Array.isArray(json)) throw new JsonFormError("an object wanted", path);
    const { table: name, key, value } = json as { readonly [name: string]: Json };
    const table = typeof name === "string" ? tableNamed(name) : undefined;
    if (table === undefined) throw new JsonFormError(`one of ${TABLES.map((known) => known.name).join(", ")} wanted`, `${path}.table`);
    if (!Array.isArray(key) || value === undefined) throw new JsonFormError("a table, a key and a value wanted", path);
    return { table, key: keyFromJson(table, key, `${path}.key`), value: table.value.fromJson(value, `${path}.value`) };
  },
};

const rising = (records: readonly StoredRecord[]): string | undefined => {
  const at = records.findIndex(({ key }, index) => index > 0 && records[index - 1]!.key >= key);
  return at < 0 ? undefined : `the key of records[${at}] is not above the one before it`;
};

/** A state: the chain's constants from its genesis, its head, and its records in ascending order of their key bytes. */
export const snapshotCodec = topLevel(
  "snapshot",
  struct("snapshot", {
    chainId: bytes32,
    proposers: list(address, 1024),
    /** 48 bytes in G1. */
    beaconKey: fixedBytes(48),
    height: count64,
    /** Hash of the block at the head. */
    hash: bytes32,
    /** Unix seconds. */
    time: count64,
    records: refined(list(recordCodec, 10_000_000), "list<record, 10000000>", rising),
  }),
);

/** See `snapshotCodec`. */
export type Snapshot = TypeOf<typeof snapshotCodec>;

const twoDigits = (number: number): string => number.toString(16).padStart(2, "0");

/** Every record of a store, in ascending order of its key. */
export function recordsOf(store: Store): readonly StoredRecord[] {
  return TABLES.flatMap((table) => recordsIn(store, table, twoDigits(table.number)).map(([key, value]) => ({ table, key, value })));
}

/** The snapshot of a state. */
export function snapshotOf({ chain, head, store }: State): Snapshot {
  const { chainId, proposers, beaconKey } = chain;
  return { chainId, proposers, beaconKey, ...head, records: recordsOf(store) };
}

/** Signatures with the addresses that a chain's R02 asks for. */
export function cryptoFor({ R02 }: Pick<RulingChoices, "R02">, crypto: Crypto): Crypto {
  const form = R02 === "default" ? "keccak" : "ripemd";
  return crypto.addresses === form ? crypto : realKeyringOf(form).crypto;
}

/** The state that a snapshot is of; its root follows from the records. */
export function stateOf({ chainId, proposers, beaconKey, height, hash, time, records }: Snapshot, crypto: Crypto): State {
  const draft = draftOf(emptyStore());
  for (const { table, key, value } of records) write(draft, table, table.handleOf(key), value);
  const store = commit(draft);
  const rulings = protocols.get(store, 0)?.rulings ?? DEFAULT_RULINGS; // those of genesis, for ever; records alone make no chain
  return { chain: { chainId, crypto: cryptoFor(rulings, crypto), rulings, proposers, beaconKey }, head: { height, hash, time }, store };
}

/** Whether a proof of these parts holds under a root. */
export function isProven(root: Hex, key: Uint8Array, value: Uint8Array | undefined, proof: Proof): boolean {
  return verifyProof(fromHex(root), sha256(key), value && sha256(value), proof);
}
