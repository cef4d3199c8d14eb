/**
 * The tally (section 3; R21, R34; LP-0035 "Dispute Resolution" 2 and 3): for one third provider the LP's own table, written out;
 * for panels the definition of a majority, over every ballot there can be; and no seat or member counts for its place.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Ballot, isAtFaultWithMost, isConcordant, strictMajority, tally } from "../src/model/dispute/tally.ts";
import { VERDICTS, type Verdict } from "../src/model/events/events.ts";
import { COMPARISONS, type Comparison } from "../src/model/tolerance/compare.ts";
import { runs } from "./runs.ts";

/** What a seat can say of a member; `hidden` where the member was not revealed and there is nothing to say. */
const SAYINGS = [...COMPARISONS, "hidden"] as const;
type Saying = (typeof SAYINGS)[number];

/** Every list of `length` items. */
function everyList<T>(items: readonly T[], length: number): T[][] {
  if (length === 0) return [[]];
  return everyList(items, length - 1).flatMap((rest) => items.map((item) => [...rest, item]));
}

const ballotOf = (sayings: readonly Saying[]): Ballot => sayings.map((saying) => (saying === "hidden" ? undefined : saying));

/** A case with one seat: what it says of each member. */
const judgedByOne = (sayings: readonly Saying[]): Verdict[] =>
  tally(
    sayings.map((saying) => saying !== "hidden"),
    [ballotOf(sayings)],
    1,
  );

describe("one third provider", () => {
  /** Section 3's table with both orders of each row and unrevealed members: seat against A, against B → verdicts. */
  const rows: readonly (readonly [a: Saying, b: Saying, verdictOfA: Verdict, verdictOfB: Verdict])[] = [
    ["agree", "agree", "clean", "clean"],
    ["agree", "band", "clean", "band"],
    ["agree", "fault", "clean", "faulty"],
    ["agree", "hidden", "clean", "faulty"],
    ["band", "agree", "band", "clean"],
    ["band", "band", "split", "split"],
    ["band", "fault", "split", "split"],
    ["band", "hidden", "split", "faulty"],
    ["fault", "agree", "faulty", "clean"],
    ["fault", "band", "split", "split"],
    ["fault", "fault", "split", "split"],
    ["fault", "hidden", "split", "faulty"],
    ["hidden", "agree", "faulty", "clean"],
    ["hidden", "band", "faulty", "split"],
    ["hidden", "fault", "faulty", "split"],
    ["hidden", "hidden", "faulty", "faulty"],
  ];

  it("has a row for everything that can be", () => {
    expect(rows.map(([a, b]) => [a, b])).toEqual(expect.arrayContaining(everyList(SAYINGS, 2)));
  });

  it.each(rows)("%s and %s: %s and %s", (a, b, ...verdicts) => {
    expect(judgedByOne([a, b])).toEqual(verdicts);
  });

  it("finds the minority faulty among three results, and convicts nobody on the seat's output alone", () => {
    for (const members of [1, 2, 3, 4])
      for (const sayings of everyList(SAYINGS, members)) {
        const verdicts = judgedByOne(sayings);
        const isSupported = sayings.includes("agree");
        for (const [index, saying] of sayings.entries()) {
          const convicted = saying === "hidden" || (saying === "fault" && isSupported);
          expect(verdicts[index] === "faulty").toBe(convicted);
          if (saying === "agree") expect(verdicts[index]).toBe("clean");
          if (saying !== "hidden" && !isSupported) expect(verdicts[index]).toBe("split");
        }
      }
  });
});

const VERDICT_OF: { readonly [saying in Comparison]: Verdict } = { fault: "faulty", agree: "clean", band: "band" };

/** The definition for one revealed member: whatever more than n/2 of the open seats say, else SPLIT. */
function definedVerdict(said: readonly (Comparison | undefined)[], seatsOfLevel: number, isAlone: boolean): Verdict {
  if (!(2 * said.length > seatsOfLevel) || isAlone) return "split";
  const winner = COMPARISONS.find((comparison) => 2 * said.filter((one) => one === comparison).length > said.length);
  return winner === undefined ? "split" : VERDICT_OF[winner];
}

function definedTally(revealed: readonly boolean[], ballots: readonly Ballot[], seatsOfLevel: number, concordant = true): Verdict[] {
  const isAlone = !concordant || (ballots.length === 1 && ballots[0]!.every((saying) => saying !== "agree"));
  return revealed.map((isRevealed, member) =>
    isRevealed
      ? definedVerdict(
          ballots.map((ballot) => ballot[member]),
          seatsOfLevel,
          isAlone,
        )
      : "faulty",
  );
}

describe("panel", () => {
  it("of up to seven seats decides one member by more than half of what opened, for every set of ballots", () => {
    for (let opened = 0; opened <= 7; opened += 1)
      for (const said of everyList(COMPARISONS, opened)) {
        const ballots = said.map((saying) => [saying]);
        for (const seats of [opened, 7, 13]) {
          const expected = definedTally([true], ballots, Math.max(seats, 1));
          if (tally([true], ballots, Math.max(seats, 1))[0] !== expected[0]) expect([said, seats]).toEqual(expected);
        }
      }
  });

  it("of up to three seats decides two members, revealed or not, for every set of ballots", () => {
    for (let opened = 0; opened <= 3; opened += 1)
      for (const revealed of everyList([true, false], 2))
        for (const sayings of everyList(everyList(COMPARISONS, 2), opened)) {
          const ballots = sayings.map((said) => said.map((saying, member) => (revealed[member] ? saying : undefined)));
          for (const seats of [1, 3, 7]) expect(tally(revealed, ballots, seats)).toEqual(definedTally(revealed, ballots, seats));
        }
  });

  it("needs a strict majority of the level's seats: of seven, four", () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(strictMajority)).toEqual([1, 2, 2, 3, 3, 4, 4]);
    const faults = (opened: number): Ballot[] => Array<Ballot>(opened).fill(["fault"]);
    expect([1, 2, 3, 4, 5, 6, 7].map((opened) => tally([true], faults(opened), 7)[0])).toEqual([
      ...["split", "split", "split"],
      ...["faulty", "faulty", "faulty", "faulty"],
    ]);
  });
});

