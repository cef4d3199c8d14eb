/**
 * Every record is what its bytes say: what a store remembers of what was written to it is deep-equal to what its bytes decode to. So
 * it makes no difference to a chain which records are still remembered, and which are decoded again.
 */
import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { type Chain, playAny } from "../src/conformance/chain.ts";
import { TRANSACTION_ROWS } from "../src/conformance/rows/transactions.ts";
import { stageOf } from "../src/conformance/scene.ts";
import { CHANGE_STORIES } from "../src/conformance/stories/changes.ts";
import { DISPUTES } from "../src/conformance/stories/disputes.ts";
import { LEVEL_STORIES } from "../src/conformance/stories/levels.ts";
import { LIVES } from "../src/conformance/stories/lives.ts";
import { TABLES, tableOfNumber } from "../src/conformance/tables.ts";
import { idealKeyring } from "../src/model/crypto/ideal.ts";
import { decode } from "../src/model/encoding/codec.ts";
import { toBareHex } from "../src/model/encoding/hex.ts";
import { keyAt, scan, valueAt } from "../src/model/state/pages.ts";
import type { Store } from "../src/model/state/store.ts";
import { createRun } from "../src/sim/run/run.ts";
import { loaded, shipped } from "../test/sim/fixture.ts";

const NO_BYTES = new Uint8Array(0);

/** Compares what stores remember with what their bytes say; values that many stores share, once. */
class Comparison {
  readonly wrong: string[] = [];
  /** Values compared, by the names of their tables. */
  readonly compared = new Map<string, Set<unknown>>();

  of({ records }: Store): void {
    scan(records, NO_BYTES, NO_BYTES, (leaf, index) => {
      const [key, remembered] = [keyAt({ leaf, index }), leaf.values?.[index]];
      if (remembered !== undefined) this.value(key, valueAt({ leaf, index }), remembered);
      return true;
    });
  }

  private value(key: Uint8Array, bytes: Uint8Array, remembered: unknown): void {
    const { name, value: codec } = tableOfNumber(key[0]!)!;
    const known = this.compared.get(name) ?? new Set();
    this.compared.set(name, known);
    if (known.has(remembered)) return;
    known.add(remembered);
    const said = decode(codec, bytes);
    if (!said.ok || !isDeepStrictEqual(remembered, said.value)) this.wrong.push(`${name} ${toBareHex(key)}`);
  }
}

/** What is applied of every kind of transaction, and its edges. */
const VALID = Object.entries(TRANSACTION_ROWS).flatMap(([kind, { valid }]) => valid.map(([about, make]) => ({ about: `${kind}, ${about}`, make })));
const STORIES = [...LIVES, ...DISPUTES, ...CHANGE_STORIES, ...LEVEL_STORIES];

describe("what a store remembers of a record", () => {
  const comparison = new Comparison();
  const stage = stageOf(idealKeyring());

  const check = (last: Chain): void => {
    for (let chain: Chain | undefined = last; chain !== undefined; chain = chain.parent) comparison.of(chain.state.store);
    expect(comparison.wrong.splice(0)).toEqual([]);
  };

  it.each(STORIES)("is what its bytes say in the story of $about", ({ make }) => check(make(stage).ended));

  it.each(VALID)("is what its bytes say after $about", ({ make }) => {
    const { chain, before, act } = make(stage);
    check(playAny(chain, [...before, act]));
  });

  it("was asked of records of every table", () => {
    const missing = TABLES.filter(({ name }) => !comparison.compared.has(name)).map(({ name }) => name);
    expect(missing).toEqual([]);
  });

  it.each(["griefing", "failed-appeal"])("is what its bytes say in the scenario %s", (name) => {
    const own = new Comparison();
    const run = createRun({
      ...{ loaded: loaded(shipped(name)), seed: 1, file: "", replay: "", until: 200 },
      onBlock: ({ after }) => own.of(after.store),
    });
    while (run.step());
    expect(own.wrong).toEqual([]);
    expect(own.compared.get("attestation")!.size).toBeGreaterThan(5);
  });
});
