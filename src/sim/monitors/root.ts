import { sha256 } from "../../model/crypto/hash.ts";
import { toHex } from "../../model/encoding/hex.ts";
import { type Difference, differences, keyHashOf, rebuildTree } from "../../model/state/store.ts";
import { type Change, rootOf, type Tree, update } from "../../model/state/tree.ts";
import type { Law } from "./law.ts";

const changeOf = ({ key, after }: Difference): Change => ({ keyHash: keyHashOf(key), valueHash: after && sha256(after) });

/** How often the whole tree is built anew, in blocks. */
const REBUILD_EVERY = 256;

/** The state root is a function of the set of records alone, whatever the order of writes. */
export const rootOfRecords: Law = {
  name: "root-of-records",
  sentence: `the state root is that of a second tree into which every change is written alone and in reverse order, and every ${REBUILD_EVERY} blocks of one built from nothing`,
  begin({ genesis }) {
    let shadow: Tree = rebuildTree(genesis.store);
    return ({ before, after, changed, built, height }) => {
      if (changed) for (const difference of differences(before.store, after.store).reverse()) shadow = update(shadow, [changeOf(difference)]);
      const root = built.block.header.stateRoot;
      const flaws = toHex(rootOf(shadow)) === root ? [] : [`the second tree's root is ${toHex(rootOf(shadow))}, the block's ${root}`];
      if (height % REBUILD_EVERY !== 0) return flaws;
      const rebuilt = toHex(rootOf(rebuildTree(after.store)));
      return rebuilt === root ? flaws : [...flaws, `built from nothing, the root is ${rebuilt}, the block's ${root}`];
    };
  },
};
