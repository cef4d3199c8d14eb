/**
 * The state tree (R31): its root is a function of the set of records alone, in whatever order and batches they were written;
 * old trees stay as they were; what is there can be proven there, what is not can be proven absent, and no altered claim or
 * proof is accepted.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromHex, type Hex, toHex } from "../src/model/encoding/hex.ts";
import { type Proof, prove, verifyProof } from "../src/model/state/proof.ts";
import { BUCKET_LEAVES, type Change, countOf, EMPTY_HASH, isBucket, leavesOf, rootOf, type Tree } from "../src/model/state/tree.ts";
import { update } from "../src/model/state/tree-update.ts";
import { hexOf } from "./arbitraries.ts";
import { runs } from "./runs.ts";

type Records = ReadonlyMap<Hex, Hex>;

const hash = (...parts: readonly string[]): Buffer =>
  parts.reduce((digest, part) => digest.update(Buffer.from(part.slice(2), "hex")), createHash("sha256")).digest();

const withTopBit = (bytes: Buffer, bit: 0 | 1): Hex => {
  bytes[0] = (bytes[0]! & 0x7f) | (bit << 7);
  return toHex(bytes);
};

const leafOf = (key: Hex, value: Hex): Hex => withTopBit(hash(key, value), 1);
const nodeOf = (left: Hex, right: Hex): Hex => withTopBit(hash(left, right), 0);

const ZERO: Hex = `0x${"00".repeat(32)}`;
const bitOf = (key: Hex, depth: number): number => (Number.parseInt(key[2 + (depth >> 2)]!, 16) >> (3 - (depth & 3))) & 1;

/** The root by its definition: nothing, a lone leaf, or a node of what lies on either side of the next bit. */
function definedRoot(records: readonly (readonly [Hex, Hex])[], depth = 0): Hex {
  if (records.length === 0) return ZERO;
  if (records.length === 1) return leafOf(...records[0]!);
  const [left, right] = [0, 1].map((bit) => records.filter(([key]) => bitOf(key, depth) === bit));
  return nodeOf(definedRoot(left!, depth + 1), definedRoot(right!, depth + 1));
}

const definedRootOf = (records: Records): Hex => definedRoot([...records]);

/** The leaves of a tree as they stand in memory, and whether each subtree is as large as its kind may be. */
function leavesIn(tree: Tree): [Hex, Hex][] {
  if (tree === undefined) return [];
  if (!isBucket(tree)) {
    expect(tree.count).toBeGreaterThan(BUCKET_LEAVES);
    expect(tree.count).toBe(countOf(tree.left) + countOf(tree.right));
    return [...leavesIn(tree.left), ...leavesIn(tree.right)];
  }
  expect(leavesOf(tree)).toBeLessThanOrEqual(BUCKET_LEAVES);
  return Array.from({ length: leavesOf(tree) }, (_, index) => [
    toHex(tree.subarray(64 * index, 64 * index + 32)),
    toHex(tree.subarray(64 * index + 32, 64 * index + 64)),
  ]);
}

/** The root of a tree as it stands in memory, hashed anew: a tree that was written to would betray itself. */
const rehashed = (tree: Tree): Hex => definedRoot(leavesIn(tree));

const changeOf = ([key, value]: readonly [Hex, Hex | undefined]): Change => ({
  keyHash: fromHex(key),
  valueHash: value === undefined ? undefined : fromHex(value),
});

const treeOf = (records: Records): Tree => update(undefined, [...records].map(changeOf));

/** A key with one bit turned: all bits before it are shared. */
function turned(key: Hex, bit: number): Hex {
  const bytes = fromHex(key);
  bytes[bit >> 3]! ^= 0x80 >> (bit & 7);
  return toHex(bytes);
}

/** Where two keys part: mostly early, as hashes do, and sometimes as late as an adversary could wish. */
const parting = fc.oneof(
  { weight: 5, arbitrary: fc.nat({ max: 11 }) },
  { weight: 1, arbitrary: fc.nat({ max: 255 }) },
  { weight: 1, arbitrary: fc.constant(255) },
);

/** A few keys that share prefixes of any length, up to all bits but the last. */
const keys: fc.Arbitrary<readonly Hex[]> = fc
  .tuple(fc.array(hexOf(32), { minLength: 1, maxLength: 4 }), fc.array(fc.tuple(fc.nat(), parting), { maxLength: 8 }))
  .map(([free, turns]) => {
    const known = [...free];
    for (const [which, bit] of turns) known.push(turned(known[which % known.length]!, bit));
    return [...new Set(known)];
  });

