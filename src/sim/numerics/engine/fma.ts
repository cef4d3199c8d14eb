/** fp32 arithmetic. `Math.fround(a op b)` is exactly fp32 for + − × ÷ and √; the fused multiply-add is not `fround(a × b + c)`. */
import { roundedToOdd } from "./bits.ts";

/**
 * a × b + c of three fp32 numbers, rounded once to fp32. The product is exact in a double; the sum is made exact by TwoSum (Knuth), rounded
 * to odd, and then to fp32, which is right because a double has more than twice the bits and two more.
 */
export function fma(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const back = sum - product;
  const rest = product - (sum - back) + (c - back);
  return rest === 0 ? Math.fround(sum) : Math.fround(roundedToOdd(sum, rest));
}
