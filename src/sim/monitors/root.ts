import { sha256 } from "../../model/crypto/hash.ts";
import { toHex } from "../../model/encoding/hex.ts";
import { type Difference, keyHashOf, rebuildTree } from "../../model/state/store.ts";
import { type Change, rootOf, type Tree } from "../../model/state/tree.ts";
import { update } from "../../model/state/tree-update.ts";
import { WHOLE_EVERY } from "./changes.ts";
import type { Law } from "./law.ts";

const changeOf = ({ key, after }: Difference): Change => ({ keyHash: keyHashOf(key), valueHash: after && sha256(after) });

/** The state root is a function of the set of records alone, whatever the order of writes. */
export const rootOfRecords: Law = {
  name: "root-of-records",
  sentence: `the state root is that of a second tree into which every change is written alone and in reverse order, and every ${WHOLE_EVERY} blocks of one built from nothing`,
  begin({ genesis }) {
    let shadow: Tree = rebuildTree(genesis.store);
    let shadowRoot = toHex(rootOf(shadow));
    return ({ after, differences, built, height }) => {
      for (const difference of [...differences].reverse()) shadow = update(shadow, [changeOf(difference)]);
      if (differences.length > 0) shadowRoot = toHex(rootOf(shadow));
      const root = built.block.header.stateRoot;
      const flaws = shadowRoot === root ? [] : [`the second tree's root is ${shadowRoot}, the block's ${root}`];
      if (height % WHOLE_EVERY !== 0) return flaws;
      const rebuilt = toHex(rootOf(rebuildTree(after.store)));
      return rebuilt === root ? flaws : [...flaws, `built from nothing, the root is ${rebuilt}, the block's ${root}`];
    };
  },
};
