/** Pairs at the thresholds of the comparators of numbers, and one unit off them, in every element type that they measure. */
import type { NumericDtype } from "../../../model/tolerance/exact.ts";
import type { Output } from "../../../model/tolerance/output.ts";
import type { Tolerance } from "../../../model/tolerance/tolerance.ts";
import { above, at, below, bits, envelope, numbers, type Pair, pair, relative, simple, ulp } from "./made.ts";

/** The four places that matter, from near to far. */
const PLACES = ["at agree", "beyond agree", "short of fault", "at fault"] as const;
type Place = (typeof PLACES)[number];

const IN_WORDS: { readonly [place in Place]: string } = {
  "at agree": "exactly at the threshold of agreement",
  "beyond agree": "the next value beyond the threshold of agreement",
  "short of fault": "the last value short of the threshold of fault",
  "at fault": "exactly at the threshold of fault",
};

/** Which places an element type is tried at: all in f32, and one each in the others. */
const TRIED: { readonly [dtype in NumericDtype]: readonly Place[] } = {
  f32: PLACES,
  f16: ["beyond agree"],
  bf16: ["at fault"],
  i32: ["at agree"],
};

type Elements = Parameters<typeof numbers> extends [NumericDtype, ...infer Rest] ? Rest : never;

/** An output, and one at each place from it. */
interface Ladder {
  readonly tolerance: Tolerance;
  /** What meets the thresholds. */
  readonly what: string;
  readonly a: Elements;
  readonly b: { readonly [place in Place]: Elements };
}

const LADDERS: readonly Ladder[] = [
  {
    tolerance: simple("absolute", "2", "5"),
    what: "the thresholds are met by 3 and 6 against 1",
    a: [1, 4],
    b: { "at agree": [3, 4], "beyond agree": [above(3), 4], "short of fault": [below(6), 4], "at fault": [6, 4] },
  },
  {
    tolerance: relative(["1", "0.25"], ["1", "0.5"]),
    what: "the thresholds are met by 11 and 7 against 16, which allows 5 and 9",
    a: [0, 16],
    b: { "at agree": [1, 11], "beyond agree": [1, below(11)], "short of fault": [0, above(7)], "at fault": [0, 7] },
  },
  {
    tolerance: simple("l2", "0.2", "0.5"),
    what: "the thresholds are met by (6, 6) and (6, 3) against (6, 8), whose norm is 10",
    a: [6, 8],
    b: { "at agree": [6, 6], "beyond agree": [6, below(6)], "short of fault": [6, above(3)], "at fault": [6, 3] },
  },
  {
    tolerance: simple("cosine", "0.04", "0.72"),
    what: "the thresholds are met by (4, 3) and (−3, 4) against (3, 4), at cosines of 24/25 and 7/25",
    a: [3, 4],
    b: { "at agree": [4, 3], "beyond agree": [4, below(3)], "short of fault": [-3, above(4)], "at fault": [-3, 4] },
  },
  {
    tolerance: envelope([5_000, "1", "3"], [10_000, "2", "5"]),
    what: "the thresholds are met by 2 and 5 as the largest of four errors",
    a: [0, 0, 0, 0],
    b: { "at agree": [2, 0, 1, 1], "beyond agree": [above(2), 0, 1, 1], "short of fault": [1, 0, 1, below(5)], "at fault": [1, 0, 1, 5] },
  },
];

const climbed = ({ tolerance, what, a, b }: Ladder): readonly Pair[] =>
  (Object.keys(TRIED) as NumericDtype[]).flatMap((dtype) =>
    TRIED[dtype].map((place) => pair(place, `${IN_WORDS[place]}; ${what}`, tolerance, numbers(dtype, ...a), numbers(dtype, ...b[place]))),
  );

const ONES = { f32: 0x3f80_0000, f16: 0x3c00, bf16: 0x3f80 } as const;
const FOUR_NINE = ulp(4, 9);
const ulps = (label: Place, about: string, dtype: keyof typeof ONES, a: number, b: number): Pair =>
  pair(label, about, FOUR_NINE, numbers(dtype, 2, bits(a)), numbers(dtype, 2, bits(b)));

/** Units in the last place, across a power of two and across zero. */
const ULPS: readonly Pair[] = [
  ulps("at agree", "four units, across the power of two at 1", "f32", ONES.f32 - 2, ONES.f32 + 2),
  ulps("beyond agree", "five units, across the power of two at 1", "f32", ONES.f32 - 2, ONES.f32 + 3),
  ulps("short of fault", "eight units, across zero: −0 and 0 are one place", "f32", 0x8000_0004, 4),
  ulps("at fault", "nine units, across zero", "f32", 0x8000_0004, 5),
  ulps("at fault", "nine units, across zero", "f16", 0x8009, 0),
  ulps("beyond agree", "five units, from the greatest subnormal up", "bf16", 0x007f, 0x0084),
];

/** Zeros, and an output with these errors. */
const errors = (dtype: NumericDtype, ...of: readonly number[]): readonly [Output, Output] => [
  numbers(dtype, ...of.map(() => 0)),
  numbers(dtype, ...of.map((error) => at(error))),
];
/** Which error a percentile is. */
const RANKS: readonly Pair[] = [
  pair(
    "rank falls on an error",
    "the percentile of 7,500 basis points is the third of four errors",
    envelope([7_500, "0", "1"]),
    ...errors("f32", 5, 0, 0, 0),
  ),
  pair(
    "rank just above",
    "the percentile of 7,501 basis points is rounded up to the fourth of four errors",
    envelope([7_501, "0", "1"]),
    ...errors("f32", 5, 0, 0, 0),
  ),
  pair(
    "least percentile",
    "the percentile of 1 basis point is the first of three errors, the least",
    envelope([1, "0", "1"]),
    ...errors("f16", 5, 0, 7),
  ),
  pair(
    "lower row at fault",
    "the half is exactly at fault while the largest agrees: one row is enough",
    envelope([5_000, "0", "1"], [10_000, "6", "13"]),
    ...errors("bf16", 5, 1, 0, 1),
  ),
];

/** Pairs at thresholds. */
export const atThresholds = (): readonly Pair[] => [...LADDERS.flatMap(climbed), ...ULPS, ...RANKS];
