import { bytes32 } from "../encoding/primitives.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { models, sides } from "./records.ts";

/** Retire model: its owner ends it. What is under way goes on; no new order, service or attestation is taken. */
export const retireModel = transaction("retireModel", {
  number: 0x11,
  payload: { modelID: bytes32 },
  subject: ({ work, sender, payload }) => ({
    sender,
    model: models.get(work.draft, payload.modelID),
    side: sides.get(work.draft, payload.modelID),
  }),
  check: [
    ["MODEL_UNKNOWN", ({ model }) => model === undefined],
    ["NOT_MODEL_OWNER", ({ model, sender }) => model!.owner !== sender],
    ["MODEL_RETIRED", ({ side }) => side!.retiredAt !== undefined],
  ],
  apply({ side }, { work, payload }) {
    sides.put(work.draft, { ...side!, retiredAt: work.height }, payload.modelID);
    emit(work, { kind: "modelRetired", modelID: payload.modelID });
  },
});
