/** Vectors of the draw and of the tally alone. What each is given stands in `case.json`. */
import { type Address, checksumAddress } from "../../model/crypto/address.ts";
import { drawSeats } from "../../model/dispute/draw.ts";
import type { Candidate } from "../../model/dispute/field.ts";
import { type Ballot, isConcordant, tally } from "../../model/dispute/tally.ts";
import type { Json } from "../../model/encoding/codec.ts";
import { fromHex, type Hex } from "../../model/encoding/hex.ts";
import { LUX } from "../../model/params/parameters.ts";
import type { Comparison } from "../../model/tolerance/compare.ts";
import { addressOf, digestOf } from "../chain.ts";
import { type Vector, vectorOf } from "./vector.ts";

/** What a draw is given, as JSON. */
interface GivenDraw {
  readonly seed: Hex;
  readonly seats: number;
  readonly candidates: readonly { readonly provider: string; readonly owner: string; readonly weight: string }[];
}

/** What a tally is given, as JSON; `between` is what each open seat says of each other, null of itself. */
interface GivenTally {
  readonly seatsOfLevel: number;
  readonly revealed: readonly boolean[];
  readonly ballots: readonly (readonly (Comparison | null)[])[];
  readonly between: readonly (readonly (Comparison | null)[])[];
}

const lower = (address: string): Address => address.toLowerCase() as Address;

/** Plays a draw from its JSON. */
export function drawOf(given: unknown): Json {
  const { seed, seats, candidates } = given as GivenDraw;
  const among = candidates.map(
    ({ provider, owner, weight }): Candidate => ({ provider: lower(provider), owner: lower(owner), weight: BigInt(weight) }),
  );
  return drawSeats(fromHex(seed), among, seats).map(checksumAddress);
}

const orNothing = (rows: readonly (readonly (Comparison | null)[])[]): Ballot[] => rows.map((row) => row.map((said) => said ?? undefined));

/** Plays a tally from its JSON. */
export function tallyOf(given: unknown): Json {
  const { seatsOfLevel, revealed, ballots, between } = given as GivenTally;
  return tally(revealed, orNothing(ballots), seatsOfLevel, isConcordant(orNothing(between)));
}

const candidate = (name: string, weight: bigint, owner = name) => ({
  ...{ provider: checksumAddress(addressOf(name)), owner: checksumAddress(addressOf(owner)) },
  weight: String(weight),
});
const named = (count: number, weight: (index: number) => bigint) =>
  Array.from({ length: count }, (_, index) => candidate(`provider ${index}`, weight(index)));

const DRAWS: readonly (readonly [about: string, seats: number, candidates: GivenDraw["candidates"]])[] = [
  ["one of three, alike", 1, named(3, () => 100n * LUX)],
  ["seven of twelve, of rising stake", 7, named(12, (index) => BigInt(index + 1) * 100n * LUX)],
  ["three, of whom two have one owner", 3, [candidate("a", 100n), candidate("b", 100n, "a"), candidate("c", 100n), candidate("d", 100n)]],
  ["more seats than there are candidates: all", 5, named(3, (index) => BigInt(index + 1))],
  ["of nobody", 1, []],
  ["weights near 2^63, where numbers are skipped", 2, named(3, () => 6_000_000_000_000_000_000n)],
  ["one with all the weight but a little", 2, [candidate("rich", 1_000_000n * LUX), candidate("poor", 1n), candidate("poorer", 1n)]],
];

/** Draws, each by three seeds. */
export const drawVectors = (): readonly Vector[] =>
  DRAWS.flatMap(([about, seats, candidates], index) =>
    [0, 1, 2].map((turn) => {
      const given = { seed: digestOf(`seed ${index} ${turn}`), seats, candidates };
      const name = `draw-${index}-${turn}`;
      return vectorOf("draw", {
        name,
        about,
        lp: "Dispute Resolution 2",
        ruling: ["R18", "R19", "R20"],
        shape: "draw",
        given,
        expected: { drawn: drawOf(given) },
        parts: {},
      });
    }),
  );

