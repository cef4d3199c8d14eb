import type { State } from "../../model/chain/state.ts";
import type { Address } from "../../model/crypto/address.ts";
import type { Faults } from "./faults.ts";

/** Which agents are there, what they see of the chain, and what waits for those that are not. */
export interface Presence {
  /** Whether it acts: it is neither offline nor crashed. */
  isUp(address: Address): boolean;
  /** Whether news of the chain reach it: it is up, and no partition cuts it off. */
  isHearing(address: Address): boolean;
  /** The head that it sees: that of before, where it is cut off. */
  stateOf(address: Address): State;
  /** Does something of an agent now, or in its place in the order when it is there again. */
  whenUp(address: Address, act: () => void): void;
  /** Likewise, for news. */
  whenHearing(address: Address, act: () => void): void;
  /** An agent that begins anew: nothing waits for it but news. */
  forget(address: Address): void;
  /** After a block: what waits for agents that are there again, in the order in which it came; and what those see that are cut off from here on. */
  settle(): readonly { readonly address: Address; readonly acts: readonly (() => void)[] }[];
}

/** The presence of a run's agents, at the height that `state` has. */
export function createPresence(faults: Faults, addresses: readonly Address[], state: () => State): Presence {
  interface Waiting {
    readonly isNews: boolean;
    readonly act: () => void;
  }
  const waiting = new Map<Address, Waiting[]>();
  const frozen = new Map<Address, State>();
  const height = (): number => state().head.height;
  const isUp = (address: Address): boolean => !faults.isDown(address, height());
  const isHearing = (address: Address): boolean => isUp(address) && !faults.isCut(height(), address);
  const wait = (address: Address, one: Waiting): void => {
    const before = waiting.get(address);
    if (before === undefined) waiting.set(address, [one]);
    else before.push(one);
  };
  return {
    isUp,
    isHearing,
    stateOf: (address) => frozen.get(address) ?? state(),
    whenUp(address, act) {
      if (isUp(address)) act();
      else wait(address, { isNews: false, act });
    },
    whenHearing(address, act) {
      if (isHearing(address)) act();
      else wait(address, { isNews: true, act });
    },
    forget(address) {
      const news = (waiting.get(address) ?? []).filter(({ isNews }) => isNews);
      waiting.set(address, news);
    },
    settle() {
      if (!faults.hasAbsences) return [];
      for (const address of addresses) {
        if (!faults.isCut(height(), address)) frozen.delete(address);
        else if (!frozen.has(address)) frozen.set(address, state());
      }
      const back = addresses.filter((address) => waiting.has(address) && isHearing(address));
      return back.map((address) => {
        const acts = waiting.get(address)!.map(({ act }) => act);
        waiting.delete(address);
        return { address, acts };
      });
    },
  };
}
