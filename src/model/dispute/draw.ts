import type { Address } from "../crypto/address.ts";
import { sha256 } from "../crypto/hash.ts";

/** Someone who may be drawn. */
export interface Candidate {
  readonly provider: Address;
  readonly owner: Address;
  /** Above zero. */
  readonly weight: bigint;
}

const RANGE = 2n ** 64n;

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
  const limit = total * (RANGE / total);
  for (;;) {
    const { value } = numbers.next();
    if (value < limit) return value % total;
  }
}

/** The candidate in whose share of the running sums a number falls. */
function pick(candidates: readonly Candidate[], at: bigint): Candidate {
  let sum = 0n;
  for (const candidate of candidates) {
    sum += candidate.weight;
    if (at < sum) return candidate;
  }
  throw new Error("a draw beyond the total weight");
}

/**
 * Draws `seats` providers by weight without replacement (section 3, "Draw"; R18 to R20): candidates in ascending address,
 * numbers from the seed by rejection; the drawn one and its owner's others leave. All, where there are fewer.
 */
export function drawSeats(seed: Uint8Array, candidates: readonly Candidate[], seats: number): Address[] {
  const numbers = stream(seed);
  const drawn: Address[] = [];
  let left = [...candidates].sort((a, b) => (a.provider < b.provider ? -1 : 1));
  while (drawn.length < seats && left.length > 0) {
    const total = left.reduce((sum, { weight }) => sum + weight, 0n);
    const { provider, owner } = pick(left, below(total, numbers));
    drawn.push(provider);
    left = left.filter((candidate) => candidate.owner !== owner);
  }
  return drawn;
}
