/** `achain state`: records of a snapshot, proofs, and whether a proof holds. */

import { isProven, keyFromJson, keyToJson, recordsOf, type Snapshot, snapshotCodec, stateOf } from "../conformance/snapshot.ts";
import { type KeyedTable, TABLES, tableNamed, tableOfNumber } from "../conformance/tables.ts";
import { rootHex } from "../conformance/vectors/vector.ts";
import type { State } from "../model/chain/state.ts";
import { checksumAddress } from "../model/crypto/address.ts";
import { realCrypto } from "../model/crypto/real.ts";
import { type Codec, decode, type Json, JsonFormError } from "../model/encoding/codec.ts";
import { type Hex, parseHex, toHex } from "../model/encoding/hex.ts";
import { proofCodec, prove } from "../model/state/proof.ts";
import { bytesOf, keyHashOf, read } from "../model/state/store.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { EXIT, inputError } from "./exit.ts";
import { inputName, parseBytes, printDocument, readBytes, readJson } from "./input.ts";

function opened(file: string): State {
  const decoded = decode(snapshotCodec, readBytes(file));
  if (!decoded.ok)
    throw inputError(
      "SNAPSHOT_REFUSED",
      `${inputName(file)}: byte ${decoded.offset}`,
      `this is no snapshot: ${decoded.reason}`,
      "docs/spec/vectors/README.md has the layout",
    );
  return stateOf(decoded.value as Snapshot, realCrypto);
}

function tableOf(name: string): KeyedTable {
  const table = tableNamed(name);
  if (table === undefined)
    throw inputError(
      ...(["TABLE_UNKNOWN", name, `there is no table “${name}”`] as const),
      suggest(
        name,
        TABLES.map((known) => known.name),
      ),
    );
  return table;
}

/** A part of a key as it is given on the command line, in its JSON form: numbers may be written plainly, addresses without their checksum. */
function partOf(codec: Codec<unknown>, word: string): Json {
  if (codec.name === "address" && word === word.toLowerCase() && parseHex(word)?.length === 20) return checksumAddress(word as Hex);
  return /^u(8|16|32)$/.test(codec.name) && /^[0-9]+$/.test(word) ? Number(word) : word;
}

const keyNames = (table: KeyedTable): string => table.keyParts.map(({ name }) => name).join(" ") || "no key";

/** The digits of a key, or of the beginning of one. */
function keyOf(table: KeyedTable, words: readonly string[], isWhole: boolean): string {
  const bad = (message: string) =>
    inputError("KEY_REFUSED", `${table.name} ${words.join(" ")}`, message, `the key of ${table.name} is ${keyNames(table)}`);
  if (words.length > table.keyParts.length || (isWhole && words.length < table.keyParts.length))
    throw bad(`${words.length} parts given, ${table.keyParts.length} wanted`);
  const keyParts = table.keyParts.slice(0, words.length);
  try {
    return keyFromJson(
      { ...table, keyParts },
      keyParts.map((codec, index) => partOf(codec, words[index]!)),
      "key",
    );
  } catch (error) {
    if (error instanceof JsonFormError) throw bad(error.message);
    throw error;
  }
}

