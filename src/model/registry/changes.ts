import type { TypeOf } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct, union } from "../encoding/objects.ts";
import { bytes32, count64 } from "../encoding/primitives.ts";
import { ledgers } from "../ledger/records.ts";
import { ownerDelayOf, type Protocol } from "../params/protocol.ts";
import { table } from "../state/table.ts";
import { emit, type Work } from "../state/work.ts";
import { toleranceCodec } from "../tolerance/tolerance.ts";
import { measurementCodec, measurementId } from "./measurement.ts";
import { sides, tolerances } from "./records.ts";

const changeCodec = union("modelChange", {
  tolerance: [0, struct("tolerance", { tolerance: toleranceCodec })],
  allow: [1, struct("allow", { measurement: measurementCodec })],
  revoke: [2, struct("revoke", { measurement: bytes32 })],
});

/** What a model's owner may change (R43). */
export type ModelChange = TypeOf<typeof changeCodec>;

/** Changes by owners that wait for their height, by that height and the chain's number of changes. */
export const modelChanges = table({
  number: 0x16,
  name: "modelChange",
  key: [count64, count64],
  value: struct("scheduledModelChange", { number: count64, effectiveAt: count64, modelID: bytes32, change: changeCodec }),
  due: ({ effectiveAt }) => effectiveAt,
});

/** Enclaves that may run a model (R10), by model and id of the measurement. */
export const measurements = table({ number: 0x15, name: "measurement", key: [bytes32, bytes32], value: measurementCodec });

/** The number of the next change, of owners and governance alike. */
export function nextChange(work: Work): number {
  const ledger = ledgers.at(work.draft);
  ledgers.put(work.draft, { ...ledger, changes: ledger.changes + 1 });
  return ledger.changes;
}

/** Writes down a change by a model's owner, for `ownerDelay` later (R43). */
export function scheduleModelChange(work: Work, protocol: Protocol, modelID: Hex, change: ModelChange): void {
  const pending = modelChanges.all(work.draft).filter((other) => other.modelID === modelID);
  const effectiveAt = Math.max(work.height + ownerDelayOf(protocol), ...pending.map((other) => other.effectiveAt));
  const number = nextChange(work);
  modelChanges.put(work.draft, { number, effectiveAt, modelID, change }, effectiveAt, number);
  emit(work, { kind: "modelChangeScheduled", modelID, what: change.kind, effectiveAt });
}

/** What a change does once its time has come; attestations accepted before keep what they pinned. */
function effect(work: Work, modelID: Hex, change: ModelChange): void {
  if (change.kind === "allow") return measurements.put(work.draft, change.measurement, modelID, measurementId(change.measurement));
  if (change.kind === "revoke") return measurements.delete(work.draft, modelID, change.measurement);
  setTolerance(work, modelID, change.tolerance);
}

/** Puts a new tolerance of a model in force (R43): attestations from now on pin it. */
export function setTolerance(work: Work, modelID: Hex, tolerance: TypeOf<typeof toleranceCodec>): void {
  const side = sides.at(work.draft, modelID);
  const version = side.tolerance + 1;
  sides.put(work.draft, { ...side, tolerance: version }, modelID);
  tolerances.put(work.draft, tolerance, modelID, version);
}

/** End of block: changes of owners that are due. */
export function applyModelChanges(work: Work): void {
  for (const { number, effectiveAt, modelID, change } of modelChanges.due(work.draft, work.height)) {
    effect(work, modelID, change);
    modelChanges.delete(work.draft, effectiveAt, number);
    emit(work, { kind: "modelChanged", modelID, what: change.kind });
  }
}
