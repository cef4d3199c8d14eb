import type { TypeOf } from "../encoding/codec.ts";
import { fromHex, toHex } from "../encoding/hex.ts";
import { struct, topLevel } from "../encoding/objects.ts";
import { bytes32, list, optional } from "../encoding/primitives.ts";
import { bitAt, compareHashes, EMPTY_HASH, isLeaf, leafHash, nodeHash, rootOf, type Tree } from "./tree.ts";

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

/** The proof of inclusion or of absence of the record whose key hash this is: the tree says which. */
export function prove(tree: Tree, keyHash: Uint8Array): Proof {
  const siblings: `0x${string}`[] = [];
  let place = tree;
  while (place !== undefined && !isLeaf(place)) {
    const right = bitAt(keyHash, siblings.length) === 1;
    siblings.push(toHex(rootOf(right ? place.left : place.right)));
    place = right ? place.right : place.left;
  }
  const isOther = place !== undefined && compareHashes(place.keyHash, keyHash) !== 0;
  return { siblings, other: place !== undefined && isOther ? { keyHash: toHex(place.keyHash), valueHash: toHex(place.valueHash) } : undefined };
}

/** The hash at the end of the path as the proof claims it; undefined where the proof contradicts itself. */
function endOfPath(keyHash: Uint8Array, valueHash: Uint8Array | undefined, proof: Proof): Uint8Array | undefined {
  if (valueHash !== undefined) return proof.other === undefined ? leafHash(keyHash, valueHash) : undefined;
  if (proof.other === undefined) return EMPTY_HASH;
  const otherKey = fromHex(proof.other.keyHash);
  if (compareHashes(otherKey, keyHash) === 0) return undefined;
  for (let depth = 0; depth < proof.siblings.length; depth += 1) if (bitAt(otherKey, depth) !== bitAt(keyHash, depth)) return undefined;
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
    hash = bitAt(keyHash, depth) === 1 ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }
  return compareHashes(hash, root) === 0;
}
