/** A vector as files: `case.json`, binary parts that are normative, JSON twins for reading. */

import type { State } from "../../model/chain/state.ts";
import { sha256 } from "../../model/crypto/hash.ts";
import { type Codec, encode, type Json } from "../../model/encoding/codec.ts";
import { type Hex, toBareHex, toHex } from "../../model/encoding/hex.ts";
import type { RulingId } from "../../model/params/rulings.ts";
import { storeRoot } from "../../model/state/store.ts";
import { snapshotCodec, snapshotOf } from "../snapshot.ts";

/** What a case asks of a client (docs/spec/vectors/README.md). */
export const SHAPES = ["decode", "refuse", "root", "proof", "genesis", "block", "trace", "draw", "tally", "payouts", "compare", "warp"] as const;

/** See `SHAPES`. */
export type Shape = (typeof SHAPES)[number];

/** Where a state of a vector is kept, and what its root must be. */
export interface StateFile {
  /** From the folder of all vectors. */
  readonly file: string;
  readonly root: Hex;
}

/** `case.json`. */
export interface CaseFile {
  readonly format: "achain/vector/1";
  readonly family: string;
  readonly name: string;
  readonly about: string;
  readonly ruling: readonly RulingId[];
  /** The section of LP-0035, or "silent". */
  readonly lp: string;
  readonly shape: Shape;
  readonly state?: StateFile;
  /** What a function of the protocol is given, where the vector is of one. */
  readonly given?: { readonly [name: string]: Json };
  readonly expected: { readonly [name: string]: Json };
  /** Names of the files beside it: part → file. */
  readonly files: { readonly [part: string]: string };
}

/** A vector in memory: `case.json` and the files beside it. */
export interface Vector {
  readonly about: CaseFile;
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The state that it begins from. */
  readonly state: State | undefined;
}

/** A vector as a family says it. */
export type VectorDraft = Pick<CaseFile, "name" | "about" | "shape" | "expected"> &
  Partial<Pick<CaseFile, "ruling" | "lp" | "given">> & {
    readonly state?: State;
    readonly parts: { readonly [part: string]: Part };
    /** Further JSON for reading only: file → what it says. */
    readonly reading?: { readonly [file: string]: Json };
  };

/** A binary part, and its JSON twin where it has one. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly json?: Json;
}

const TEXT = new TextEncoder();

/** JSON as it stands in files: one space of indentation, a line feed at the end. */
export const jsonBytes = (json: unknown): Uint8Array => TEXT.encode(`${JSON.stringify(json, undefined, 1)}\n`);

/** A value's bytes and its JSON twin. */
export const part = <T>(codec: Codec<T>, value: T): Part => ({ bytes: encode(codec, value), json: codec.toJson(value) });

/** Words of a sentence as the name of a folder. */
export const slug = (...words: readonly string[]): string =>
  words
    .join(" ")
    .toLowerCase()
    .replaceAll("'", "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

/** The root of a state. */
export const rootHex = (state: State): Hex => toHex(storeRoot(state.store));

const snapshots = new Map<State, Uint8Array>();

/** The snapshot of a state; made once. */
export function snapshotBytes(state: State): Uint8Array {
  const known = snapshots.get(state) ?? encode(snapshotCodec, snapshotOf(state));
  snapshots.set(state, known);
  return known;
}

/** The folder of a state: named by its hash, as two states may differ in their head and not in their root. */
export const stateFolder = (state: State): string => `states/${toBareHex(sha256(snapshotBytes(state))).slice(0, 16)}`;

/** A vector of a family. */
export function vectorOf(family: string, { parts, reading, state, name, about, ruling, lp, shape, given, expected }: VectorDraft): Vector {
  const entries = Object.entries(parts);
  const binary = entries.map(([of, { bytes }]) => [`${of}.bin`, bytes] as const);
  const twins = entries.flatMap(([of, { json }]) => (json === undefined ? [] : [[`${of}.json`, jsonBytes(json)] as const]));
  const shown = Object.entries(reading ?? {}).map(([file, json]) => [file, jsonBytes(json)] as const);
  const described: CaseFile = {
    ...{ format: "achain/vector/1", family, name, about, ruling: ruling ?? [], lp: lp ?? "silent", shape },
    ...(state === undefined ? {} : { state: { file: `${stateFolder(state)}/state.bin`, root: rootHex(state) } }),
    ...(given === undefined ? {} : { given }),
    expected,
    files: Object.fromEntries(entries.map(([of]) => [of, `${of}.bin`])),
  };
  return { about: described, files: new Map([["case.json", jsonBytes(described)], ...binary, ...twins, ...shown]), state };
}
