import type { Decimal } from "./decimal.ts";
import { exactOf, isSameSpecial, littleEndian, type NumericDtype, ONE } from "./exact.ts";
import { DTYPES, type Output } from "./output.ts";

/** Two elements at one index, in units. */
export type Pair = readonly [a: bigint, b: bigint];

/**
 * Elements of two outputs of one numeric type and shape as pairs of exact units; undefined where a NaN or an infinity meets
 * anything but its equal. Those that meet their equal fall out.
 */
export function finitePairs(a: Output, b: Output): readonly Pair[] | undefined {
  const dtype = a.dtype as NumericDtype;
  const width = DTYPES[dtype];
  const pairs: Pair[] = [];
  for (let at = 0; at < a.data.length; at += width) {
    const left = exactOf(dtype, littleEndian(a.data, at, width));
    const right = exactOf(dtype, littleEndian(b.data, at, width));
    if (left.kind === "finite" && right.kind === "finite") pairs.push([left.units, right.units]);
    else if (!isSameSpecial(left, right)) return undefined;
  }
  return pairs;
}

/** The largest whole number of units that is at most a decimal. */
export const unitsUpTo = ({ coefficient, exponent }: Decimal): bigint => (coefficient * ONE) / 10n ** BigInt(exponent);

/** The smallest whole number of units that is at least a decimal. */
export function unitsFrom({ coefficient, exponent }: Decimal): bigint {
  const scale = 10n ** BigInt(exponent);
  return (coefficient * ONE + scale - 1n) / scale;
}