const say = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value, undefined, 1)}\n`);
};

function summary(state: State, isJson: boolean): number {
  const { chain, head, store } = state;
  const counts = new Map<string, number>();
  for (const { table } of recordsOf(store)) counts.set(table.name, (counts.get(table.name) ?? 0) + 1);
  const root = rootHex(state);
  const facts = { chainId: chain.chainId, height: head.height.toString(), hash: head.hash, root };
  if (isJson) printDocument("state", { action: "get", ...facts, tables: Object.fromEntries(counts) });
  else {
    for (const [name, value] of Object.entries(facts)) process.stdout.write(`${name.padEnd(8)} ${value}\n`);
    for (const [name, count] of counts) process.stdout.write(`${String(count).padStart(8)} ${name}\n`);
  }
  return EXIT.done;
}

/** `achain state get SNAPSHOT [TABLE] [KEY…]`. */
export function getCommand(file: string, name: string | undefined, words: readonly string[], flags: { readonly json?: boolean }): number {
  const state = opened(file);
  const isJson = flags.json === true;
  if (name === undefined) return summary(state, isJson);
  const table = tableOf(name);
  const digits = keyOf(table, words, false);
  const records = recordsOf(state.store).filter(({ key }) => key.startsWith(digits));
  const shown = records.map((record) => ({ key: keyToJson(record), value: table.value.toJson(record.value) }));
  const isOne = words.length === table.keyParts.length;
  if (isJson) printDocument("state", { action: "get", root: rootHex(state), table: table.name, records: shown });
  else if (!isOne) say(shown);
  else if (shown.length === 1) say(shown[0]!.value);
  else process.stderr.write(`there is no ${table.name} ${words.join(" ")}\n`);
  return isOne && shown.length === 0 ? EXIT.failed : EXIT.done;
}

/** `achain state prove SNAPSHOT TABLE KEY…`. */
export function proveCommand(file: string, name: string, words: readonly string[]): number {
  const state = opened(file);
  const table = tableOf(name);
  const key = keyOf(table, words, true);
  const value = bytesOf(state.store, key);
  const proof = prove(state.store.tree, keyHashOf(key));
  printDocument("state", {
    ...{ action: "prove", chainId: state.chain.chainId, height: state.head.height.toString(), root: rootHex(state) },
    ...{ table: table.name, key: keyToJson({ table, key }), isThere: value !== undefined },
    ...{ value: value === undefined ? null : table.value.toJson(read(state.store, table, table.handleOf(key))), keyBytes: `0x${key}` },
    ...{ valueBytes: value === undefined ? null : toHex(value), proof: proofCodec.toJson(proof) },
  });
  return EXIT.done;
}

/** What a document of `prove` says in bytes: nothing else of it is believed. */
function proofIn(file: string) {
  const bad = (where: string, message: string) =>
    inputError("PROOF_REFUSED", `${inputName(file)}: ${where}`, message, "give a document of achain state prove");
  const document = readJson(file) as { readonly [name: string]: Json } | null;
  if (document?.["format"] !== "achain/state/1" || document["action"] !== "prove") throw bad("format", "it is not achain/state/1 of prove");
  const { keyBytes, valueBytes, proof } = document;
  const key = typeof keyBytes === "string" ? parseHex(keyBytes) : undefined;
  const table = key === undefined || key.length === 0 ? undefined : tableOfNumber(key[0]!);
  if (key === undefined || table === undefined) throw bad("keyBytes", "the key of a record wanted");
  const value = typeof valueBytes === "string" ? parseHex(valueBytes) : undefined;
  if (value === undefined && valueBytes !== null) throw bad("valueBytes", "bytes, or null for absence, wanted");
  try {
    return { table, key, value, proof: proofCodec.fromJson(proof ?? null, "proof") };
  } catch (error) {
    if (error instanceof JsonFormError) throw bad(error.path, error.message);
    throw error;
  }
}

/** `achain state verify PROOF --root 0x…`. */
export function verifyCommand(file: string, flags: { readonly root: string; readonly json?: boolean }): number {
  const root = parseBytes("--root", flags.root, 32);
  const { table, key, value, proof } = proofIn(file);
  const holds = isProven(root, key, value, proof);
  const decoded = value && decode(table.value, value);
  const digits = toHex(key).slice(2);
  const isKey = key.length === 1 + table.keyParts.reduce((sum, { maxBytes }) => sum + maxBytes, 0);
  const facts = {
    ...{ holds, root, table: table.name, key: isKey ? keyToJson({ table, key: digits }) : toHex(key), isThere: value !== undefined },
    value: decoded?.ok === true ? table.value.toJson(decoded.value) : null,
  };
  if (flags.json === true) printDocument("state", { action: "verify", ...facts });
  else {
    const said = `${table.name} ${JSON.stringify(facts.key)} is ${value === undefined ? "not there" : `there: ${JSON.stringify(facts.value)}`}`;
    process.stdout.write(`${holds ? `the proof holds: ${said}` : `the proof does not hold under ${root}: it says that ${said}`}\n`);
  }
  return holds ? EXIT.done : EXIT.failed;
}
