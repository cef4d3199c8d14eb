import { cases } from "../../model/dispute/records.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import type { Event } from "../../model/events/events.ts";
import { models } from "../../model/registry/records.ts";
import { providers, services } from "../../model/staking/records.ts";
import type { Agent, Host, KnownModel } from "./agent.ts";
import { createAnswers } from "./answers.ts";
import type { Common } from "./behaviour.ts";
import type { Conduct } from "./conduct.ts";
import { isAllowed, servingReport } from "./proof.ts";
import { createSeats } from "./seats.ts";

/** Blocks in which a transaction of one's own is answered. */
const ANSWERED_AFTER = 3;

/**
 * A provider: registers, serves its models, attests to what it is asked and paid for, reveals when it is challenged, takes its
 * seats. Its conduct says where it departs from that.
 */
export function createProvider(host: Host, common: Common, conduct: Conduct): Agent {
  const served = host.models.filter(({ id }) => common.models.includes(id));
  const answers = createAnswers(host, conduct);
  const seats = createSeats(host, conduct);
  let isRegistered = false;
  const registeredModels = new Set<Hex>();
  /** Models that it serves or has asked to, with the height at which it asked. */
  const begun = new Map<Hex, number>();

  function serve(model: KnownModel): void {
    const { modelID } = model;
    if (!isRegistered || !registeredModels.has(modelID) || begun.has(modelID) || !isAllowed(host, model)) return;
    begun.set(modelID, host.state().head.height);
    host.submit({ kind: "serveModel", modelID, profile: conduct.profile, teeReport: servingReport(host, model, conduct.prove) });
  }

  /** Another enclave is allowed: asks again where it was refused before. */
  function serveAfterAll(model: KnownModel): void {
    const { store, head } = host.state();
    const isAnswered = head.height - (begun.get(model.modelID) ?? head.height) >= ANSWERED_AFTER;
    if (isAnswered && services.get(store, model.modelID, host.address) === undefined) begun.delete(model.modelID);
    serve(model);
  }

  /** Shows what its machine is now: a draw judges the report with which it serves. */
  function renew(): void {
    for (const model of served) {
      if (!begun.delete(model.modelID)) continue;
      if (services.get(host.state().store, model.modelID, host.address) !== undefined) host.submit({ kind: "stopServing", modelID: model.modelID });
      serve(model);
    }
  }

  /** Appeals against a tally that finds this provider at fault. */
  function defend(id: number): void {
    const { members } = cases.at(host.state().store, id);
    const isAccused = members.some(({ provider, verdict }) => provider === host.address && verdict === "faulty");
    if (isAccused && conduct.appeals) host.submit({ kind: "appeal", case: id });
  }

  function onPhase(id: number, phase: string): void {
    if (phase === "reveal") answers.reveal(id);
    else if (phase === "appeal") defend(id);
    else seats.onPhase(id);
  }

  function onEvent(event: Event): void {
    if (event.kind === "modelRegistered") {
      registeredModels.add(event.modelID);
      for (const model of served) if (model.modelID === event.modelID) serve(model);
    } else if (event.kind === "providerRegistered" && event.provider === host.address) {
      isRegistered = true;
      for (const model of served) serve(model);
    } else if (event.kind === "modelChanged") {
      for (const model of served) if (model.modelID === event.modelID) serveAfterAll(model);
    } else if (event.kind === "orderPlaced") answers.consider(event.inputHash);
    else if (event.kind === "caseOpened") answers.supply(event.case);
    else if (event.kind === "outputRevealed") answers.reveal(event.case);
    else if (event.kind === "equivocationReported" && event.provider === host.address) answers.answerReport(event.attestation);
    else if (event.kind === "seatDrawn" && event.provider === host.address && conduct.sits(host.state().head.height)) seats.take(event.case);
    else if (event.kind === "phaseBegan") onPhase(event.case, event.phase);
  }

  /** What it would know had it not crashed: whether it is registered, what it serves, and the cases in which something is asked of it. */
  function restart(): void {
    const { store, head } = host.state();
    isRegistered = providers.get(store, host.address) !== undefined;
    for (const { modelID } of served) {
      if (models.get(store, modelID) !== undefined) registeredModels.add(modelID);
      if (services.get(store, modelID, host.address) !== undefined) begun.set(modelID, head.height);
    }
    for (const model of served) serve(model);
  }

  return {
    restart,
    start() {
      const owner = common.owner ?? { address: host.address, consent: undefined };
      host.submit({ kind: "registerProvider", owner: owner.address, consent: owner.consent, stake: common.stake });
      for (const at of host.tee?.patches ?? []) host.after(at, renew);
    },
    onEvent,
    onMessage(message, from) {
      if (message.kind === "request") answers.onRequest(message.modelID, message.request, from);
    },
  };
}
