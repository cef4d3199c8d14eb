import { bytes32 } from "../encoding/primitives.ts";
import { transaction } from "../transaction/transaction.ts";
import { measurements, scheduleModelChange } from "./changes.ts";
import { isRetired, models } from "./records.ts";

/** Revoke measurement (R10, R43): the owner of a model shuts an enclave out, once the change is in force. */
export const revokeMeasurement = transaction("revokeMeasurement", {
  number: 0x14,
  payload: { modelID: bytes32, measurement: bytes32 },
  subject: ({ work, sender, payload }) => ({
    payload,
    sender,
    model: models.get(work.draft, payload.modelID),
    retired: isRetired(work.draft, payload.modelID),
    known: measurements.get(work.draft, payload.modelID, payload.measurement),
  }),
  check: [
    ["MODEL_UNKNOWN", ({ model }) => model === undefined],
    ["NOT_MODEL_OWNER", ({ model, sender }) => model!.owner !== sender],
    ["MODEL_RETIRED", ({ retired }) => retired],
    ["MEASUREMENT_UNKNOWN", ({ known }) => known === undefined],
  ],
  apply(_, { work, payload, protocol }) {
    scheduleModelChange(work, protocol, payload.modelID, { kind: "revoke", measurement: payload.measurement });
  },
});
