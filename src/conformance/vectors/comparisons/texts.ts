/** Pairs of texts under `topk`. */
import { bits, type Pair, type Position, pair, text, topk } from "./made.ts";

/** At least two of three in common and logits within 0.25 agree; one or none, or logits 1 apart, are at fault. */
const USUAL = topk([2, "0.25"], [1, "1"]);
/** The same, with nothing in common for a fault. */
const WIDE = topk([2, "0.25"], [0, "1"]);
const MINUS_INFINITY = bits(0xff80_0000);

const BASE: Position = [7, [7, 3], [8, 2], [9, 1]];
/** The same candidates, of which the first has a logit a quarter higher. */
const NEAR: Position = [7, [7, 3.25], [8, 2], [9, 1]];
/** Nothing in common, and a token that it names. */
const OTHER: Position = [4, [4, 3], [5, 2], [6, 1]];
const choosing = (chosen: number, [, ...candidates]: Position): Position => [chosen, ...candidates];

const THRESHOLDS: readonly Pair[] = [
  pair("logit at agree", "the logits of token 7 are exactly 0.25 apart", USUAL, text(BASE), text(NEAR)),
  pair(
    "logit beyond agree",
    "the logits of token 7 are apart by one bit more than 0.25",
    USUAL,
    text(BASE),
    text([7, [7, bits(0x4050_0001)], [8, 2], [9, 1]]),
  ),
  pair(
    "logit short of fault",
    "the logits of token 7 are apart by one bit less than 1",
    USUAL,
    text(BASE),
    text([7, [7, bits(0x407f_ffff)], [8, 2], [9, 1]]),
  ),
  pair("logit at fault", "the logits of token 7 are exactly 1 apart", USUAL, text(BASE), text([7, [7, 4], [8, 2], [9, 1]])),
  pair(
    "overlap at agree",
    "two of three candidates are in common; each names a third that the other does not",
    WIDE,
    text(BASE),
    text([7, [7, 3], [8, 2], [5, 1]]),
  ),
  pair(
    "overlap beyond agree",
    "one of three candidates is in common, one less than agreement asks and one more than a fault",
    WIDE,
    text(BASE),
    text([7, [7, 3], [5, 2], [6, 1]]),
  ),
  pair("overlap at fault", "one of three candidates is in common, which is a fault here", USUAL, text(BASE), text([7, [7, 3], [5, 2], [6, 1]])),
  pair(
    "nothing in common",
    "no candidate is in common; both choose a token that none names",
    WIDE,
    text(choosing(2, BASE)),
    text(choosing(2, OTHER)),
  ),
  pair(
    "fewer candidates than fault allows",
    "three candidates where three in common are a fault: infinitely far",
    topk([4, "1"], [3, "3"]),
    text(BASE),
    text(NEAR),
  ),
];

const CHOSEN: readonly Pair[] = [
  pair(
    "another token that both name",
    "b chooses another token, and both tokens are candidates in both: the band, at the distance 1",
    USUAL,
    text(BASE),
    text(choosing(8, BASE)),
  ),
  pair("another token that one names", "b chooses another token, which a does not name", USUAL, text(BASE), text([5, [7, 3], [8, 2], [5, 1]])),
  pair("another token that none names", "b chooses another token, which none names", USUAL, text(BASE), text(choosing(6, BASE))),
  pair("one token that none names", "both choose one token that none names", USUAL, text(choosing(6, BASE)), text(choosing(6, NEAR))),
  pair("parted and far", "b chooses another token that both name, but a logit is at fault", USUAL, text(BASE), text([8, [7, 4], [8, 2], [9, 1]])),
  pair(
    "after the parting",
    "after the first other token nothing is measured: the second position counts for nothing",
    USUAL,
    text(BASE, BASE),
    text(choosing(8, BASE), OTHER),
  ),
  pair(
    "before the parting",
    "up to the first other token everything is measured: the first position is at fault",
    USUAL,
    text(BASE, BASE),
    text([7, [7, 4], [8, 2], [9, 1]], choosing(8, BASE)),
  ),
  pair(
    "worst position",
    "the first position agrees, the second is in the band: the worse decides",
    WIDE,
    text(BASE, BASE),
    text(NEAR, [7, [7, 3], [5, 2], [6, 1]]),
  ),
];

const INFINITE: readonly Pair[] = [
  pair(
    "masked in both",
    "a logit of −∞ equals −∞, and its token is in common",
    WIDE,
    text([7, [7, 3], [8, MINUS_INFINITY]]),
    text([7, [7, 3.25], [8, MINUS_INFINITY]]),
  ),
  pair("masked in one", "a logit of −∞ meets a number", WIDE, text([7, [7, 3], [8, MINUS_INFINITY]]), text([7, [7, 3], [8, -9]])),
  pair("infinities of two signs", "a logit of ∞ meets −∞", WIDE, text([7, [8, bits(0x7f80_0000)], [7, 3]]), text([7, [7, 3], [8, MINUS_INFINITY]])),
  pair(
    "masked and not common",
    "a logit of −∞ of a token that only a names meets nothing",
    topk([1, "0.25"], [0, "1"]),
    text([7, [7, 3], [8, MINUS_INFINITY]]),
    text([7, [7, 3], [9, 1]]),
  ),
];

/** Pairs of texts. */
export const ofTexts = (): readonly Pair[] => [...THRESHOLDS, ...CHOSEN, ...INFINITE];
