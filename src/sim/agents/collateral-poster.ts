import { isNewer, itemHash, type PostedItem, postingOf } from "../../model/evidence/collateral.ts";
import { collateral } from "../../model/evidence/records.ts";
import { trustRoots } from "../../model/governance/records.ts";
import { SECOND } from "../kernel/kernel.ts";
import type { Host } from "./agent.ts";
import type { Behaviour } from "./behaviour.ts";
import { blocksOf } from "./parameters.ts";

/** Whether an item would be taken now: it verifies, and is newer than what stands. */
function isWanted({ store, chain, head }: ReturnType<Host["state"]>, item: PostedItem, hash: `0x${string}`): boolean {
  const [root] = trustRoots.at(store).roots;
  const posting = root && postingOf(item, hash, root, chain.crypto, { height: head.height, time: head.time });
  if (posting?.ok !== true) return false;
  const standing = collateral.get(store, posting.slot);
  return standing === undefined || isNewer(posting.standing, standing);
}

/** Posts what Intel serves, where it is newer than what the chain has (R12). Whoever does it decides nothing but when. */
export const collateralPoster: Behaviour<{ every: number; delay: number }> = {
  name: "collateral-poster",
  role: "consumer",
  isHonest: true,
  about: "posts the collateral that Intel serves, item by item, where it is newer than what stands",
  computes: "nothing",
  parameters: {
    every: blocksOf("blocks between its looking").prefault("10 blocks"),
    delay: blocksOf("how old what it posts is at least").prefault("0 blocks"),
  },
  create(host, _, { every, delay }) {
    const { tee } = host;
    /** Each item is looked at once: what stands is never replaced by older, so what is not wanted now never is. */
    const known = new Set<string>();
    return {
      start() {
        tee?.every(every, () => {
          for (const item of tee.itemsAt(host.clock() - host.blocks(delay) / SECOND)) {
            const hash = itemHash(item);
            if (known.has(hash)) continue;
            known.add(hash);
            if (isWanted(host.state(), item, hash)) host.submit({ kind: "postCollateral", root: tee.root, item });
          }
        });
      },
    };
  },
};
