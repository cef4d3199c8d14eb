import { SECOND } from "../kernel/kernel.ts";
import type { Behaviour } from "./behaviour.ts";
import { blocksOf } from "./parameters.ts";

/** Would have old collateral in force again, under which a platform was not yet known to be broken: posts it over and over (R12). */
export const collateralStaller: Behaviour<{ every: number; older: number }> = {
  name: "collateral-staller",
  role: "consumer",
  isHonest: false,
  about: "posts collateral of earlier again, to put back what newer has replaced",
  computes: "nothing",
  parameters: {
    every: blocksOf("blocks between its posts").prefault("50 blocks"),
    older: blocksOf("how much earlier what it posts was served").prefault("100 blocks"),
  },
  create: (host, _, { every, older }) => ({
    start() {
      const { tee } = host;
      tee?.every(every, () => {
        for (const item of tee.itemsAt(host.clock() - host.blocks(older) / SECOND)) host.submit({ kind: "postCollateral", root: tee.root, item });
      });
    },
  }),
};
