import { type Entry, Run } from "./page-run.ts";
import {
  compareAt,
  compareKeys,
  type Edit,
  FANOUT,
  type Inner,
  keyAt,
  type Leaf,
  lowerBound,
  PAGE_BYTES,
  PAGE_ENTRIES,
  type Page,
  type Pages,
  startOf,
} from "./pages.ts";

/** The map after these edits, each of another key, in ascending order; the old map stays. */
export function edit(pages: Pages, edits: readonly Edit[]): Pages {
  if (edits.length === 0) return pages;
  let level = pages === undefined ? editLeaf(NOTHING, edits, 0, edits.length) : editPage(pages, edits, 0, edits.length);
  while (level.length > 1) level = gather(level);
  let root: Pages = level[0];
  while (root?.children?.length === 1) root = root.children[0];
  return root;
}

const NOTHING: Leaf = { children: undefined, count: 0, bytes: new Uint8Array(0), values: undefined, isUsed: false, first: undefined };

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
  if (page.children !== undefined) return page.firsts[0]!;
  page.first ??= keyAt({ leaf: page, index: 0 }).slice();
  return page.first;
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