const shuffled = <T>(items: readonly T[], order: readonly number[]): T[] => order.map((index) => items[index]!);
const orders = (length: number): fc.Arbitrary<number[]> => fc.shuffledSubarray([...Array(length).keys()], { minLength: length });

const courts = fc.tuple(fc.integer({ min: 1, max: 16 }), fc.nat({ max: 7 }), fc.integer({ min: 1, max: 9 })).chain(([members, opened, seats]) =>
  fc.record({
    revealed: fc.array(fc.boolean(), { minLength: members, maxLength: members }),
    sayings: fc.array(fc.array(fc.constantFrom(...COMPARISONS), { minLength: members, maxLength: members }), {
      minLength: opened,
      maxLength: opened,
    }),
    seats: fc.constant(seats),
    concordant: fc.boolean(),
    ofMembers: orders(members),
    ofSeats: orders(opened),
  }),
);

describe("tally", () => {
  it("is the definition for any number of members and seats, and only ever says what a verdict can be", () => {
    fc.assert(
      fc.property(courts, ({ revealed, sayings, seats, concordant }) => {
        const ballots = sayings.map((said) => said.map((saying, member) => (revealed[member] ? saying : undefined)));
        const verdicts = tally(revealed, ballots, seats, concordant);
        expect(verdicts).toEqual(definedTally(revealed, ballots, seats, concordant));
        for (const verdict of verdicts) expect(VERDICTS.filter((one) => one !== "none")).toContain(verdict);
      }),
      runs(3),
    );
  });

  it("is the same for the seats in any order, and moves with the members", () => {
    fc.assert(
      fc.property(courts, ({ revealed, sayings, seats, concordant, ofMembers, ofSeats }) => {
        const verdicts = tally(revealed, sayings, seats, concordant);
        expect(tally(revealed, shuffled(sayings, ofSeats), seats, concordant)).toEqual(verdicts);
        const moved = sayings.map((ballot) => shuffled(ballot, ofMembers));
        expect(tally(shuffled(revealed, ofMembers), moved, seats, concordant)).toEqual(shuffled(verdicts, ofMembers));
      }),
    );
  });
});

/** What every two seats of a panel say of each other: symmetric, nothing of oneself. */
const panels = fc
  .nat({ max: 8 })
  .chain((seats) =>
    fc
      .array(fc.constantFrom(...COMPARISONS, "fault" as const), { minLength: seats * seats, maxLength: seats * seats })
      .map((words) =>
        Array.from({ length: seats }, (_, a) =>
          Array.from({ length: seats }, (_, b) => (a === b ? undefined : words[Math.min(a, b) * seats + Math.max(a, b)]!)),
        ),
      ),
  );

describe("a panel", () => {
  it("is concordant where more than half of its seats are not at FAULT with more than half of the others", () => {
    fc.assert(
      fc.property(panels, (between) => {
        const isLonely = between.map((row) => {
          const said = row.filter((saying) => saying !== undefined);
          return said.filter((saying) => saying === "fault").length > said.length / 2;
        });
        const isDiscordant = (row: readonly (Comparison | undefined)[], seat: number): boolean =>
          isAtFaultWithMost(row.toSpliced(seat, 1), (saying) => saying);
        expect(between.map(isDiscordant)).toEqual(isLonely);
        expect(isConcordant(between)).toBe(isLonely.filter((lonely) => !lonely).length > between.length / 2);
      }),
      runs(3),
    );
  });

  it("is concordant for its seats in any order", () => {
    const shuffledPanels = panels.chain((between) => fc.record({ between: fc.constant(between), order: orders(between.length) }));
    fc.assert(
      fc.property(shuffledPanels, ({ between, order }) => {
        const moved = shuffled(between, order).map((row) => shuffled(row, order));
        expect(isConcordant(moved)).toBe(isConcordant(between));
      }),
    );
  });

  it("with a strict majority of equal outputs is concordant, and convicts only whom that majority is at FAULT with", () => {
    const numbers = fc.record({
      seats: fc.array(fc.constantFrom(0, 10, 20, 30), { minLength: 1, maxLength: 9 }),
      members: fc.array(fc.constantFrom(0, 10, 20, 30), { minLength: 1, maxLength: 4 }),
    });
    const say = (a: number, b: number): Comparison => (a === b ? "agree" : "fault");
    fc.assert(
      fc.property(numbers, ({ seats, members }) => {
        const between = seats.map((a, at) => seats.map((b, other) => (at === other ? undefined : say(a, b))));
        const ballots = seats.map((seat) => members.map((member) => say(seat, member)));
        const majority = [0, 10, 20, 30].find((value) => 2 * seats.filter((seat) => seat === value).length > seats.length);
        const verdicts = tally(
          members.map(() => true),
          ballots,
          seats.length,
          isConcordant(between),
        );
        if (majority !== undefined) expect(isConcordant(between)).toBe(true);
        const isLone = seats.length === 1 && !members.includes(seats[0]!);
        if (majority !== undefined && !isLone) expect(verdicts).toEqual(members.map((member) => (member === majority ? "clean" : "faulty")));
      }),
      runs(2),
    );
  });
});
