import { type Address, address } from "../crypto/address.ts";
import type { P256 } from "../crypto/curves.ts";
import type { TypeOf } from "../encoding/codec.ts";
import { toHex } from "../encoding/hex.ts";
import { struct, union } from "../encoding/objects.ts";
import { bytes, count64, enumeration, list, optional, u8 } from "../encoding/primitives.ts";
import { parametersCodec } from "../params/protocol.ts";
import { table } from "../state/table.ts";
import { rootFlaw } from "../tee/items.ts";
import { validatorsCodec } from "../validators/records.ts";

/** Who governs (R30): so many of these keys must sign. Addresses rise; none at all, and nobody governs. */
export const keySetCodec = struct("keySet", { threshold: u8, keys: list(address, 32) });

/** See `keySetCodec`. */
export type KeySet = TypeOf<typeof keySetCodec>;

/** Roots of trust for TEE evidence (R12): certificates, DER. */
export const rootsCodec = list(bytes(4096), 8);

/** What governance can deny (R50). Append-only. */
export const DENIED_KINDS = ["fmspc", "ppid", "pckSerial", "measurement"] as const;

/** A platform, or what runs on it, that is denied from a height on; without a height, no longer (R50). */
export const denialCodec = struct("denial", { what: enumeration(DENIED_KINDS), value: bytes(48), from: optional(count64) });

/** See `denialCodec`. */
export type Denial = TypeOf<typeof denialCodec>;

/** What governance may change. Tags are append-only. */
export const changeCodec = union("change", {
  parameters: [0, struct("parameters", { parameters: parametersCodec })],
  roots: [1, struct("roots", { roots: rootsCodec })],
  keys: [2, struct("keys", { keys: keySetCodec })],
  validators: [3, struct("validators", { validators: validatorsCodec })],
  denial: [4, struct("denialChange", { denial: denialCodec })],
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

/** Why roots cannot be trusted, or nothing: each must be the certificate of a root, and their bytes must rise. */
export function rootsFlaw(roots: readonly Uint8Array[], p256: P256): string | undefined {
  for (const [index, root] of roots.entries()) {
    const flaw = rootFlaw(root, p256);
    if (flaw !== undefined) return `roots[${index}]: ${flaw}`;
  }
  const unordered = roots.findIndex((root, index) => index > 0 && toHex(roots[index - 1]!) >= toHex(root));
  return unordered < 0 ? undefined : `roots[${unordered}]: roots must rise`;
}

/** Why a set of keys cannot govern, or nothing: addresses must rise, and the threshold be one that they can reach. */
export function keySetFlaw({ threshold, keys }: KeySet): string | undefined {
  const unordered = keys.findIndex((key: Address, index) => index > 0 && keys[index - 1]! >= key);
  if (unordered >= 0) return `keys[${unordered}]: addresses must rise`;
  if (keys.length === 0) return threshold === 0 ? undefined : `a threshold of ${threshold} without keys`;
  return threshold >= 1 && threshold <= keys.length ? undefined : `a threshold of ${threshold} with ${keys.length} keys`;
}
