/**
 * Reads from a draft are those of the store that it becomes, and those of a plain map: in every order, with entries of indices added
 * and taken out, cut at any limit, for tables whose keys are of any width; and what goes wrong half-way leaves nothing behind.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TABLES } from "../src/conformance/tables.ts";
import { nobleHasher, useHasher } from "../src/model/crypto/hash.ts";
import { type Codec, decode, encode, type TypeOf } from "../src/model/encoding/codec.ts";
import { toBareHex } from "../src/model/encoding/hex.ts";
import { struct } from "../src/model/encoding/objects.ts";
import { bool, bytes32, count64, u8, u32, u64 } from "../src/model/encoding/primitives.ts";
import { commit, type Draft, draftOf, emptyStore, type Reader, read, rebuildTree, recordsIn, storeRoot, write } from "../src/model/state/store.ts";
import { ordinal, table, term } from "../src/model/state/table.ts";
import { rootOf } from "../src/model/state/tree.ts";
import { hexOf } from "./arbitraries.ts";
import { leavesOf } from "./page-shape.ts";
import { runs } from "./runs.ts";

const CURRENT = useHasher(nobleHasher);
useHasher(CURRENT);

const itemCodec = struct("item", { a: u8, b: u8, price: u64, dueAt: count64 });
type Item = TypeOf<typeof itemCodec>;

/** Tables with one number after the other and keys of other widths: what one reads is never another's. */
const alone = table({ number: 0xe0, name: "alone", key: [], value: itemCodec, due: ({ dueAt }) => dueAt });
const pairs = table({
  number: 0xe1,
  name: "pair",
  key: [u8, u8],
  value: itemCodec,
  due: ({ dueAt }) => dueAt,
  indices: { price: ({ price }) => (price === 0n ? [] : [term(ordinal(price)), term(ordinal(price + 1n))]) },
});
const singles = table({ number: 0xe2, name: "single", key: [u32], value: itemCodec, indices: { price: ({ price }) => [term(ordinal(price))] } });

const item: fc.Arbitrary<Item> = fc.record(
  { a: fc.nat({ max: 2 }), b: fc.constantFrom(0, 1, 254, 255), price: fc.bigInt({ min: 0n, max: 3n }), dueAt: fc.nat({ max: 4 }) },
  { noNullPrototype: true },
);
const acts = fc.array(fc.record({ item, isDeletion: fc.boolean() }), { maxLength: 14 });

/** Where reads are asked for. */
interface Asked {
  readonly height: number;
  readonly limit: number;
}

const byKey = (x: Item, y: Item): number => x.a - y.a || x.b - y.b;
const upTo = (height: number, items: readonly Item[]): Item[] =>
  items.filter(({ dueAt }) => dueAt <= height).sort((x, y) => x.dueAt - y.dueAt || byKey(x, y));

function reads(reader: Reader, { height, limit }: Asked) {
  return {
    all: pairs.all(reader),
    entries: pairs.entries(reader),
    groups: [0, 1, 2].map((a) => pairs.all(reader, a)),
    due: pairs.due(reader, height),
    priced: pairs.indexed(reader, "price", "", limit),
    atOne: pairs.indexed(reader, "price", term(ordinal(1)), limit),
    alone: [alone.all(reader), alone.due(reader, height)],
    singles: [singles.all(reader), singles.indexed(reader, "price", "", limit)],
  };
}

function expected(plain: ReadonlyMap<string, Item>, last: Item | undefined, { height, limit }: Asked): ReturnType<typeof reads> {
  const all = [...plain.values()].sort(byKey);
  const terms = all.flatMap((one) => (one.price === 0n ? [] : [one.price, one.price + 1n].map((price) => ({ price, one }))));
  const priced = terms.sort((x, y) => Number(x.price - y.price) || byKey(x.one, y.one));
  const lone = last === undefined ? [] : [last];
  return {
    all,
    entries: all.map((one) => [`e1${toBareHex(Uint8Array.of(one.a, one.b))}`, one] as const),
    groups: [0, 1, 2].map((a) => all.filter((one) => one.a === a)),
    due: upTo(height, all),
    priced: priced.slice(0, limit).map(({ one }) => one),
    atOne: priced
      .filter(({ price }) => price === 1n)
      .slice(0, limit)
      .map(({ one }) => one),
    alone: [lone, upTo(height, lone)],
    singles: [all, [...all].sort((x, y) => Number(x.price - y.price) || byKey(x, y)).slice(0, limit)],
  };
}

