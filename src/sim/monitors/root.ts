import { toHex } from "../../model/encoding/hex.ts";
import { keyHashOf, rebuildTree, type Store, valueHashOf } from "../../model/state/store.ts";
import { type Change, rootOf, type Tree, update } from "../../model/state/tree.ts";
import type { Law } from "./law.ts";

/** What is different between two stores: keys in ascending order, found by walking both. */
function differences(before: Store, after: Store): Change[] {
  const changes: Change[] = [];
  for (const [key, entry] of after.records.entries()) {
    if (before.records.get(key) !== entry) changes.push({ keyHash: keyHashOf(key), valueHash: valueHashOf(entry) });
  }
  for (const key of before.records.keys()) if (!after.records.has(key)) changes.push({ keyHash: keyHashOf(key), valueHash: undefined });
  return changes;
}

/** How often the whole tree is built anew, in blocks. */
const REBUILD_EVERY = 256;

/** The state root is a function of the set of records alone, whatever the order of writes. */
export const rootOfRecords: Law = {
  name: "root-of-records",
  sentence: `the state root is that of a second tree into which every change is written alone and in reverse order, and every ${REBUILD_EVERY} blocks of one built from nothing`,
  begin({ genesis }) {
    let shadow: Tree = rebuildTree(genesis.store);
    return ({ before, after, changed, built, height }) => {
      if (changed) for (const change of differences(before.store, after.store).reverse()) shadow = update(shadow, [change]);
      const root = built.block.header.stateRoot;
      const flaws = toHex(rootOf(shadow)) === root ? [] : [`the second tree's root is ${toHex(rootOf(shadow))}, the block's ${root}`];
      if (height % REBUILD_EVERY !== 0) return flaws;
      const rebuilt = toHex(rootOf(rebuildTree(after.store)));
      return rebuilt === root ? flaws : [...flaws, `built from nothing, the root is ${rebuilt}, the block's ${root}`];
    };
  },
};
