/** Comparison of outputs as its definition says it, with fractions of any size and the machine's own floating point; and outputs from numbers. */
import type { Comparison } from "../src/model/tolerance/compare.ts";
import type { Decimal } from "../src/model/tolerance/decimal.ts";
import { f32Output, type Output } from "../src/model/tolerance/output.ts";
import type { Tolerance } from "../src/model/tolerance/tolerance.ts";

/** An exact fraction; the divisor is above zero. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

const times = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.over, under: a.under * b.under });
const plus = (a: Fraction, b: Fraction): Fraction => ({ over: a.over * b.under + b.over * a.under, under: a.under * b.under });
const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under });
export const order = (a: Fraction, b: Fraction): number => Number(a.over * b.under > b.over * a.under) - Number(a.over * b.under < b.over * a.under);
const larger = (a: Fraction, b: Fraction): Fraction => (order(a, b) < 0 ? b : a);
const size = (a: Fraction): Fraction => ({ over: a.over < 0n ? -a.over : a.over, under: a.under });
const NOTHING: Fraction = { over: 0n, under: 1n };

/** A finite double as a fraction: doubled until it is whole, which no double needs more than 1,074 times. */
function fractionOf(value: number): Fraction {
  let whole = value;
  let under = 1n;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    under *= 2n;
  }
  return { over: BigInt(whole), under };
}

export const decimalOf = ({ coefficient, exponent }: Decimal): Fraction => ({ over: coefficient, under: 10n ** BigInt(exponent) });

/** Elements as the machine's own floating point reads them. */
function elementsOf({ data }: Output): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length / 4 }, (_, index) => view.getFloat32(4 * index, true));
}

type Pair = readonly [Fraction, Fraction];

/** Pairs of finite elements; nothing where a NaN or an infinity meets what it does not equal. */
function comparablePairs(a: Output, b: Output): Pair[] | undefined {
  const others = elementsOf(b);
  const pairs = elementsOf(a).map((left, index) => [left, others[index]!] as const);
  if (pairs.some(([left, right]) => !(Number.isFinite(left) && Number.isFinite(right)) && !Object.is(left, right))) return undefined;
  return pairs.filter(([left]) => Number.isFinite(left)).map(([left, right]) => [fractionOf(left), fractionOf(right)]);
}

const distance = ([a, b]: Pair): Fraction => size(minus(a, b));
const squared = (values: readonly Fraction[]): Fraction => values.reduce((sum, value) => plus(sum, times(value, value)), NOTHING);

/** Whether every pair keeps within (or, strictly, stays below) an allowance. */
type Within = (pairs: readonly Pair[], strictly: boolean) => boolean;

const keeps = (left: Fraction, right: Fraction, strictly: boolean): boolean => (strictly ? order(left, right) < 0 : order(left, right) <= 0);

/** The two allowances of a tolerance, each as the definition of its comparator. */
function allowances(tolerance: Exclude<Tolerance, { kind: "bytes" }>): readonly [agree: Within, fault: Within] {
  if (tolerance.kind === "relative") {
    const within =
      ({ atol, rtol }: { atol: Decimal; rtol: Decimal }): Within =>
      (pairs, strictly) =>
        pairs.every((pair) => {
          const allowed = plus(decimalOf(atol), times(decimalOf(rtol), larger(size(pair[0]), size(pair[1]))));
          return order(distance(pair), NOTHING) === 0 || keeps(distance(pair), allowed, strictly);
        });
    return [within(tolerance.agree), within(tolerance.fault)];
  }
  const measured = (pairs: readonly Pair[], limit: Decimal): readonly [Fraction, Fraction] => {
    if (tolerance.kind === "absolute") return [pairs.map(distance).reduce(larger, NOTHING), decimalOf(limit)];
    const norms = [0, 1].map((side) => squared(pairs.map((pair) => pair[side]!)));
    return [squared(pairs.map(distance)), times(times(decimalOf(limit), decimalOf(limit)), larger(norms[0]!, norms[1]!))];
  };
  const within =
    (limit: Decimal): Within =>
    (pairs, strictly) =>
      keeps(...measured(pairs, limit), strictly);
  return [within(tolerance.agree), within(tolerance.fault)];
}

/** AGREE at or under τ_lo, FAULT at or over τ_hi, BAND between. */
export function definedComparison(tolerance: Tolerance, a: Output, b: Output): Comparison {
  if (Buffer.compare(a.data, b.data) === 0) return "agree";
  if (tolerance.kind === "bytes") return "fault";
  const pairs = comparablePairs(a, b);
  if (pairs === undefined) return "fault";
  const [agree, fault] = allowances(tolerance);
  if (agree(pairs, false)) return "agree";
  return fault(pairs, true) ? "band" : "fault";
}

export function outputOf(bits: readonly number[]): Output {
  const view = new DataView(new ArrayBuffer(4 * bits.length));
  for (const [index, pattern] of bits.entries()) view.setUint32(4 * index, pattern, true);
  return f32Output(new Uint8Array(view.buffer));
}

export const values = (...numbers: readonly number[]): Output => outputOf([...new Uint32Array(Float32Array.from(numbers).buffer)]);
