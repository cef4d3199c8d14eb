/** What a transaction costs as the state grows: the same mix on states of 10^3 to 10^6 records. Bar: from 10^3 to 10^6 less than 2.5 times as much. */
import { apply } from "../src/model/chain/apply.ts";
import { recordCount } from "../src/model/state/store.ts";
import { median, sampleTimes } from "./measure.ts";
import { type Mix, makeMix } from "./mix.ts";
import type { Row } from "./row.ts";

const SIZES = [1_000, 10_000, 100_000, 1_000_000] as const;

/** A small cast and small blocks, so that the least state is of 10^3 records; the seed, and so what is done, is the same for every size. */
const SMALL = { users: 150, providers: 40, models: 4, blocks: 10, perBlock: 100, warmUp: 2 };

/** Microseconds that a transaction takes, by size; the sizes take turns. */
async function costs(mixes: readonly Mix[]): Promise<readonly number[]> {
  const applyAll =
    ({ state, blocks }: Mix) =>
    () => {
      let next = state;
      for (const block of blocks) {
        const applied = apply(next, block);
        if (!applied.ok) throw new Error(`${applied.refusal.code}: ${applied.refusal.detail}`);
        next = applied.state;
      }
    };
  const samples = await sampleTimes(Object.fromEntries(mixes.map((mix, index) => [index, applyAll(mix)])), {
    warmUps: 3,
    repeats: 7,
    collects: false,
  });
  return mixes.map(({ transactions }, index) => (1000 * median(samples[index]!)) / transactions);
}

/** The rows of growth. */
export default async function growth(): Promise<readonly Row[]> {
  const mixes = SIZES.map((records) => makeMix({ ...SMALL, records }));
  const counts = mixes.map(({ state }) => recordCount(state.store));
  if (counts.some((count, index) => count !== SIZES[index])) throw new Error(`states of ${counts.join(", ")} records`);
  const [first, ...more] = await costs(mixes);
  const what = (size: number): string => `a transaction of the mix, blocks of ${SMALL.perBlock}, state of ${size.toLocaleString("en")} records`;
  const unit = "µs";
  const rows = more.map((value, index): Row => {
    const isLast = index === more.length - 1;
    const peer = { name: `state of ${SIZES[0].toLocaleString("en")} records`, value: first! };
    return { what: what(SIZES[index + 1]!), value, unit, peer, bar: isLast ? { of: "ratio", wants: "at most", limit: 2.5 } : undefined };
  });
  return [{ what: what(SIZES[0]), value: first, unit }, ...rows];
}
