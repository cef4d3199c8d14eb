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
interface Inner {
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
export const PAGE_BYTES = 4096;
/** and so many entries: who writes one rewrites its page. */
export const PAGE_ENTRIES = 32;
/** The longest key: its length is one byte. */
const KEY_BYTES = 255;
/** At most so many pages under one. */
export const FANOUT = 32;

const startOf = ({ bytes }: Leaf, index: number): number => {
  const at = 4 * index;
  return bytes[at]! * 0x1_00_00_00 + ((bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!);
};

const endOf = (leaf: Leaf, index: number): number => (index + 1 < leaf.count ? startOf(leaf, index + 1) : leaf.bytes.length);

/** Orders the key of an entry against `length` bytes of another. */
function compareAt(bytes: Uint8Array, entry: number, key: Uint8Array, length: number): number {
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
function lowerBound(leaf: Leaf, key: Uint8Array, length: number, from = 0): number {
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
function childFor({ firsts }: Inner, key: Uint8Array, length: number): number {
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
  leaf.values[index] ??= decode(codec, valueAt({ leaf, index }));
  return leaf.values[index] as T;
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

/** The map after these edits, each of another key, in ascending order; the old map stays. */
export function edit(pages: Pages, edits: readonly Edit[]): Pages {
  if (edits.length === 0) return pages;
  let level = pages === undefined ? editLeaf(NOTHING, edits, 0, edits.length) : editPage(pages, edits, 0, edits.length);
  while (level.length > 1) level = gather(level);
  let root: Pages = level[0];
  while (root?.children?.length === 1) root = root.children[0];
  return root;
}

const NOTHING: Leaf = { children: undefined, count: 0, bytes: new Uint8Array(0), values: undefined, isUsed: false };

function editPage(page: Page, edits: readonly Edit[], from: number, to: number): Page[] {
  return page.children === undefined ? editLeaf(page, edits, from, to) : editInner(page, edits, from, to);
}

function editInner(inner: Inner, edits: readonly Edit[], from: number, to: number): Page[] {
  const { children, firsts } = inner;
  const after: Page[] = [];
  let next = from;
  for (const [index, child] of children.entries()) {
    const begun = next;
    const limit = firsts[index + 1];
    if (limit === undefined) next = to;
    else while (next < to && compareKeys(edits[next]!.key, limit, limit.length) < 0) next += 1;
    if (begun === next) after.push(child);
    else after.push(...editPage(child, edits, begun, next));
  }
  return gather(joinSmall(after));
}

/** Puts neighbours together that are small for their kind. */
function joinSmall(pages: readonly Page[]): Page[] {
  const joined: Page[] = [];
  for (const page of pages) {
    const before = joined.at(-1);
    const both = before === undefined ? undefined : joinPair(before, page);
    if (both === undefined) joined.push(page);
    else joined[joined.length - 1] = both;
  }
  return joined;
}

/** Two neighbours as one page, where one of them is small and both fit. */
function joinPair(a: Page, b: Page): Page | undefined {
  if (a.children !== undefined && b.children !== undefined) {
    const isSmall = Math.min(a.children.length, b.children.length) < FANOUT / 4 && a.children.length + b.children.length <= FANOUT;
    return isSmall ? { children: [...a.children, ...b.children], firsts: [...a.firsts, ...b.firsts] } : undefined;
  }
  if (a.children !== undefined || b.children !== undefined) return undefined;
  const isSmall = Math.min(a.count, b.count) < PAGE_ENTRIES / 4 && a.count + b.count <= PAGE_ENTRIES && a.bytes.length + b.bytes.length <= PAGE_BYTES;
  return isSmall ? joinLeaves(a, b) : undefined;
}

function joinLeaves(a: Leaf, b: Leaf): Leaf {
  const run = new Run();
  run.keep(a, 0, a.count);
  run.keep(b, 0, b.count);
  return run.page();
}

/** Pages of one level under as few pages as hold them, evenly. */
function gather(pages: readonly Page[]): Inner[] {
  const count = Math.ceil(pages.length / FANOUT);
  return Array.from({ length: count }, (_, index) => {
    const children = pages.slice(Math.round((index * pages.length) / count), Math.round(((index + 1) * pages.length) / count));
    return { children, firsts: children.map(firstKey) };
  });
}

/** The least key below a page: a copy, so that it holds no page alive. */
function firstKey(page: Page): Uint8Array {
  return page.children === undefined ? keyAt({ leaf: page, index: 0 }).slice() : page.firsts[0]!;
}

/** A page after edits [from, to): a sequence of stretches of the old page and of new entries, cut into as many pages as it needs. */
function editLeaf(leaf: Leaf, edits: readonly Edit[], from: number, to: number): Leaf[] {
  const run = new Run();
  let kept = 0;
  let isAppended = true;
  for (let index = from; index < to; index += 1) {
    const { key, value } = edits[index]!;
    const place = lowerBound(leaf, key, key.length, kept);
    if (place < leaf.count) isAppended = false;
    run.keep(leaf, kept, place);
    const isThere = place < leaf.count && compareAt(leaf.bytes, startOf(leaf, place), key, key.length) === 0;
    kept = isThere ? place + 1 : place;
    if (value !== undefined) run.add(edits[index] as Entry);
  }
  run.keep(leaf, kept, leaf.count);
  return run.pages(isAppended);
}

/** An entry that is new. */
type Entry = Edit & { readonly value: Uint8Array };

const sizeOf = ({ key, value }: Entry): number => 5 + key.length + value.length;
const stretchSize = (leaf: Leaf, from: number, to: number): number => 4 * (to - from) + endOf(leaf, to - 1) - startOf(leaf, from);

/** Entries on their way into pages: stretches of old pages, and new ones. */
class Run {
  /** Whose each piece is; of an old page, its entries [from, to). */
  private readonly owners: (Leaf | Entry)[] = [];
  private readonly from: number[] = [];
  private readonly to: number[] = [];
  private count = 0;
  private size = 0;

  keep(leaf: Leaf, from: number, to: number): void {
    if (from < to) this.push(leaf, from, to, stretchSize(leaf, from, to));
  }

  add(entry: Entry): void {
    if (entry.key.length > KEY_BYTES) throw new Error(`a key of ${entry.key.length} bytes`);
    this.push(entry, 0, 1, sizeOf(entry));
  }

  private push(owner: Leaf | Entry, from: number, to: number, size: number): void {
    this.owners.push(owner);
    this.from.push(from);
    this.to.push(to);
    this.count += to - from;
    this.size += size;
  }

  /** One page where all fit; else evenly filled ones, or, where what is new stands at the end, full ones from the left. */
  pages(isAppended: boolean): Leaf[] {
    if (this.count === 0) return [];
    if (this.count <= PAGE_ENTRIES && this.size <= PAGE_BYTES) return [this.page()];
    const pagesWanted = Math.max(Math.ceil(this.size / PAGE_BYTES), Math.ceil(this.count / PAGE_ENTRIES));
    const bytes = isAppended ? PAGE_BYTES : Math.ceil(this.size / pagesWanted);
    const entries = isAppended ? PAGE_ENTRIES : Math.ceil(this.count / pagesWanted);
    const pages: Leaf[] = [];
    let page = new Run();
    const room = (size: number): void => {
      if (page.count === 0 || (page.count < entries && page.size + size <= bytes)) return;
      pages.push(page.page());
      page = new Run();
    };
    for (let piece = 0; piece < this.owners.length; piece += 1) {
      const owner = this.owners[piece]!;
      if ("key" in owner) {
        room(sizeOf(owner));
        page.add(owner);
        continue;
      }
      for (let index = this.from[piece]!; index < this.to[piece]!; index += 1) {
        room(stretchSize(owner, index, index + 1));
        page.keep(owner, index, index + 1);
      }
    }
    pages.push(page.page());
    return pages;
  }

  /** All of them as one page. */
  page(): Leaf {
    const bytes = new Uint8Array(this.size);
    let values: unknown[] | undefined;
    let entry = 0;
    let at = 4 * this.count;
    for (let piece = 0; piece < this.owners.length; piece += 1) {
      const owner = this.owners[piece]!;
      if ("key" in owner) {
        setStart(bytes, entry, at);
        bytes[at] = owner.key.length;
        bytes.set(owner.key, at + 1);
        bytes.set(owner.value, at + 1 + owner.key.length);
        if (owner.decoded !== undefined) {
          values ??= [];
          values[entry] = owner.decoded;
        }
        at += 1 + owner.key.length + owner.value.length;
        entry += 1;
        continue;
      }
      const [from, to] = [this.from[piece]!, this.to[piece]!];
      const begun = startOf(owner, from);
      const end = endOf(owner, to - 1);
      bytes.set(owner.bytes.subarray(begun, end), at);
      for (let index = from; index < to; index += 1, entry += 1) {
        setStart(bytes, entry, startOf(owner, index) - begun + at);
        const value = owner.values?.[index];
        if (value === undefined) continue;
        values ??= [];
        values[entry] = value;
      }
      at += end - begun;
    }
    const leaf: Leaf = { children: undefined, count: this.count, bytes, values: undefined, isUsed: false };
    if (values !== undefined) leaf.values = remember(leaf, values);
    return leaf;
  }
}

function setStart(bytes: Uint8Array, entry: number, start: number): void {
  const at = 4 * entry;
  bytes[at] = start >>> 24;
  bytes[at + 1] = start >>> 16;
  bytes[at + 2] = start >>> 8;
  bytes[at + 3] = start;
}
