import { amount, blocksOf, count, flag, groups, probability } from "./parameters.ts";

/** Keys of a group of customers. */
export const customerParameters = {
  orders: count("how many inferences it orders").default(1),
  start: blocksOf("height of its first order").prefault("120 blocks"),
  every: blocksOf("blocks between its orders").prefault("10 blocks"),
  fee: amount("fee that each order escrows").prefault("1 LUX"),
  ask: groups("groups of providers that are asked first; all that serve the model where left out").default([]),
  recheck: groups("groups that are asked for the second answer; all that serve the model where left out").default([]),
  check: probability("probability that a second provider is asked").default(1),
  patience: blocksOf("blocks before it asks again, and as many again before it does without an answer").prefault("20 blocks"),
  reports: flag("whether it reports a provider that gives it another signed body than the chain took").default(true),
};

/** See `customerParameters`; times in blocks, money in nLUX. */
export interface CustomerParameters {
  readonly orders: number;
  readonly start: number;
  readonly every: number;
  readonly fee: bigint;
  /** All that serve the model where empty; so for `recheck`. */
  readonly ask: readonly string[];
  readonly recheck: readonly string[];
  readonly check: number;
  readonly patience: number;
  readonly reports: boolean;
}
