import type { State } from "../../model/chain/state.ts";
import type { Transaction } from "../../model/chain/transactions.ts";
import type { Address } from "../../model/crypto/address.ts";
import type { Protocol } from "../../model/params/protocol.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Cast } from "../world/cast.ts";
import type { BlockView } from "../world/world.ts";
import type { Changed } from "./changes.ts";

/** What a law knows of the run. */
export interface LawContext {
  readonly genesis: State;
  readonly protocol: Protocol;
  readonly scenario: Scenario;
  readonly cast: Cast;
}

/** A block as laws see it: its transactions decoded, with their senders and whether they were applied. */
export interface WatchedBlock extends BlockView, Changed {
  readonly transactions: readonly { readonly transaction: Transaction; readonly sender: Address; readonly applied: boolean }[];
}

/** What a law says of one block: what is wrong with it, in order. */
export type Watch = (block: WatchedBlock) => readonly string[];

/** Something that must hold after every block. */
export interface Law {
  readonly name: string;
  /** What must hold, in a sentence. */
  readonly sentence: string;
  /** Begins to watch a run; undefined where the law says nothing of such a run. */
  readonly begin: (context: LawContext) => Watch | undefined;
}

/** A breach of a law: where it happened, and what was seen. */
export interface Breach {
  /** Decimal digits. */
  readonly height: string;
  readonly detail: string;
}

/** How a law fared in a run. */
export interface LawRecord {
  readonly name: string;
  readonly checked: number;
  readonly breached: readonly Breach[];
}
