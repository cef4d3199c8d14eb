/** Values of every kind that `achain codec` knows, taken from stories: whatever occurs on a chain occurs here. */
import { type Payload, transactionCodec } from "../../model/chain/transactions.ts";
import { decode, type Json } from "../../model/encoding/codec.ts";
import { prove } from "../../model/state/proof.ts";
import { keyHashOf } from "../../model/state/store.ts";
import { parseDecimal } from "../../model/tolerance/decimal.ts";
import { f32Output, requestCodec } from "../../model/tolerance/output.ts";
import { requestOf } from "../acts.ts";
import { buildNext, bytesOf, type Chain, signed } from "../chain.ts";
import { KINDS } from "../kinds.ts";
import { TRANSACTION_ROWS } from "../rows/transactions.ts";
import type { Stage } from "../scene.ts";
import { recordsOf, snapshotOf } from "../snapshot.ts";
import { CHANGE_STORIES } from "../stories/changes.ts";
import { DISPUTES } from "../stories/disputes.ts";
import { LEVEL_STORIES } from "../stories/levels.ts";
import { LIVES } from "../stories/lives.ts";
import type { Story } from "../stories/story.ts";
import { blocksBetween, traceOf } from "./traces.ts";

/** A value of a kind, and what is special about it. */
export interface Sample {
  readonly kind: string;
  readonly about: string;
  readonly value: unknown;
}

/** The most samples of one kind and name. */
const SAMPLES_MAX = 4;

/** What makes two values of a kind look alike: which of their members are nothing, which lists are empty. */
function shapeOf(json: Json): string {
  if (Array.isArray(json)) return json.length === 0 ? "[]" : `[${shapeOf(json[0]!)}]`;
  if (typeof json !== "object" || json === null) return json === null ? "null" : "";
  return Object.values(json).map(shapeOf).join();
}

/** Collects samples that do not look alike. */
class Samples {
  readonly all: Sample[] = [];
  private readonly seen = new Map<string, Set<string>>();
  /** Stories share most of their records. */
  private readonly values = new Set<unknown>();

  add(kind: string, about: string, value: unknown): void {
    if (this.values.has(value)) return;
    this.values.add(value);
    const known = this.seen.get(`${kind} ${about}`) ?? new Set<string>();
    this.seen.set(`${kind} ${about}`, known);
    if (known.size >= SAMPLES_MAX) return;
    const shape = shapeOf(KINDS.get(kind)!.toJson(value));
    if (known.has(shape)) return;
    this.all.push({ kind, about: known.size === 0 ? about : `${about} ${known.size + 1}`, value });
    known.add(shape);
  }
}

function addBlock(samples: Samples, { last, state }: Chain): void {
  const { block, receipts, events } = last!;
  samples.add("header", "header", block.header);
  if (block.transactions.length > 0) samples.add("block", "block", block);
  for (const receipt of receipts) samples.add("receipt", receipt.code === 0 ? "applied" : "refused", receipt);
  for (const event of events) samples.add("event", event.kind, event);
  for (const { table, value } of recordsOf(state.store)) samples.add(table.name, table.name, value);
}

function addPayload(samples: Samples, payload: Payload, bytes: Uint8Array): void {
  samples.add("payload", payload.kind, payload);
  const transaction = decode(transactionCodec, bytes);
  if (transaction.ok) samples.add("transaction", payload.kind, transaction.value);
}

/** Values that stories do not hold. */
function addOthers(samples: Samples, begun: Chain): void {
  samples.add("genesis", "genesis", begun.genesis);
  const tolerance = { agree: parseDecimal("0.000004")!, fault: parseDecimal("0.0002")! };
  samples.add("tolerance", "bytes", { kind: "bytes" });
  for (const kind of ["absolute", "l2"]) samples.add("tolerance", kind, { kind, ...tolerance });
  const [atol, rtol] = [parseDecimal("0.01")!, parseDecimal("0.00001")!];
  samples.add("tolerance", "relative", { kind: "relative", agree: { atol, rtol }, fault: { atol: parseDecimal("1")!, rtol } });
  samples.add("tolerance", "ulp", { kind: "ulp", agree: 4, fault: 100 });
  samples.add("tolerance", "cosine", { kind: "cosine", ...tolerance });
  samples.add("tolerance", "topk", {
    kind: "topk",
    agree: { overlap: 5, logit: parseDecimal("0.1")! },
    fault: { overlap: 3, logit: parseDecimal("1")! },
  });
  samples.add("tolerance", "envelope", {
    kind: "envelope",
    rows: [
      { basisPoints: 9_900, ...tolerance },
      { basisPoints: 10_000, agree: parseDecimal("0.01")!, fault: parseDecimal("0.1")! },
    ],
  });
  samples.add("request", "request", (decode(requestCodec, requestOf(0)) as { readonly value: unknown }).value);
  samples.add("output", "bytes", { dtype: "bytes", shape: [2, 2], data: bytesOf("four") });
  samples.add("output", "floats", f32Output(new Uint8Array(Float32Array.from([0, 1.5, -2]).buffer)));
  for (const [dtype, bytes] of [
    ["f16", 4],
    ["bf16", 4],
    ["i32", 8],
  ] as const)
    samples.add("output", dtype, { dtype, shape: [2], data: new Uint8Array(bytes).fill(1) });
  samples.add("output", "tokens", { dtype: "tokens", shape: [1, 1], data: Uint8Array.from([7, 0, 0, 0, 7, 0, 0, 0, 0, 0, 128, 63]) });
  const { tree } = begun.state.store;
  for (const { key } of recordsOf(begun.state.store).slice(0, 1)) samples.add("proof", "inclusion", prove(tree, keyHashOf(key)));
  for (const name of ["00", "01", "02", "03"]) samples.add("proof", "absence", prove(tree, keyHashOf(`02${name.repeat(20)}`)));
  samples.add("snapshot", "genesis", snapshotOf(begun.state));
}

type Ends = ReturnType<Story["make"]>;

/** Samples of every kind, name and look. */
export function samplesOf(stage: Stage): readonly Sample[] {
  const samples = new Samples();
  const stories = [...LIVES, ...DISPUTES, ...LEVEL_STORIES, ...CHANGE_STORIES].map(({ make }) => stage.of(make));
  addOthers(samples, stories[0]!.begun);
  for (const story of stories) for (const block of blocksBetween(story.begun, story.ended)) addBlock(samples, block);
  for (const { valid } of Object.values(TRANSACTION_ROWS))
    for (const [, make] of valid) {
      const { chain, before, act } = stage.of(make);
      const last = buildNext(chain, signed(chain, [...before, act]));
      addPayload(samples, act.payload, last.block.transactions.at(-1)!);
      addBlock(samples, { ...chain, state: last.state, last });
    }
  const [, { begun, ended }] = stories as [Ends, Ends];
  const steps = blocksBetween(begun, ended).slice(0, 2);
  samples.add("receipts", "receipts", { receipts: steps[0]!.last!.receipts });
  samples.add("trace", "two blocks", traceOf(steps));
  return samples.all;
}
