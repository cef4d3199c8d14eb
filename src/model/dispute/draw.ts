import type { Address } from "../crypto/address.ts";
import { sha256 } from "../crypto/hash.ts";
import { type Candidate, type Field, fieldOf } from "./field.ts";

const RANGE = 2n ** 64n;
const HALF = 2 ** 32;

/** The stream x_0, x_1, …: the first eight bytes of SHA-256(seed ‖ u64 i), big-endian. */
function* stream(seed: Uint8Array): Generator<bigint, never> {
  const preimage = new Uint8Array(40);
  preimage.set(seed);
  const view = new DataView(preimage.buffer);
  for (let index = 0n; ; index += 1n) {
    view.setBigUint64(32, index);
    const hash = sha256(preimage);
    yield new DataView(hash.buffer, hash.byteOffset).getBigUint64(0);
  }
}

/** A number below `total` without bias: what is at or above the largest multiple of it is skipped. */
function below(total: bigint, numbers: Generator<bigint, never>): bigint {
  if (total > RANGE) throw new Error(`a total weight of ${total} is more than 64 bits hold`);
  const limit = total * (RANGE / total);
  for (;;) {
    const { value } = numbers.next();
    if (value < limit) return value % total;
  }
}

/**
 * What is left to draw from, summed in blocks, so that a place is found, and a candidate taken out, without a look at all of them.
 * Sums are exact: the upper and the lower 32 bits of weights are added apart, as numbers far below 2^53.
 */
interface Urn {
  readonly weights: DataView;
  /** 1 for a candidate that has left. */
  readonly gone: Uint8Array;
  /** By block: the upper 32 bits of the weights in it that are left, summed. */
  readonly highs: Float64Array;
  /** By block: the lower 32 bits, summed. */
  readonly lows: Float64Array;
}

/** Candidates of a block, as a power of two: of 100,000 there are about as many blocks as candidates in one. */
const BLOCK_BITS = 8;

const highAt = (weights: DataView, place: number): number => weights.getUint32(8 * place);
const lowAt = (weights: DataView, place: number): number => weights.getUint32(8 * place + 4);

function urnOf({ weights, providers: { length } }: Field): Urn {
  const blocks = (length >> BLOCK_BITS) + 1;
  const [highs, lows] = [new Float64Array(blocks), new Float64Array(blocks)];
  for (let block = 0; block < blocks; block += 1) {
    const end = Math.min(length, (block + 1) << BLOCK_BITS);
    let [high, low] = [0, 0];
    for (let place = block << BLOCK_BITS; place < end; place += 1) {
      high += highAt(weights, place);
      low += lowAt(weights, place);
    }
    highs[block] = high;
    lows[block] = low;
  }
  return { weights, gone: new Uint8Array(length), highs, lows };
}

/** The weight of all that are left. */
function totalOf({ highs, lows }: Urn): bigint {
  let [high, low] = [0, 0];
  for (let block = 0; block < highs.length; block += 1) {
    high += highs[block]!;
    low += lows[block]!;
  }
  return (BigInt(high) << 32n) + BigInt(low);
}

/**
 * The candidate in whose share of the running sums a number below the total falls. What is left of the number is high·2^32 + low, where
 * low may be negative; of such a sum of two numbers without rounding the sign is exact.
 */
function placeOf({ weights, gone, highs, lows }: Urn, number: bigint): number {
  let [high, low] = [Number(number >> 32n), Number(number & 0xffff_ffffn)];
  const isWithin = (ofHigh: number, ofLow: number): boolean => (high - ofHigh) * HALF + (low - ofLow) < 0;
  let block = 0;
  for (; !isWithin(highs[block]!, lows[block]!); block += 1) {
    if (block === highs.length - 1) throw new Error("a draw beyond the total weight");
    high -= highs[block]!;
    low -= lows[block]!;
  }
  for (let place = block << BLOCK_BITS; ; place += 1) {
    if (gone[place] === 1) continue;
    const [ofHigh, ofLow] = [highAt(weights, place), lowAt(weights, place)];
    if (isWithin(ofHigh, ofLow)) return place;
    high -= ofHigh;
    low -= ofLow;
  }
}

/** Takes a candidate and its owner's others out. */
function takeOut({ weights, gone, highs, lows }: Urn, { siblings }: Field, drawn: number): void {
  let place = drawn;
  do {
    const block = place >> BLOCK_BITS;
    gone[place] = 1;
    highs[block] = highs[block]! - highAt(weights, place);
    lows[block] = lows[block]! - lowAt(weights, place);
    place = siblings[place]!;
  } while (place !== drawn);
}

/**
 * Draws `seats` providers by weight without replacement (section 3, "Draw"; R18 to R20): candidates in ascending address,
 * numbers from the seed by rejection; the drawn one and its owner's others leave. All, where there are fewer.
 */
export function drawFrom(seed: Uint8Array, field: Field, seats: number): Address[] {
  const numbers = stream(seed);
  const urn = urnOf(field);
  return Array.from({ length: Math.min(seats, field.owners) }, () => {
    const place = placeOf(urn, below(totalOf(urn), numbers));
    takeOut(urn, field, place);
    return field.providers[place]!;
  });
}

/** `drawFrom` among candidates in any order. */
export function drawSeats(seed: Uint8Array, candidates: readonly Candidate[], seats: number): Address[] {
  return drawFrom(seed, fieldOf(candidates), seats);
}
