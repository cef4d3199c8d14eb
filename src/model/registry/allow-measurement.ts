import { bytes32 } from "../encoding/primitives.ts";
import { transaction } from "../transaction/transaction.ts";
import { measurements, scheduleModelChange } from "./changes.ts";
import { measurementCodec, measurementId } from "./measurement.ts";
import { isRetired, models } from "./records.ts";

/** Allow measurement (R10, R43): the owner of a model admits an enclave, once the change is in force. */
export const allowMeasurement = transaction("allowMeasurement", {
  number: 0x13,
  payload: { modelID: bytes32, measurement: measurementCodec },
  subject: ({ work, sender, payload }) => ({
    payload,
    sender,
    model: models.get(work.draft, payload.modelID),
    retired: isRetired(work.draft, payload.modelID),
    known: measurements.get(work.draft, payload.modelID, measurementId(payload.measurement)),
  }),
  check: [
    ["MODEL_UNKNOWN", ({ model }) => model === undefined],
    ["NOT_MODEL_OWNER", ({ model, sender }) => model!.owner !== sender],
    ["MODEL_RETIRED", ({ retired }) => retired],
    ["MEASUREMENT_ALLOWED", ({ known }) => known !== undefined],
  ],
  apply(_, { work, payload, protocol }) {
    scheduleModelChange(work, protocol, payload.modelID, { kind: "allow", measurement: payload.measurement });
  },
});
