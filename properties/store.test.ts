/**
 * Tables over the store: reads in every declared order agree with a plain map, the tree agrees with one built from nothing,
 * snapshots stay as they were, and a draft that is dropped leaves no trace.
 */
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encode, type TypeOf } from "../src/model/encoding/codec.ts";
import { toHex } from "../src/model/encoding/hex.ts";
import { struct } from "../src/model/encoding/objects.ts";
import { count64, optional, u8, u64 } from "../src/model/encoding/primitives.ts";
import { prove, verifyProof } from "../src/model/state/proof.ts";
import { commit, draftOf, emptyStore, type Reader, rebuildTree, type Store, storeRoot } from "../src/model/state/store.ts";
import { ordinal, table, term } from "../src/model/state/table.ts";
import { rootOf } from "../src/model/state/tree.ts";

const taskCodec = struct("task", { group: u8, place: u8, dueAt: optional(count64), price: u64 });
type Task = TypeOf<typeof taskCodec>;

/** A table like those of the model: a key of two parts, a due height, an index with two terms a record. */
const tasks = table({
  number: 0xf0,
  name: "task",
  key: [u8, u8],
  value: taskCodec,
  due: ({ dueAt }) => dueAt,
  indices: { price: ({ price }) => (price === 0n ? [] : [term("0x0a", ordinal(price)), term("0x0b", ordinal(price))]) },
});
/** A neighbour with the next number: what one table reads is never another's. */
const notes = table({ number: 0xf1, name: "note", key: [u8], value: u8 });

const task: fc.Arbitrary<Task> = fc.record(
  {
    group: fc.nat({ max: 2 }),
    place: fc.nat({ max: 3 }),
    dueAt: fc.option(fc.oneof(fc.nat({ max: 4 }), fc.maxSafeNat()), { nil: undefined }),
    price: fc.oneof(fc.bigInt({ min: 0n, max: 4n }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
  },
  { noNullPrototype: true },
);
const act = fc.record({ task, isDeletion: fc.boolean() });
const drafts = fc.array(fc.record({ acts: fc.array(act, { maxLength: 8 }), isDropped: fc.boolean() }), { maxLength: 6 });

type Plain = ReadonlyMap<string, Task>;

const keyOf = ({ group, place }: Task): string => `${group}${place}`;
const byKey = (a: Task, b: Task): number => (keyOf(a) < keyOf(b) ? -1 : 1);
const byNumber = (a: bigint | number, b: bigint | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** What a store must answer, from a plain map. */
function expectedReads(plain: Plain, height: number) {
  const all = [...plain.values()].sort(byKey);
  return {
    all,
    groups: [0, 1, 2].map((group) => all.filter((item) => item.group === group)),
    due: all.filter(({ dueAt }) => dueAt !== undefined && dueAt <= height).sort((a, b) => byNumber(a.dueAt!, b.dueAt!) || byKey(a, b)),
    priced: all.filter(({ price }) => price > 0n).sort((a, b) => byNumber(a.price, b.price) || byKey(a, b)),
  };
}

function reads(reader: Reader, height: number): ReturnType<typeof expectedReads> {
  return {
    all: tasks.all(reader),
    groups: [0, 1, 2].map((group) => tasks.all(reader, group)),
    due: tasks.due(reader, height),
    priced: tasks.indexed(reader, "price", "0b"),
  };
}

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest();

/** The stores that a run of drafts leaves behind, each with the plain map that it must equal. */
function run(steps: typeof drafts extends fc.Arbitrary<infer T> ? T : never): (readonly [Store, Plain])[] {
  const history: [Store, Plain][] = [[emptyStore(), new Map()]];
  for (const { acts, isDropped } of steps) {
    const [store, before] = history.at(-1)!;
    const draft = draftOf(store);
    const plain = new Map(before);
    for (const { task: item, isDeletion } of acts) {
      if (isDeletion) tasks.delete(draft, item.group, item.place);
      else tasks.put(draft, item, item.group, item.place);
      isDeletion ? plain.delete(keyOf(item)) : plain.set(keyOf(item), item);
    }
    if (!isDropped) history.push([commit(draft), plain]);
  }
  return history;
}

describe("table", () => {
  it("reads what a plain map would, in every order, from every snapshot", () => {
    fc.assert(
      fc.property(drafts, fc.nat({ max: 5 }), (steps, height) => {
        for (const [store, plain] of run(steps)) {
          expect(isDeepStrictEqual(reads(store, height), expectedReads(plain, height))).toBe(true);
          for (const item of plain.values()) expect(tasks.at(store, item.group, item.place)).toEqual(item);
        }
      }),
    );
  });

  it("cuts a list of an index at the limit, from its beginning", () => {
    fc.assert(
      fc.property(drafts, fc.integer({ min: 1, max: 4 }), (steps, limit) => {
        const [store, plain] = run(steps).at(-1)!;
        expect(tasks.indexed(store, "price", "0a", limit)).toEqual(expectedReads(plain, 0).priced.slice(0, limit));
      }),
    );
  });

  it("sees nothing of its neighbour", () => {
    const draft = draftOf(emptyStore());
    notes.put(draft, 7, 0);
    expect(tasks.all(draft)).toEqual([]);
    expect(notes.all(draft)).toEqual([7]);
  });

  it("says which record a bug asked for", () => {
    expect(() => tasks.at(emptyStore(), 1, 2)).toThrow("no task 1 2");
  });
});

describe("tree of a store", () => {
  it("is the one built from nothing, however the records came to be", () => {
    fc.assert(
      fc.property(drafts, (steps) => {
        for (const [store] of run(steps)) expect(storeRoot(store)).toEqual(rootOf(rebuildTree(store)));
      }),
    );
  });

  it("holds SHA-256 of number and key against SHA-256 of the record's canonical bytes", () => {
    fc.assert(
      fc.property(drafts, (steps) => {
        const [store, plain] = run(steps).at(-1)!;
        for (const item of plain.values()) {
          const keyHash = sha256(Uint8Array.of(0xf0, item.group, item.place));
          const valueHash = sha256(encode(tasks.value, item));
          expect(verifyProof(storeRoot(store), keyHash, valueHash, prove(store.tree, keyHash))).toBe(true);
        }
      }),
    );
  });

  it("is left alone where nothing was written", () => {
    const [store] = run([{ acts: [{ task: { group: 1, place: 1, dueAt: undefined, price: 1n }, isDeletion: false }], isDropped: false }]).at(-1)!;
    expect(toHex(storeRoot(commit(draftOf(store))))).toBe(toHex(storeRoot(store)));
  });
});
