import { bytes32, optional } from "../encoding/primitives.ts";
import { isRetired, models } from "../registry/records.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { isActive, profileCodec, providers, services } from "./records.ts";

/** Serve model: the sender can be drawn as a third provider for it from the next case on (R20); with the numeric profile in which it computes (R33). */
export const serveModel = transaction("serveModel", {
  number: 0x24,
  payload: { modelID: bytes32, profile: optional(profileCodec) },
  subject: ({ work, sender, payload, protocol }) => ({
    parameters: protocol.parameters,
    model: models.get(work.draft, payload.modelID),
    retired: isRetired(work.draft, payload.modelID),
    provider: providers.get(work.draft, sender),
    service: services.get(work.draft, payload.modelID, sender),
  }),
  check: [
    ["MODEL_UNKNOWN", ({ model }) => model === undefined],
    ["MODEL_RETIRED", ({ retired }) => retired],
    ["PROVIDER_UNKNOWN", ({ provider }) => provider === undefined],
    ["PROVIDER_INACTIVE", ({ provider, parameters }) => !isActive(provider!, parameters)],
    ["ALREADY_SERVING", ({ service }) => service !== undefined],
  ],
  apply(_, { work, sender, payload }) {
    services.put(work.draft, { modelID: payload.modelID, provider: sender, since: work.height, profile: payload.profile }, payload.modelID, sender);
    emit(work, { kind: "serving", modelID: payload.modelID, provider: sender });
  },
});
