/** The shape of an ordered map of pages: what must hold of it whatever was written, and what two maps share. */
import { FANOUT, keyAt, type Leaf, PAGE_BYTES, PAGE_ENTRIES, type Pages } from "../src/model/state/pages.ts";

type Page = NonNullable<Pages>;

/** All pages of a map. */
export function pagesOf(pages: Pages, into: Set<Page> = new Set()): Set<Page> {
  if (pages === undefined) return into;
  into.add(pages);
  for (const child of pages.children ?? []) pagesOf(child, into);
  return into;
}

/** The pages that hold entries, in order. */
export const leavesOf = (pages: Pages): Leaf[] => [...pagesOf(pages)].filter((page): page is Leaf => page.children === undefined);

/** Pages from the root to an entry. */
export function depthOf(pages: Pages): number {
  let depth = 0;
  for (let page = pages; page !== undefined; page = page.children?.[0]) depth += 1;
  return depth;
}

/** How many pages of a map are not of another. */
export function newPages(before: Pages, after: Pages): number {
  const old = pagesOf(before);
  return [...pagesOf(after)].filter((page) => !old.has(page)).length;
}

/** The least key below a page. */
function leastKey(page: Page): Uint8Array {
  let leaf = page;
  while (leaf.children !== undefined) leaf = leaf.children[0]!;
  return keyAt({ leaf, index: 0 });
}

function leafFaults(leaf: Leaf): string[] {
  const { count, bytes } = leaf;
  return [
    ...(count === 0 ? ["a page is empty"] : []),
    ...(count > PAGE_ENTRIES ? [`a page of ${count} entries`] : []),
    ...(bytes.length > PAGE_BYTES && count > 1 ? [`a page of ${count} entries in ${bytes.length} bytes`] : []),
  ];
}

/** What is wrong with the shape of a map; nothing where all is well. */
export function shapeFaults(pages: Pages): string[] {
  const faults: string[] = [];
  const depths = new Set<number>();
  const visit = (page: Page, depth: number): void => {
    if (page.children === undefined) {
      depths.add(depth);
      faults.push(...leafFaults(page));
      return;
    }
    const { children, firsts } = page;
    if (children.length === 0 || children.length > FANOUT) faults.push(`${children.length} pages under one`);
    if (firsts.length !== children.length) faults.push(`${firsts.length} keys to ${children.length} pages`);
    if (depth === 0 && children.length === 1) faults.push("a root of one page");
    if (children.some((child, index) => Buffer.compare(leastKey(child), firsts[index]!) !== 0))
      faults.push("a key that is not the least of its page");
    for (const child of children) visit(child, depth + 1);
  };
  if (pages !== undefined) visit(pages, 0);
  return depths.size > 1 ? [...faults, `entries at depths ${[...depths].join()}`] : faults;
}