const A = "agree";
const B = "band";
const F = "fault";
const all = (count: number, said: Comparison): (Comparison | null)[][] =>
  Array.from({ length: count }, (_, row) => Array.from({ length: count }, (_seat, column) => (row === column ? null : said)));

const TALLIES: readonly (readonly [about: string, given: GivenTally])[] = [
  ...[A, B, F].flatMap((first) =>
    [A, B, F].map((second): readonly [string, GivenTally] => [
      `one seat: ${first} with the first, ${second} with the second`,
      { seatsOfLevel: 1, revealed: [true, true], ballots: [[first as Comparison, second as Comparison]], between: [[null]] },
    ]),
  ),
  ["one seat, and a member that was not revealed", { seatsOfLevel: 1, revealed: [true, false], ballots: [[A, null]], between: [[null]] }],
  ["one seat that agrees with nobody who was revealed", { seatsOfLevel: 1, revealed: [true, false], ballots: [[F, null]], between: [[null]] }],
  ["nobody opened", { seatsOfLevel: 1, revealed: [true, true], ballots: [], between: [] }],
  [
    "three of seven opened: no majority of the level",
    {
      seatsOfLevel: 7,
      revealed: [true, true],
      ballots: [
        [A, F],
        [A, F],
        [A, F],
      ],
      between: all(3, A),
    },
  ],
  [
    "four of seven opened, and agree",
    {
      seatsOfLevel: 7,
      revealed: [true, true],
      ballots: [
        [A, F],
        [A, F],
        [A, F],
        [A, F],
      ],
      between: all(4, A),
    },
  ],
  [
    "two against one",
    {
      seatsOfLevel: 3,
      revealed: [true, true],
      ballots: [
        [A, F],
        [A, F],
        [F, A],
      ],
      between: [
        [null, A, F],
        [A, null, F],
        [F, F, null],
      ],
    },
  ],
  [
    "one of each word",
    {
      seatsOfLevel: 3,
      revealed: [true, true],
      ballots: [
        [A, F],
        [B, B],
        [F, A],
      ],
      between: [
        [null, B, F],
        [B, null, B],
        [F, B, null],
      ],
    },
  ],
  [
    "most say BAND",
    {
      seatsOfLevel: 3,
      revealed: [true, true],
      ballots: [
        [B, F],
        [B, F],
        [A, F],
      ],
      between: all(3, A),
    },
  ],
  [
    "half of four say FAULT",
    {
      seatsOfLevel: 7,
      revealed: [true, true],
      ballots: [
        [A, F],
        [A, F],
        [A, A],
        [A, A],
      ],
      between: all(4, A),
    },
  ],
  [
    "three seats at FAULT with each other",
    {
      seatsOfLevel: 3,
      revealed: [true, true],
      ballots: [
        [F, F],
        [F, F],
        [F, F],
      ],
      between: all(3, F),
    },
  ],
  [
    "two seats at FAULT with each other",
    {
      seatsOfLevel: 3,
      revealed: [true, true],
      ballots: [
        [F, F],
        [F, F],
      ],
      between: all(2, F),
    },
  ],
  [
    "a lone cheat among three does not disturb the panel",
    {
      seatsOfLevel: 3,
      revealed: [true, true, true],
      ballots: [
        [A, A, F],
        [A, A, F],
        [F, F, A],
      ],
      between: [
        [null, A, F],
        [A, null, F],
        [F, F, null],
      ],
    },
  ],
];

/** Tallies. */
export const tallyVectors = (): readonly Vector[] =>
  TALLIES.map(([about, given], index) =>
    vectorOf("tally", {
      ...{ name: `tally-${String(index).padStart(2, "0")}`, about, lp: "Dispute Resolution 3", ruling: ["R21", "R34"], shape: "tally" },
      given: JSON.parse(JSON.stringify(given)),
      expected: { verdicts: tallyOf(given) },
      parts: {},
    }),
  );
