import type { Play } from "./play.ts";
import type { Written } from "./swarm.ts";

/** Plays a scenario with the seed and the transition of the run that broke; undefined where it cannot be played. */
export type Replay = (written: Written) => Play | undefined;

/** The smallest scenario that was found to break the same law, and how many runs that took. */
export interface Shrunk {
  readonly play: Play;
  readonly runs: number;
}

const listOf = (written: Written, key: string): readonly Written[] => (written[key] as readonly Written[] | undefined) ?? [];
const without = (written: Written, key: string): Written => Object.fromEntries(Object.entries(written).filter(([other]) => other !== key));
const withList = (written: Written, key: string, list: readonly Written[]): Written =>
  list.length === 0 && key !== "consumers" ? without(written, key) : { ...written, [key]: list };

/** Half of a number that is more than one, wherever one stands in a group. */
function halved(group: Written): Written[] {
  return ["count", "orders", "sends"].flatMap((key) => {
    const value = group[key];
    return typeof value === "number" && value > 1 ? [{ ...group, [key]: Math.ceil(value / 2) }] : [];
  });
}

/** Scenarios with one thing less, the largest things first. */
function* smaller(written: Written, height: number): Generator<Written> {
  if (Number(written["blocks"]) > height) yield { ...written, blocks: height };
  for (const key of ["faults", "timeline", "network", "rulings"]) if (written[key] !== undefined) yield without(written, key);
  for (const key of ["consumers", "providers", "faults", "timeline"]) {
    const list = listOf(written, key);
    for (const index of list.keys()) if (key !== "providers" || list.length > 1) yield withList(written, key, list.toSpliced(index, 1));
  }
  for (const key of ["providers", "consumers"]) {
    const list = listOf(written, key);
    for (const [index, group] of list.entries()) for (const half of halved(group)) yield withList(written, key, list.with(index, half));
  }
  for (const section of ["params", "rulings"]) {
    const all = (written[section] ?? {}) as Written;
    for (const key of Object.keys(all)) yield { ...written, [section]: without(all, key) };
  }
}

/** Takes away from a scenario that breaks a law whatever can go with the law still broken, until nothing more can, or `most` runs were made. */
export function shrink(broken: Play, replay: Replay, most = 400): Shrunk {
  let best = broken;
  let runs = 0;
  const isSame = (play: Play | undefined): play is Play => play?.breach !== undefined && play.breach.law === broken.breach!.law;
  for (let hasShrunk = true; hasShrunk && runs < most; ) {
    hasShrunk = false;
    for (const candidate of smaller(best.written, best.breach!.height)) {
      if (runs >= most) break;
      runs += 1;
      const play = replay(candidate);
      if (!isSame(play)) continue;
      best = play;
      hasShrunk = true;
      break;
    }
  }
  return { play: best, runs };
}
