/** Pairs of what is no ordinary number: NaN, infinities, both zeros, subnormals, vectors without a direction, the ends of the range. */
import { bits, envelope, numbers, type Pair, pair, relative, simple, ulp } from "./made.ts";

const MINUS_ZERO = bits(0x8000_0000);
const INFINITY = bits(0x7f80_0000);
const LARGE = simple("absolute", "1000000000000000000", "3000000000000000000");
const EXACT = simple("absolute", "0", "1");

const UNENDING: readonly Pair[] = [
  pair(
    "nan of another payload",
    "a NaN equals a NaN of any sign and payload, and falls out",
    EXACT,
    numbers("f32", bits(0x7fc0_0000), 1),
    numbers("f32", bits(0xff80_0001), 1),
  ),
  pair(
    "nan of another payload",
    "a NaN equals a NaN, and both zeros are zero",
    simple("l2", "0", "1"),
    numbers("f16", bits(0x7e00), 0),
    numbers("f16", bits(0xfc01), bits(0x8000)),
  ),
  pair(
    "nan of another payload",
    "nothing is left once the NaNs fell out",
    relative(["0", "0"], ["0", "1"]),
    numbers("bf16", bits(0x7fc0)),
    numbers("bf16", bits(0xff81)),
  ),
  pair(
    "nan of another payload",
    "NaNs are not measured by their places",
    ulp(0, 1),
    numbers("f32", bits(0x7f80_0001)),
    numbers("f32", bits(0xffff_ffff)),
  ),
  pair(
    "nan falls out of the count",
    "the one error that is left is the half of the errors",
    envelope([5_000, "0", "1"]),
    numbers("f32", bits(0x7fc0_0000), bits(0x7fc0_0000), 0),
    numbers("f32", bits(0x7fc0_0001), bits(0x7fc0_0002), 1),
  ),
  pair("nan against a number", "a NaN meets a number", LARGE, numbers("f32", bits(0x7fc0_0000)), numbers("f32", 0)),
  pair(
    "nan against infinity",
    "a NaN meets an infinity, whose bits are neighbours",
    ulp(1, 3),
    numbers("f16", bits(0x7c01)),
    numbers("f16", bits(0x7c00)),
  ),
  pair(
    "one infinity",
    "an infinity equals the infinity of its sign, and falls out: the rest is in the band",
    simple("absolute", "1", "3"),
    numbers("f32", INFINITY, 1),
    numbers("f32", INFINITY, 3),
  ),
  pair("infinities of two signs", "an infinity meets the one of the other sign", LARGE, numbers("bf16", bits(0x7f80)), numbers("bf16", bits(0xff80))),
  pair(
    "infinity against the greatest",
    "an infinity meets the greatest number, whose bits are neighbours",
    ulp(1, 3),
    numbers("f32", INFINITY),
    numbers("f32", bits(0x7f7f_ffff)),
  ),
];

const SMALL: readonly Pair[] = [
  pair(
    "between two units beyond agree",
    "a threshold of agreement of 10^−40, which lies between 71,362 and 71,363 units of 2^−149, against the larger",
    simple("absolute", `0.${"0".repeat(39)}1`, "1"),
    numbers("f32", 0),
    numbers("f32", bits(71_363)),
  ),
  pair(
    "between two units short of fault",
    "a threshold of fault of 10^−40, which lies between 71,362 and 71,363 units of 2^−149, against the smaller",
    simple("absolute", "0", `0.${"0".repeat(39)}1`),
    numbers("f32", 0),
    numbers("f32", bits(71_362)),
  ),
  pair("minus zero", "−0 is 0 as a number", EXACT, numbers("f32", MINUS_ZERO), numbers("f32", 0)),
  pair("least subnormal", "the least subnormal of binary32 is more than nothing: 2^−149", EXACT, numbers("f32", 0), numbers("f32", bits(1))),
  pair(
    "least subnormal beyond agree",
    "the least subnormal of binary16, 2^−24, is above a threshold that is 10^−24 less",
    simple("absolute", "0.000000059604644775390624", "1"),
    numbers("f16", 0),
    numbers("f16", bits(1)),
  ),
  pair(
    "subnormal against nothing",
    "where nothing is allowed, two elements that differ are infinitely far, and in the band",
    relative(["0", "0"], ["1", "0"]),
    numbers("f32", 0),
    numbers("f32", bits(0x8000_0001)),
  ),
  pair(
    "half of a subnormal",
    "a subnormal against its double, relative to the larger",
    relative(["0", "0.5"], ["0", "0.75"]),
    numbers("bf16", bits(1)),
    numbers("bf16", bits(2)),
  ),
  pair(
    "angle of subnormals",
    "subnormals of 3 and 4 units against 4 and 3: their squares do not vanish",
    simple("cosine", "0.01", "0.04"),
    numbers("f16", bits(3), bits(4)),
    numbers("f16", bits(4), bits(3)),
  ),
];

