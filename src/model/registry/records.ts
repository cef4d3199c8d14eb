import { address } from "../crypto/address.ts";
import type { TypeOf } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct } from "../encoding/objects.ts";
import { bool, bytes32, count64, optional, text, u32, u64 } from "../encoding/primitives.ts";
import type { Reader } from "../state/store.ts";
import { table } from "../state/table.ts";
import { toleranceCodec } from "../tolerance/tolerance.ts";

/** The LP's Model, field by field (LP-0035 "Model Registry"). Immutable, but for a new version under R04 `lineage`. */
export const modelCodec = struct("model", {
  /** = weightHash, or under `lineage` H("lineage", owner ‖ name) (R04). */
  modelID: bytes32,
  owner: address,
  name: text(64),
  version: u64,
  weightHash: bytes32,
  architecture: text(32),
  paramCount: u64,
  license: text(64),
  teeRequired: bool,
});

/** See `modelCodec`. */
export type Model = TypeOf<typeof modelCodec>;

/** Models by id. */
export const models = table({ number: 0x10, name: "model", key: [bytes32], value: modelCodec });

/** What is known of a model beyond the LP's struct (R51). */
export const sideCodec = struct("modelSide", {
  /** Hash of the code that runs the weights. */
  runtimeHash: bytes32,
  /** The numeric class that providers must compute in, for example `fp32`. */
  numericClass: text(32),
  /** Version of the tolerance in force: a key of `tolerances`. */
  tolerance: u32,
  registeredAt: count64,
  retiredAt: optional(count64),
});

/** Side records by model. */
export const sides = table({ number: 0x13, name: "modelSide", key: [bytes32], value: sideCodec });

/** Whether a registered model is retired. */
export function isRetired(reader: Reader, modelID: Hex): boolean {
  return sides.get(reader, modelID)?.retiredAt !== undefined;
}

/** The tolerances that a model ever had: an attestation pins one (R44). */
export const tolerances = table({ number: 0x11, name: "tolerance", key: [bytes32, u32], value: toleranceCodec });

/** The weights of each version of a lineage (R04 `lineage`); empty under the default, where a model has one version. */
export const weights = table({
  number: 0x14,
  name: "weights",
  key: [bytes32, u64],
  value: struct("weights", { weightHash: bytes32, runtimeHash: bytes32 }),
});

/** The last version registered under a lineage, H("lineage", owner ‖ name) (R04). */
export const lineages = table({ number: 0x12, name: "lineage", key: [bytes32], value: struct("lineage", { version: u64 }) });
