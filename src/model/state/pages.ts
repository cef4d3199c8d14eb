/**
 * An ordered map from bytes to bytes as an immutable value: a B+ tree of pages, in ascending order of the keys' bytes. A page is
 * one typed array, so that a million records are tens of thousands of objects; whoever writes many keys at once (in order)
 * rewrites each page on their way once, and shares all others with the map that it began from.
 */
import { type DecodedPage, remember } from "./decoded.ts";

/** A page of entries, as large as they are: where each begins (u32), then each as key length (u8), key, value. */
export interface Leaf extends DecodedPage {
  readonly children: undefined;
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** Pages side by side. */
export interface Inner {
  readonly children: readonly Page[];
  /** The least key that each child held when it was made: what is below the next one's is in it. */
  readonly firsts: readonly Uint8Array[];
}

/** A page of either kind. All leaves lie equally deep. */
export type Page = Leaf | Inner;

/** An ordered map; undefined is the empty one. */
export type Pages = Page | undefined;

/** An entry written, or with undefined deleted. `decoded` is what the value's bytes say, where the writer knows. */
export interface Edit {
  readonly key: Uint8Array;
  readonly value: Uint8Array | undefined;
  readonly decoded: unknown;
}

/** Pages hold at most so many bytes, or one entry, */
export const PAGE_BYTES = 8192;
/** and so many entries: who writes one rewrites its page. */
export const PAGE_ENTRIES = 32;
/** The longest key: its length is one byte. */
export const KEY_BYTES = 255;
/** At most so many pages under one. */
export const FANOUT = 32;

/** Where an entry of a page begins. */
export const startOf = ({ bytes }: Leaf, index: number): number => {
  const at = 4 * index;
  return bytes[at]! * 0x1_00_00_00 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
};

/** Where it ends. */
export const endOf = (leaf: Leaf, index: number): number => (index + 1 < leaf.count ? startOf(leaf, index + 1) : leaf.bytes.length);

/** Orders the key of an entry against `length` bytes of another. */
export function compareAt(bytes: Uint8Array, entry: number, key: Uint8Array, length: number): number {
  const own = bytes[entry]!;
  const common = own < length ? own : length;
  for (let index = 0; index < common; index += 1) {
    const difference = bytes[entry + 1 + index]! - key[index]!;
    if (difference !== 0) return difference;
  }
  return own - length;
}

/** Orders keys by their bytes, a prefix before what it begins. */
export function compareKeys(a: Uint8Array, b: Uint8Array, length: number): number {
  const common = a.length < length ? a.length : length;
  for (let index = 0; index < common; index += 1) {
    const difference = a[index]! - b[index]!;
    if (difference !== 0) return difference;
  }
  return a.length - length;
}

/** The first entry of a page, from one on, whose key is not below this one. */
export function lowerBound(leaf: Leaf, key: Uint8Array, length: number, from = 0): number {
  let low = from;
  let high = leaf.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareAt(leaf.bytes, startOf(leaf, middle), key, length) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The child in which a key is, if it is. */
export function childFor({ firsts }: Inner, key: Uint8Array, length: number): number {
  let low = 1;
  let high = firsts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(firsts[middle]!, key, length) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where an entry is. */
export interface Place {
  readonly leaf: Leaf;
  readonly index: number;
}

/** The entry whose key is the first `length` bytes of `key`. */
export function find(pages: Pages, key: Uint8Array, length: number): Place | undefined {
  let page = pages;
  while (page?.children !== undefined) page = page.children[childFor(page, key, length)];
  if (page === undefined) return undefined;
  const index = lowerBound(page, key, length);
  return index < page.count && compareAt(page.bytes, startOf(page, index), key, length) === 0 ? { leaf: page, index } : undefined;
}

/** The key of an entry: a view of the page. */
export function keyAt({ leaf, index }: Place): Uint8Array {
  const start = startOf(leaf, index);
  return leaf.bytes.subarray(start + 1, start + 1 + leaf.bytes[start]!);
}

/** The value of an entry: a view of the page. */
export function valueAt({ leaf, index }: Place): Uint8Array {
  const start = startOf(leaf, index);
  return leaf.bytes.subarray(start + 1 + leaf.bytes[start]!, endOf(leaf, index));
}

/** What the value of an entry says; decoded once as long as the page is remembered. */
export function decodedAt<C, T>({ leaf, index }: Place, codec: C, decode: (codec: C, bytes: Uint8Array) => T): T {
  leaf.values ??= remember(leaf, []);
  leaf.isUsed = true;
  const { values } = leaf; // whoever decodes may read other pages, and this one be forgotten meanwhile
  values[index] ??= decode(codec, valueAt({ leaf, index }));
  return values[index] as T;
}

/**
 * Visits entries in ascending order: from `low` on, as long as their keys are below `high` or begin with it; with neither, all.
 * `visit` says with false that it has seen enough.
 */
export function scan(pages: Pages, low: Uint8Array, high: Uint8Array, visit: (leaf: Leaf, index: number) => boolean): boolean {
  if (pages === undefined) return true;
  if (pages.children === undefined) {
    for (let index = lowerBound(pages, low, low.length); index < pages.count; index += 1) {
      const start = startOf(pages, index);
      if (isAbove(pages.bytes, start + 1, pages.bytes[start]!, high)) return true;
      if (!visit(pages, index)) return false;
    }
    return true;
  }
  const { children, firsts } = pages;
  for (let child = childFor(pages, low, low.length); child < children.length; child += 1) {
    if (isAbove(firsts[child]!, 0, firsts[child]!.length, high)) return true;
    if (!scan(children[child], low, high, visit)) return false;
  }
  return true;
}

/** Whether a key is above `high` and does not begin with it. */
function isAbove(bytes: Uint8Array, at: number, length: number, high: Uint8Array): boolean {
  const common = length < high.length ? length : high.length;
  for (let index = 0; index < common; index += 1) {
    const difference = bytes[at + index]! - high[index]!;
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** How many entries there are. */
export function countOf(pages: Pages): number {
  if (pages === undefined) return 0;
  return pages.children === undefined ? pages.count : pages.children.reduce((sum, child) => sum + countOf(child), 0);
}
