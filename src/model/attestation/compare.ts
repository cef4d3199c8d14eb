import type { RulingChoices } from "../params/rulings.ts";
import { sides, tolerances } from "../registry/records.ts";
import type { Profile } from "../staking/records.ts";
import type { Reader } from "../state/store.ts";
import { type Comparison, compareOutputs } from "../tolerance/compare.ts";
import type { Output } from "../tolerance/output.ts";
import type { Tolerance } from "../tolerance/tolerance.ts";
import type { AttestationRecord } from "./records.ts";

/** An output as it was shown, and the numeric profile under which it was computed. */
export interface Shown {
  readonly output: Output;
  readonly profile: Profile | undefined;
}

/** The tolerance that an attestation pinned, or under R44 `current` the model's of now. */
export function toleranceOf(reader: Reader, rulings: RulingChoices, { modelID, tolerance }: AttestationRecord): Tolerance {
  return tolerances.at(reader, modelID, rulings.R44 === "current" ? sides.at(reader, modelID).tolerance : tolerance);
}

/** Whether two outputs are the same to the bit. */
function isIdentical(a: Output, b: Output): boolean {
  const isSameShape = a.dtype === b.dtype && a.shape.length === b.shape.length && a.shape.every((extent, index) => extent === b.shape[index]);
  return isSameShape && a.data.length === b.data.length && a.data.every((byte, index) => byte === b.data[index]);
}

/** Whether unequal bits speak against these two (R33): always, never, or where both declare one deterministic profile. */
function mustBeEqual(rulings: RulingChoices, a: Profile | undefined, b: Profile | undefined): boolean {
  if (rulings.R33 !== "default") return rulings.R33 === "equality-always";
  return a?.deterministic === true && b?.deterministic === true && a.name === b.name;
}

/** What two shown outputs say of each other (R17, R33, R34): the comparator's word, as the rulings take it. */
export function compareShown(rulings: RulingChoices, tolerance: Tolerance, a: Shown, b: Shown): Comparison {
  if (rulings.R17 === "hash-equality") return isIdentical(a.output, b.output) ? "agree" : "fault";
  const comparison = compareOutputs(tolerance, a.output, b.output);
  if (comparison === "band") return rulings.R34 === "one-threshold" ? "fault" : "band";
  const isDoubtful = comparison === "agree" && mustBeEqual(rulings, a.profile, b.profile) && !isIdentical(a.output, b.output);
  return isDoubtful ? "band" : comparison;
}
