import type { Address } from "../crypto/address.ts";
import type { Crypto } from "../crypto/crypto.ts";
import type { Hex } from "../encoding/hex.ts";
import type { Event } from "../events/events.ts";
import type { RulingChoices } from "../params/rulings.ts";
import type { Draft } from "./store.ts";

/** What never changes in the life of a chain, and what its signatures are checked by. */
export interface Chain {
  /** H("genesis", canonical genesis). */
  readonly chainId: Hex;
  readonly crypto: Crypto;
  /** The rulings of genesis: governance changes numbers, never these. */
  readonly rulings: RulingChoices;
}

/** A block being applied: what transactions and the end of the block read, write and say. */
export interface Work {
  readonly chain: Chain;
  readonly draft: Draft;
  readonly height: number;
  /** Block time, unix seconds. */
  readonly time: number;
  /** The value of this block's beacon: SHA-256 of its signature. */
  readonly beacon: Hex;
  /** Hash of the block before. */
  readonly parent: Hex;
  readonly proposer: Address;
  /** Events of the transaction, or of the end of the block, under way. */
  readonly events: Event[];
}

/** Says that something happened. */
export function emit(work: Work, event: Event): void {
  work.events.push(event);
}