/** Writes one thing to all three tables, or deletes it. */
function act(draft: Draft, { a, b, ...rest }: Item, isDeletion: boolean): void {
  const [whole, place] = [{ a, b, ...rest }, 256 * a + b];
  if (isDeletion) {
    alone.delete(draft);
    pairs.delete(draft, a, b);
    singles.delete(draft, place);
  } else {
    alone.put(draft, whole);
    pairs.put(draft, whole, a, b);
    singles.put(draft, whole, place);
  }
}

describe("a draft", () => {
  it("is read as the store that it becomes is, and as a plain map, after every write", () => {
    const asked = fc.record({ height: fc.nat({ max: 5 }), limit: fc.integer({ min: 0, max: 6 }) });
    fc.assert(
      fc.property(fc.array(acts, { maxLength: 4 }), asked, (drafts, where) => {
        const plain = new Map<string, Item>();
        let last: Item | undefined;
        let store = emptyStore();
        for (const all of drafts) {
          const draft = draftOf(store);
          for (const { item: one, isDeletion } of all) {
            act(draft, one, isDeletion);
            isDeletion ? plain.delete(`${one.a} ${one.b}`) : plain.set(`${one.a} ${one.b}`, one);
            last = isDeletion ? undefined : one;
            expect(isDeepStrictEqual(reads(draft, where), expected(plain, last, where))).toBe(true);
          }
          store = commit(draft);
          expect(isDeepStrictEqual(reads(store, where), expected(plain, last, where))).toBe(true);
        }
      }),
      runs(2),
    );
  });
});

/** Parts of a key as its codecs have them, from any bytes that they decode. */
const partsFor = (codecs: readonly Codec<unknown>[]): fc.Arbitrary<readonly unknown[]> =>
  fc.tuple(
    ...codecs.map((codec) =>
      fc
        .uint8Array({ minLength: codec.maxBytes, maxLength: codec.maxBytes })
        .map((bytes) => decode(codec, codec.name === "bool" ? bytes.map((byte) => byte & 1) : codec.name === "count64" ? bytes.fill(0, 0, 2) : bytes))
        .map((decoded) => (decoded.ok ? decoded.value : expect.unreachable(`${codec.name}: ${decoded.reason}`))),
    ),
  );

const anyKey = (number: number, key: readonly Codec<unknown>[]) =>
  table({ number, name: `of ${key.map(({ name }) => name).join()}`, key, value: u8 });
/** Tables that the state has, and some with parts that no key of it has alone. */
const KEYED = [
  ...TABLES.map(({ number, keyParts }) => anyKey(number, keyParts)),
  anyKey(0xf0, [u64]),
  anyKey(0xf1, [bool]),
  anyKey(0xf2, [bool, u64]),
];

describe("a key", () => {
  it.each(KEYED.map((keyed) => [keyed.name, keyed] as const))("%s is one record, whether it is said by its parts or by its digits", (_, keyed) => {
    fc.assert(
      fc.property(partsFor(keyed.keyParts), (parts) => {
        const key = keyed.keyOf(...parts);
        expect(key).toBe(
          toBareHex(Uint8Array.of(keyed.number)) + keyed.keyParts.map((part, index) => toBareHex(encode(part, parts[index]))).join(""),
        );
        expect(keyed.digitsOf(keyed.handleOf(key))).toBe(key);
        const draft = draftOf(emptyStore());
        write(draft, keyed, keyed.handleOf(key), 1);
        expect(keyed.get(draft, ...parts)).toBe(1);
        keyed.put(draft, 2, ...parts);
        expect([read(draft, keyed, keyed.handleOf(key)), recordsIn(draft, keyed, key)]).toEqual([2, [[key, 2]]]);
        const store = commit(draft);
        expect([keyed.get(store, ...parts), keyed.entries(store)]).toEqual([2, [[key, 2]]]);
      }),
      runs(0.3),
    );
  });
});

describe("a number that is none", () => {
  it.each([-1, 0.5, 2 ** 32, Number.NaN])("is no key: %d", (number) => {
    expect(() => singles.get(emptyStore(), number)).toThrow("does not fit 8 digits");
  });

  it.each([-1n, 2n ** 64n, -1, 0.5, 2 ** 64])("has no place in an order: %s", (value) => {
    expect(() => ordinal(value)).toThrow("does not fit 16 digits");
  });
});

