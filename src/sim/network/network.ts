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

/** Delivers between agents and to the chain. */
export interface Network {
  /** One message: lost, or done after its delay. */
  deliver(act: () => void): void;
  /** News of a block: delayed, never lost, since whoever follows a chain fetches what it missed. */
  announce(act: () => void): void;
}

/** A network with these conditions. */
export function createNetwork(kernel: Kernel, random: RandomStream, { delay, jitter, loss }: NetworkConditions): Network {
  const travel = (priority: number, act: () => void): void => kernel.schedule(kernel.now() + delay + random.below(jitter + 1), priority, act);
  return {
    deliver(act) {
      if (!random.chance(loss)) travel(PRIORITY.arrival, act);
    },
    announce: (act) => travel(PRIORITY.agent, act),
  };
}
