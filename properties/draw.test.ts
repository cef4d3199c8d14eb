/**
 * The draw of seats (R18 to R20): exactly the protocol's text, whatever the order of the candidates; without replacement and
 * one per owner; and without bias, by a chi-square test.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawSeats } from "../src/model/dispute/draw.ts";
import type { Candidate } from "../src/model/dispute/field.ts";
import { hexOf } from "./arbitraries.ts";
import { runs } from "./runs.ts";

const RANGE = 2n ** 64n;

/** x_i: the first eight bytes of SHA-256(seed ‖ u64 i), big-endian. */
function numberAt(seed: Uint8Array, index: bigint): bigint {
  const counter = index.toString(16).padStart(16, "0");
  const digest = createHash("sha256").update(seed).update(Buffer.from(counter, "hex")).digest("hex");
  return BigInt(`0x${digest.slice(0, 16)}`);
}

/** The draw as the protocol's text says it, step by step, with every running sum written out. */
function describedDraw(seed: Uint8Array, candidates: readonly Candidate[], seats: number): string[] {
  const drawn: Candidate[] = [];
  let index = 0n;
  for (;;) {
    const left = candidates.filter(({ owner }) => drawn.every((other) => other.owner !== owner)).sort((a, b) => a.provider.localeCompare(b.provider));
    const sums = left.map((_, place) => left.slice(0, place + 1).reduce((sum, { weight }) => sum + weight, 0n));
    const total = sums.at(-1);
    if (total === undefined || drawn.length === seats) return drawn.map(({ provider }) => provider);
    let x = numberAt(seed, index);
    while (x >= total * (RANGE / total)) {
      index += 1n;
      x = numberAt(seed, index);
    }
    index += 1n;
    drawn.push(left[sums.findIndex((sum) => x % total < sum)]!);
  }
}

const nth = (index: number): `0x${string}` => `0x${index.toString(16).padStart(40, "0")}`;
const seedOf = (name: string, run: number): Uint8Array => createHash("sha256").update(`${name} ${run}`).digest();

/** The draw without columns and blocks: one candidate after the other, in big integers. */
function plainDraw(seed: Uint8Array, candidates: readonly Candidate[], seats: number): string[] {
  const drawn: string[] = [];
  let index = 0n;
  let left = [...candidates].sort((a, b) => (a.provider < b.provider ? -1 : 1));
  while (drawn.length < seats && left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0n);
    let x = numberAt(seed, index);
    for (; x >= total * (RANGE / total); x = numberAt(seed, index)) index += 1n;
    index += 1n;
    let sum = 0n;
    const { provider, owner } = left.find(({ weight }) => {
      sum += weight;
      return x % total < sum;
    })!;
    drawn.push(provider);
    left = left.filter((candidate) => candidate.owner !== owner);
  }
  return drawn;
}

const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const owners = fc.constantFrom(...["a", "b", "c", "d", "e"].map((name) => `0x${name.repeat(40)}` as const));
const weights = fc.oneof(fc.bigInt({ min: 1n, max: 5n }), fc.bigInt({ min: 1n, max: 2n ** 60n }), fc.constant(2n ** 60n));
/** Up to fifteen candidates, so that their weights stay below 2^64 as every supply does. */
const fields = fc.array(fc.record({ provider: hexOf(20), owner: owners, weight: weights }), { maxLength: 15 });
const fieldsOfOne = fc.uniqueArray(fc.record({ provider: hexOf(20), owner: hexOf(20), weight: weights }), {
  selector: (c) => c.owner,
  maxLength: 15,
});
const counts = fc.nat({ max: 9 });

