import { type Act, EventQueue, PRIORITY_MAX } from "./queue.ts";

/** Virtual microseconds since the start of a run; always a whole number. */
export type Micros = number;

/** One second in virtual time. */
export const SECOND: Micros = 1_000_000;

/** Who goes first among events of one instant: what was on its way arrives, then the block is made, then agents act on it. */
export const PRIORITY = { arrival: 0, block: 1, agent: 2 } as const;

/** The clock and the queue of a run: the only time there is. */
export interface Kernel {
  now(): Micros;
  /**
   * Does `act` at a time from now on, in the total order of (time, priority, order of scheduling). Priorities are whole numbers from
   * 0 to 15, lower first. A time in the past or not whole, and another priority, are a `RangeError`.
   */
  schedule(time: Micros, priority: number, act: Act): void;
  /** Does everything scheduled up to and including `until`, which is the time then. */
  runUntil(until: Micros): void;
  /** How many events were done. */
  done(): number;
}

/** A class, so that the time is a number in place: a captured variable would be a new heap number at every event. */
class EventKernel implements Kernel {
  private readonly queue = new EventQueue();
  private time: Micros = 0;
  private count = 0;

  now(): Micros {
    return this.time;
  }

  done(): number {
    return this.count;
  }

  schedule(time: Micros, priority: number, act: Act): void {
    if (!Number.isSafeInteger(time) || time < this.time) throw new RangeError(`an event at ${time}, now is ${this.time}`);
    if (priority >>> 0 !== priority || priority > PRIORITY_MAX) throw new RangeError(`an event of priority ${priority}`);
    this.queue.push(time, priority, act);
  }

  runUntil(until: Micros): void {
    const { queue } = this;
    for (let next = queue.nextTime(); next <= until; next = queue.nextTime()) {
      this.time = next;
      this.count += 1;
      queue.pop()!();
    }
    this.time = until;
  }
}

/** A kernel at time zero with nothing to do. */
export function createKernel(): Kernel {
  return new EventKernel();
}
