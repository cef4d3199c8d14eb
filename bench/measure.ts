/** What is timed: one call is one sample. Whatever it does must not be optimised away, so it may return something. */
export type Work = () => unknown;

/** How often. */
export interface Effort {
  /** Calls of each before any is timed. */
  readonly warmUps: number;
  /** Timed calls of each; the median counts. */
  readonly repeats: number;
  /**
   * Whether the garbage of earlier calls is collected before each. Where a call begins and ends with nothing alive, that takes the
   * shapes of its objects too, and the code that was compiled for them: false then. True where it is not said.
   */
  readonly collects?: boolean;
}

/** The middle of a list of numbers, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Milliseconds that one call takes, garbage of earlier ones collected before (where the process was started with --expose-gc): all of it, or the young
 * alone, which is what the call before has just made, so that it is not charged to this one.
 */
async function timeOnce(work: Work, collects: boolean): Promise<number> {
  if (collects) globalThis.gc?.();
  else globalThis.gc?.({ type: "minor" });
  const begun = process.hrtime.bigint();
  const result = work();
  if (result instanceof Promise) await result;
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

/** Milliseconds of every timed call of every work, in the order of the calls. */
export type Samples<Name extends string> = { readonly [N in Name]: readonly number[] };

/**
 * Times several works in one loop, one call of each per round and each round beginning with another one, so that what else the
 * machine does hits all of them alike.
 */
export async function sampleTimes<Name extends string>(works: { readonly [N in Name]: Work }, effort: Effort): Promise<Samples<Name>> {
  const names = Object.keys(works) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as { [N in Name]: number[] };
  for (let round = -effort.warmUps; round < effort.repeats; round += 1)
    for (let place = 0; place < names.length; place += 1) {
      const name = names[(((round + place) % names.length) + names.length) % names.length]!;
      const time = await timeOnce(works[name], effort.collects ?? true);
      if (round >= 0) samples[name].push(time);
    }
  return samples;
}

/** The median of each, in milliseconds a call. */
export async function medianTimes<Name extends string>(
  works: { readonly [N in Name]: Work },
  effort: Effort,
): Promise<{ readonly [N in Name]: number }> {
  const samples = await sampleTimes(works, effort);
  const names = Object.keys(works) as Name[];
  return Object.fromEntries(names.map((name) => [name, median(samples[name])])) as { [N in Name]: number };
}

/** So many of something in one call of `milliseconds`: how many a second. */
export const perSecond = (count: number, milliseconds: number): number => (count / milliseconds) * 1000;
