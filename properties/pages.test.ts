/**
 * The ordered map of pages against a sorted list: whatever is written in whatever batches, it answers as the list does, every map
 * on the way stays as it was, its pages keep their bounds, and what an edit does not touch is shared.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edit, PAGE_ENTRIES, type Pages } from "../src/model/state/pages.ts";
import { depthOf, leavesOf, newPages, shapeFaults } from "./page-shape.ts";
import { runs } from "./runs.ts";
import {
  type Batch,
  bytesOf,
  digitsOf,
  type Entries,
  edited,
  expectedScan,
  keyPool,
  scanned,
  valueLike,
  valueSize,
  withBatch,
  wrongAnswers,
  wrongDifferences,
} from "./sorted-entries.ts";

/** How a batch is made: of which keys of the pool, and how many of them are deleted. */
interface Plan {
  readonly kind: "some" | "most deleted" | "all deleted" | "all written" | "one" | "absent deleted";
  readonly salt: number;
  readonly sizes: readonly number[];
}

const plan: fc.Arbitrary<Plan> = fc.record({
  kind: fc.constantFrom<Plan["kind"][]>("some", "some", "some", "one", "one", "all written", "most deleted", "all deleted", "absent deleted"),
  salt: fc.nat(),
  sizes: fc.array(valueSize, { minLength: 16, maxLength: 64 }),
});

/** Dice for a key in a batch. */
const diceOf = (salt: number, key: string): Buffer => createHash("sha256").update(`${salt}/${key}`).digest();

/** A value of one of the sizes of a plan. */
const planned = ({ sizes }: Plan, dice: Buffer): Uint8Array => valueLike(sizes[dice[1]! % sizes.length]!, dice[2]!);

function batchOf(how: Plan, pool: readonly string[], entries: Entries): Batch {
  const { kind, salt } = how;
  const present = [...entries.keys()];
  if (kind === "all deleted") return new Map(present.map((key) => [key, undefined]));
  if (kind === "most deleted") return new Map(present.filter((key) => diceOf(salt, key)[0]! >= 25).map((key) => [key, undefined]));
  if (kind === "absent deleted") return new Map(pool.filter((key) => !entries.has(key)).map((key) => [key, undefined]));
  const chosen =
    kind === "one" ? [pool[salt % pool.length]!] : pool.filter((key) => kind === "all written" || diceOf(salt, key)[3]! % 8 === salt % 8);
  return new Map(
    chosen.map((key) => {
      const dice = diceOf(salt, key);
      return [key, kind !== "all written" && dice[0]! < 90 ? undefined : planned(how, dice)];
    }),
  );
}

const story = fc.tuple(fc.integer({ min: 1, max: 400 }).chain(keyPool), fc.array(plan, { minLength: 1, maxLength: 9 }));
type History = readonly (readonly [Pages, Entries])[];

/** The maps that batches leave behind, each with the list that it must equal. */
function history(pool: readonly string[], plans: readonly Plan[]): History {
  const all: (readonly [Pages, Entries])[] = [[undefined, new Map()]];
  for (const how of plans) {
    const [pages, entries] = all.at(-1)!;
    const batch = batchOf(how, pool, entries);
    all.push([edited(pages, batch), withBatch(entries, batch)]);
  }
  return all;
}

/** A small entry with the key of a number: four bytes, ascending. */
const numbered = (number: number): [string, Uint8Array] => [number.toString(16).padStart(8, "0"), valueLike(8, number)];
const scattered = (number: number): [string, Uint8Array] => [digitsOf(diceOf(7, `${number}`)), valueLike(8, number)];

/** A map of entries written so many at a time. */
function grown(entries: readonly [string, Uint8Array][], atOnce: number): Pages {
  let pages: Pages;
  for (let from = 0; from < entries.length; from += atOnce) pages = edited(pages, new Map(entries.slice(from, from + atOnce)));
  return pages;
}

describe("an ordered map of pages", () => {
  it("answers as a sorted list does after every batch, and every map on the way stays as it was", () => {
    fc.assert(
      fc.property(story, ([pool, plans]) => {
        const all = history(pool, plans);
        for (const [pages, entries] of all) {
          expect(wrongAnswers(pages, entries)).toEqual([]);
          expect(shapeFaults(pages)).toEqual([]);
        }
      }),
      runs(0.6),
    );
  });

  it("is scanned from a bound to all that begins with another, until the visitor has seen enough", () => {
    const bounds = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 2 }), fc.nat({ max: 2 }), fc.nat({ max: 60 })), {
      minLength: 20,
      maxLength: 20,
    });
    fc.assert(
      fc.property(story, bounds, ([pool, plans], asked) => {
        const cut = (which: number, bytes: number): string => pool[which % pool.length]!.slice(0, bytes === 0 ? undefined : -2 * bytes);
        for (const [pages, entries] of history(pool, plans).slice(-2)) {
          for (const [low, high, lowCut, highCut, limit] of asked) {
            const [from, to] = [cut(low, lowCut), cut(high, highCut)];
            expect(scanned(pages, from, to, limit + 1)).toEqual(expectedScan(entries, from, to, limit + 1));
            expect(scanned(pages, to, to, limit + 1)).toEqual(expectedScan(entries, to, to, limit + 1));
          }
        }
      }),
      runs(0.5),
    );
  });

  it("differs from an earlier or a later one in just what was written between, where that changed something", () => {
    fc.assert(
      fc.property(story, fc.nat(), fc.nat(), ([pool, plans], a, b) => {
        const all = history(pool, plans);
        for (let index = 1; index < all.length; index += 1) expect(wrongDifferences(all[index - 1]!, all[index]!)).toEqual([]);
        expect(wrongDifferences(all[a % all.length]!, all[b % all.length]!)).toEqual([]);
      }),
      runs(0.5),
    );
  });

  it("is the same map where nothing is edited, and none where everything is deleted", () => {
    const pages = grown(
      Array.from({ length: 2000 }, (_, number) => numbered(number)),
      100,
    );
    expect(edit(pages, [])).toBe(pages);
    expect(edited(pages, new Map(Array.from({ length: 2000 }, (_, number) => [numbered(number)[0], undefined])))).toBeUndefined();
    expect(edited(undefined, new Map([["00", undefined]]))).toBeUndefined();
  });

  it("refuses a key that its pages have no room to say the length of", () => {
    expect(() => edit(undefined, [{ key: new Uint8Array(256), value: new Uint8Array(1), decoded: undefined }])).toThrow("a key of 256 bytes");
    expect(() => edit(undefined, [{ key: new Uint8Array(255), value: new Uint8Array(1), decoded: undefined }])).not.toThrow();
  });
});

