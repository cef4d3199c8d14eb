import type { MultiSignatures } from "../crypto/multisignature.ts";
import type { TypeOf } from "../encoding/codec.ts";
import { struct } from "../encoding/objects.ts";
import { count64, fixedBytes, list, optional, u32, u64 } from "../encoding/primitives.ts";
import { protocolInForce } from "../ledger/records.ts";
import type { Draft, Reader } from "../state/store.ts";
import { ordinal, table, term } from "../state/table.ts";
import type { Work } from "../state/work.ts";
import { validatorSet, type WarpValidator } from "./set.ts";

/** The validators of a set on the chain, in the order of their uncompressed keys. */
export const validatorsCodec = list(struct("warpValidator", { publicKey: fixedBytes(48), possession: fixedBytes(96), weight: u64 }), 1024);

/** What genesis says of Warp (R49): the network that messages name, and the first set; without validators the chain signs nothing. */
export const warpGenesisCodec = struct("warpGenesis", { networkID: u32, set: validatorsCodec });

/** See `warpGenesisCodec`. */
export type WarpGenesis = TypeOf<typeof warpGenesisCodec>;

/** Sets of validators by the first height that they sign (R49); `last` is the last one, where another set has followed. */
export const validatorSets = table({
  number: 0x53,
  name: "validatorSet",
  key: [count64],
  value: struct("validatorSet", { from: count64, last: optional(count64), validators: validatorsCodec }),
  indices: {
    latest: ({ last }) => (last === undefined ? [""] : []),
    replaced: ({ last }) => (last === undefined ? [] : [term(ordinal(last))]),
  },
});

/** See `validatorSets`. */
export type ValidatorSetRecord = ReturnType<typeof validatorSets.at>;

/** The set that no other has followed yet; undefined on a chain without Warp. It may begin after the block under way. */
export function latestSet(reader: Reader): ValidatorSetRecord | undefined {
  return validatorSets.indexed(reader, "latest", "", 1)[0];
}

/**
 * Why validators cannot be a set, with the code of Warp, or nothing. What `before` holds with the same proof was checked when it came
 * into the state; only the rest costs curve arithmetic.
 */
export function validatorsFlaw(
  signatures: MultiSignatures,
  validators: readonly WarpValidator[],
  before: readonly WarpValidator[] = [],
): string | undefined {
  const keys = before.map(({ publicKey }) => signatures.decodeKey(publicKey));
  const judged = validatorSet(signatures, validators, { ok: true, validators: before, keys, total: 0n });
  return judged.ok ? undefined : `${judged.code}: ${judged.explanation}`;
}

/** Lets a set sign from a height on. The one before it signs up to there; one that was to begin at the same height never does. */
export function beginSet(draft: Draft, from: number, validators: readonly WarpValidator[]): void {
  const latest = latestSet(draft);
  if (latest !== undefined) validatorSets.put(draft, { ...latest, last: from - 1 }, latest.from);
  validatorSets.put(draft, { from, last: undefined, validators }, from);
}

/** End of block: sets whose last height is more than `warpRetention` behind are dropped (R49). */
export function dropSets(work: Work): void {
  const { warpRetention } = protocolInForce(work.draft).parameters;
  const retired = validatorSets.indexedUpTo(work.draft, "replaced", work.height - warpRetention - 1);
  for (const { from } of retired) validatorSets.delete(work.draft, from);
}
