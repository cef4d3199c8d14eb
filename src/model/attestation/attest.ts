import type { Hex } from "../encoding/hex.ts";
import { isRefusedFor, isReportRead, type JudgedEvidence, judgeQuote, momentOf, NO_EVIDENCE, once, whyRefused } from "../evidence/judge.ts";
import { evidences } from "../evidence/records.ts";
import { reportData } from "../evidence/report-data.ts";
import { protocolVersion } from "../ledger/records.ts";
import { exposuresOf, type Protocol } from "../params/protocol.ts";
import type { RulingChoices } from "../params/rulings.ts";
import { isRetired, type Model, models, sides } from "../registry/records.ts";
import { reserve, slashableUnbonding } from "../staking/money.ts";
import { freeStake, isActive, providers, services } from "../staking/records.ts";
import type { Reader } from "../state/store.ts";
import { emit, type Work } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { attestationId, attestedKey, teeReportHash } from "./hashes.ts";
import { settleOrder } from "./lifecycle.ts";
import {
  type AttestationBody,
  type AttestationRecord,
  attestationCodec,
  attestations,
  attested,
  type Order,
  orderedOf,
  orders,
  requestTerm,
} from "./records.ts";

/** How far a timestamp lies outside its window: negative before, positive after, zero inside (R07). */
function lateness(timestamp: bigint, time: number, window: { maxAge: number; maxSkew: number }, rulings: RulingChoices): bigint {
  const [oldest, newest] = [BigInt(time - window.maxAge), BigInt(time + window.maxSkew)];
  if (rulings.R07 === "ignored" || (oldest <= timestamp && timestamp <= newest)) return 0n;
  return timestamp < oldest ? timestamp - oldest : timestamp - newest;
}

/** The order that this attestation fills: of those that name its provider (or anyone, R45), model and input, the one that pays most. */
function orderFor(work: Work, body: AttestationBody): Order | undefined {
  return orders.indexed(work.draft, "unfilled", requestTerm(orderedOf(work.chain.rulings, body.provider), body.modelID, body.inputHash), 1)[0];
}

/** What stands in an attestation's way (R06): one of its provider, model, version and input, or, for an earlier version, itself. */
function acceptedBefore(reader: Reader, id: Hex, key: Hex): Hex | undefined {
  return attested.get(reader, key)?.attestation ?? attestations.get(reader, id)?.id;
}

/** The report of an attestation, judged (LP-0035 "Verification Protocol" 2; R09). */
function evidenceOf(work: Work, protocol: Protocol, { weightHash }: Model, body: AttestationBody): JudgedEvidence {
  const wanted = { modelID: body.modelID, reportData: reportData(work.chain, { ...body, weightHash }) };
  return judgeQuote(momentOf(work), protocol, body.teeReport, wanted);
}

/**
 * Attest (LP-0035 "Inference Attestation" 1 to 4; R05, R06, R07, R41, R45). Anyone may send it: the provider's signature is
 * inside. It fills the best order for it by itself, so that nobody can submit it past the order.
 */
export const attest = transaction("attest", {
  number: 0x32,
  payload: attestationCodec.fields,
  subject({ work, payload, protocol }) {
    const { signature, ...body } = payload;
    const id: Hex = attestationId(work.chain.chainId, body);
    const provider = providers.get(work.draft, payload.provider);
    const model = models.get(work.draft, payload.modelID);
    const key = attestedKey(payload.provider, payload.modelID, model?.version ?? 0n, payload.inputHash);
    const hasReport = payload.teeReport.length > 0;
    const isRead = model !== undefined && isReportRead(work, protocol, model.teeRequired);
    return {
      body,
      id,
      key,
      provider,
      parameters: protocol.parameters,
      exposure: exposuresOf(protocol).attestation,
      model,
      isReportForbidden: hasReport && work.chain.rulings.R08 === "must-be-empty" && model?.teeRequired === false,
      retired: isRetired(work.draft, payload.modelID),
      lateness: lateness(payload.timestamp, work.time, protocol.parameters, protocol.rulings),
      isSigned: () => work.chain.crypto.recover(id, signature) === payload.provider,
      earlier: acceptedBefore(work.draft, id, key),
      isReportMissing: !hasReport && isRead && model.teeRequired,
      evidence: hasReport && isRead ? once(() => evidenceOf(work, protocol, model, body)) : NO_EVIDENCE,
    };
  },
  check: [
    ["MODEL_UNKNOWN", ({ model }) => model === undefined],
    ["MODEL_RETIRED", ({ retired }) => retired],
    ["PROVIDER_UNKNOWN", ({ provider }) => provider === undefined],
    ["PROVIDER_INACTIVE", ({ provider, parameters }) => !isActive(provider!, parameters)],
    ["TIMESTAMP_TOO_OLD", ({ lateness }) => lateness < 0n, ({ lateness }) => `${-lateness} s too old`],
    ["TIMESTAMP_TOO_NEW", ({ lateness }) => lateness > 0n, ({ lateness }) => `${lateness} s too new`],
    ["ATTESTATION_SIGNATURE_INVALID", ({ isSigned }) => !isSigned()],
    ["ATTESTATION_EXISTS", ({ earlier }) => earlier !== undefined, ({ earlier }) => earlier!],
    [
      "EXPOSURE_UNAVAILABLE",
      ({ provider, exposure }) => freeStake(provider!) < exposure,
      ({ provider, exposure }) => `${exposure} nLUX wanted, ${freeStake(provider!)} free`,
    ],
    ["TEE_REPORT_FORBIDDEN", ({ isReportForbidden }) => isReportForbidden],
    ["TEE_REPORT_MISSING", ({ isReportMissing }) => isReportMissing],
    ["COLLATERAL_MISSING", ({ evidence }) => isRefusedFor(evidence(), "COLLATERAL_MISSING"), ({ evidence }) => whyRefused(evidence())],
    ["EVIDENCE_REFUSED", ({ evidence }) => isRefusedFor(evidence(), "EVIDENCE_REFUSED"), ({ evidence }) => whyRefused(evidence())],
  ],
  apply({ body, id, key, parameters, exposure, model, provider: staker, evidence }, { work, payload }) {
    const { modelID, inputHash, outputHash, provider, teeReport, timestamp } = body;
    const order = orderFor(work, body);
    const record: AttestationRecord = {
      id,
      modelID,
      inputHash,
      outputHash,
      provider,
      timestamp,
      teeReportHash: teeReportHash(teeReport),
      signature: payload.signature,
      version: model!.version,
      order: order?.id,
      acceptedAt: work.height,
      protocol: protocolVersion(work.draft),
      tolerance: sides.at(work.draft, modelID).tolerance,
      profile: services.get(work.draft, modelID, provider)?.profile,
      base: staker!.stake + slashableUnbonding(staker!),
      status: "open",
      how: "none",
      finalAt: work.height + parameters.challengeWindow + parameters.openWindow,
      case: undefined,
      voidedAt: undefined,
      endedAt: undefined,
    };
    attestations.put(work.draft, record, id);
    attested.put(work.draft, { attestation: id }, key);
    reserve(work, provider, exposure);
    const judged = evidence();
    if (judged?.ok === true) evidences.put(work.draft, { ...judged.facts, acceptedTime: work.time }, id);
    if (order !== undefined) {
      orders.put(work.draft, { ...order, filledBy: id }, order.id);
      emit(work, { kind: "orderClosed", order: order.id, reason: "filled" });
      if (work.chain.rulings.R25 === "at-submission") settleOrder(work, record, true);
    }
    emit(work, { kind: "attested", attestation: id, provider, modelID, inputHash, order: order?.id });
  },
});