describe("pages are filled", () => {
  const COUNT = 8000;

  it.each([1, 7, 300, COUNT])("nearly, where keys rise, %d at a time", (atOnce) => {
    const pages = grown(
      Array.from({ length: COUNT }, (_, number) => numbered(number)),
      atOnce,
    );
    expect(shapeFaults(pages)).toEqual([]);
    expect(leavesOf(pages).length).toBeLessThanOrEqual((1.2 * COUNT) / PAGE_ENTRIES + 2);
  });

  it.each([1, 7, 300, COUNT])("by half and more, where keys come in any order, %d at a time", (atOnce) => {
    const pages = grown(
      Array.from({ length: COUNT }, (_, number) => scattered(number)),
      atOnce,
    );
    expect(shapeFaults(pages)).toEqual([]);
    expect(leavesOf(pages).length).toBeLessThanOrEqual((2 * COUNT) / PAGE_ENTRIES + 1);
  });

  it.each([1, 7, 300, COUNT])("by half and more, where keys fall, %d at a time", (atOnce) => {
    const pages = grown(
      Array.from({ length: COUNT }, (_, number) => numbered(COUNT - number)),
      atOnce,
    );
    expect(shapeFaults(pages)).toEqual([]);
    expect(leavesOf(pages).length).toBeLessThanOrEqual((2 * COUNT) / PAGE_ENTRIES + 1);
  });

  it.each([1, 7, 300])("by an eighth and more, after most entries were deleted, %d at a time", (atOnce) => {
    let pages = grown(
      Array.from({ length: COUNT }, (_, number) => scattered(number)),
      COUNT,
    );
    const kept = COUNT / 16;
    for (let from = kept; from < COUNT; from += atOnce) {
      const gone = Array.from({ length: Math.min(atOnce, COUNT - from) }, (_, index) => scattered(from + index)[0]);
      pages = edited(pages, new Map(gone.map((key) => [key, undefined])));
    }
    expect(shapeFaults(pages)).toEqual([]);
    expect(leavesOf(pages).length).toBeLessThanOrEqual((8 * kept) / PAGE_ENTRIES + 1);
    expect(depthOf(pages)).toBeLessThanOrEqual(3);
  });
});

describe("pages are shared", () => {
  const COUNT = 20_000;
  const PAGES = grown(
    Array.from({ length: COUNT }, (_, number) => scattered(number)),
    500,
  );
  const DEPTH = depthOf(PAGES);
  const few = fc.uniqueArray(fc.nat({ max: COUNT - 1 }), { minLength: 1, maxLength: 40 });

  it("but for those on the way to what is written", () => {
    expect(DEPTH).toBe(4);
    fc.assert(
      fc.property(few, (numbers) => {
        const one = edited(PAGES, new Map([[scattered(numbers[0]!)[0], valueLike(8, 1)]]));
        expect(newPages(PAGES, one)).toBe(DEPTH);
        const many = edited(PAGES, new Map(numbers.map((number) => [scattered(number)[0], valueLike(8, 1)])));
        expect(newPages(PAGES, many)).toBeLessThanOrEqual(1 + (DEPTH - 1) * numbers.length);
      }),
    );
  });

  it("but for those on the way to what is added or deleted one by one, and a neighbour of each that is split or joined", () => {
    fc.assert(
      fc.property(few, fc.boolean(), (numbers, isAdded) => {
        let pages: Pages = PAGES;
        for (const number of numbers) {
          const [key, value] = scattered(isAdded ? COUNT + number : number);
          const before = pages;
          pages = edited(pages, new Map([[key, isAdded ? value : undefined]]));
          expect(newPages(before, pages)).toBeLessThanOrEqual(2 * depthOf(before));
          expect(newPages(pages, before)).toBeLessThanOrEqual(2 * depthOf(before));
        }
      }),
      runs(0.5),
    );
  });

  it("but for as many as large values fill", () => {
    const before = edited(PAGES, new Map([[scattered(3)[0], valueLike(20_000, 1)]]));
    expect(newPages(PAGES, before)).toBeLessThanOrEqual(2 * DEPTH + 3);
    const after = edited(before, new Map([[scattered(3)[0], valueLike(10, 1)]]));
    expect(newPages(before, after)).toBeLessThanOrEqual(2 * DEPTH);
  });

  it("without holding the bytes of what was edited: the map keeps copies", () => {
    const [key, value] = [bytesOf("aabb"), valueLike(8, 1)];
    const pages = edit(undefined, [{ key, value, decoded: undefined }]);
    key.fill(0);
    value.fill(0);
    expect(wrongAnswers(pages, new Map([["aabb", valueLike(8, 1)]]))).toEqual([]);
  });
});
