import { sha256 } from "../crypto/hash.ts";

/**
 * The sparse Merkle tree of R31 as an immutable value. Leaf = SHA-256(key hash ‖ value hash) with its top bit set; node =
 * SHA-256(left ‖ right) with its top bit cleared; empty = 32 zero bytes. A subtree that holds one leaf is that leaf; every
 * other is a node. So the tree, and its root, is a function of the set of records alone.
 */
export type Tree = Leaf | Node | undefined;

/** A record's place: both hashes are SHA-256 of canonical bytes. */
export interface Leaf {
  readonly hash: Uint8Array;
  readonly keyHash: Uint8Array;
  readonly valueHash: Uint8Array;
}

/** An inner node; a side that is undefined is empty. */
export interface Node {
  readonly hash: Uint8Array;
  readonly left: Tree;
  readonly right: Tree;
}

/** A record written (its value's hash) or deleted (undefined). */
export interface Change {
  readonly keyHash: Uint8Array;
  readonly valueHash: Uint8Array | undefined;
}

/** The hash of an empty place. */
export const EMPTY_HASH: Uint8Array = new Uint8Array(32);

/** The hash that stands for a subtree. */
export function rootOf(tree: Tree): Uint8Array {
  return tree === undefined ? EMPTY_HASH : tree.hash;
}

/** Whether a subtree is one leaf. */
export function isLeaf(tree: Leaf | Node): tree is Leaf {
  return (tree as Leaf).keyHash !== undefined;
}

/** Bit `depth` of a hash, counted from the most significant bit of its first byte. */
export function bitAt(hash: Uint8Array, depth: number): 0 | 1 {
  return ((hash[depth >> 3]! >> (7 - (depth & 7))) & 1) as 0 | 1;
}

function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  const preimage = new Uint8Array(64);
  preimage.set(left);
  preimage.set(right, 32);
  return sha256(preimage);
}

/** The hash of a leaf: its top bit is set. */
export function leafHash(keyHash: Uint8Array, valueHash: Uint8Array): Uint8Array {
  const hash = hashPair(keyHash, valueHash);
  hash[0] = hash[0]! | 0x80;
  return hash;
}

/** The hash of an inner node: its top bit is cleared. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const hash = hashPair(left, right);
  hash[0] = hash[0]! & 0x7f;
  return hash;
}

/** Orders hashes by their bytes. */
export function compareHashes(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < 32; index += 1) {
    const difference = a[index]! - b[index]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The tree after these changes, each of another key. The order of the changes does not matter; the old tree stays. */
export function update(tree: Tree, changes: readonly Change[]): Tree {
  if (changes.length === 0) return tree;
  const ordered = [...changes].sort((a, b) => compareHashes(a.keyHash, b.keyHash));
  return updateRange(tree, ordered, 0, ordered.length, 0);
}

/** Applies changes[from … to) to the subtree at `depth`. */
function updateRange(tree: Tree, changes: readonly Change[], from: number, to: number, depth: number): Tree {
  if (from === to) return tree;
  if (tree === undefined || isLeaf(tree)) return build(leavesOf(tree, changes, from, to), depth);
  let split = from;
  while (split < to && bitAt(changes[split]!.keyHash, depth) === 0) split += 1;
  const left = updateRange(tree.left, changes, from, split, depth + 1);
  const right = updateRange(tree.right, changes, split, to, depth + 1);
  return left === tree.left && right === tree.right ? tree : join(left, right);
}

/** The leaves of a place that held nothing or one leaf, after changes[from … to), in order of their key hashes. */
function leavesOf(old: Leaf | undefined, changes: readonly Change[], from: number, to: number): Leaf[] {
  const leaves: Leaf[] = [];
  let pending = old;
  for (let index = from; index < to; index += 1) {
    const { keyHash, valueHash } = changes[index]!;
    const order = pending === undefined ? 1 : compareHashes(pending.keyHash, keyHash);
    if (pending !== undefined && order < 0) leaves.push(pending);
    if (order <= 0) pending = undefined;
    if (valueHash !== undefined) leaves.push({ hash: leafHash(keyHash, valueHash), keyHash, valueHash });
  }
  if (pending !== undefined) leaves.push(pending);
  return leaves;
}

/** The subtree at `depth` that holds just these leaves, given in order. */
function build(leaves: readonly Leaf[], depth: number): Tree {
  if (leaves.length <= 1) return leaves[0];
  let split = 0;
  while (split < leaves.length && bitAt(leaves[split]!.keyHash, depth) === 0) split += 1;
  return join(build(leaves.slice(0, split), depth + 1), build(leaves.slice(split), depth + 1));
}

/** Two subtrees side by side; a lone leaf is lifted. */
function join(left: Tree, right: Tree): Tree {
  if (left === undefined && (right === undefined || isLeaf(right))) return right;
  if (right === undefined && left !== undefined && isLeaf(left)) return left;
  return { hash: nodeHash(rootOf(left), rootOf(right)), left, right };
}