/** So many keys that buckets split and branches fold: hashes, and some that share long beginnings with another. */
const manyKeys: fc.Arbitrary<readonly Hex[]> = fc
  .tuple(fc.nat(), fc.integer({ min: 20, max: 220 }), fc.array(fc.tuple(fc.nat(), parting), { maxLength: 60 }))
  .map(([salt, count, turns]) => {
    const known = Array.from({ length: count }, (_, index) => toHex(createHash("sha256").update(`${salt}/${index}`).digest()));
    for (const [which, bit] of turns) known.push(turned(known[which % known.length]!, bit));
    return [...new Set(known)];
  });

/** Batches over many keys: each key's fate in each batch is a digit of a stream, so that deletions come in masses as well as one by one. */
const manyBatches = fc
  .tuple(
    manyKeys,
    fc.array(fc.record({ salt: fc.nat(), share: fc.constantFrom(2, 10, 60, 100), deleted: fc.constantFrom(0, 30, 90) }), { maxLength: 5 }),
  )
  .map(([pool, drafts]) =>
    drafts.map(({ salt, share, deleted }) =>
      pool.flatMap((key): [Hex, Hex | undefined][] => {
        const dice = createHash("sha256").update(`${salt}/${key}`).digest();
        if (dice[0]! % 100 >= share) return [];
        return [
          [
            key,
            dice[1]! % 100 < deleted
              ? undefined
              : toHex(
                  createHash("sha256")
                    .update(`${dice[2]! % 3}`)
                    .digest(),
                ),
          ],
        ];
      }),
    ),
  );

const batches = keys.chain((pool) => {
  const change = fc.tuple(fc.constantFrom(...pool), fc.option(hexOf(32), { nil: undefined, freq: 2 }));
  const batch = fc.uniqueArray(change, { selector: ([key]) => key, maxLength: pool.length });
  return fc.tuple(fc.constant(pool), fc.array(batch, { maxLength: 8 }));
});

function withBatch(records: Records, batch: readonly (readonly [Hex, Hex | undefined])[]): Records {
  const after = new Map(records);
  for (const [key, value] of batch) value === undefined ? after.delete(key) : after.set(key, value);
  return after;
}

const someRecords = keys.chain((pool) =>
  fc.array(hexOf(32), { minLength: pool.length, maxLength: pool.length }).map((values) => ({
    pool,
    records: new Map(pool.map((key, index) => [key, values[index]!] as const)),
  })),
);

