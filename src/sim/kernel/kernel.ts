import { EventQueue } from "./queue.ts";

/** Virtual microseconds since the start of a run; always a whole number. */
export type Micros = number;

/** One second in virtual time. */
export const SECOND: Micros = 1_000_000;

/** Who goes first among events of one instant: what was on its way arrives, then the block is made, then agents act on it. */
export const PRIORITY = { arrival: 0, block: 1, agent: 2 } as const;

/** The clock and the queue of a run: the only time there is. */
export interface Kernel {
  now(): Micros;
  /** Does `act` at a time from now on, in the total order of (time, priority, sequence). */
  schedule(time: Micros, priority: number, act: () => void): void;
  /** Does everything scheduled up to and including `until`. */
  runUntil(until: Micros): void;
  /** How many events were done. */
  done(): number;
}

/** A kernel at time zero with nothing to do. */
export function createKernel(): Kernel {
  const queue = new EventQueue();
  let now = 0;
  let sequence = 0;
  let done = 0;
  return {
    now: () => now,
    done: () => done,
    schedule(time, priority, act) {
      if (!Number.isSafeInteger(time) || time < now) throw new RangeError(`an event at ${time}, now is ${now}`);
      queue.push({ time, priority, sequence, act });
      sequence += 1;
    },
    runUntil(until) {
      for (let next = queue.peek(); next !== undefined && next.time <= until; next = queue.peek()) {
        queue.pop();
        now = next.time;
        done += 1;
        next.act();
      }
      now = until;
    },
  };
}
