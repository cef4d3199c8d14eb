import { type Kernel, type Micros, PRIORITY } from "../kernel/kernel.ts";
import type { RandomStream } from "../kernel/streams.ts";

/** How messages and transactions travel. */
export interface NetworkConditions {
  /** Least time under way. */
  readonly delay: Micros;
  /** What is added at most, where it is spread uniformly. */
  readonly jitter: Micros;
  /** Probability that a message never arrives. */
  readonly loss: number;
  /** Probability that it arrives twice; never where left out. */
  readonly duplicates?: number | undefined;
  /** How the jitter is spread: uniform where left out. */
  readonly tail?: "uniform" | "exponential" | "heavy" | undefined;
}

/** What a network did beside delivering. */
export interface NetworkTally {
  lost: number;
  duplicated: number;
}

/** One agent's connection to everyone else and to the chain. */
export interface Link {
  /** One message from the agent: lost, or done after its delay. */
  deliver(act: () => void): void;
  /** News of a block to the agent: delayed, never lost, since whoever follows a chain fetches what it missed. */
  announce(act: () => void): void;
}

/** Doublings of a spread at most: what is later by 2^20 jitters does not arrive within any run. */
const DOUBLINGS_MAX = 20;

/** Time beyond the least: with a tail, the toss of a coin says how often the jitter is added once more (exponential), or doubled (heavy). */
function beyond(random: RandomStream, { jitter, tail = "uniform" }: NetworkConditions): Micros {
  const within = random.below(jitter + 1);
  if (tail === "uniform") return within;
  let heads = 0;
  while (heads < DOUBLINGS_MAX && random.chance(0.5)) heads += 1;
  return tail === "exponential" ? within + heads * jitter : within * 2 ** heads;
}

/** A connection under conditions that may change; each has its own randomness, so that one agent's traffic shifts nobody else's. */
export function createLink(kernel: Kernel, random: RandomStream, conditions: () => NetworkConditions, tally?: NetworkTally): Link {
  const travel = (priority: number, act: () => void): void => {
    const now = conditions();
    kernel.schedule(kernel.now() + now.delay + beyond(random, now), priority, act);
  };
  return {
    deliver(act) {
      const { loss, duplicates = 0 } = conditions();
      if (random.chance(loss)) {
        if (tally !== undefined) tally.lost += 1;
        return;
      }
      travel(PRIORITY.arrival, act);
      if (duplicates === 0 || !random.chance(duplicates)) return;
      if (tally !== undefined) tally.duplicated += 1;
      travel(PRIORITY.arrival, act);
    },
    announce: (act) => travel(PRIORITY.agent, act),
  };
}