describe("root", () => {
  it("is that of the definition after any batches of writes and deletions, and every tree on the way stays as it was", () => {
    fc.assert(
      fc.property(batches, ([, all]) => {
        const snapshots: (readonly [Tree, Hex])[] = [[undefined, ZERO]];
        let records: Records = new Map();
        for (const batch of all) {
          records = withBatch(records, batch);
          snapshots.push([update(snapshots.at(-1)![0], batch.map(changeOf)), definedRootOf(records)]);
        }
        for (const [tree, root] of snapshots) {
          expect(toHex(rootOf(tree))).toBe(root);
          expect(rehashed(tree)).toBe(root);
        }
      }),
    );
  });

  it("is that of the definition with many records, as buckets split and branches fold; proofs hold", () => {
    fc.assert(
      fc.property(manyBatches, (all) => {
        let tree: Tree;
        let records: Records = new Map();
        for (const batch of all) {
          records = withBatch(records, batch);
          tree = update(tree, batch.map(changeOf));
          expect(toHex(rootOf(tree))).toBe(definedRootOf(records));
          expect(leavesIn(tree)).toEqual([...records].sort(([a], [b]) => (a < b ? -1 : 1)));
          for (const [key] of batch.slice(0, 8)) {
            const value = records.get(key);
            expect(verifyProof(rootOf(tree), fromHex(key), value === undefined ? undefined : fromHex(value), prove(tree, fromHex(key)))).toBe(true);
          }
        }
      }),
      runs(0.5),
    );
  });

  it("does not depend on the order of changes, nor on how they are cut into batches", () => {
    fc.assert(
      fc.property(someRecords, fc.infiniteStream(fc.nat()), ({ records }, numbers) => {
        const shuffled = [...records].map((entry) => [numbers.next().value, entry] as const).sort(([a], [b]) => a - b);
        let tree: Tree;
        for (const [, entry] of shuffled) tree = update(tree, [changeOf(entry)]);
        const inReverse = update(undefined, [...records].reverse().map(changeOf));
        expect(rootOf(tree)).toEqual(rootOf(treeOf(records)));
        expect(rootOf(inReverse)).toEqual(rootOf(tree));
      }),
    );
  });

  it("returns to what it was when what was added is deleted again", () => {
    fc.assert(
      fc.property(someRecords, fc.nat(), ({ records, pool }, size) => {
        const kept = new Map([...records].slice(0, size % (pool.length + 1)));
        const added = pool.filter((key) => !kept.has(key));
        const grown = treeOf(records);
        expect(
          rootOf(
            update(
              grown,
              added.map((key) => changeOf([key, undefined])),
            ),
          ),
        ).toEqual(rootOf(treeOf(kept)));
      }),
    );
  });

  it("is of no use to whoever wants another set of records under it", () => {
    fc.assert(
      fc.property(someRecords, fc.nat(), hexOf(32), ({ records, pool }, which, value) => {
        const key = pool[which % pool.length]!;
        fc.pre(records.get(key) !== value);
        for (const change of [undefined, value])
          expect(rootOf(update(treeOf(records), [changeOf([key, change])]))).not.toEqual(rootOf(treeOf(records)));
      }),
    );
  });

  const LAST: Hex = `0x${"00".repeat(31)}01`;
  const FIRST: Hex = `0x80${"00".repeat(31)}`;
  const VALUE: Hex = `0x${"ff".repeat(32)}`;
  /** Roots computed by another program from the definition. */
  const known: readonly (readonly [what: string, keys: readonly Hex[], root: Hex])[] = [
    ["nothing", [], ZERO],
    ["one leaf, whatever its depth", [LAST], "0xcab9077c34a6903bc59693414a4fe8ccf275d93f2daacd849574933737c27757"],
    ["two leaves that part at the first bit", [FIRST, ZERO], "0x3ef59600227424ffca2e7700bf6507cbdcc2222cbe4ebc7de8905ad57e9a0d24"],
    ["two leaves that part at the last bit", [LAST, ZERO], "0x7ef6b517524b1e8268b33f708c073ad38de4a6fcd69271006225c233c480b9eb"],
  ];

  it.each(known)("of %s is known", (_, present, root) => {
    expect(toHex(rootOf(treeOf(new Map(present.map((key) => [key, VALUE])))))).toBe(root);
  });

  it("never lets a leaf pose as a node: a leaf has its top bit set, a node and an empty place have not", () => {
    fc.assert(
      fc.property(someRecords, ({ records }) => {
        const tree = treeOf(records);
        expect(rootOf(tree)[0]! >> 7).toBe(records.size === 1 ? 1 : 0);
        expect(EMPTY_HASH[0]! >> 7).toBe(0);
      }),
    );
  });
});

/** A claim: under `root`, `key` has `value` (or is absent), by `proof`. */
interface Claim {
  readonly root: Uint8Array;
  readonly key: Hex;
  readonly value: Hex | undefined;
  readonly proof: Proof;
}

const isAccepted = ({ root, key, value, proof }: Claim): boolean =>
  verifyProof(root, fromHex(key), value === undefined ? undefined : fromHex(value), proof);

const withSiblings = (claim: Claim, siblings: readonly Hex[]): Claim => ({ ...claim, proof: { ...claim.proof, siblings } });
const withOther = (claim: Claim, other: Proof["other"]): Claim => ({ ...claim, proof: { ...claim.proof, other } });

/** Which siblings of a path are altered: all of a short one, of a long one its ends and some between. */
const alteredAt = (length: number, which: number): Set<number> =>
  new Set(length <= 4 ? Array(length).keys() : [0, length - 1, which % length, (which * 7 + 3) % length]);

/** Forgeries of a claim's path: a sibling turned, dropped, doubled, replaced by nothing, put in; two exchanged. */
function forgedPaths(claim: Claim, bit: number): Claim[] {
  const { siblings } = claim.proof;
  const edits = [...alteredAt(siblings.length, bit)].flatMap((at) => {
    const sibling = siblings[at]!;
    return [
      siblings.toSpliced(at, 1, turned(sibling, bit)),
      siblings.toSpliced(at, 1),
      siblings.toSpliced(at, 0, sibling),
      ...(sibling === ZERO ? [] : [siblings.toSpliced(at, 1, ZERO)]),
      ...(at + 1 < siblings.length && sibling !== siblings[at + 1] ? [siblings.toSpliced(at, 2, siblings[at + 1]!, sibling)] : []),
    ];
  });
  const longer = [
    [...siblings, ZERO],
    [ZERO, ...siblings],
    [...siblings, ...Array<Hex>(257).fill(ZERO)],
  ];
  return [...edits, ...longer].map((edited) => withSiblings(claim, edited));
}

