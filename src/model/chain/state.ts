import type { Address } from "../crypto/address.ts";
import type { Hex } from "../encoding/hex.ts";
import type { Store } from "../state/store.ts";
import type { Chain } from "../state/work.ts";

/** A chain's constants, from its genesis. */
export interface ChainConstants extends Chain {
  readonly proposers: readonly Address[];
  /** 48 bytes in G1. */
  readonly beaconKey: Hex;
}

/** Where a chain is: of genesis, height 0 and the chain id. */
export interface Head {
  readonly height: number;
  /** Hash of the block at the head: the next block's parent. */
  readonly hash: Hex;
  /** Unix seconds. */
  readonly time: number;
}

/** A state of the chain. Immutable; keeping one is keeping a snapshot. */
export interface State {
  readonly chain: ChainConstants;
  readonly head: Head;
  /** The records; the root of their tree is the state root. */
  readonly store: Store;
}
