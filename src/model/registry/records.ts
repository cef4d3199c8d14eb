import { address } from "../crypto/address.ts";
import type { TypeOf } from "../encoding/codec.ts";
import { struct } from "../encoding/objects.ts";
import { bool, bytes32, count64, optional, text, u32, u64 } from "../encoding/primitives.ts";
import { table } from "../state/table.ts";
import { toleranceCodec } from "../tolerance/tolerance.ts";

/** The LP's Model, field by field (LP-0035 "Model Registry"), and beside it the side record of R51. */
export const modelCodec = struct("model", {
  /** = weightHash (R04). */
  modelID: bytes32,
  owner: address,
  name: text(64),
  version: u64,
  weightHash: bytes32,
  architecture: text(32),
  paramCount: u64,
  license: text(64),
  teeRequired: bool,
  /** Hash of the code that runs the weights (R51); not part of the LP's struct. */
  runtimeHash: bytes32,
  /** The numeric class that providers must compute in, for example `fp32` (R51). */
  numericClass: text(32),
  /** Version of the tolerance in force: a key of `tolerances`. */
  tolerance: u32,
  registeredAt: count64,
  retiredAt: optional(count64),
});

/** See `modelCodec`. */
export type Model = TypeOf<typeof modelCodec>;

/** Models by id. */
export const models = table({ number: 0x10, name: "model", key: [bytes32], value: modelCodec });

/** The tolerances that a model ever had: an attestation pins one (R44). */
export const tolerances = table({ number: 0x11, name: "tolerance", key: [bytes32, u32], value: toleranceCodec });

/** The last version registered under a lineage, H("lineage", owner ‖ name) (R04). */
export const lineages = table({ number: 0x12, name: "lineage", key: [bytes32], value: struct("lineage", { version: u64 }) });
