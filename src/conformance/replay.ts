/** Replays vectors through the model, and says where it comes to something else than they do. */
import { applyBytes, build } from "../model/chain/apply.ts";
import { blockCodec, receiptCodec } from "../model/chain/block.ts";
import { chainIdOf, genesisCodec, genesisState } from "../model/chain/genesis.ts";
import type { State } from "../model/chain/state.ts";
import type { Crypto } from "../model/crypto/crypto.ts";
import { type Codec, decode, encode, type Json, JsonFormError } from "../model/encoding/codec.ts";
import type { Hex } from "../model/encoding/hex.ts";
import type { Code } from "../model/errors/codes.ts";
import { proofCodec } from "../model/state/proof.ts";
import { KINDS, receiptsCodec, traceCodec } from "./kinds.ts";
import { cryptoFor, isProven, snapshotCodec, stateOf } from "./snapshot.ts";
import { VectorFileError, type VectorFolder } from "./vector-files.ts";
import { nameOfCode } from "./vectors/blocks.ts";
import { compareOf } from "./vectors/compare.ts";
import { drawOf, tallyOf } from "./vectors/functions.ts";
import { payoutsOf } from "./vectors/payouts.ts";
import { type CaseFile, jsonBytes, rootHex, type Shape } from "./vectors/vector.ts";
import { type GivenWarp, setsCodec, shownRecordCodec, warpOf } from "./vectors/warp-verdict.ts";

/** The first difference between what a vector says and what the model comes to; undefined where there is none. */
export type Difference = string | undefined;

/** A vector being replayed. */
interface Replay {
  readonly folder: VectorFolder;
  readonly crypto: Crypto;
  readonly about: CaseFile;
  /** States by file: many vectors begin from one. */
  readonly states: Map<string, State>;
}

const hexByte = (byte: number | undefined): string => (byte === undefined ? "the end" : `0x${byte.toString(16).padStart(2, "0")}`);

/** Where two byte strings part. */
export function byteDifference(name: string, wanted: Uint8Array, got: Uint8Array): Difference {
  const length = Math.max(wanted.length, got.length);
  for (let at = 0; at < length; at += 1)
    if (wanted[at] !== got[at]) return `${name}, byte ${at}: ${hexByte(wanted[at])} wanted, ${hexByte(got[at])} got`;
  return undefined;
}

const differs = (name: string, wanted: unknown, got: unknown): Difference =>
  wanted === got ? undefined : `${name}: ${String(wanted)} wanted, ${String(got)} got`;

const pathOf = ({ about }: Replay, part: string): string => `${about.family}/${about.name}/${part}`;

function bytesOf(replay: Replay, part: string): Uint8Array {
  const file = replay.about.files[part];
  if (file === undefined) throw new VectorFileError(pathOf(replay, "case.json"), `it names no file for ${part}`);
  return replay.folder.bytes(pathOf(replay, file));
}

function decodedAs<T>(codec: Codec<T>, path: string, bytes: Uint8Array): T {
  const decoded = decode(codec, bytes);
  if (!decoded.ok) throw new VectorFileError(path, `byte ${decoded.offset}: ${decoded.reason}`);
  return decoded.value;
}

/** The state that a vector begins from; its root must be the stated one. */
function beginning({ folder, crypto, about, states }: Replay): State {
  const { state } = about;
  if (state === undefined) throw new VectorFileError(`${about.family}/${about.name}/case.json`, "it names no state");
  const known = states.get(state.file) ?? stateOf(decodedAs(snapshotCodec, state.file, folder.bytes(state.file)), crypto);
  states.set(state.file, known);
  return known;
}

function codecNamed(replay: Replay): Codec<unknown> {
  const kind = String(replay.about.expected["kind"]);
  const codec = KINDS.get(kind);
  if (codec === undefined) throw new VectorFileError(pathOf(replay, "case.json"), `there is no kind ${kind}`);
  return codec;
}

