import { hashPairs } from "../crypto/hash.ts";

/** No hash is pending: it is there already. */
export const READY = -1;

/** The level of leaves, below all nodes. */
const LEAVES = 256;

/** Room for one level's jobs: a level, and a place on it, are one number. */
const LEVEL = 2 ** 24;

/** Room for so many jobs of a level stays between updates: a block of thousands of transactions fits. */
const KEPT_JOBS = 16_384;

/** Hashes of one depth: nothing of a level waits for another of it. */
class Level {
  pairs = new Uint8Array(64 * 16);
  /** Where each result is an input: a level, and the byte there; or nowhere. */
  inputLevel = new Int32Array(16);
  inputAt = new Int32Array(16);
  /** Where each result is kept, if it is. */
  readonly targets: (Uint8Array | undefined)[] = [];
  readonly targetAt: number[] = [];
  count = 0;

  /** Forgets its jobs, and gives back the room of unusually many. */
  clear(): void {
    this.count = 0;
    this.targets.length = 0; // so that none is held alive
    this.targetAt.length = 0;
    if (this.inputAt.length <= KEPT_JOBS) return;
    this.pairs = new Uint8Array(64 * 16);
    this.inputLevel = new Int32Array(16);
    this.inputAt = new Int32Array(16);
  }

  next(): number {
    const index = this.count;
    this.count += 1;
    if (index === this.inputAt.length) {
      this.pairs = grown(this.pairs, new Uint8Array(this.pairs.length * 2));
      this.inputLevel = grown(this.inputLevel, new Int32Array(index * 2));
      this.inputAt = grown(this.inputAt, new Int32Array(index * 2));
    }
    this.inputLevel[index] = READY;
    this.targets[index] = undefined;
    return index;
  }
}

function grown<T extends Uint8Array | Int32Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}

function copy32(from: Uint8Array, at: number, to: Uint8Array, target: number): void {
  for (let index = 0; index < 32; index += 1) to[target + index] = from[at + index]!;
}

/**
 * The hashes that an update of the tree asks for, noted by depth, then computed a level at a time, from the leaves up: SHA-256 of
 * 64 bytes each, so that a whole level is one call. A job is a number; its result goes to its place as another's input, and to
 * where it is kept.
 */
export class Levels {
  private readonly levels: (Level | undefined)[] = [];
  private hashes = new Uint8Array(32 * 1024);

  private level(depth: number): Level {
    const known = this.levels[depth];
    if (known !== undefined) return known;
    const level = new Level();
    this.levels[depth] = level;
    return level;
  }

  /** Notes a node at a depth. */
  node(depth: number): number {
    return depth * LEVEL + this.level(depth).next();
  }

  /** Notes a leaf: its key hash and value hash lie at `at`. */
  leaf(bytes: Uint8Array, at: number): number {
    const level = this.level(LEAVES);
    const index = level.next();
    level.pairs.set(bytes.subarray(at, at + 64), 64 * index);
    return LEAVES * LEVEL + index;
  }

  /** Says what a node's left (0) or right (1) is: the result of another job, or 32 bytes that are there. */
  input(job: number, side: 0 | 1, pending: number, bytes: Uint8Array, at: number): void {
    const depth = Math.floor(job / LEVEL);
    const place = 64 * (job % LEVEL) + 32 * side;
    if (pending === READY) return copy32(bytes, at, this.level(depth).pairs, place);
    const source = this.level(Math.floor(pending / LEVEL));
    source.inputLevel[pending % LEVEL] = depth;
    source.inputAt[pending % LEVEL] = place;
  }

  /** Says where a result is kept. */
  store(job: number, target: Uint8Array, at: number): void {
    const level = this.level(Math.floor(job / LEVEL));
    level.targets[job % LEVEL] = target;
    level.targetAt[job % LEVEL] = at;
  }

  /** Computes all of them, and forgets them. */
  hash(): void {
    for (let depth = this.levels.length - 1; depth >= 0; depth -= 1) {
      const level = this.levels[depth];
      if (level === undefined) continue;
      const { count, inputLevel, inputAt, targets, targetAt } = level;
      if (count === 0) continue;
      if (this.hashes.length < 32 * count) this.hashes = new Uint8Array(64 * count);
      const hashes = this.hashes.subarray(0, 32 * count);
      hashPairs(level.pairs.subarray(0, 64 * count), hashes);
      for (let index = 0; index < count; index += 1) {
        const at = 32 * index;
        hashes[at] = depth === LEAVES ? hashes[at]! | 0x80 : hashes[at]! & 0x7f;
        const above = inputLevel[index]!;
        if (above !== READY) copy32(hashes, at, this.levels[above]!.pairs, inputAt[index]!);
        const target = targets[index];
        if (target !== undefined) copy32(hashes, at, target, targetAt[index]!);
      }
      level.clear();
    }
    if (this.hashes.length > 32 * KEPT_JOBS) this.hashes = new Uint8Array(32 * 1024);
  }
}
