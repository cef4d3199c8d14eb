/** What is done at a time. */
export type Act = () => void;

/** In the place of what was done, so that nothing keeps it alive. */
const nothing: Act = () => {};

/** Places for events at first; they double whenever all are taken. */
const CAPACITY = 64;

/** Events that a queue can ever take in: a rank is a priority times this, and the order of arrival below it. */
const ARRIVALS_MAX = 2 ** 48;

/** Highest priority number: with the order of arrival it fits into the 53 bits of a double. */
export const PRIORITY_MAX = 15;

/**
 * Things to be done at times, the next first, in the total order of (time, priority, order of arrival). Times are whole microseconds
 * up to 2^53 - 1, priorities whole numbers from 0 to `PRIORITY_MAX`, lower first; neither is checked here.
 *
 * A binary heap over typed arrays: by place the time, and the slot that holds the rest. The rank (priority, then order of arrival)
 * is read only where two times are equal. Nothing is allocated for an event but its act.
 *
 * The first place stays empty after a `pop` until something else is asked: what is pushed next goes in there, and sinks. Most events
 * push one as they happen, so that taking one and putting one is one way through the heap instead of two.
 */
export class EventQueue {
  /** Places taken, the empty first one among them. */
  private count = 0;
  /** Whether the first place was popped and not filled since; its slot is still the popped one's. */
  private isHollow = false;
  private arrivals = 0;
  private times = new Float64Array(CAPACITY);
  /** A permutation: the slots of events by place, and after them the free ones. */
  private slots = Int32Array.from({ length: CAPACITY }, (_, slot) => slot);
  /** By slot. */
  private ranks = new Float64Array(CAPACITY);
  /** By slot. */
  private readonly acts = new Array<Act>(CAPACITY).fill(nothing);

  /** How many events there are. */
  get size(): number {
    return this.isHollow ? this.count - 1 : this.count;
  }

  /** When the next is due; infinity where there is none. */
  nextTime(): number {
    if (this.isHollow) this.fillHollow();
    return this.count === 0 ? Number.POSITIVE_INFINITY : this.times[0]!;
  }

  /** Takes in an event, after all of the same time and priority. */
  push(time: number, priority: number, act: Act): void {
    const place = this.isHollow ? 0 : this.count;
    if (place === this.times.length) this.grow();
    const slot = this.slots[place]!;
    this.ranks[slot] = priority * ARRIVALS_MAX + this.arrivals;
    this.arrivals += 1;
    this.acts[slot] = act;
    if (this.isHollow) {
      this.isHollow = false;
      this.sink(time, slot);
    } else {
      this.count += 1;
      this.rise(place, time, slot);
    }
  }

  /** Takes the next out; nothing where there is none. */
  pop(): Act | undefined {
    if (this.isHollow) this.fillHollow();
    if (this.count === 0) return undefined;
    this.isHollow = true;
    return this.acts[this.slots[0]!];
  }

  /** Moves the event of the last place to where it belongs from the first on, and the free slot to the last. */
  private fillHollow(): void {
    this.isHollow = false;
    this.count -= 1;
    const last = this.count;
    const free = this.slots[0]!;
    const slot = this.slots[last]!;
    this.slots[last] = free;
    this.acts[free] = nothing;
    if (last > 0) this.sink(this.times[last]!, slot);
  }

  /** Puts an event into an empty place, or one between it and the first. */
  private rise(from: number, time: number, slot: number): void {
    const { times, slots, ranks } = this;
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const other = times[above]!;
      if (other <= time && (other !== time || ranks[slots[above]!]! < ranks[slot]!)) break;
      times[place] = other;
      slots[place] = slots[above]!;
      place = above;
    }
    times[place] = time;
    slots[place] = slot;
  }

  /** Puts an event into the first place, which is empty, or one below. */
  private sink(time: number, slot: number): void {
    const { times, slots, ranks, count } = this;
    let place = 0;
    for (let below = 1; below < count; below = 2 * place + 1) {
      let least = times[below]!;
      if (below + 1 < count) {
        const other = times[below + 1]!;
        if (other <= least && (other !== least || ranks[slots[below + 1]!]! < ranks[slots[below]!]!)) {
          below += 1;
          least = other;
        }
      }
      if (time <= least && (time !== least || ranks[slot]! < ranks[slots[below]!]!)) break;
      times[place] = least;
      slots[place] = slots[below]!;
      place = below;
    }
    times[place] = time;
    slots[place] = slot;
  }

  private grow(): void {
    const capacity = this.times.length;
    const twice = 2 * capacity;
    const { times, ranks, slots } = this;
    this.times = new Float64Array(twice);
    this.times.set(times);
    this.ranks = new Float64Array(twice);
    this.ranks.set(ranks);
    this.slots = new Int32Array(twice);
    this.slots.set(slots);
    for (let slot = capacity; slot < twice; slot += 1) {
      this.slots[slot] = slot;
      this.acts.push(nothing);
    }
  }
}
