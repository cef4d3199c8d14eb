import type { Hex } from "../../model/encoding/hex.ts";
import { type Reported, reportData, servingReportData } from "../../model/evidence/report-data.ts";
import { measurements } from "../../model/registry/changes.ts";
import { models } from "../../model/registry/records.ts";
import type { Launch, TeePort } from "../tee/port.ts";
import type { Host, KnownModel } from "./agent.ts";

/** How a provider comes by a report over 64 bytes of report data: when it begins to serve, or for an attestation. */
export type Prove = (tee: TeePort, model: KnownModel, data: Hex, purpose: "serve" | "attest") => Uint8Array;

/** By an enclave of its own machine, launched in this way. */
export const proveOn =
  (launch: Launch): Prove =>
  (tee, { id }, data) =>
    tee.quote(id, data, launch);

/** As the protocol asks: by the released enclave. */
export const proveHonestly: Prove = proveOn("release");

/** Where any report will do (R09 `unbound`). */
const NOTHING: Hex = `0x${"00".repeat(64)}`;
const NONE = new Uint8Array(0);

/** The port of an agent where a model asks for evidence; else none. */
function portFor(host: Host, { modelID }: KnownModel): TeePort | undefined {
  return models.get(host.state().store, modelID)?.teeRequired === true ? host.tee : undefined;
}

/** Whether reports of the model's enclave can be accepted yet: its owner has allowed one (R10). */
export function isAllowed(host: Host, model: KnownModel): boolean {
  const { store, chain } = host.state();
  return portFor(host, model) === undefined || chain.rulings.R10 === "any-genuine" || measurements.all(store, model.modelID).length > 0;
}

/** The report with which a provider begins to serve a model; empty where none is asked for. */
export function servingReport(host: Host, model: KnownModel, prove: Prove): Uint8Array {
  const port = portFor(host, model);
  const data = servingReportData(host.state().chain, model.modelID, host.address) ?? NOTHING;
  return port === undefined ? NONE : prove(port, model, data, "serve");
}

/** The report of an attestation (R09); empty where none is asked for. */
export function attestingReport(host: Host, model: KnownModel, about: Omit<Reported, "weightHash">, prove: Prove): Uint8Array {
  const { store, chain } = host.state();
  const port = portFor(host, model);
  if (port === undefined) return NONE;
  const { weightHash } = models.at(store, model.modelID);
  return prove(port, model, reportData(chain, { ...about, weightHash }) ?? NOTHING, "attest");
}
