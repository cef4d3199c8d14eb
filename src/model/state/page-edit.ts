import { type Entry, Run } from "./page-run.ts";
import {
  childFor,
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
  while (level.length > 1) level = gathered(level, level.map(firstKey));
  let root: Pages = level[0];
  while (root?.children?.length === 1) root = root.children[0];
  return root;
}

const NOTHING: Leaf = { children: undefined, count: 0, bytes: new Uint8Array(0), values: undefined, isUsed: false };

function editPage(page: Page, edits: readonly Edit[], from: number, to: number): Page[] {
  return page.children === undefined ? editLeaf(page, edits, from, to) : editInner(page, edits, from, to);
}

/** Pages of one level, in order, with the least key of each. Those that no edit touches are not looked into: they lie all over the memory. */
class Row {
  private readonly pages: Page[] = [];
  private readonly firsts: Uint8Array[] = [];
  /** The page put in last was edited: it may have become small. */
  private isEdited = false;

  /** Puts in children [from, to) as they are. */
  keep({ children, firsts }: Inner, from: number, to: number): void {
    for (let index = from; index < to; index += 1) {
      if (!this.isEdited || !this.join(children[index]!)) {
        this.pages.push(children[index]!);
        this.firsts.push(firsts[index]!);
      }
      this.isEdited = false;
    }
  }

  /** Puts in a page that was edited. */
  add(page: Page): void {
    if (!this.join(page)) {
      this.pages.push(page);
      this.firsts.push(firstKey(page));
    }
    this.isEdited = true;
  }

  /** Puts a page together with the one put in last, where one of them is small and both fit. */
  private join(page: Page): boolean {
    const before = this.pages.at(-1);
    const both = before === undefined ? undefined : joinPair(before, page);
    if (both === undefined) return false;
    this.pages[this.pages.length - 1] = both;
    return true;
  }

  inners(): Inner[] {
    return gathered(this.pages, this.firsts);
  }
}

function editInner(inner: Inner, edits: readonly Edit[], from: number, to: number): Page[] {
  const { children, firsts } = inner;
  const row = new Row();
  let kept = 0;
  for (let next = from; next < to; ) {
    const { key } = edits[next]!;
    const child = childFor(inner, key, key.length);
    row.keep(inner, kept, child);
    kept = child + 1;
    const limit = firsts[kept];
    const begun = next;
    do next += 1;
    while (next < to && (limit === undefined || compareKeys(edits[next]!.key, limit, limit.length) < 0));
    for (const page of editPage(children[child]!, edits, begun, next)) row.add(page);
  }
  row.keep(inner, kept, children.length);
  return row.inners();
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
function gathered(pages: readonly Page[], firsts: readonly Uint8Array[]): Inner[] {
  const count = Math.ceil(pages.length / FANOUT);
  if (count === 1) return [{ children: pages, firsts }];
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [Math.round((index * pages.length) / count), Math.round(((index + 1) * pages.length) / count)];
    return { children: pages.slice(from, to), firsts: firsts.slice(from, to) };
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
