import { taggedHash } from "../crypto/hash.ts";
import { encode } from "../encoding/codec.ts";
import { fromHex } from "../encoding/hex.ts";
import { TEE_ASSUMED } from "../params/protocol.ts";
import { emit } from "../state/work.ts";
import { toleranceCodec, toleranceFlaw } from "../tolerance/tolerance.ts";
import { transaction } from "../transaction/transaction.ts";
import { lineages, modelCodec, models, sideCodec, sides, tolerances } from "./records.ts";

const lineageHash = taggedHash("lineage");

const { name, version, weightHash, architecture, paramCount, license, teeRequired } = modelCodec.fields;
const { runtimeHash, numericClass } = sideCodec.fields;

/** Register model (LP-0035 "Model Registry"; R04, R34, R51). The sender becomes its owner; its id is its weight hash. */
export const registerModel = transaction("registerModel", {
  number: 0x10,
  payload: { name, version, weightHash, architecture, paramCount, license, teeRequired, runtimeHash, numericClass, tolerance: toleranceCodec },
  subject({ work, sender, payload, protocol }) {
    const lineage = lineageHash(fromHex(sender), encode(name, payload.name));
    return {
      payload,
      lineage,
      last: lineages.get(work.draft, lineage)?.version,
      flaw: toleranceFlaw(payload.tolerance),
      isEvidenceAssumed: protocol.unsafe.includes(TEE_ASSUMED),
      existing: models.get(work.draft, payload.weightHash),
    };
  },
  check: [
    ["NAME_EMPTY", ({ payload }) => payload.name === ""],
    ["TOLERANCE_INVALID", ({ flaw }) => flaw !== undefined, ({ flaw }) => flaw!],
    ["TEE_VERIFIER_ABSENT", ({ payload, isEvidenceAssumed }) => payload.teeRequired && !isEvidenceAssumed],
    ["MODEL_EXISTS", ({ existing }) => existing !== undefined],
    [
      "MODEL_VERSION_NOT_RISING",
      ({ payload, last }) => last !== undefined && payload.version <= last,
      ({ payload, last }) => `version ${payload.version}, the last was ${last}`,
    ],
  ],
  apply({ payload, lineage }, { work, sender }) {
    const { tolerance, runtimeHash: runtime, numericClass: numeric, ...fields } = payload;
    const modelID = payload.weightHash;
    models.put(work.draft, { modelID, owner: sender, ...fields }, modelID);
    const side = { runtimeHash: runtime, numericClass: numeric, tolerance: 0, registeredAt: work.height, retiredAt: undefined };
    sides.put(work.draft, side, modelID);
    tolerances.put(work.draft, tolerance, modelID, 0);
    lineages.put(work.draft, { version: payload.version }, lineage);
    emit(work, { kind: "modelRegistered", modelID, owner: sender });
  },
});
