/** What differs between two stores, found by what their pages do not share, against every record of both. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../src/model/encoding/hex.ts";
import { u32, u64 } from "../src/model/encoding/primitives.ts";
import { commit, differences, draftOf, emptyStore, recordBytes, type Store } from "../src/model/state/store.ts";
import { table } from "../src/model/state/table.ts";

/** Enough of these need a page of pages of pages. */
const items = table({ number: 0xf2, name: "item", key: [u32], value: u64 });
const KEYS = 12_000;

/** A stretch of keys, written with a value or deleted. */
const stretch = fc.record({
  from: fc.nat(KEYS),
  length: fc.oneof(fc.constant(1), fc.nat(60), fc.nat(KEYS)),
  value: fc.option(fc.nat(2), { nil: undefined }),
});
const drafts = fc.array(fc.array(stretch, { maxLength: 6 }), { minLength: 1, maxLength: 5 });

function edited(store: Store, stretches: readonly { from: number; length: number; value: number | undefined }[]): Store {
  const draft = draftOf(store);
  for (const { from, length, value } of stretches)
    for (let key = from; key < Math.min(from + length, KEYS); key += 1)
      if (value === undefined) items.delete(draft, key);
      else items.put(draft, BigInt(value), key);
  return commit(draft);
}

const plain = (store: Store): Map<string, string> => new Map(recordBytes(store).map(({ key, value }) => [toHex(key).slice(2), toHex(value)]));

/** By comparing everything. */
function expected(before: Store, after: Store): string[] {
  const [old, now] = [plain(before), plain(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .sort()
    .map((key) => `${key} ${old.get(key)} ${now.get(key)}`);
}

const hex = (bytes: Uint8Array | undefined): string | undefined => bytes && toHex(bytes);

describe("differences of stores", () => {
  it("are those of all their records, whatever they share", () => {
    const full = edited(emptyStore(), [{ from: 0, length: KEYS, value: 0 }]);
    fc.assert(
      fc.property(drafts, fc.boolean(), (steps, isFull) => {
        const history: Store[] = [isFull ? full : emptyStore()];
        for (const stretches of steps) history.push(edited(history.at(-1)!, stretches));
        for (const [before, after] of [history.slice(0, 2), [history[0]!, history.at(-1)!], [history.at(-1)!, history[0]!], history.slice(-2)]) {
          const found = differences(before!, after!).map((one) => `${one.key} ${hex(one.before)} ${hex(one.after)}`);
          expect(found).toEqual(expected(before!, after!));
        }
      }),
      { numRuns: 25 },
    );
  });
});
