/** Weights as small integers with a scale: symmetric, as inference engines store them. Values come back as fp32. */
import { roundHalfEven } from "./formats.ts";

/** How weights are quantised: bits of the integers, and whether every row has a scale of its own. */
export interface Quantisation {
  readonly bits: 8 | 4;
  readonly isPerChannel: boolean;
}

/** The least step between two numbers of fp32: no scale is smaller, or it would be nothing. */
const LEAST = 2 ** -149;

function quantiseRow(values: Float32Array, from: number, to: number, most: number): void {
  let largest = 0;
  for (let index = from; index < to; index += 1) if (Math.abs(values[index]!) > largest) largest = Math.abs(values[index]!);
  if (largest === 0) return;
  const scale = Math.max(Math.fround(largest / most), LEAST);
  for (let index = from; index < to; index += 1) {
    const whole = Math.max(-most, Math.min(most, roundHalfEven(values[index]! / scale)));
    values[index] = Math.fround(whole * scale);
  }
}

/** A copy of a matrix of `rows` rows, quantised and made fp32 again: scale × integer, the integer from −(2^(bits − 1) − 1) up. */
export function quantised(values: Float32Array, rows: number, { bits, isPerChannel }: Quantisation): Float32Array {
  const most = 2 ** (bits - 1) - 1;
  const copy = values.slice();
  const width = isPerChannel ? copy.length / rows : copy.length;
  for (let from = 0; from < copy.length; from += width) quantiseRow(copy, from, from + width, most);
  return copy;
}
