/** All vectors as files in memory: the same bytes wherever they are made. */
import type { State } from "../model/chain/state.ts";
import { TRANSACTIONS, type TransactionKind } from "../model/chain/transactions.ts";
import type { Keyring } from "../model/crypto/crypto.ts";
import { pairsOf } from "./pairs.ts";
import { rememberingKeyring } from "./remembering.ts";
import { type Stage, stageOf } from "./scene.ts";
import { snapshotCodec, snapshotOf } from "./snapshot.ts";
import { byPath, indexOf, type VectorFiles } from "./vector-index.ts";
import { blockVectors, transactionVectors } from "./vectors/blocks.ts";
import { codecVectors } from "./vectors/codec.ts";
import { compareVectors } from "./vectors/compare.ts";
import { drawVectors, tallyVectors } from "./vectors/functions.ts";
import { payoutVectors } from "./vectors/payouts.ts";
import { genesisVectors, stateVectors } from "./vectors/states.ts";
import { disputeVectors, lifeVectors, variantVectors } from "./vectors/traces.ts";
import { jsonBytes, snapshotBytes, stateFolder, type Vector } from "./vectors/vector.ts";
import { warpVectors } from "./vectors/warp.ts";

const kinds = Object.keys(TRANSACTIONS) as TransactionKind[];

/** What makes the vectors of each family, in the order of the index. */
export const FAMILIES: ReadonlyMap<string, (stage: Stage) => readonly Vector[]> = new Map<string, (stage: Stage) => readonly Vector[]>([
  ["codec", codecVectors],
  ["state", stateVectors],
  ["genesis", genesisVectors],
  ["block", blockVectors],
  ...kinds.map((kind) => [kind, (stage: Stage) => transactionVectors(stage, kind, stage.of(pairsOf))] as const),
  ["case", disputeVectors],
  ["life", lifeVectors],
  ["variant", variantVectors],
  ["draw", drawVectors],
  ["tally", tallyVectors],
  ["payouts", payoutVectors],
  ["compare", compareVectors],
  ["warp", warpVectors],
]);

function addState(files: Map<string, Uint8Array>, state: State): void {
  const folder = stateFolder(state);
  if (files.has(`${folder}/state.bin`)) return;
  files.set(`${folder}/state.bin`, snapshotBytes(state));
  files.set(`${folder}/state.json`, jsonBytes(snapshotCodec.toJson(snapshotOf(state))));
}

function addVector(files: Map<string, Uint8Array>, { about, files: parts, state }: Vector): void {
  if (state !== undefined) addState(files, state);
  for (const [name, bytes] of parts) {
    const path = `${about.family}/${about.name}/${name}`;
    if (files.has(path)) throw new Error(`two vectors are called ${about.family}/${about.name}`);
    files.set(path, bytes);
  }
}

/** Makes every vector with real keys; says after each family how many are done. */
export function* generateVectors(keyring: Keyring): Generator<{ readonly family: string; readonly done: number }, VectorFiles> {
  const stage = stageOf(rememberingKeyring(keyring));
  const files = new Map<string, Uint8Array>();
  const families: Record<string, number> = {};
  for (const [family, make] of FAMILIES) {
    const vectors = make(stage);
    for (const vector of vectors) addVector(files, vector);
    families[family] = vectors.length;
    yield { family, done: Object.keys(families).length };
  }
  const index = jsonBytes(indexOf(files, families));
  return new Map([...files, ["index.json", index] as const].sort(byPath));
}