const ZEROS: readonly Pair[] = [
  pair(
    "zeros",
    "two vectors of zeros agree, whatever their signs",
    simple("l2", "0", "1"),
    numbers("f32", 0, MINUS_ZERO),
    numbers("f32", MINUS_ZERO, 0),
  ),
  pair(
    "zeros against a number",
    "zeros are at the relative distance 1 from everything else",
    simple("l2", "0.4", "1"),
    numbers("f32", 0, 0),
    numbers("f32", 0, bits(1)),
  ),
  pair(
    "opposite",
    "opposite vectors are at the relative distance 2, whose square is 4: there is none larger",
    simple("l2", "0.9", "2"),
    numbers("bf16", bits(0x7f7f)),
    numbers("bf16", bits(0xff7f)),
  ),
  pair(
    "zeros",
    "two vectors of zeros agree, whatever their signs",
    simple("cosine", "0", "1"),
    numbers("f32", 0, MINUS_ZERO),
    numbers("f32", MINUS_ZERO, 0),
  ),
  pair(
    "zeros at agree",
    "zeros are at a right angle to everything else: 1",
    simple("cosine", "1", "1.5"),
    numbers("f32", 0, 0),
    numbers("f32", bits(1), 0),
  ),
  pair(
    "zeros at fault",
    "zeros are at a right angle to everything else, and that is a fault here",
    simple("cosine", "0.5", "1"),
    numbers("i32", 0, 0),
    numbers("i32", 1, 1),
  ),
  pair(
    "lengths do not count",
    "b has the direction of a, and three times its length",
    simple("cosine", "0", "0.1"),
    numbers("f32", 1, 2),
    numbers("f32", 3, 6),
  ),
  pair(
    "obtuse at agree",
    "the dot product is negative, and 1 + 24/25 exactly at the threshold of agreement",
    simple("cosine", "1.96", "2"),
    numbers("f32", 3, 4),
    numbers("f32", -4, -3),
  ),
  pair(
    "obtuse beyond agree",
    "the dot product is negative, and 1 + 24/25 beyond a threshold that is 10^−15 less",
    simple("cosine", "1.959999999999999", "2"),
    numbers("f32", 3, 4),
    numbers("f32", -4, -3),
  ),
  pair(
    "obtuse at fault",
    "the dot product is negative, and 1 + 24/25 exactly at the threshold of fault: a square must keep its sign",
    simple("cosine", "1", "1.96"),
    numbers("f32", 3, 4),
    numbers("f32", -4, -3),
  ),
];

const ENDS: readonly Pair[] = [
  pair(
    "from least to greatest",
    "−2^31 and 2^31 − 1 are 2^32 − 1 apart: nothing wraps",
    simple("absolute", "4294967295", "8589934591"),
    numbers("i32", bits(0x8000_0000)),
    numbers("i32", bits(0x7fff_ffff)),
  ),
  pair(
    "no nan among integers",
    "integers whose bits would be NaNs in binary32 are numbers",
    EXACT,
    numbers("i32", bits(0x7fc0_0000)),
    numbers("i32", bits(0x7fc0_0001)),
  ),
  pair(
    "from least to greatest",
    "the least and the greatest number are farther apart in places than any other two",
    ulp(0x7000_0000, 0xfeff_fffe),
    numbers("f32", bits(0xff7f_ffff)),
    numbers("f32", bits(0x7f7f_ffff)),
  ),
];

/** Pairs of what is no ordinary number. */
export const ofSpecials = (): readonly Pair[] => [...UNENDING, ...SMALL, ...ZEROS, ...ENDS];
