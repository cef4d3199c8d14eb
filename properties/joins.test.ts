/**
 * Joins (section 3, JOIN; R27): a joined member is judged as if it had joined in any other order, and as if the other joined
 * members were not there, but for the one rule that looks at all members together: a single seat that agrees with nobody.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attestations } from "../src/model/attestation/records.ts";
import { comparePair, compareWithMembers, judgeMembers, seatsAtFault } from "../src/model/dispute/judge.ts";
import { shownBySeat } from "../src/model/dispute/reads.ts";
import { type Case, caseOutputs, cases, type Member, type Seat } from "../src/model/dispute/records.ts";
import type { Verdict } from "../src/model/events/events.ts";
import type { Work } from "../src/model/state/work.ts";
import { outputOf, VARIANTS, who, write } from "./payout-scene.ts";
import { runs } from "./runs.ts";

/** What the pair, the joined and the seats of the level said; nothing where a member was never revealed. */
interface Court {
  readonly pair: readonly (number | undefined)[];
  readonly joined: readonly (number | undefined)[];
  readonly seats: readonly number[];
  readonly R21: Work["chain"]["rulings"]["R21"];
}

const values = fc.constantFrom(0, 0, 0, 1, 2, 3, 10, 11, 20, 40);
const shown = fc.option(values, { nil: undefined, freq: 6 });
const courtsUnder = (...choices: readonly Court["R21"][]): fc.Arbitrary<Court> =>
  fc.record({
    pair: fc.array(shown, { minLength: 2, maxLength: 2 }),
    joined: fc.array(shown, { minLength: 1, maxLength: 5 }),
    seats: fc.array(values, { minLength: 1, maxLength: 7 }),
    R21: fc.constantFrom(...choices),
  });

/** A case at its last level before the tally, its joined members in this order; members and seats keep their names whatever the order. */
function stage({ pair, joined, seats, R21 }: Court, order: readonly number[]): { readonly work: Work; readonly dispute: Case } {
  const written = write({
    ...{ outcome: "void", steps: [], appellant: "stranger", join: "none", stake: "enough", liar: "none" },
    variant: VARIANTS[0]!,
  });
  const { draft, chain } = written.work;
  const work: Work = { ...written.work, chain: { ...chain, rulings: { ...chain.rulings, R21 } } };
  const record = attestations.all(draft)[0]!;
  const members = [
    ...pair.map((value, index) => ({ name: `pair ${index}`, value })),
    ...order.map((index) => ({ name: `join ${index}`, value: joined[index] })),
  ];
  const inCase = members.map(({ name, value }, index): Member => {
    const id = `0x${Buffer.from(name).toString("hex").padEnd(64, "0")}` as const;
    // Whatever its place among the joins, a member was accepted when it was.
    attestations.put(draft, { ...record, id, provider: who(name), acceptedAt: 100 + name.charCodeAt(5) }, id);
    if (value !== undefined) caseOutputs.put(draft, outputOf(value), 0, who(name));
    return {
      attestation: id,
      provider: who(name),
      joiner: index < 2 ? undefined : who("joiner"),
      lock: 0n,
      revealed: value !== undefined,
      verdict: "none",
    };
  });
  const base = { ...cases.at(draft, 0), members: inCase, seats: [], level: seats.length > 1 ? 1 : 0 };
  const sitting = seats.map((value, index): Seat => {
    const seat: Seat = {
      ...{ provider: who(`seat ${index}`), level: base.level, round: 0, drawnAt: 400, status: "opened", commitment: undefined, profile: undefined },
      ...{ base: 0n, comparisons: [] },
    };
    caseOutputs.put(draft, outputOf(value), 0, seat.provider);
    return { ...seat, comparisons: compareWithMembers(work, base, shownBySeat(draft, base, seat)) };
  });
  return { work, dispute: { ...base, seats: sitting, tallied: base.level } };
}

/** The verdict on each member, by name. */
function verdictsOf(court: Court, order: readonly number[]): ReadonlyMap<string, Verdict> {
  const { work, dispute } = stage(court, order);
  const verdicts = judgeMembers(work, dispute);
  return new Map(dispute.members.map(({ provider }, index) => [provider, verdicts[index]!]));
}

const sorted = <T>(map: ReadonlyMap<string, T>): [string, T][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
const everyone = ({ joined }: Court): number[] => [...joined.keys()];
const INDEPENDENT = ["default", "slash-both", "farther", "discordant-panel"] as const;
const withOrder = courtsUnder(...INDEPENDENT).chain((court) =>
  fc.record({ court: fc.constant(court), order: fc.shuffledSubarray(everyone(court), { minLength: court.joined.length }) }),
);

describe("the order of joins", () => {
  it("changes no verdict, no word of the pair on itself, and no seat's fault, under any rule of the majority but the medoid", () => {
    fc.assert(
      fc.property(withOrder, ({ court, order }) => {
        expect(sorted(verdictsOf(court, order))).toEqual(sorted(verdictsOf(court, everyone(court))));
        const [moved, given] = [stage(court, order), stage(court, everyone(court))];
        expect(comparePair(moved.work, moved.dispute)).toBe(comparePair(given.work, given.dispute));
        const lonely = ({ work, dispute }: typeof moved): string[] => seatsAtFault(work, dispute).map(({ provider }) => provider);
        expect(lonely(moved)).toEqual(lonely(given));
      }),
      runs(4),
    );
  });

  it("does under `medoid`, where two outputs are equally near to all others: the first of them judges", () => {
    const tied: Court = { pair: [undefined, undefined], joined: [0, 10], seats: [-20, -10, 20, 30], R21: "medoid" };
    const [first, second] = [
      [0, 1],
      [1, 0],
    ].map((order) => verdictsOf(tied, order));
    expect([first!.get(who("join 0")), first!.get(who("join 1"))]).toEqual(["clean", "faulty"]);
    expect([second!.get(who("join 0")), second!.get(who("join 1"))]).toEqual(["faulty", "clean"]);
  });
});

describe("another join", () => {
  it("changes the verdict on no member, unless one seat alone judges and agrees with nobody or with the newcomer only", () => {
    fc.assert(
      fc.property(courtsUnder("default", "discordant-panel"), (court) => {
        const { seats, joined, pair } = court;
        const all = everyone(court);
        const fewer = all.slice(0, -1);
        const agreesWith = (value: number | undefined): boolean => value !== undefined && Math.abs(value - seats[0]!) <= 1;
        const isLone = seats.length === 1;
        fc.pre(!isLone || [...pair, ...joined.slice(0, -1)].some(agreesWith) || !agreesWith(joined.at(-1)));
        const [more, less] = [verdictsOf(court, all), verdictsOf(court, fewer)];
        for (const [member, verdict] of less) expect(more.get(member)).toBe(verdict);
      }),
      runs(4),
    );
  });
});
