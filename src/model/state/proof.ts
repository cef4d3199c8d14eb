import { hashPairs } from "../crypto/hash.ts";
import type { TypeOf } from "../encoding/codec.ts";
import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import { struct, topLevel } from "../encoding/objects.ts";
import { bytes32, list, optional } from "../encoding/primitives.ts";
import { type Bucket, bitAt, commonBits, compareAt, EMPTY_HASH, isBucket, leavesOf, rootOf, splitOf, type Tree } from "./tree.ts";

/**
 * A proof that a record is, or is not, in the state (R31). `siblings` are the hashes beside the path, from the root down.
 * `other` is for absence only: the leaf that stands where the record would, where one does.
 */
export const proofCodec = topLevel(
  "proof",
  struct("proof", {
    siblings: list(bytes32, 256),
    other: optional(struct("leaf", { keyHash: bytes32, valueHash: bytes32 })),
  }),
);

/** See `proofCodec`. */
export type Proof = TypeOf<typeof proofCodec>;

/** SHA-256 of two hashes side by side. */
function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = new Uint8Array(64);
  pair.set(left);
  pair.set(right, 32);
  const hash = new Uint8Array(32);
  hashPairs(pair, hash);
  return hash;
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

/** The proof of inclusion or of absence of the record whose key hash this is: the tree says which. */
export function prove(tree: Tree, keyHash: Uint8Array): Proof {
  const siblings: Hex[] = [];
  let place = tree;
  while (place !== undefined && !isBucket(place)) {
    const right = bitAt(keyHash, 0, siblings.length) === 1;
    siblings.push(toHex(rootOf(right ? place.left : place.right)));
    place = right ? place.right : place.left;
  }
  return { siblings, other: place === undefined ? undefined : proveInBucket(place, keyHash, siblings) };
}

/** Follows a key hash into a bucket: notes the siblings from there on, and gives the leaf at the end where it is another. */
function proveInBucket(bucket: Bucket, keyHash: Uint8Array, siblings: Hex[]): Proof["other"] {
  let from = 0;
  let to = leavesOf(bucket);
  while (to - from > 1) {
    const depth = commonBits(bucket, 64 * from, bucket, 64 * (to - 1));
    const split = splitOf(bucket, from, to, depth);
    for (let above = siblings.length; above < depth; above += 1) {
      if (bitAt(keyHash, 0, above) !== bitAt(bucket, 64 * from, above)) {
        siblings.push(toHex(subtreeHash(bucket, from, to, above + 1)));
        return undefined;
      }
      siblings.push(toHex(EMPTY_HASH));
    }
    const right = bitAt(keyHash, 0, depth) === 1;
    siblings.push(toHex(right ? subtreeHash(bucket, from, split, depth + 1) : subtreeHash(bucket, split, to, depth + 1)));
    if (right) from = split;
    else to = split;
  }
  const [key, value] = [bucket.subarray(64 * from, 64 * from + 32), bucket.subarray(64 * from + 32, 64 * from + 64)];
  return compareAt(key, 0, keyHash, 0) === 0 ? undefined : { keyHash: toHex(key), valueHash: toHex(value) };
}

/** The hash that stands at `top` for the leaves [from, to) of a bucket, all below one place at that depth. */
function subtreeHash(bucket: Bucket, from: number, to: number, top: number): Uint8Array {
  if (to - from === 1) return leafHash(bucket.subarray(64 * from, 64 * from + 32), bucket.subarray(64 * from + 32, 64 * from + 64));
  const depth = commonBits(bucket, 64 * from, bucket, 64 * (to - 1));
  const split = splitOf(bucket, from, to, depth);
  let hash = nodeHash(subtreeHash(bucket, from, split, depth + 1), subtreeHash(bucket, split, to, depth + 1));
  for (let above = depth - 1; above >= top; above -= 1)
    hash = bitAt(bucket, 64 * from, above) === 0 ? nodeHash(hash, EMPTY_HASH) : nodeHash(EMPTY_HASH, hash);
  return hash;
}

/** The hash at the end of the path as the proof claims it; undefined where the proof contradicts itself. */
function endOfPath(keyHash: Uint8Array, valueHash: Uint8Array | undefined, proof: Proof): Uint8Array | undefined {
  if (valueHash !== undefined) return proof.other === undefined ? leafHash(keyHash, valueHash) : undefined;
  if (proof.other === undefined) return EMPTY_HASH;
  const otherKey = fromHex(proof.other.keyHash);
  if (compareAt(otherKey, 0, keyHash, 0) === 0) return undefined;
  for (let depth = 0; depth < proof.siblings.length; depth += 1) if (bitAt(otherKey, 0, depth) !== bitAt(keyHash, 0, depth)) return undefined;
  return leafHash(otherKey, fromHex(proof.other.valueHash));
}

/**
 * Whether, under this root, the record with this key hash has this value hash (or, with undefined, is absent). Needs the
 * root and the proof only. Never throws for a decoded proof.
 */
export function verifyProof(root: Uint8Array, keyHash: Uint8Array, valueHash: Uint8Array | undefined, proof: Proof): boolean {
  if (proof.siblings.length > 256) return false;
  let hash = endOfPath(keyHash, valueHash, proof);
  if (hash === undefined) return false;
  for (let depth = proof.siblings.length - 1; depth >= 0; depth -= 1) {
    const sibling = fromHex(proof.siblings[depth]!);
    hash = bitAt(keyHash, 0, depth) === 1 ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }
  return compareAt(hash, 0, root, 0) === 0;
}