describe("drawSeats", () => {
  it("is the draw that the protocol's text describes", () => {
    fc.assert(
      fc.property(seeds, fc.oneof(fields, fieldsOfOne), counts, (seed, candidates, seats) => {
        expect(drawSeats(seed, candidates, seats)).toEqual(describedDraw(seed, candidates, seats));
      }),
      runs(3),
    );
  });

  it("does not depend on the order in which candidates are given, and leaves them as they were", () => {
    fc.assert(
      fc.property(seeds, fields, counts, (seed, candidates, seats) => {
        const given = structuredClone(candidates);
        const drawn = drawSeats(seed, candidates, seats);
        expect(candidates).toEqual(given);
        expect(drawSeats(seed, [...candidates].reverse(), seats)).toEqual(drawn);
      }),
    );
  });

  it("draws no one twice and one for an owner, as many as are wanted, or all owners where they are fewer", () => {
    fc.assert(
      fc.property(seeds, fields, counts, (seed, candidates, seats) => {
        const drawn = drawSeats(seed, candidates, seats);
        const ownersDrawn = drawn.map((provider) => candidates.find((candidate) => candidate.provider === provider)!.owner);
        expect(new Set(ownersDrawn).size).toBe(drawn.length);
        expect(drawn.length).toBe(Math.min(seats, new Set(candidates.map(({ owner }) => owner)).size));
      }),
    );
  });

  it("draws the same first seats whatever the number of seats", () => {
    fc.assert(
      fc.property(seeds, fields, counts, (seed, candidates, seats) => {
        expect(drawSeats(seed, candidates, seats + 1).slice(0, seats)).toEqual(drawSeats(seed, candidates, seats));
      }),
    );
  });
});

/** Hundreds of candidates, so that their blocks are several; of few owners or many, with small weights, or such that a few hold nearly all of 2^64. */
const wideFields = fc
  .record({
    size: fc.constantFrom(1, 255, 256, 257, 511, 512, 513, 1_100),
    owners: fc.constantFrom(1, 2, 7, 40, 300, 5_000),
    mixing: fc.integer({ min: 1, max: 2 ** 31 }),
    most: fc.constantFrom(1n, 1_000n, 10n ** 12n, 2n ** 50n, 2n ** 33n),
    giants: fc.array(fc.record({ at: fc.nat(), weight: fc.constantFrom(2n ** 63n - 2n ** 62n, 2n ** 62n + 1n, 2n ** 62n - 2n ** 60n, 2n ** 32n) }), {
      maxLength: 3,
    }),
  })
  .map(({ size, owners: count, mixing, most, giants }) =>
    Array.from({ length: size }, (_, index): Candidate => {
      const mixed = BigInt((index * mixing + mixing) % 2_147_483_647);
      const giant = giants.find(({ at }) => at % size === index);
      return { provider: nth(index * 3), owner: nth((index * 7) % count), weight: giant?.weight ?? 1n + ((mixed * mixed) % most) };
    }),
  );

describe("a wide field", () => {
  it("is drawn from as if one candidate were looked at after the other", () => {
    fc.assert(
      fc.property(seeds, wideFields, fc.integer({ min: 0, max: 12 }), (seed, candidates, seats) => {
        expect(drawSeats(seed, candidates, seats)).toEqual(plainDraw(seed, candidates, seats));
      }),
      runs(2),
    );
  });

  it("is drawn from up to a total weight of 2^64, and a total above is a bug", () => {
    const halves = [2n ** 63n - 1n, 2n ** 63n - 1n, 1n, 1n].map((weight, index) => ({ provider: nth(index), owner: nth(index + 1), weight }));
    const lone = [{ provider: nth(1), owner: nth(1), weight: 2n ** 64n - 1n }];
    for (let run = 0; run < 100; run += 1)
      for (const candidates of [halves, lone])
        expect(drawSeats(seedOf("halves", run), candidates, 4)).toEqual(plainDraw(seedOf("halves", run), candidates, 4));
    const beyond = [...halves, { provider: nth(9), owner: nth(9), weight: 1n }];
    expect(() => drawSeats(seedOf("beyond", 0), beyond, 1)).toThrow("more than 64 bits");
  });
});

