import { sha256 } from "./hash.ts";

const EMPTY = new Uint8Array(0);

/** Where short preimages are put together. */
const scratch = new Uint8Array(4096);

function prefixed(prefix: number, left: Uint8Array, right: Uint8Array): Uint8Array {
  const length = 1 + left.length + right.length;
  const preimage = length <= scratch.length ? scratch.subarray(0, length) : new Uint8Array(length);
  preimage[0] = prefix;
  preimage.set(left, 1);
  preimage.set(right, 1 + left.length);
  return sha256(preimage);
}

/**
 * The root of a list as in RFC 6962: leaf SHA-256(00 ‖ x), node SHA-256(01 ‖ l ‖ r), split at the largest power of two
 * below n, SHA-256("") for the empty list. Used for transactions, receipts and output chunks (R03).
 */
export function listRoot(items: readonly Uint8Array[]): Uint8Array {
  if (items.length === 0) return sha256(EMPTY);
  return rangeRoot(items, 0, items.length);
}

function rangeRoot(items: readonly Uint8Array[], from: number, to: number): Uint8Array {
  if (to - from === 1) return prefixed(0, items[from]!, EMPTY);
  let split = 1;
  while (split * 2 < to - from) split *= 2;
  return prefixed(1, rangeRoot(items, from, from + split), rangeRoot(items, from + split, to));
}

/**
 * The root of a list as the client in use computes it (R03 `odd-leaf-doubled`): level by level, an odd node is paired with
 * itself. So [a, b, c] and [a, b, c, c] share a root.
 */
export function doublingListRoot(items: readonly Uint8Array[]): Uint8Array {
  if (items.length === 0) return sha256(EMPTY);
  let level = items.map((item) => prefixed(0, item, EMPTY));
  while (level.length > 1) {
    const below = level;
    level = Array.from({ length: Math.ceil(below.length / 2) }, (_, index) =>
      prefixed(1, below[2 * index]!, below[2 * index + 1] ?? below[2 * index]!),
    );
  }
  return level[0]!;
}