/** A value whose codec reads the store that it stands in, as no codec does: whatever is shared between reads would show. */
let around: Reader = emptyStore();
const nosy: Codec<number> = {
  ...u32,
  write(writer, value) {
    noted.all(around);
    u32.write(writer, value);
  },
  read(reader) {
    for (const other of [3, 300, 70_000]) expect([undefined, other]).toContain(plainly.get(around, other));
    expect(plainly.indexed(around, "self", "").length).toBe(plainly.all(around).length);
    return u32.read(reader);
  },
};
const plainly = table({ number: 0xe8, name: "plain", key: [u32], value: u32, indices: { self: (value) => [term(ordinal(value))] } });
const noted = table({
  number: 0xe9,
  name: "nosy",
  key: [bytes32],
  value: nosy,
  indices: { self: (value) => (plainly.get(around, value) === undefined ? [] : [term(ordinal(value))]) },
});

describe("what reads share", () => {
  it("does not show where a codec, or an index, reads the store while it is read", () => {
    const keys = fc.uniqueArray(hexOf(32), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(keys, (all) => {
        const first = draftOf(emptyStore());
        for (const number of [3, 300, 70_000]) plainly.put(first, number, number);
        around = first;
        for (const [index, key] of all.entries()) noted.put(first, index % 2 === 0 ? 300 : 4, key);
        const store = commit(first);
        around = store;
        for (const reader of [store, draftOf(store)]) {
          for (const leaf of leavesOf(store.records)) leaf.values = undefined; // so that each record is decoded, and reads others while it is
          expect(noted.all(reader).length).toBe(all.length);
          expect(noted.get(reader, all[0]!)).toBe(300);
        }
        expect(noted.indexed(store, "self", term(ordinal(300))).length).toBe(Math.ceil(all.length / 2));
        expect(storeRoot(store)).toEqual(rootOf(rebuildTree(store)));
      }),
      runs(0.3),
    );
  });

  it("is none the worse after a codec threw half-way through a commit", () => {
    const draft = draftOf(emptyStore());
    for (let number = 0; number < 100; number += 1) singles.put(draft, { a: 0, b: 0, price: 1n, dueAt: number }, number);
    const store = commit(draft);
    const wrong = draftOf(store);
    for (let number = 0; number < 50; number += 1) singles.put(wrong, { a: 0, b: 0, price: 2n, dueAt: number === 40 ? -1 : 0 }, number);
    expect(() => commit(wrong)).toThrow("-1 is no count64");
    singles.put(wrong, { a: 1, b: 1, price: 3n, dueAt: 0 }, 40);
    const after = commit(wrong);
    expect(storeRoot(after)).toEqual(rootOf(rebuildTree(after)));
    expect(singles.all(store).every(({ price }) => price === 1n)).toBe(true);
    expect(singles.indexed(after, "price", "").length).toBe(100);
  });

  it("is none the worse after hashing failed at any of its levels", () => {
    const draft = draftOf(emptyStore());
    for (let number = 0; number < 200; number += 1) singles.put(draft, { a: 0, b: 0, price: 1n, dueAt: number }, number);
    const store = commit(draft);
    for (let level = 0; level < 12; level += 1) {
      const failing = draftOf(store);
      for (let number = 0; number < 60; number += 1) singles.put(failing, { a: 0, b: 0, price: 2n, dueAt: level }, 3 * number);
      let left = level;
      const hasher = useHasher({
        ...CURRENT,
        hashPairs: (bytes, hashes) => (left-- === 0 ? expect.unreachable("fails") : CURRENT.hashPairs(bytes, hashes)),
      });
      try {
        expect(() => commit(failing)).toThrow("fails");
      } finally {
        useHasher(hasher);
      }
      const other = draftOf(store);
      for (let number = 0; number < 60; number += 1) singles.delete(other, 2 * number + (level % 2));
      const after = commit(other);
      expect(storeRoot(after)).toEqual(rootOf(rebuildTree(after)));
      expect(storeRoot(commit(failing))).toEqual(rootOf(rebuildTree(commit(failing))));
    }
  });
});