const ownedBy = (weightsOfAll: readonly bigint[], owner: (index: number) => number): Candidate[] =>
  weightsOfAll.map((weight, index) => ({ provider: nth(index), owner: nth(owner(index)), weight }));

/** Σ (observed − expected)² / expected over the outcomes, for fixed seeds. */
function chiSquare(name: string, runs: number, expected: ReadonlyMap<string, number>, outcome: (seed: Uint8Array) => string): number {
  const observed = new Map<string, number>();
  for (let run = 0; run < runs; run += 1) {
    const key = outcome(seedOf(name, run));
    observed.set(key, (observed.get(key) ?? 0) + 1);
  }
  for (const key of observed.keys()) if (!expected.has(key)) throw new Error(`${key} cannot be drawn`);
  return [...expected].reduce((sum, [key, share]) => sum + ((observed.get(key) ?? 0) - runs * share) ** 2 / (runs * share), 0);
}

/** The 99.9th percentile of chi-square by degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.4). */
const CRITICAL: { readonly [freedom: number]: number } = { 1: 10.828, 2: 13.816, 3: 16.266, 5: 20.515, 7: 24.322, 9: 27.877, 11: 31.264 };

const shareOf = (part: bigint, total: bigint): number => Number((part * 10n ** 15n) / total) / 1e15;
const sumOf = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

/** The chance of every first seat. */
function singles(all: readonly bigint[]): Map<string, number> {
  return new Map(all.map((weight, index) => [nth(index), shareOf(weight, sumOf(all))]));
}

/** The chance of every ordered pair of seats: the second from what the first and its owner's others leave. */
function pairs(candidates: readonly Candidate[]): Map<string, number> {
  const total = sumOf(candidates.map(({ weight }) => weight));
  const ordered = candidates.flatMap((first) => {
    const rest = candidates.filter(({ owner }) => owner !== first.owner);
    const left = sumOf(rest.map(({ weight }) => weight));
    return rest.map((second) => [`${first.provider} ${second.provider}`, shareOf(first.weight, total) * shareOf(second.weight, left)] as const);
  });
  return new Map(ordered);
}

describe("chance", () => {
  const RUNS = 6_000;
  const apart = (index: number): number => index;

  it.each([
    { name: "equal weights", all: Array<bigint>(8).fill(7n) },
    { name: "rising weights", all: [1n, 2n, 3n, 4n] },
    { name: "a hundred to one", all: [1n, 100n] },
    { name: "stakes in nLUX", all: [100n, 250n, 1_000n, 101n, 400n, 399n].map((lux) => lux * 10n ** 9n) },
    { name: "a total of three quarters of the range, where a remainder alone would favour the first", all: [2n ** 62n, 2n ** 62n, 2n ** 62n] },
    { name: "a total just above half of the range", all: [2n ** 62n + 1n, 2n ** 62n, 2n ** 61n, 2n ** 61n] },
  ])("of the first seat is its share: $name", ({ name, all }) => {
    const statistic = chiSquare(name, RUNS, singles(all), (seed) => drawSeats(seed, ownedBy(all, apart), 1)[0]!);
    expect(statistic).toBeLessThan(CRITICAL[all.length - 1]!);
  });

  it.each([
    { name: "three alone", candidates: ownedBy([1n, 2n, 3n], apart) },
    { name: "four alone", candidates: ownedBy([5n, 1n, 1n, 3n], apart) },
    { name: "two of one owner among four", candidates: ownedBy([2n, 2n, 3n, 3n], (index) => Math.max(1, index)) },
  ])("of two seats is that of drawing without replacement: $name", ({ name, candidates }) => {
    const expected = pairs(candidates);
    const statistic = chiSquare(name, RUNS, expected, (seed) => drawSeats(seed, candidates, 2).join(" "));
    expect(statistic).toBeLessThan(CRITICAL[expected.size - 1]!);
  });
});
