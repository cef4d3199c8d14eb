import { Levels, READY } from "./levels.ts";
import {
  type Branch,
  BUCKET_LEAVES,
  type Bucket,
  bitAt,
  type Change,
  commonBits,
  compareAt,
  countOf,
  EMPTY_HASH,
  isBucket,
  leavesOf,
  rootOf,
  splitOf,
  type Tree,
} from "./tree.ts";

/** The tree after these changes, each of another key. The order of the changes does not matter; the old tree stays. */
export function update(tree: Tree, changes: readonly Change[]): Tree {
  if (changes.length === 0) return tree;
  const ordered = [...changes].sort((a, b) => compareAt(a.keyHash, 0, b.keyHash, 0));
  const after = new Update(ordered).subtree(tree, 0, ordered.length, 0);
  levels.hash();
  if (scratchOrigins.length > KEPT_LEAVES) {
    scratchBytes = new Uint8Array(0);
    scratchOrigins = new Int32Array(0);
  }
  return after;
}

/** Room that one update after the other works in, grown as it is needed; none of it is in a tree. */
const levels = new Levels();
let scratchBytes = new Uint8Array(0);
let scratchOrigins = new Int32Array(0);
/** Room for so many leaves stays between updates. */
const KEPT_LEAVES = 16_384;

/** Leaves in order, with what they were in the bucket before; good until the next are put together. */
interface Leaves {
  /** Key hash ‖ value hash of each. */
  readonly bytes: Uint8Array;
  /** The place of each in `old`, or −1 where it is new or changed. */
  readonly origins: Int32Array;
  readonly count: number;
  readonly old: Bucket | undefined;
  /** Depth of `old`. */
  readonly depth: number;
}

/** A side of a node: the job whose result it is, or READY, and where it lies. */
interface Side {
  readonly pending: number;
  readonly ready: Uint8Array;
  readonly readyAt: number;
}

/** One update under way: subtrees are put together first, what must be hashed is noted, and hashed in the end level by level. */
class Update {
  private readonly changes: readonly Change[];
  /** Deletions among the changes before each: how far a branch may shrink. */
  private readonly deletions: Int32Array;
  /** The job of the root of the subtree put together last, or READY: then it lies at `readyAt` of `ready`. */
  private pending = READY;
  private ready: Uint8Array = EMPTY_HASH;
  private readyAt = 0;

  constructor(changes: readonly Change[]) {
    this.changes = changes;
    this.deletions = new Int32Array(changes.length + 1);
    for (let index = 0; index < changes.length; index += 1)
      this.deletions[index + 1] = this.deletions[index]! + (changes[index]!.valueHash === undefined ? 1 : 0);
  }

  private isReady(bytes: Uint8Array, at: number): void {
    this.pending = READY;
    this.ready = bytes;
    this.readyAt = at;
  }

  /** What was put together last is a side of a node. */
  private input(job: number, side: 0 | 1): void {
    levels.input(job, side, this.pending, this.ready, this.readyAt);
  }

  /** A node at `depth` of what was put together last but one, and last. */
  private branch(left: Tree, { pending, ready, readyAt }: Side, right: Tree, depth: number): Branch {
    const hash = new Uint8Array(32);
    const job = levels.node(depth);
    levels.input(job, 0, pending, ready, readyAt);
    this.input(job, 1);
    levels.store(job, hash, 0);
    this.pending = job;
    return { hash, left, right, count: countOf(left) + countOf(right) };
  }

  private side(): Side {
    return { pending: this.pending, ready: this.ready, readyAt: this.readyAt };
  }

  /** The subtree at `depth` after changes[from … to). */
  subtree(tree: Tree, from: number, to: number, depth: number): Tree {
    if (from === to) {
      this.isReady(rootOf(tree), 0);
      return tree;
    }
    const isLarge = tree !== undefined && !isBucket(tree) && tree.count - (this.deletions[to]! - this.deletions[from]!) > BUCKET_LEAVES;
    if (!isLarge) return this.rebuilt(tree, from, to, depth);
    let split = from;
    while (split < to && bitAt(this.changes[split]!.keyHash, 0, depth) === 0) split += 1;
    const left = this.subtree(tree.left, from, split, depth + 1);
    const side = this.side();
    const right = this.subtree(tree.right, split, to, depth + 1);
    if (left !== tree.left || right !== tree.right) return this.branch(left, side, right, depth);
    this.isReady(tree.hash, 0);
    return tree;
  }

  /** A small subtree after changes[from … to). */
  private rebuilt(tree: Tree, from: number, to: number, depth: number): Tree {
    const old = tree === undefined || isBucket(tree) ? tree : undefined;
    const before = tree === undefined ? EMPTY_HASH.subarray(0, 0) : gathered(tree);
    const leaves = this.merged(before, old, from, to, depth);
    if (old === undefined || leaves.count !== leavesOf(old) || !areOld(leaves)) return this.build(leaves, 0, leaves.count, depth);
    this.isReady(rootOf(tree), 0);
    return tree;
  }

