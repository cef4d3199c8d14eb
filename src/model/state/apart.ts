import { toBareHex } from "../encoding/hex.ts";
import { compareKeys, keyAt, type Page, type Pages, valueAt } from "./pages.ts";

/** How many levels of pages lie above the leaves: the same everywhere in a map. */
function heightOf(pages: Pages): number {
  let height = 0;
  for (let page = pages; page?.children !== undefined; page = page.children[0]) height += 1;
  return height;
}

/** The pages under pages of one level. */
function below(pages: ReadonlySet<Page>): Set<Page> {
  const children = new Set<Page>();
  for (const page of pages) for (const child of page.children ?? []) children.add(child);
  return children;
}

/** The leaves of either map that are not in both, level by level: what lies below a page of both is not looked at. */
function leavesApart(before: Pages, after: Pages): readonly [Set<Page>, Set<Page>] {
  let [old, now] = [new Set(before && [before]), new Set(after && [after])];
  let [oldHeight, nowHeight] = [heightOf(before), heightOf(after)];
  for (;;) {
    if (oldHeight === nowHeight) for (const page of old) if (now.delete(page)) old.delete(page);
    const height = Math.max(oldHeight, nowHeight);
    if (height === 0) return [old, now];
    if (oldHeight === height) {
      old = below(old);
      oldHeight -= 1;
    }
    if (nowHeight === height) {
      now = below(now);
      nowHeight -= 1;
    }
  }
}

/** Entries that are not the same bytes in both maps: by the digits of their key, the value here and there. */
export function unshared(before: Pages, after: Pages): Map<string, [Uint8Array | undefined, Uint8Array | undefined]> {
  const found = new Map<string, [Uint8Array | undefined, Uint8Array | undefined]>();
  const note = (pages: ReadonlySet<Page>, side: 0 | 1): void => {
    for (const page of pages) {
      if (page.children !== undefined) continue;
      for (let index = 0; index < page.count; index += 1) {
        const key = toBareHex(keyAt({ leaf: page, index }));
        const values = found.get(key) ?? [undefined, undefined];
        values[side] = valueAt({ leaf: page, index });
        found.set(key, values);
      }
    }
  };
  const [old, now] = leavesApart(before, after);
  note(old, 0);
  note(now, 1);
  for (const [key, [a, b]] of found) if (a !== undefined && b !== undefined && compareKeys(a, b, b.length) === 0) found.delete(key);
  return found;
}
