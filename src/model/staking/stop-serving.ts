import { bytes32 } from "../encoding/primitives.ts";
import { serviceEvidences } from "../evidence/records.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { services } from "./records.ts";

/** Stop serving: the sender leaves the draws of a model. Seats that it holds it keeps. */
export const stopServing = transaction("stopServing", {
  number: 0x25,
  payload: { modelID: bytes32 },
  subject: ({ work, sender, payload }) => ({ service: services.get(work.draft, payload.modelID, sender) }),
  check: [["NOT_SERVING", ({ service }) => service === undefined]],
  apply(_, { work, sender, payload }) {
    services.delete(work.draft, payload.modelID, sender);
    serviceEvidences.delete(work.draft, payload.modelID, sender);
    emit(work, { kind: "stoppedServing", modelID: payload.modelID, provider: sender });
  },
});
