/**
 * What is remembered of decoded values: it never changes what is read, whether a value was written with what it says, is decoded for
 * the first time, or is decoded again after it was forgotten; and pages hold no more of it than the budget, or than one of them.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BUDGET, type DecodedPage, Memory } from "../src/model/state/decoded.ts";
import { decodedAt, find, type Leaf, type Pages } from "../src/model/state/pages.ts";
import { leavesOf, pagesOf } from "./page-shape.ts";
import { runs } from "./runs.ts";
import { type Batch, bytesOf, type Entries, edited, keyPool, valueLike, valueSize, withBatch } from "./sorted-entries.ts";

/** What a value of these tests says: an object that shares nothing with its bytes. */
const saidBy = (value: Uint8Array) => ({ size: value.length, bytes: value.slice() });

/** A decoder that counts. */
function counting(): { readonly decode: (codec: string, bytes: Uint8Array) => unknown; count: number } {
  const counter = {
    count: 0,
    decode(codec: string, bytes: Uint8Array): unknown {
      expect(codec).toBe("codec");
      counter.count += 1;
      return saidBy(bytes);
    },
  };
  return counter;
}

/** Keys whose value, as it is read, is not what its bytes say. */
function misread(pages: Pages, entries: Entries, decode: (codec: string, bytes: Uint8Array) => unknown): string[] {
  return [...entries].flatMap(([key, value]) => {
    const place = find(pages, bytesOf(key), key.length / 2);
    const said = place && decodedAt(place, "codec", decode);
    return isDeepStrictEqual(said, saidBy(value)) ? [] : [key];
  });
}

const remembered = (leaf: Leaf): number => (leaf.values === undefined ? 0 : leaf.bytes.length);

describe("a decoded value", () => {
  it("is what the bytes say, whether it was written along with them or not, after any edits around it", () => {
    const batch = fc.array(fc.tuple(fc.nat(), fc.option(valueSize, { nil: undefined, freq: 3 }), fc.boolean()), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }).chain(keyPool), fc.array(batch, { maxLength: 8 }), ([...pool], batches) => {
        let pages: Pages;
        let entries: Entries = new Map();
        for (const [number, items] of batches.entries()) {
          const known = new Set<Uint8Array>();
          const written: Batch = new Map(
            items.map(([which, size, isKnown]) => {
              const value = size === undefined ? undefined : valueLike(size, (which + number) % 251);
              if (isKnown && value !== undefined) known.add(value);
              return [pool[which % pool.length]!, value];
            }),
          );
          pages = edited(pages, written, (value) => (known.has(value) ? saidBy(value) : undefined));
          entries = withBatch(entries, written);
          const { decode } = counting();
          expect(misread(pages, number % 2 === 0 ? entries : new Map([...entries].slice(0, 9)), decode)).toEqual([]);
        }
        expect(misread(pages, entries, counting().decode)).toEqual([]);
      }),
      runs(0.6),
    );
  });

  it("is decoded once, where it was not written along, and never, where it was", () => {
    const entries: Entries = new Map(Array.from({ length: 100 }, (_, number) => [number.toString(16).padStart(4, "0"), valueLike(20, number)]));
    const halfKnown = edited(undefined, entries, (value) => (value[0]! === 0 && value[3]! % 2 === 0 ? saidBy(value) : undefined));
    const first = counting();
    expect(misread(halfKnown, entries, first.decode)).toEqual([]);
    expect(misread(halfKnown, entries, first.decode)).toEqual([]);
    expect(first.count).toBe(50);
    const after = edited(halfKnown, new Map([["0000", valueLike(30, 1)]]), saidBy);
    expect(misread(after, withBatch(entries, new Map([["0000", valueLike(30, 1)]])), first.decode)).toEqual([]);
    expect(first.count).toBe(50);
  });

  it("is decoded again where more was read since than is remembered; no more is than the budget", () => {
    const count = Math.ceil(BUDGET / 20_000) + 400;
    const entries: Entries = new Map(Array.from({ length: count }, (_, number) => [number.toString(16).padStart(8, "0"), valueLike(20_000, number)]));
    const pages = edited(undefined, entries, saidBy);
    const held = (): number => leavesOf(pages).reduce((sum, leaf) => sum + remembered(leaf), 0);
    expect(held()).toBeLessThanOrEqual(BUDGET);
    for (const _ of [1, 2]) {
      const counter = counting();
      expect(misread(pages, entries, counter.decode)).toEqual([]);
      expect(counter.count).toBeGreaterThan(0);
      expect(held()).toBeLessThanOrEqual(BUDGET);
      expect(held()).toBeGreaterThan(0.9 * BUDGET);
    }
    expect(pagesOf(pages).size).toBeGreaterThan(count);
  });
});

const pageOf = (size: number): DecodedPage => ({ bytes: new Uint8Array(size), values: undefined, isUsed: false });

/** Reads a page as the map does. */
function readPage(memory: Memory, page: DecodedPage): void {
  page.values ??= memory.remember(page, []);
  page.isUsed = true;
}

const heldBy = (pages: readonly DecodedPage[]): number =>
  pages.reduce((sum, { values, bytes }) => sum + (values === undefined ? 0 : bytes.length), 0);

describe("the memory of decoded values", () => {
  it("holds no more pages than the budget, or the last alone, in whatever order they are read and written", () => {
    const deeds = fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 200 });
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 20 }), deeds, (sizes, all) => {
        const memory = new Memory(100);
        const pages = sizes.map(pageOf);
        for (const [which, isWritten] of all) {
          const page = pages[which % pages.length]!;
          if (!isWritten) readPage(memory, page);
          else if (page.values === undefined) page.values = memory.remember(page, []);
          expect(page.values).toBeDefined();
          expect(heldBy(pages)).toBeLessThanOrEqual(Math.max(100, page.bytes.length));
        }
      }),
      runs(3),
    );
  });

  it("gives a page that was read since a second chance", () => {
    const memory = new Memory(100);
    const [read, unread, last] = [pageOf(50), pageOf(50), pageOf(50)];
    for (const page of [read, unread]) page.values = memory.remember(page, []);
    readPage(memory, read);
    readPage(memory, last);
    expect([read, unread, last].map(({ values }) => values !== undefined)).toEqual([true, false, true]);
  });

  it("counts a page that comes while all others have just been read: none is held that it does not know of", () => {
    const memory = new Memory(100);
    const pages = Array.from({ length: 50 }, () => pageOf(50));
    for (const page of pages) {
      readPage(memory, page);
      for (const other of pages) if (other.values !== undefined) readPage(memory, other);
    }
    expect(heldBy(pages)).toBeLessThanOrEqual(100);
  });

  it("holds on to no page that it is done with", () => {
    const memory = new Memory(100);
    const pages = Array.from({ length: 5000 }, () => pageOf(50));
    for (const page of pages) {
      readPage(memory, page);
      expect(memory["pages"].filter((held) => held !== undefined).length).toBeLessThanOrEqual(3);
      expect(memory["pages"].length).toBeLessThanOrEqual(2200);
    }
  });
});
