import { bytes, bytes32, optional } from "../encoding/primitives.ts";
import { isRefusedFor, isReportRead, judgeQuote, momentOf, NO_EVIDENCE, once, whyRefused } from "../evidence/judge.ts";
import { serviceEvidences } from "../evidence/records.ts";
import { servingReportData } from "../evidence/report-data.ts";
import { isRetired, models } from "../registry/records.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { isActive, profileCodec, providers, services, TEE_REPORT_MAX } from "./records.ts";

/**
 * Serve model: the sender can be drawn as a third provider for it from the next case on (R20); with the numeric profile in which it computes (R33), and, where
 * the model requires a TEE, a report of the enclave that will compute. A draw judges it anew: to renew it, stop serving and serve again.
 */
export const serveModel = transaction("serveModel", {
  number: 0x24,
  payload: { modelID: bytes32, profile: optional(profileCodec), teeReport: bytes(TEE_REPORT_MAX) },
  subject({ work, sender, payload, protocol }) {
    const { modelID, teeReport } = payload;
    const model = models.get(work.draft, modelID);
    const hasReport = teeReport.length > 0;
    const isRead = model !== undefined && isReportRead(work, protocol, model.teeRequired);
    const wanted = { modelID, reportData: servingReportData(work.chain, modelID, sender) };
    return {
      parameters: protocol.parameters,
      model,
      retired: isRetired(work.draft, payload.modelID),
      provider: providers.get(work.draft, sender),
      service: services.get(work.draft, payload.modelID, sender),
      isReportForbidden: hasReport && work.chain.rulings.R08 === "must-be-empty" && model?.teeRequired === false,
      isReportMissing: !hasReport && isRead && model.teeRequired,
      evidence: hasReport && isRead ? once(() => judgeQuote(momentOf(work), protocol, teeReport, wanted)) : NO_EVIDENCE,
    };
  },
  check: [
    ["MODEL_UNKNOWN", ({ model }) => model === undefined],
    ["MODEL_RETIRED", ({ retired }) => retired],
    ["PROVIDER_UNKNOWN", ({ provider }) => provider === undefined],
    ["PROVIDER_INACTIVE", ({ provider, parameters }) => !isActive(provider!, parameters)],
    ["ALREADY_SERVING", ({ service }) => service !== undefined],
    ["TEE_REPORT_FORBIDDEN", ({ isReportForbidden }) => isReportForbidden],
    ["TEE_REPORT_MISSING", ({ isReportMissing }) => isReportMissing],
    ["COLLATERAL_MISSING", ({ evidence }) => isRefusedFor(evidence(), "COLLATERAL_MISSING"), ({ evidence }) => whyRefused(evidence())],
    ["EVIDENCE_REFUSED", ({ evidence }) => isRefusedFor(evidence(), "EVIDENCE_REFUSED"), ({ evidence }) => whyRefused(evidence())],
  ],
  apply({ evidence }, { work, sender, payload }) {
    services.put(work.draft, { modelID: payload.modelID, provider: sender, since: work.height, profile: payload.profile }, payload.modelID, sender);
    const judged = evidence();
    if (judged?.ok === true) serviceEvidences.put(work.draft, judged.facts, payload.modelID, sender);
    emit(work, { kind: "serving", modelID: payload.modelID, provider: sender });
  },
});
