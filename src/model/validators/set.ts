import type { MultiSignatures } from "../crypto/multisignature.ts";
import type { Hex } from "../encoding/hex.ts";
import { refused, type WarpRefusal } from "../errors/warp-codes.ts";

/** The most validators that signers of a message can name. */
export const VALIDATORS_MAX = 65_536;

/** A validator as governance states it (R49). */
export interface WarpValidator {
  /** BLS key, 48 bytes in G1, compressed. */
  readonly publicKey: Hex;
  /** Proof that its secret is held, 96 bytes in G2. */
  readonly possession: Hex;
  /** Above zero; of the set, below 2^64. */
  readonly weight: bigint;
}

/** A set that was checked: its keys are decoded, and a signer is a place in it. */
export interface ValidatorSet<K = unknown> {
  readonly ok: true;
  readonly validators: readonly WarpValidator[];
  readonly keys: readonly K[];
  readonly total: bigint;
}

/** A set and the height from which on it is the one that signs. */
export interface SetFrom<K = unknown> {
  readonly from: number;
  readonly set: ValidatorSet<K>;
}

/** The sets that a consumer knows, by rising heights (R49). */
export interface ValidatorSets<K = unknown> {
  readonly sets: readonly SetFrom<K>[];
  /** The newest height that the consumer knows of. */
  readonly head: number;
  /** Messages of heights below head − retention are not judged any more. */
  readonly retention: number;
}

const TOO_MUCH = 2n ** 64n;

/** Digits by which keys are ordered: x, then which of the two points with this x (compressed form: three flags, then x). */
function orderOf(publicKey: Hex): string {
  const first = Number.parseInt(publicKey.slice(2, 4), 16);
  return `${(first & 0x1f).toString(16).padStart(2, "0")}${publicKey.slice(4)}${(first >> 5) & 1}`;
}

/** Validators in the order that bits of signers speak of: by their uncompressed keys, x ‖ y. */
export function inOrder(validators: readonly WarpValidator[]): WarpValidator[] {
  return [...validators].sort((a, b) => (orderOf(a.publicKey) < orderOf(b.publicKey) ? -1 : 1));
}

/**
 * Checks a set and decodes its keys; those of a set before it, which changed by a few, are taken from there where their proofs are the
 * same. In the order of the checks: how many, their order, weights, then each key and its proof of possession.
 */
export function validatorSet<K>(
  signatures: MultiSignatures<K>,
  validators: readonly WarpValidator[],
  before?: ValidatorSet<K>,
): ValidatorSet<K> | WarpRefusal {
  const count = validators.length;
  if (count === 0 || count > VALIDATORS_MAX) return refused("WARP_KEYS_EMPTY", `${count} validators, 1 to ${VALIDATORS_MAX} wanted`);
  for (let index = 1; index < count; index += 1) {
    const [lower, upper] = [orderOf(validators[index - 1]!.publicKey), orderOf(validators[index]!.publicKey)];
    if (lower === upper) return refused("WARP_KEYS_TWICE", `validators ${index - 1} and ${index} have one key`);
    if (lower > upper) return refused("WARP_KEYS_ORDER", `the key of validator ${index} is below that of validator ${index - 1}`);
  }
  let total = 0n;
  for (const [index, { weight }] of validators.entries()) {
    if (weight <= 0n) return refused("WARP_WEIGHT_ZERO", `validator ${index} has weight ${weight}`);
    total += weight;
  }
  if (total >= TOO_MUCH) return refused("WARP_WEIGHT_OVERFLOW", `the weights sum to ${total}`);
  const known = new Map(before?.validators.map(({ publicKey, possession: proof }, index) => [`${publicKey}${proof}`, before.keys[index]!]));
  const keys: K[] = [];
  for (const [index, { publicKey, possession }] of validators.entries()) {
    const old = known.get(`${publicKey}${possession}`);
    const key = old ?? signatures.decodeKey(publicKey);
    if (key === undefined) return refused("WARP_KEY", `the key of validator ${index}`);
    if (old === undefined && !signatures.verifyPossession(publicKey, key, possession)) return refused("WARP_POSSESSION", `validator ${index}`);
    keys.push(key);
  }
  return { ok: true, validators, keys, total };
}

/** The set that signs at a height; refused where none is known, or none is kept so long. */
export function setAt<K>({ sets, head, retention }: ValidatorSets<K>, height: number): ValidatorSet<K> | WarpRefusal {
  if (height < head - retention) return refused("WARP_SET_RETIRED", `height ${height}, and sets are kept for ${retention} blocks before ${head}`);
  const found = sets.findLast(({ from }) => from <= height);
  return found === undefined ? refused("WARP_SET_UNKNOWN", `height ${height} is before every known set`) : found.set;
}