/** Forgeries of what stands at the end of the path: the other leaf altered, taken away, or put where there is none. */
function forgedEnds(claim: Claim, bit: number, stranger: Hex): Claim[] {
  const { other } = claim.proof;
  if (other === undefined)
    return [
      withOther(claim, { keyHash: stranger, valueHash: stranger }),
      withOther(claim, { keyHash: claim.key, valueHash: claim.value ?? stranger }),
    ];
  const altered = [
    { ...other, keyHash: turned(other.keyHash, bit) },
    { ...other, valueHash: turned(other.valueHash, bit) },
    { keyHash: other.valueHash, valueHash: other.keyHash },
    undefined,
  ];
  return altered.map((edited) => withOther(claim, edited));
}

/** Forgeries of what is said: another value, presence of what is absent, absence of what is present, another root. */
function forgedWords(claim: Claim, bit: number, stranger: Hex, root: Uint8Array): Claim[] {
  const { value, proof, key } = claim;
  const words = value === undefined ? [stranger, ...(proof.other === undefined ? [] : [proof.other.valueHash])] : [turned(value, bit), undefined];
  const claims = words.flatMap((said) => [{ ...claim, value: said }, withOther({ ...claim, value: said }, undefined)]);
  const denied = value === undefined ? [] : [withOther({ ...claim, value: undefined }, { keyHash: key, valueHash: value })];
  const roots = [fromHex(turned(toHex(claim.root), bit)), EMPTY_HASH, root].filter((other) => toHex(other) !== toHex(claim.root));
  return [...claims, ...denied, ...roots.map((other) => ({ ...claim, root: other }))];
}

const probes = fc.record({ bit: fc.nat({ max: 255 }), stranger: hexOf(32), removed: fc.nat() });

describe("proof", () => {
  it("of every record, and of the absence of every other, is accepted; every alteration is refused", () => {
    fc.assert(
      fc.property(someRecords, probes, ({ records, pool }, { bit, stranger, removed }) => {
        const gone = pool[removed % pool.length]!;
        const kept = withBatch(records, [[gone, undefined]]);
        const tree = treeOf(kept);
        for (const key of [...pool, stranger]) {
          const claim: Claim = { root: rootOf(tree), key, value: kept.get(key), proof: prove(tree, fromHex(key)) };
          expect(isAccepted(claim)).toBe(true);
          const forged = [
            ...forgedPaths(claim, bit),
            ...forgedEnds(claim, bit, stranger),
            ...forgedWords(claim, bit, stranger, rootOf(treeOf(records))),
          ];
          for (const forgery of forged) expect([forgery, isAccepted(forgery)]).toEqual([forgery, false]);
        }
      }),
      runs(0.6),
    );
  });

  it("speaks of its own record: with the proof of one, nothing is said of another that is there", () => {
    fc.assert(
      fc.property(someRecords, ({ records, pool }) => {
        const tree = treeOf(records);
        for (const key of pool) {
          const proof = prove(tree, fromHex(key));
          for (const other of pool) {
            if (other === key) continue;
            expect(isAccepted({ root: rootOf(tree), key: other, value: undefined, proof })).toBe(false);
            expect(isAccepted({ root: rootOf(tree), key: other, value: records.get(key), proof })).toBe(false);
          }
        }
      }),
      runs(0.4),
    );
  });

  it("by a leaf that stands where its key does not belong is refused, even under a root that someone made up", () => {
    fc.assert(
      fc.property(hexOf(32), hexOf(32), hexOf(32), (key, sibling, value) => {
        const misplaced = turned(key, 0);
        const leaf = leafOf(misplaced, value);
        const root = fromHex(bitOf(key, 0) === 0 ? nodeOf(leaf, sibling) : nodeOf(sibling, leaf));
        const proof: Proof = { siblings: [sibling], other: { keyHash: misplaced, valueHash: value } };
        expect(isAccepted({ root, key, value: undefined, proof })).toBe(false);
      }),
    );
  });

  it("of absence from the empty tree has no siblings, and proves no presence", () => {
    const proof = prove(undefined, fromHex(ZERO));
    expect(proof).toEqual({ siblings: [], other: undefined });
    expect(isAccepted({ root: EMPTY_HASH, key: ZERO, value: undefined, proof })).toBe(true);
    expect(isAccepted({ root: EMPTY_HASH, key: ZERO, value: ZERO, proof })).toBe(false);
  });
});
