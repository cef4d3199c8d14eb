import type { RulingId } from "../../model/params/rulings.ts";
import type { Chain } from "../chain.ts";
import type { Stage } from "../scene.ts";

/** What happens over blocks: from one chain to a later one. */
export interface Story {
  /** The name, a colon, and what happens. */
  readonly about: string;
  /** The section of LP-0035, or "silent". */
  readonly lp: string;
  readonly rulings: readonly RulingId[];
  readonly make: (stage: Stage) => { readonly begun: Chain; readonly ended: Chain };
}