function parsed(path: string, bytes: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Json;
  } catch (error) {
    throw new VectorFileError(path, `it is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function replayDecode(replay: Replay): Difference {
  const codec = codecNamed(replay);
  const bytes = bytesOf(replay, "value");
  const decoded = decode(codec, bytes);
  if (!decoded.ok) return `value.bin is refused at byte ${decoded.offset}: ${decoded.reason}`;
  const twin = replay.folder.bytes(pathOf(replay, "value.json"));
  const json = codec.toJson(decoded.value);
  const inJson = byteDifference("value.json", twin, jsonBytes(json));
  if (inJson !== undefined) return inJson;
  try {
    return byteDifference("value.bin", bytes, encode(codec, codec.fromJson(parsed(pathOf(replay, "value.json"), twin), "")));
  } catch (error) {
    if (error instanceof JsonFormError) return `value.json is refused: ${error.message}`;
    throw error;
  }
}

function replayRefuse(replay: Replay): Difference {
  const decoded = decode(codecNamed(replay), bytesOf(replay, "bytes"));
  const offset = replay.about.expected["offset"];
  return decoded.ok ? `bytes.bin: refused at byte ${String(offset)} wanted, decoded` : differs("offset", offset, decoded.offset);
}

function replayProof(replay: Replay): Difference {
  const { root, holds } = replay.about.expected;
  const value = replay.about.files["value"] === undefined ? undefined : bytesOf(replay, "value");
  const proof = decodedAs(proofCodec, pathOf(replay, "proof.bin"), bytesOf(replay, "proof"));
  return differs("holds", holds, isProven(root as Hex, bytesOf(replay, "key"), value, proof));
}

function replayGenesis(replay: Replay): Difference {
  const { expected } = replay.about;
  const genesis = decodedAs(genesisCodec, pathOf(replay, "genesis.bin"), bytesOf(replay, "genesis"));
  const result = genesisState(genesis, cryptoFor(genesis.protocol.rulings, replay.crypto));
  if (!result.ok) return differs("code", expected["code"] ?? "applied", result.refusal.code);
  return (
    differs("code", expected["code"] ?? "applied", "applied") ??
    differs("chainId", expected["chainId"], chainIdOf(genesis)) ??
    differs("root", expected["root"], rootHex(result.state))
  );
}

/** Which receipt is another, where two lists of them part. */
function receiptDifference(wanted: Uint8Array, got: Uint8Array, path: string): Difference {
  const bytes = byteDifference("receipts.bin", wanted, got);
  if (bytes === undefined) return undefined;
  const [there, here] = [decodedAs(receiptsCodec, path, wanted), decodedAs(receiptsCodec, path, got)].map(({ receipts }) => receipts);
  const hexOf = (receipt: unknown): string => JSON.stringify(receipt === undefined ? null : receiptCodec.toJson(receipt as never));
  const at = there!.findIndex((receipt, index) => hexOf(receipt) !== hexOf(here![index]));
  const codes = [there![at], here![at]].map((receipt) => (receipt === undefined ? "nothing" : nameOfCode(receipt.code)));
  return `${bytes} (receipt ${at}: ${codes[0]} wanted, ${codes[1]} got)`;
}

/**
 * What is behind a root that does not result: the first receipt that is another, or the state. A block refused for a root tells
 * nothing of it, so it is executed as a proposer would.
 */
function behindRoots(state: State, bytes: Uint8Array, wanted: Uint8Array, path: string): Difference {
  const { header, transactions } = decodedAs(blockCodec, path, bytes);
  const built = build(state, { ...header, transactions });
  return (
    receiptDifference(wanted, encode(receiptsCodec, { receipts: built.receipts }), path) ??
    differs("root, with the receipts as they should be", header.stateRoot, rootHex(built.state))
  );
}

const ROOTS: readonly Code[] = ["BLOCK_RECEIPTS_ROOT_WRONG", "BLOCK_STATE_ROOT_WRONG"];

function replayBlock(replay: Replay): Difference {
  const { expected } = replay.about;
  const state = beginning(replay);
  const bytes = bytesOf(replay, "block");
  const result = applyBytes(state, bytes);
  if (!result.ok) {
    const { code } = result.refusal;
    const isBehind = expected["applied"] === true && ROOTS.includes(code);
    const behind = isBehind ? behindRoots(state, bytes, bytesOf(replay, "receipts"), pathOf(replay, "receipts.bin")) : undefined;
    return behind ?? differs("code", expected["code"], code) ?? differs("root", expected["root"], rootHex(state)) ?? applied(expected, false);
  }
  const got = encode(receiptsCodec, { receipts: result.receipts });
  if (expected["applied"] !== true) return `the block: refused with ${String(expected["code"])} wanted, applied`;
  return (
    receiptDifference(bytesOf(replay, "receipts"), got, pathOf(replay, "receipts.bin")) ??
    differs("code", expected["code"], nameOfCode(result.receipts.at(-1)?.code ?? 0)) ??
    differs("head", expected["head"], result.state.head.hash) ??
    differs("root", expected["root"], rootHex(result.state))
  );
}

const applied = (expected: CaseFile["expected"], got: boolean): Difference => differs("applied", expected["applied"], got);

function replayTrace(replay: Replay): Difference {
  const { expected } = replay.about;
  const trace = decodedAs(traceCodec, pathOf(replay, "trace.bin"), bytesOf(replay, "trace"));
  let state = beginning(replay);
  for (const [index, { block, receipts, hash, root }] of trace.steps.entries()) {
    const bytes = encode(blockCodec, block);
    const result = applyBytes(state, bytes);
    const wanted = encode(receiptsCodec, { receipts });
    const at = (difference: Difference): Difference => difference && `step ${index}, height ${block.header.height}: ${difference}`;
    if (!result.ok) {
      const { code, detail } = result.refusal;
      const behind = ROOTS.includes(code) ? behindRoots(state, bytes, wanted, pathOf(replay, "trace.bin")) : undefined;
      return at(behind ?? `applied wanted, refused with ${code}: ${detail}`);
    }
    const step =
      receiptDifference(wanted, encode(receiptsCodec, { receipts: result.receipts }), pathOf(replay, "trace.bin")) ??
      differs("hash", hash, result.state.head.hash) ??
      differs("root", root, rootHex(result.state));
    if (step !== undefined) return at(step);
    state = result.state;
  }
  return (
    differs("blocks", expected["blocks"], trace.steps.length) ??
    differs("head", expected["head"], state.head.hash) ??
    differs("root", expected["root"], rootHex(state))
  );
}

/** A function of the protocol, on what `case.json` gives it. */
function replayFunction({ about }: Replay, result: string, play: (given: unknown) => Json): Difference {
  return differs(result, JSON.stringify(about.expected[result]), JSON.stringify(play(about.given)));
}

/** A comparison of two outputs, which must come to the same in both orders. */
function replayCompare(replay: Replay): Difference {
  const { given, expected } = replay.about;
  const inOrder = (isExchanged: boolean): Difference => {
    const order = isExchanged ? "b and a" : "a and b";
    const { comparison, distance } = compareOf(given, isExchanged);
    const isDistance = JSON.stringify(expected["distance"]) === JSON.stringify(distance);
    return (
      differs(`comparison of ${order}`, expected["comparison"], comparison) ??
      (isDistance ? undefined : `distance of ${order}: ${JSON.stringify(expected["distance"])} wanted, ${JSON.stringify(distance)} got`)
    );
  };
  try {
    return inOrder(false) ?? inOrder(true);
  } catch (error) {
    if (error instanceof JsonFormError) throw new VectorFileError(pathOf(replay, "case.json"), error.message);
    throw error;
  }
}

/** A message before a consumer's sets and what it asked for. */
function replayWarp(replay: Replay): Difference {
  const { about, crypto } = replay;
  const partOf = <T>(codec: Codec<T>, name: string): T | undefined =>
    about.files[name] === undefined ? undefined : decodedAs(codec, pathOf(replay, about.files[name]), bytesOf(replay, name));
  const { sets } = decodedAs(setsCodec, pathOf(replay, "sets.bin"), bytesOf(replay, "sets"));
  const parts = { message: bytesOf(replay, "message"), sets, proof: partOf(proofCodec, "proof"), record: partOf(shownRecordCodec, "record") };
  const got = warpOf(crypto, about.given as unknown as GivenWarp, parts);
  return differs("verdict", JSON.stringify(about.expected), JSON.stringify(got));
}

const REPLAYS: { readonly [shape in Shape]: (replay: Replay) => Difference } = {
  decode: replayDecode,
  refuse: replayRefuse,
  root: (replay) => differs("root", replay.about.expected["root"], rootHex(beginning(replay))),
  proof: replayProof,
  genesis: replayGenesis,
  block: replayBlock,
  trace: replayTrace,
  draw: (replay) => replayFunction(replay, "drawn", drawOf),
  tally: (replay) => replayFunction(replay, "verdicts", tallyOf),
  payouts: (replay) => replayFunction(replay, "payouts", payoutsOf),
  compare: replayCompare,
  warp: replayWarp,
};

/** Which vectors: all, those of a family, or one of it. */
export interface WantedVectors {
  readonly family?: string | undefined;
  readonly name?: string | undefined;
}

/** A vector and what came of it. */
export interface Replayed {
  /** Folder of the vector: `family/name`. */
  readonly vector: string;
  readonly family: string;
  readonly difference: Difference;
}

/** Replays vectors one by one, in the order of their paths; of one family where it is named. Files that are missing or garbled throw. */
export function* replayVectors(folder: VectorFolder, crypto: Crypto, { family, name }: WantedVectors = {}): Generator<Replayed> {
  const states = new Map<string, State>();
  for (const about of folder.cases(family, name)) {
    const replay = { folder, crypto, about, states };
    const root = about.state === undefined ? undefined : differs("root of the state", about.state.root, rootHex(beginning(replay)));
    yield { vector: `${about.family}/${about.name}`, family: about.family, difference: root ?? REPLAYS[about.shape](replay) };
  }
}
