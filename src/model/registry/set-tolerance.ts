import { bytes32 } from "../encoding/primitives.ts";
import { toleranceFlaw } from "../tolerance/flaw.ts";
import { toleranceCodec } from "../tolerance/tolerance.ts";
import { transaction } from "../transaction/transaction.ts";
import { scheduleModelChange } from "./changes.ts";
import { isRetired, models } from "./records.ts";

/** Set tolerance (R43): the owner of a model changes how its outputs are compared, for attestations accepted once the change is in force. */
export const setTolerance = transaction("setTolerance", {
  number: 0x12,
  payload: { modelID: bytes32, tolerance: toleranceCodec },
  subject: ({ work, sender, payload }) => ({
    payload,
    sender,
    model: models.get(work.draft, payload.modelID),
    retired: isRetired(work.draft, payload.modelID),
    flaw: toleranceFlaw(payload.tolerance),
  }),
  check: [
    ["TOLERANCE_INVALID", ({ flaw }) => flaw !== undefined, ({ flaw }) => flaw!],
    ["MODEL_UNKNOWN", ({ model }) => model === undefined],
    ["NOT_MODEL_OWNER", ({ model, sender }) => model!.owner !== sender],
    ["MODEL_RETIRED", ({ retired }) => retired],
  ],
  apply(_, { work, payload, protocol }) {
    scheduleModelChange(work, protocol, payload.modelID, { kind: "tolerance", tolerance: payload.tolerance });
  },
});
