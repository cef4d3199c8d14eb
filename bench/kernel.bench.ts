/**
 * The event kernel by the hold model: with so many events pending, take the least and push it back a random time later. Bars: at
 * least 0.7 of a bare typed-array binary heap, at least 10 times SimPy.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { createKernel } from "../src/sim/kernel/kernel.ts";
import { BareHeap } from "./bare-heap.ts";
import { median, medianTimes, perSecond } from "./measure.ts";
import type { Peer, Row } from "./row.ts";

/** Longest increment, in microseconds; drawn uniformly from 1 on, so an event is held for half of it on average. */
const LONGEST = 2_000_000;
const DRAWN = 1 << 20;
const EFFORT = { warmUps: 3, repeats: 15 };

/** Increments drawn beforehand by a multiplicative generator of the bench's own, the same for subject and peer. */
const increments = new Float64Array(DRAWN);
for (let at = 0, state = 1; at < DRAWN; at += 1) {
  state = (state * 48271) % 2147483647;
  increments[at] = 1 + (state % LONGEST);
}

/** A hold model under way: `runUntil` does every event up to a time; how many were done so far. */
interface Hold {
  readonly runUntil: (until: number) => void;
  readonly done: () => number;
}

function kernelHold(pending: number): Hold {
  const kernel = createKernel();
  let drawn = 0;
  const draw = (): number => increments[drawn++ & (DRAWN - 1)]!;
  const act = (): void => kernel.schedule(kernel.now() + draw(), 1, act);
  for (let index = 0; index < pending; index += 1) kernel.schedule(draw(), 1, act);
  return { runUntil: (until) => kernel.runUntil(until), done: () => kernel.done() };
}

function bareHold(pending: number): Hold {
  const heap = new BareHeap(pending);
  let [drawn, done] = [0, 0];
  const draw = (): number => increments[drawn++ & (DRAWN - 1)]!;
  for (let index = 0; index < pending; index += 1) heap.push(draw(), index);
  return {
    done: () => done,
    runUntil(until) {
      for (let now = heap.least(); now <= until; now = heap.least()) {
        done += 1;
        heap.push(now + draw(), heap.pop());
      }
    },
  };
}

/** Virtual microseconds in which about so many events fall due. */
const spanOf = (pending: number, events: number): number => Math.round((events * LONGEST) / 2 / pending);

/** SimPy's events a second, or why there are none. */
function simpy(pending: number): number | string {
  const span = spanOf(pending, 200_000);
  const instants = [1, 2, 3, 4].map((count) => String(count * span));
  const script = join("bench", "simpy_hold.py");
  const refusals: string[] = [];
  for (const python of ["/usr/bin/python3", "python3"]) {
    const { status, stdout, stderr, error } = spawnSync(python, [script, String(pending), ...instants], { encoding: "utf8" });
    if (status === 0) {
      const [, ...timed] = JSON.parse(stdout) as [events: number, seconds: number][];
      return median(timed.map(([events, seconds]) => perSecond(events, seconds * 1000)));
    }
    refusals.push(`${python}: ${error?.message ?? stderr.trim().split("\n").at(-1)}`);
  }
  return refusals.join("; ");
}

async function rowsOf(pending: number): Promise<Row[]> {
  const span = spanOf(pending, 1_000_000);
  const holds = [kernelHold(pending), bareHold(pending)] as const;
  const [kernel, bare] = holds.map((hold) => {
    let until = 0;
    return () => {
      until += span;
      hold.runUntil(until);
    };
  });
  const times = await medianTimes({ kernel: kernel!, bare: bare! }, EFFORT);
  const [done, bareDone] = [holds[0].done(), holds[1].done()];
  if (done !== bareDone) throw new Error(`the kernel did ${done} events, the bare heap ${bareDone}`);
  const events = done / (EFFORT.warmUps + EFFORT.repeats);
  const value = perSecond(events, times.kernel) / 1e6;
  const what = `event kernel, hold model, ${pending.toLocaleString("en")} pending`;
  const rate = simpy(pending);
  const isMeasured = typeof rate === "number";
  const simpyPeer: Peer | undefined = isMeasured ? { name: "SimPy", value: rate / 1e6 } : undefined;
  return [
    {
      what,
      value,
      unit: "M events/s",
      peer: { name: "bare typed-array heap", value: perSecond(events, times.bare) / 1e6 },
      bar: { of: "ratio", wants: "at least", limit: 0.7 },
    },
    {
      what,
      value: isMeasured ? value : undefined,
      unit: "M events/s",
      peer: simpyPeer,
      bar: { of: "ratio", wants: "at least", limit: 10 },
      note: isMeasured ? undefined : `SimPy does not run here: ${rate}`,
    },
  ];
}

/** The rows of the kernel. */
export default async function kernel(): Promise<readonly Row[]> {
  return [...(await rowsOf(1000)), ...(await rowsOf(100_000))];
}
