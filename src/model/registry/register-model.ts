import type { Address } from "../crypto/address.ts";
import { as, taggedHash } from "../crypto/hash.ts";
import type { Hex } from "../encoding/hex.ts";
import { emit } from "../state/work.ts";
import { toleranceFlaw } from "../tolerance/flaw.ts";
import { toleranceCodec } from "../tolerance/tolerance.ts";
import { transaction } from "../transaction/transaction.ts";
import { setTolerance } from "./changes.ts";
import { isRetired, lineages, modelCodec, models, sideCodec, sides, tolerances, weights } from "./records.ts";

const lineageHash = taggedHash("lineage");

/** The id of an owner's models of one name: H("lineage", owner ‖ name) (R04). */
export function lineageId(owner: Address, modelName: string): Hex {
  return lineageHash(owner, as(modelCodec.fields.name, modelName));
}

const { name, version, weightHash, architecture, paramCount, license, teeRequired } = modelCodec.fields;
const { runtimeHash, numericClass } = sideCodec.fields;

/**
 * Register model (LP-0035 "Model Registry"; R04, R34, R51). The sender becomes its owner; its id is its weight hash. Under
 * `lineage` its id is that of (owner, name), and a higher version replaces the weights, the runtime and the tolerance.
 */
export const registerModel = transaction("registerModel", {
  number: 0x10,
  payload: { name, version, weightHash, architecture, paramCount, license, teeRequired, runtimeHash, numericClass, tolerance: toleranceCodec },
  subject({ work, sender, payload }) {
    const lineage = lineageId(sender, payload.name);
    const isLineage = work.chain.rulings.R04 === "lineage";
    const modelID = isLineage ? lineage : payload.weightHash;
    return {
      payload,
      lineage,
      isLineage,
      modelID,
      last: lineages.get(work.draft, lineage)?.version,
      flaw: toleranceFlaw(payload.tolerance),
      existing: models.get(work.draft, modelID),
      retired: isRetired(work.draft, modelID),
    };
  },
  check: [
    ["NAME_EMPTY", ({ payload }) => payload.name === ""],
    ["TOLERANCE_INVALID", ({ flaw }) => flaw !== undefined, ({ flaw }) => flaw!],
    ["MODEL_EXISTS", ({ existing, isLineage }) => existing !== undefined && !isLineage],
    [
      "MODEL_VERSION_NOT_RISING",
      ({ payload, last }) => last !== undefined && payload.version <= last,
      ({ payload, last }) => `version ${payload.version}, the last was ${last}`,
    ],
    ["MODEL_RETIRED", ({ isLineage, retired }) => isLineage && retired],
  ],
  apply({ payload, lineage, isLineage, modelID, existing }, { work, sender }) {
    const { name, version, weightHash, architecture, paramCount, license, teeRequired } = payload;
    const { tolerance, runtimeHash: runtime, numericClass: numeric } = payload;
    models.put(work.draft, { modelID, owner: sender, name, version, weightHash, architecture, paramCount, license, teeRequired }, modelID);
    if (existing === undefined) {
      const side = { runtimeHash: runtime, numericClass: numeric, tolerance: 0, registeredAt: work.height, retiredAt: undefined };
      sides.put(work.draft, side, modelID);
      tolerances.put(work.draft, tolerance, modelID, 0);
    } else {
      sides.put(work.draft, { ...sides.at(work.draft, modelID), runtimeHash: runtime, numericClass: numeric }, modelID);
      setTolerance(work, modelID, tolerance);
    }
    if (isLineage) weights.put(work.draft, { weightHash: payload.weightHash, runtimeHash: runtime }, modelID, payload.version);
    lineages.put(work.draft, { version: payload.version }, lineage);
    emit(work, { kind: "modelRegistered", modelID, owner: sender });
  },
});
