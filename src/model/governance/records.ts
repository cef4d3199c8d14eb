import { type Address, address } from "../crypto/address.ts";
import type { TypeOf } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct, union } from "../encoding/objects.ts";
import { count64, fixedBytes, list, u8 } from "../encoding/primitives.ts";
import { parametersCodec } from "../params/protocol.ts";
import { table } from "../state/table.ts";
import { validatorsCodec } from "../validators/records.ts";

/** Who governs (R30): so many of these keys must sign. Addresses rise; none at all, and nobody governs. */
export const keySetCodec = struct("keySet", { threshold: u8, keys: list(address, 32) });

/** See `keySetCodec`. */
export type KeySet = TypeOf<typeof keySetCodec>;

/** Roots of trust for TEE evidence (R12): uncompressed P-256 keys of 65 bytes. */
export const rootsCodec = list(fixedBytes(65), 8);

/** What governance may change. Tags are append-only. */
export const changeCodec = union("change", {
  parameters: [0, struct("parameters", { parameters: parametersCodec })],
  roots: [1, struct("roots", { roots: rootsCodec })],
  keys: [2, struct("keys", { keys: keySetCodec })],
  validators: [3, struct("validators", { validators: validatorsCodec })],
});

/** See `changeCodec`. */
export type Change = TypeOf<typeof changeCodec>;

/** Who governs, and the number of the next change that they sign: one record. */
export const governances = table({
  number: 0x50,
  name: "governance",
  key: [],
  value: struct("governance", { keySet: keySetCodec, sequence: count64 }),
});

/** The roots in force: one record. */
export const trustRoots = table({ number: 0x51, name: "trustRoots", key: [], value: struct("trustRoots", { roots: rootsCodec }) });

/** Changes that wait for their height, by that height and the chain's number of changes. */
export const changes = table({
  number: 0x52,
  name: "change",
  key: [count64, count64],
  value: struct("scheduledChange", { number: count64, effectiveAt: count64, change: changeCodec }),
  due: ({ effectiveAt }) => effectiveAt,
});

/** Why roots cannot be trusted, or nothing: uncompressed keys begin with 04, and rise. */
export function rootsFlaw(roots: readonly Hex[]): string | undefined {
  const wrong = roots.findIndex((root) => !root.startsWith("0x04"));
  if (wrong >= 0) return `roots[${wrong}]: an uncompressed key begins with 04`;
  const unordered = roots.findIndex((root, index) => index > 0 && roots[index - 1]! >= root);
  return unordered < 0 ? undefined : `roots[${unordered}]: roots must rise`;
}

/** Why a set of keys cannot govern, or nothing: addresses must rise, and the threshold be one that they can reach. */
export function keySetFlaw({ threshold, keys }: KeySet): string | undefined {
  const unordered = keys.findIndex((key: Address, index) => index > 0 && keys[index - 1]! >= key);
  if (unordered >= 0) return `keys[${unordered}]: addresses must rise`;
  if (keys.length === 0) return threshold === 0 ? undefined : `a threshold of ${threshold} without keys`;
  return threshold >= 1 && threshold <= keys.length ? undefined : `a threshold of ${threshold} with ${keys.length} keys`;
}
