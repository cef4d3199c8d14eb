import { type Kernel, type Micros, PRIORITY } from "../kernel/kernel.ts";
import type { RandomStream } from "../kernel/streams.ts";

/** How messages and transactions travel. */
export interface NetworkConditions {
  /** Least time under way. */
  readonly delay: Micros;
  /** What is added at most, uniformly. */
  readonly jitter: Micros;
  /** Probability that a message never arrives. */
  readonly loss: number;
}

/** One agent's connection to everyone else and to the chain. */
export interface Link {
  /** One message from the agent: lost, or done after its delay. */
  deliver(act: () => void): void;
  /** News of a block to the agent: delayed, never lost, since whoever follows a chain fetches what it missed. */
  announce(act: () => void): void;
}

/** A connection under these conditions; each has its own randomness, so that one agent's traffic shifts nobody else's. */
export function createLink(kernel: Kernel, random: RandomStream, { delay, jitter, loss }: NetworkConditions): Link {
  const travel = (priority: number, act: () => void): void => kernel.schedule(kernel.now() + delay + random.below(jitter + 1), priority, act);
  return {
    deliver(act) {
      if (!random.chance(loss)) travel(PRIORITY.arrival, act);
    },
    announce: (act) => travel(PRIORITY.agent, act),
  };
}
