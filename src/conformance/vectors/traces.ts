/** Vectors of whole stories, block by block: disputes from their opening to their end, orders, unbonding. */

import { encode } from "../../model/encoding/codec.ts";
import type { Chain } from "../chain.ts";
import { type Trace, traceCodec } from "../kinds.ts";
import type { Stage } from "../scene.ts";
import { CHANGE_STORIES } from "../stories/changes.ts";
import { DISPUTES } from "../stories/disputes.ts";
import { LEVEL_STORIES } from "../stories/levels.ts";
import { LIVES } from "../stories/lives.ts";
import type { Story } from "../stories/story.ts";
import { VARIANT_STORIES } from "../stories/variants.ts";
import { transactionsJson } from "./blocks.ts";
import { part, rootHex, slug, type Vector, vectorOf } from "./vector.ts";

/** The blocks that lead from one chain to a later one. */
export function blocksBetween(earlier: Chain, later: Chain): readonly Chain[] {
  const blocks: Chain[] = [];
  for (let chain = later; chain !== earlier; chain = chain.parent!) {
    if (chain.parent === undefined) throw new Error("the story does not begin where it says");
    blocks.unshift(chain);
  }
  return blocks;
}

/** Blocks with what each comes to. */
export function traceOf(blocks: readonly Chain[]): Trace {
  const steps = blocks.map(({ last, state }) => ({ block: last!.block, receipts: last!.receipts, hash: state.head.hash, root: rootHex(state) }));
  return { steps };
}

function storyVector(family: string, stage: Stage, { about, lp, rulings, make }: Story, hasTwin = true): Vector {
  const { begun, ended } = stage.of(make);
  const trace = traceOf(blocksBetween(begun, ended));
  const expected = { blocks: trace.steps.length, head: ended.state.head.hash, root: rootHex(ended.state) };
  return vectorOf(family, {
    ...{ name: slug(about.split(":")[0]!), about, lp, ruling: rulings, shape: "trace", state: begun.state, expected },
    parts: { trace: hasTwin ? part(traceCodec, trace) : { bytes: encode(traceCodec, trace) } },
    reading: { "transactions.json": trace.steps.map(({ block }) => transactionsJson(block.transactions)) },
  });
}

/** Disputes, each whole. */
export const disputeVectors = (stage: Stage): readonly Vector[] => [...DISPUTES, ...LEVEL_STORIES].map((story) => storyVector("case", stage, story));

/** One day under every variant of every ruling; in JSON its transactions alone, for they are many. */
export const variantVectors = (stage: Stage): readonly Vector[] => VARIANT_STORIES.map((story) => storyVector("variant", stage, story, false));

/** Lives of orders, attestations and stake. */
export const lifeVectors = (stage: Stage): readonly Vector[] => [...LIVES, ...CHANGE_STORIES].map((story) => storyVector("life", stage, story));
