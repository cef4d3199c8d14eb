/**
 * The sparse Merkle tree of R31 as an immutable value. Leaf = SHA-256(key hash ‖ value hash) with its top bit set; node =
 * SHA-256(left ‖ right) with its top bit cleared; empty = 32 zero bytes. A subtree that holds one leaf is that leaf; every
 * other is a node. So the tree, and its root, is a function of the set of records alone.
 *
 * In memory a subtree of few leaves is one bucket, a larger one a branch: the shape, too, follows from the set of records.
 */
export type Tree = Bucket | Branch | undefined;

/**
 * A subtree of n leaves, 1 ≤ n ≤ `BUCKET_LEAVES`, in one array: n times key hash ‖ value hash in ascending order of key hashes;
 * then, where n = 1, the leaf's hash; else n − 1 hashes, at place i that of the node which parts leaves i and i + 1, lifted to the
 * child of the next node above it (or to the bucket's own place): the hash of the node, and of the empty sides on its way up.
 */
export type Bucket = Uint8Array;

/** A node over more leaves than a bucket holds. */
export interface Branch {
  readonly hash: Uint8Array;
  readonly left: Tree;
  readonly right: Tree;
  /** Leaves below. */
  readonly count: number;
}

/** A record written (its value's hash) or deleted (undefined). */
export interface Change {
  readonly keyHash: Uint8Array;
  readonly valueHash: Uint8Array | undefined;
}

/** The most leaves of a bucket. */
export const BUCKET_LEAVES = 32;

/** The hash of an empty place. */
export const EMPTY_HASH: Uint8Array = new Uint8Array(32);

/** Whether a subtree is one bucket. */
export function isBucket(tree: Bucket | Branch): tree is Bucket {
  return tree instanceof Uint8Array;
}

/** Leaves of a bucket. */
export function leavesOf(bucket: Bucket): number {
  return Math.floor((bucket.length + 32) / 96);
}

/** Leaves of a tree. */
export function countOf(tree: Tree): number {
  if (tree === undefined) return 0;
  return isBucket(tree) ? leavesOf(tree) : tree.count;
}

/** Bit `depth` of a hash that begins at `at`, counted from the most significant bit of its first byte. */
export function bitAt(bytes: Uint8Array, at: number, depth: number): 0 | 1 {
  return ((bytes[at + (depth >> 3)]! >> (7 - (depth & 7))) & 1) as 0 | 1;
}

/** How many bits two different hashes, which begin at these places, have in common before they part. */
export function commonBits(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): number {
  let index = 0;
  while (a[aAt + index] === b[bAt + index]) index += 1;
  return 8 * index + Math.clz32(a[aAt + index]! ^ b[bAt + index]!) - 24;
}

/** The first leaf of a bucket's [from, to), from 1 on, that lies right of the node which parts the first from the last. */
export function splitOf(bucket: Bucket, from: number, to: number, depth: number): number {
  let low = from + 1;
  let high = to - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bitAt(bucket, 64 * middle, depth) === 1) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The hash of the node that parts leaves `split` − 1 and `split` of a bucket, lifted. */
export function nodeAt(bucket: Bucket, split: number): Uint8Array {
  const at = 64 * leavesOf(bucket) + 32 * (split - 1);
  return bucket.subarray(at, at + 32);
}

/** The hash that stands for a subtree. */
export function rootOf(tree: Tree): Uint8Array {
  if (tree === undefined) return EMPTY_HASH;
  if (!isBucket(tree)) return tree.hash;
  const count = leavesOf(tree);
  if (count === 1) return tree.subarray(64, 96);
  return nodeAt(tree, splitOf(tree, 0, count, commonBits(tree, 0, tree, 64 * (count - 1))));
}

/** Orders the hashes that begin at these places by their bytes. */
export function compareAt(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): number {
  for (let index = 0; index < 32; index += 1) {
    const difference = a[aAt + index]! - b[bAt + index]!;
    if (difference !== 0) return difference;
  }
  return 0;
}
