import type { Payload } from "../../model/chain/transactions.ts";
import type { Address } from "../../model/crypto/address.ts";

/** A transaction on its way into a block. */
export interface Pending {
  readonly sender: Address;
  readonly nonce: number;
  readonly bytes: Uint8Array;
  /** What the bytes say, as whoever runs a node reads it. */
  readonly payload: Payload;
  /** Goes into a block before all that has it not: its sender is the proposer, or pays it. */
  readonly isFirst?: boolean;
}

/** Transactions that arrived and are in no block yet. */
export interface Mempool {
  /** Takes one in, once. */
  add(pending: Pending): void;
  /**
   * What goes into the next block: in order of arrival, what is marked as first before the rest, a sender's by nonce from its
   * account's next one on. They stay until they are removed. What the proposer leaves out holds up what its sender sent after it.
   */
  select(nextNonce: (sender: Address) => number, isLeftOut?: (pending: Pending) => boolean): Pending[];
  /** Forgets what can go into no block any more: nonces below the sender's next one. */
  prune(nextNonce: (sender: Address) => number): void;
  /** Forgets everything of a sender. */
  drop(sender: Address): void;
  /** All that waits, in order of arrival: whoever runs a node sees it. */
  all(): readonly Pending[];
  size(): number;
}

/** An empty mempool. */
export function createMempool(): Mempool {
  /** Insertion order is arrival order. */
  const waiting = new Map<string, Pending>();
  const keyOf = (sender: Address, nonce: number): string => `${sender}/${nonce}`;
  const remove = (isGone: (pending: Pending) => boolean): void => {
    for (const [key, pending] of [...waiting]) if (isGone(pending)) waiting.delete(key);
  };
  return {
    add(pending) {
      const key = keyOf(pending.sender, pending.nonce);
      if (!waiting.has(key)) waiting.set(key, pending);
    },
    select(nextNonce, isLeftOut = () => false) {
      const next = new Map<Address, number>();
      const chosen: Pending[] = [];
      const arrived = [...waiting.values()];
      const isFirst = (pending: Pending): boolean => pending.isFirst === true;
      for (const { sender } of [...arrived.filter(isFirst), ...arrived.filter((pending) => !isFirst(pending))]) {
        let nonce = next.get(sender) ?? nextNonce(sender);
        for (let found = waiting.get(keyOf(sender, nonce)); found !== undefined && !isLeftOut(found); found = waiting.get(keyOf(sender, nonce))) {
          chosen.push(found);
          nonce += 1;
        }
        next.set(sender, nonce);
      }
      return chosen;
    },
    prune: (nextNonce) => remove(({ sender, nonce }) => nonce < nextNonce(sender)),
    drop: (sender) => remove((pending) => pending.sender === sender),
    all: () => [...waiting.values()],
    size: () => waiting.size,
  };
}
