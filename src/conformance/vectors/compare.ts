/** Vectors of comparison alone: pairs of outputs, what is said of them, and how far apart they are. What each is given stands in `case.json`. */
import { decode, encode, type Json, JsonFormError } from "../../model/encoding/codec.ts";
import { parseHex, toHex } from "../../model/encoding/hex.ts";
import { type Comparison, compareOutputs } from "../../model/tolerance/compare.ts";
import type { Distance } from "../../model/tolerance/distance.ts";
import { distanceOf } from "../../model/tolerance/distance-of.ts";
import { type Output, outputCodec } from "../../model/tolerance/output.ts";
import { toleranceCodec } from "../../model/tolerance/tolerance.ts";
import type { Pair } from "./comparisons/made.ts";
import { byPremises } from "./comparisons/premises.ts";
import { ofSpecials } from "./comparisons/specials.ts";
import { ofTexts } from "./comparisons/texts.ts";
import { atThresholds } from "./comparisons/thresholds.ts";
import { slug, type Vector, vectorOf } from "./vector.ts";

/** What a comparison is given, as JSON: a tolerance, and two outputs as the hex of their canonical bytes. */
export interface GivenComparison {
  readonly tolerance: Json;
  readonly a: Json;
  readonly b: Json;
}

/** What it comes to, as JSON. */
export interface Compared {
  readonly comparison: Comparison;
  readonly distance: Json;
}

/** An output from the hex of its bytes; `JsonFormError` where it is none. */
function outputOf(json: Json, path: string): Output {
  const bytes = typeof json === "string" ? parseHex(json) : undefined;
  if (bytes === undefined) throw new JsonFormError("the bytes of an output as hex wanted", path);
  const decoded = decode(outputCodec, bytes);
  if (!decoded.ok) throw new JsonFormError(`no output: byte ${decoded.offset}: ${decoded.reason}`, path);
  return decoded.value;
}

const commonDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : commonDivisor(b, a % b));

/** A distance in lowest terms. */
function distanceToJson(distance: Distance): Json {
  if (distance === "infinite") return distance;
  const { numerator, denominator } = distance;
  const divisor = commonDivisor(numerator, denominator);
  return { numerator: String(numerator / divisor), denominator: String(denominator / divisor) };
}

/** Plays a comparison from its JSON, as it is given or with its two outputs exchanged. */
export function compareOf(given: unknown, isExchanged = false): Compared {
  const { tolerance: thresholds, a, b } = given as GivenComparison;
  const tolerance = toleranceCodec.fromJson(thresholds, "given.tolerance");
  const [first, second] = [outputOf(a, "given.a"), outputOf(b, "given.b")] as const;
  const [left, right] = isExchanged ? [second, first] : [first, second];
  return { comparison: compareOutputs(tolerance, left, right), distance: distanceToJson(distanceOf(tolerance, left, right)) };
}

function vectorOfPair({ label, about, tolerance, a, b }: Pair): Vector {
  const [left, right] = [a, b].map((output) => toHex(encode(outputCodec, output)));
  const given = { tolerance: toleranceCodec.toJson(tolerance), a: left!, b: right! };
  const isOfOneType = a.dtype === b.dtype;
  return vectorOf("compare", {
    name: slug(tolerance.kind, isOfOneType ? a.dtype : "", label),
    about: `${tolerance.kind}, ${isOfOneType ? a.dtype : `${a.dtype} and ${b.dtype}`}: ${about}`,
    lp: "Security Considerations 3",
    ruling: tolerance.kind === "topk" ? ["R21", "R34", "R40"] : ["R21", "R34"],
    shape: "compare",
    given,
    expected: { ...compareOf(given) },
    parts: {},
  });
}

/** Comparisons. */
export const compareVectors = (): readonly Vector[] => [...atThresholds(), ...byPremises(), ...ofSpecials(), ...ofTexts()].map(vectorOfPair);
