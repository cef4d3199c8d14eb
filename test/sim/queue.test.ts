/** The event queue and the kernel over it against a sorted list, which cannot be wrong. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createKernel } from "../../src/sim/kernel/kernel.ts";
import { EventQueue, PRIORITY_MAX } from "../../src/sim/kernel/queue.ts";

/** An event of the oracle; `name` counts in the order of arrival. */
interface Listed {
  readonly time: number;
  readonly priority: number;
  readonly name: number;
}

/** The whole order, by sorting. */
class SortedList {
  private readonly events: Listed[] = [];
  private arrived = 0;

  get size(): number {
    return this.events.length;
  }
  nextTime(): number {
    return this.events[0]?.time ?? Number.POSITIVE_INFINITY;
  }
  push(time: number, priority: number): number {
    this.events.push({ time, priority, name: this.arrived });
    this.events.sort((a, b) => a.time - b.time || a.priority - b.priority || a.name - b.name);
    this.arrived += 1;
    return this.arrived - 1;
  }
  pop(): number | undefined {
    return this.events.shift()?.name;
  }
}

/** Few values, so that they are often equal, and the ends of the range. */
const times = fc.oneof(fc.nat(4), fc.nat(1000), fc.constantFrom(0, Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER));
const priorities = fc.oneof(fc.nat(2), fc.nat(PRIORITY_MAX));
const pushes = fc.record({ does: fc.constant("push" as const), time: times, priority: priorities });
const deeds = fc.oneof({ weight: 5, arbitrary: pushes }, fc.record({ does: fc.constantFrom("pop" as const, "look" as const) }));

describe("event queue", () => {
  it("gives what a sorted list gives, whatever is pushed and popped in whichever order", () => {
    fc.assert(
      fc.property(fc.array(deeds, { maxLength: 400, size: "max" }), (all) => {
        const [queue, list] = [new EventQueue(), new SortedList()];
        let popped: number | undefined;
        const popBoth = (): void => {
          popped = undefined;
          queue.pop()?.();
          expect(popped).toBe(list.pop());
        };
        for (const deed of all) {
          if (deed.does === "push") {
            const name = list.push(deed.time, deed.priority);
            queue.push(deed.time, deed.priority, () => {
              popped = name;
            });
          } else if (deed.does === "pop") popBoth();
          else expect(queue.nextTime()).toBe(list.nextTime());
          expect(queue.size).toBe(list.size);
        }
        while (list.size > 0) popBoth();
        popBoth();
        expect(queue.nextTime()).toBe(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 300 },
    );
  });

  it("grows and shrinks as it must", () => {
    const [queue, list] = [new EventQueue(), new SortedList()];
    const popped: number[] = [];
    const wanted: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      for (let index = 0; index < 300; index += 1) {
        const time = (index * 7919 + round) % 97;
        const name = list.push(time, index % 3);
        queue.push(time, index % 3, () => popped.push(name));
      }
      for (let count = 0; count < 250; count += 1) {
        queue.pop()!();
        wanted.push(list.pop()!);
      }
    }
    expect(popped).toEqual(wanted);
    expect(queue.size).toBe(300);
  });
});

/** An event of a run: when it happens after the one that schedules it (0: at the same instant), and what it schedules itself. */
interface Seed {
  readonly delay: number;
  readonly priority: number;
  readonly children: readonly Seed[];
}

const { seed: seeds } = fc.letrec<{ seed: Seed }>((tie) => ({
  seed: fc.record({
    delay: fc.oneof(fc.constant(0), fc.nat(3)),
    priority: fc.nat(2),
    children: fc.oneof({ depthSize: "medium", withCrossShrink: true }, fc.constant([]), fc.array(tie("seed"), { maxLength: 4 })),
  }),
}));

describe("kernel", () => {
  it("runs to each instant as by a sorted list, with what events schedule at that very instant", () => {
    fc.assert(
      fc.property(fc.array(seeds, { maxLength: 30 }), fc.array(fc.nat(4), { minLength: 1, maxLength: 6 }), (roots, spans) => {
        const kernel = createKernel();
        const list = new SortedList();
        const listed: Seed[] = [];
        const [done, wanted]: [string[], string[]] = [[], []];
        let arrived = 0;
        const scheduleInKernel = (seed: Seed): void => {
          const name = arrived;
          arrived += 1;
          kernel.schedule(kernel.now() + seed.delay, seed.priority, () => {
            done.push(`${name} at ${kernel.now()}`);
            seed.children.forEach(scheduleInKernel);
          });
        };
        const scheduleInList = (now: number, seed: Seed): void => {
          list.push(now + seed.delay, seed.priority);
          listed.push(seed);
        };
        roots.forEach(scheduleInKernel);
        for (const seed of roots) scheduleInList(0, seed);
        let until = 0;
        for (const span of spans) {
          until += span;
          kernel.runUntil(until);
          for (let time = list.nextTime(); time <= until; time = list.nextTime()) {
            const name = list.pop()!;
            wanted.push(`${name} at ${time}`);
            for (const child of listed[name]!.children) scheduleInList(time, child);
          }
          expect(done).toEqual(wanted);
          expect([kernel.now(), kernel.done()]).toEqual([until, wanted.length]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("refuses times and priorities that its order does not hold", () => {
    const schedule = (time: number, priority: number): void => createKernel().schedule(time, priority, () => {});
    for (const time of [-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER + 1]) expect(() => schedule(time, 0), String(time)).toThrow(RangeError);
    for (const priority of [-1, 0.5, Number.NaN, 16]) expect(() => schedule(0, priority), String(priority)).toThrow(RangeError);
    expect(() => schedule(Number.MAX_SAFE_INTEGER, PRIORITY_MAX)).not.toThrow();
  });
});
