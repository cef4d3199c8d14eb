/** The kernel does things in the total order of (time, priority, sequence); streams do not disturb each other. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Payload } from "../../src/model/chain/transactions.ts";
import { createKernel } from "../../src/sim/kernel/kernel.ts";
import { randomStreams } from "../../src/sim/kernel/streams.ts";
import { createMempool } from "../../src/sim/network/mempool.ts";
import { createLink } from "../../src/sim/network/network.ts";

const payload: Payload = { kind: "transfer", to: "0xaa", amount: 1n };

describe("kernel", () => {
  it("does everything once, in the order of time, priority, arrival", () => {
    const event = fc.record({ time: fc.nat(50), priority: fc.nat(2) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        const kernel = createKernel();
        const done: number[] = [];
        for (const [index, { time, priority }] of events.entries()) kernel.schedule(time, priority, () => done.push(index));
        kernel.runUntil(50);
        const wanted = events
          .map((_, index) => index)
          .sort((a, b) => events[a]!.time - events[b]!.time || events[a]!.priority - events[b]!.priority || a - b);
        expect(done).toEqual(wanted);
        expect(kernel.done()).toBe(events.length);
      }),
    );
  });

  it("takes new events while it runs, but none in the past", () => {
    const kernel = createKernel();
    const done: string[] = [];
    kernel.schedule(10, 0, () => {
      done.push("a");
      kernel.schedule(10, 0, () => done.push("b"));
      expect(() => kernel.schedule(9, 0, () => {})).toThrow(RangeError);
    });
    kernel.runUntil(10);
    expect(done).toEqual(["a", "b"]);
    expect(() => kernel.schedule(10.5, 0, () => {})).toThrow(RangeError);
  });
});

describe("random streams", () => {
  const take = (stream: { fraction(): number }): number[] => Array.from({ length: 20 }, () => stream.fraction());

  it("depend on seed and label alone, not on who else draws", () => {
    const alone = take(randomStreams(7)("agent/a"));
    const streams = randomStreams(7);
    const other = streams("agent/b");
    const among = Array.from({ length: 20 }, () => {
      other.fraction();
      return 0;
    });
    expect(among.length).toBe(20);
    expect(take(streams("agent/a"))).toEqual(alone);
    expect(take(randomStreams(8)("agent/a"))).not.toEqual(alone);
    expect(take(randomStreams(7)("agent/b"))).not.toEqual(alone);
  });

  it("are the same on every machine", () => {
    const stream = randomStreams(1)("known");
    expect([stream.below(1000), stream.below(1000), stream.below(1000), stream.bytes(8)]).toMatchInlineSnapshot(`
      [
        882,
        935,
        905,
        "0x8b7ca3724a90987f",
      ]
    `);
  });
});

describe("network and mempool", () => {
  it("puts what is marked as first ahead of what came before it, and never a sender's nonces out of order", () => {
    const mempool = createMempool();
    const bytes = new Uint8Array([1]);
    mempool.add({ sender: "0xaa", nonce: 0, bytes, payload });
    mempool.add({ sender: "0xbb", nonce: 1, bytes, payload, isFirst: true });
    mempool.add({ sender: "0xbb", nonce: 0, bytes, payload });
    expect(mempool.all().map(({ sender, nonce }) => [sender, nonce])).toEqual([
      ["0xaa", 0],
      ["0xbb", 1],
      ["0xbb", 0],
    ]);
    expect(mempool.select(() => 0).map(({ sender, nonce }) => [sender, nonce])).toEqual([
      ["0xbb", 0],
      ["0xbb", 1],
      ["0xaa", 0],
    ]);
  });

  it("delivers within its delay and jitter, and loses at its rate", () => {
    const kernel = createKernel();
    const link = createLink(kernel, randomStreams(3)("network/a"), () => ({ delay: 100, jitter: 50, loss: 0.25 }));
    const arrivals: number[] = [];
    for (let index = 0; index < 2000; index += 1) link.deliver(() => arrivals.push(kernel.now()));
    kernel.runUntil(1000);
    expect(Math.min(...arrivals)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...arrivals)).toBeLessThanOrEqual(150);
    expect(arrivals.length).toBeGreaterThan(1400);
    expect(arrivals.length).toBeLessThan(1600);
  });

  it("gives a sender's transactions by nonce, without gaps, whatever the order of arrival", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7]), fc.nat(3), (nonces, next) => {
        const mempool = createMempool();
        for (const nonce of nonces) mempool.add({ sender: "0xaa", nonce, bytes: new Uint8Array([nonce]), payload });
        const wanted: number[] = [];
        for (let nonce = next; nonces.includes(nonce); nonce += 1) wanted.push(nonce);
        expect(mempool.select(() => next).map(({ nonce }) => nonce)).toEqual(wanted);
        mempool.prune(() => next);
        expect(mempool.size()).toBe(nonces.filter((nonce) => nonce >= next).length);
      }),
    );
  });
});
