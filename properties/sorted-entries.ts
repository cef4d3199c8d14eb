/**
 * A sorted list of entries as plainly as it can be written: what an ordered map of pages must answer. Keys are digits, whose order
 * as text is that of the bytes that they say, a prefix before what it begins.
 */
import fc from "fast-check";
import { unshared } from "../src/model/state/apart.ts";
import type { Edit, Pages } from "../src/model/state/pages.ts";
import { countOf, edit, find, keyAt, scan, valueAt } from "../src/model/state/pages.ts";

/** Values by the digits of their keys. */
export type Entries = ReadonlyMap<string, Uint8Array>;

export const digitsOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
export const bytesOf = (digits: string): Uint8Array => new Uint8Array(Buffer.from(digits, "hex"));
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const inOrder = (keys: Iterable<string>): string[] => [...keys].sort();

/** Entries written or, with undefined, deleted: by key. */
export type Batch = ReadonlyMap<string, Uint8Array | undefined>;

export function withBatch(entries: Entries, batch: Batch): Entries {
  const after = new Map(entries);
  for (const [key, value] of batch) value === undefined ? after.delete(key) : after.set(key, value);
  return after;
}

export function edited(pages: Pages, batch: Batch, decodedOf: (value: Uint8Array) => unknown = () => undefined): Pages {
  const edits = inOrder(batch.keys()).map((key): Edit => {
    const value = batch.get(key);
    return { key: bytesOf(key), value, decoded: value && decodedOf(value) };
  });
  return edit(pages, edits);
}

/** Whether a scan from `low` to `high` reaches a key that is not below `low`. */
const isReached = (key: string, low: string, high: string): boolean => key >= low && (key < high || key.startsWith(high));

/** What a scan visits, until it has visited `limit` entries. */
export function scanned(pages: Pages, low: string, high: string, limit = Number.POSITIVE_INFINITY): [keys: string[], isWhole: boolean] {
  const keys: string[] = [];
  const isWhole = scan(pages, bytesOf(low), bytesOf(high), (leaf, index) => keys.push(digitsOf(keyAt({ leaf, index }))) < limit);
  return [keys, isWhole];
}

/** What a scan must visit. */
export function expectedScan(entries: Entries, low: string, high: string, limit: number): [keys: string[], isWhole: boolean] {
  const keys = inOrder(entries.keys()).filter((key) => isReached(key, low, high));
  return [keys.slice(0, limit), keys.length < limit];
}

/** Keys beside a key: its prefixes by a byte, what begins with it, and those whose last byte is one off. */
function neighbours(key: string): string[] {
  const last = Number.parseInt(key.slice(-2), 16);
  const off = [(last + 1) % 256, (last + 255) % 256].map((byte) => key.slice(0, -2) + byte.toString(16).padStart(2, "0"));
  return [key.slice(0, -2), `${key}00`, `${key}ff`, ...off].filter((other) => other.length > 0);
}

/** Where a map does not answer as the plain entries do; nothing where it does. */
export function wrongAnswers(pages: Pages, entries: Entries): string[] {
  const wrong: string[] = [];
  const needle = new Uint8Array(200).fill(0xee); // what stands behind the key in it is not part of the key
  const ask = (key: string): void => {
    needle.set(bytesOf(key));
    const place = find(pages, needle, key.length / 2);
    const value = entries.get(key);
    if ((place === undefined) !== (value === undefined)) wrong.push(`${key} is ${place === undefined ? "not " : ""}found`);
    else if (place !== undefined && !isSame(valueAt(place), value!)) wrong.push(`${key} has another value`);
    else if (place !== undefined && digitsOf(keyAt(place)) !== key) wrong.push(`${key} is found at another key`);
  };
  for (const key of entries.keys()) for (const asked of [key, ...neighbours(key)]) ask(asked);
  if (countOf(pages) !== entries.size) wrong.push(`${countOf(pages)} entries counted, not ${entries.size}`);
  const [keys] = scanned(pages, "", "");
  if (keys.join() !== inOrder(entries.keys()).join()) wrong.push("not all entries in order");
  return wrong;
}

/** Where `unshared` does not say just what differs. */
export function wrongDifferences(before: readonly [Pages, Entries], after: readonly [Pages, Entries]): string[] {
  const found = unshared(before[0], after[0]);
  const keys = new Set([...before[1].keys(), ...after[1].keys()]);
  const differ = [...keys].filter((key) => {
    const [old, now] = [before[1].get(key), after[1].get(key)];
    return old === undefined || now === undefined || !isSame(old, now);
  });
  const wrong = inOrder(found.keys()).join() === inOrder(differ).join() ? [] : ["other keys differ"];
  const sides = (key: string): boolean => [before, after].every(([, entries], side) => found.get(key)?.[side]?.length === entries.get(key)?.length);
  return [...wrong, ...differ.filter((key) => !sides(key)).map((key) => `${key} differs otherwise`)];
}

/** Bytes that stand at the ends of what a byte can be, and some between: many keys share prefixes. */
const byte = fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff, 0x41);

/** So many keys of 1 to 128 bytes that share beginnings, some the beginning of others. */
export const keyPool = (count: number): fc.Arbitrary<readonly string[]> =>
  fc
    .tuple(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 3 }), fc.array(byte, { minLength: 1, maxLength: 3 })), { minLength: count, maxLength: count }),
    )
    .map(([roots, growths]) => {
      const known = roots.map(digitsOf);
      for (const [which, cut, tail] of growths) {
        const stem = known[which % known.length]!;
        known.push((stem.slice(0, Math.max(0, stem.length - 2 * cut)) + digitsOf(Uint8Array.from(tail))).slice(0, 256));
      }
      return [...new Set(known)];
    });

/** A value of a size, told from others of that size by a number. */
export function valueLike(size: number, which: number): Uint8Array {
  const value = new Uint8Array(size).fill(which);
  if (size > 3) new DataView(value.buffer).setUint32(0, which);
  return value;
}

/** Mostly small; some empty, some about as large as a page, some larger. */
export const valueSize = fc.oneof(
  { weight: 30, arbitrary: fc.nat({ max: 120 }) },
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 900, max: 4200 }) },
  { weight: 1, arbitrary: fc.integer({ min: 4000, max: 20_000 }) },
);