  /** Leaves before, with changes[from … to). */
  private merged(before: Uint8Array, old: Bucket | undefined, from: number, to: number, depth: number): Leaves {
    const count = before.length / 64;
    if (count + to - from > scratchOrigins.length) {
      scratchBytes = new Uint8Array(128 * (count + to - from));
      scratchOrigins = new Int32Array(2 * (count + to - from));
    }
    const bytes = scratchBytes;
    const origins = scratchOrigins;
    let size = 0;
    let next = 0;
    const keep = (until: number): void => {
      bytes.set(before.subarray(64 * next, 64 * until), 64 * size);
      for (; next < until; next += 1, size += 1) origins[size] = old === undefined ? -1 : next;
    };
    for (let index = from; index < to; index += 1) {
      const { keyHash, valueHash } = this.changes[index]!;
      const place = lowerBound(before, next, count, keyHash);
      keep(place);
      const isThere = place < count && compareAt(before, 64 * place, keyHash, 0) === 0;
      if (isThere && valueHash !== undefined && compareAt(before, 64 * place + 32, valueHash, 0) === 0) continue;
      if (isThere) next += 1;
      if (valueHash === undefined) continue;
      bytes.set(keyHash, 64 * size);
      bytes.set(valueHash, 64 * size + 32);
      origins[size] = -1;
      size += 1;
    }
    keep(count);
    return { bytes, origins, count: size, old, depth };
  }

  /** The subtree at `depth` that holds just the leaves [from, to). */
  private build(leaves: Leaves, from: number, to: number, depth: number): Tree {
    if (from === to) {
      this.isReady(EMPTY_HASH, 0);
      return undefined;
    }
    if (to - from <= BUCKET_LEAVES) return this.bucket(leaves, from, to, depth);
    let split = from;
    while (split < to && bitAt(leaves.bytes, 64 * split, depth) === 0) split += 1;
    const left = this.build(leaves, from, split, depth + 1);
    const side = this.side();
    return this.branch(left, side, this.build(leaves, split, to, depth + 1), depth);
  }

  private bucket(leaves: Leaves, from: number, to: number, depth: number): Bucket {
    const count = to - from;
    const bucket = new Uint8Array(count === 1 ? 96 : 96 * count - 32);
    bucket.set(leaves.bytes.subarray(64 * from, 64 * to));
    this.node(bucket, leaves, from, 0, count, depth);
    if (count === 1) levels.store(this.pending, bucket, 64);
    return bucket;
  }

  /** The hash that stands, at depth `top`, for leaves [from, to) of a bucket whose first is the one at `offset` of `leaves`. */
  private node(bucket: Bucket, leaves: Leaves, offset: number, from: number, to: number, top: number): void {
    if (to - from === 1) {
      this.pending = levels.leaf(bucket, 64 * from);
      return;
    }
    const depth = commonBits(bucket, 64 * from, bucket, 64 * (to - 1));
    const split = splitOf(bucket, from, to, depth);
    const at = 64 * leavesOf(bucket) + 32 * (split - 1);
    if (isKept(leaves, offset + from, offset + to, top)) {
      const [old, first] = [leaves.old!, leaves.origins[offset + from]!];
      const nodes = 64 * leavesOf(old) + 32 * first;
      bucket.set(old.subarray(nodes, nodes + 32 * (to - from - 1)), at - 32 * (split - 1 - from));
      this.isReady(bucket, at);
      return;
    }
    let job = levels.node(depth);
    this.node(bucket, leaves, offset, from, split, depth + 1);
    this.input(job, 0);
    this.node(bucket, leaves, offset, split, to, depth + 1);
    this.input(job, 1);
    for (let above = depth - 1; above >= top; above -= 1) {
      const side = bitAt(bucket, 64 * from, above);
      const lifted = levels.node(above);
      levels.input(lifted, side, job, EMPTY_HASH, 0);
      levels.input(lifted, side === 0 ? 1 : 0, READY, EMPTY_HASH, 0);
      job = lifted;
    }
    levels.store(job, bucket, at);
    this.pending = job;
  }
}

/** Whether no leaf is new or changed. */
function areOld({ origins, count }: Leaves): boolean {
  for (let index = 0; index < count; index += 1) if (origins[index]! < 0) return false;
  return true;
}

/** The first of leaves [from, to) whose key hash is not below this one. */
function lowerBound(leaves: Uint8Array, from: number, to: number, keyHash: Uint8Array): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareAt(leaves, 64 * middle, keyHash, 0) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether leaves [from, to) were a subtree of the old bucket, hung at the same depth: then its hash is what it was. */
function isKept({ origins, old, depth }: Leaves, from: number, to: number, top: number): boolean {
  const first = origins[from]!;
  if (old === undefined || first < 0) return false;
  for (let index = from + 1; index < to; index += 1) if (origins[index] !== first + index - from) return false;
  const last = first + to - from - 1;
  const left = first === 0 ? depth - 1 : commonBits(old, 64 * (first - 1), old, 64 * first);
  const right = last === leavesOf(old) - 1 ? depth - 1 : commonBits(old, 64 * last, old, 64 * (last + 1));
  return Math.max(left, right) + 1 === top;
}

/** The leaves of a subtree in order: key hash ‖ value hash of each. */
function gathered(tree: Bucket | Branch): Uint8Array {
  if (isBucket(tree)) return tree.subarray(0, 64 * leavesOf(tree));
  const leaves = new Uint8Array(64 * tree.count);
  const left = tree.left === undefined ? leaves.subarray(0, 0) : gathered(tree.left);
  leaves.set(left);
  if (tree.right !== undefined) leaves.set(gathered(tree.right), left.length);
  return leaves;
}
