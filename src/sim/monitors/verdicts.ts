import { attestations } from "../../model/attestation/records.ts";
import type { Address } from "../../model/crypto/address.ts";
import { type Case, cases } from "../../model/dispute/records.ts";
import { decode } from "../../model/encoding/codec.ts";
import { tolerances } from "../../model/registry/records.ts";
import { compareOutputs } from "../../model/tolerance/compare.ts";
import { type Output, outputCodec } from "../../model/tolerance/output.ts";
import type { Law, WatchedBlock } from "./law.ts";

/** Outputs shown in a case, by provider, as the blocks carried them. */
type Shown = Map<number, Map<Address, Output>>;

/** Notes the outputs that a block's applied transactions show. */
function note(shown: Shown, { transactions, after }: WatchedBlock): void {
  for (const { transaction, sender, applied } of transactions) {
    const { payload } = transaction;
    if (!applied || (payload.kind !== "revealOutput" && payload.kind !== "openSeat")) continue;
    const output = decode(outputCodec, payload.output);
    const whose = payload.kind === "openSeat" ? sender : attestations.at(after.store, payload.attestation).provider;
    if (output.ok) shown.set(payload.case, (shown.get(payload.case) ?? new Map()).set(whose, output.value));
  }
}

/**
 * Who is at fault by the rules alone: members never shown; and those with whom more than half of the open seats of the last
 * tallied level are at FAULT, if those seats are more than half of the level and, where there is one, it agrees with someone.
 */
function faultyBy(dispute: Case, outputs: ReadonlyMap<Address, Output>, block: WatchedBlock, levelSize: number): Set<Address> {
  const seats = dispute.seats
    .filter(({ level, status }) => level === dispute.tallied && status === "opened")
    .map(({ provider }) => outputs.get(provider)!);
  const sayings = dispute.members.map(({ provider, attestation }) => {
    const output = outputs.get(provider);
    const { modelID, tolerance } = attestations.at(block.after.store, attestation);
    const limits = tolerances.at(block.after.store, modelID, tolerance);
    return output === undefined ? undefined : seats.map((seat) => compareOutputs(limits, output, seat));
  });
  const isQuorate = 2 * seats.length > levelSize;
  const isLoneDissenter = seats.length === 1 && sayings.every((saying) => saying?.[0] !== "agree");
  const isFaulty = (saying: readonly string[] | undefined): boolean =>
    saying === undefined || (isQuorate && !isLoneDissenter && 2 * saying.filter((word) => word === "fault").length > seats.length);
  return new Set(dispute.members.filter((_, index) => isFaulty(sayings[index])).map(({ provider }) => provider));
}

/** A provider whose output is at FAULT with the strict majority is slashed, and nobody else is. */
export const majoritySlashes: Law = {
  name: "majority-slashes",
  sentence:
    "a settled case slashes the members whose output was never shown or is at FAULT with the strict majority of the last level, and nobody else",
  begin({ protocol }) {
    const shown: Shown = new Map();
    return (block) => {
      note(shown, block);
      const settled = block.built.events.flatMap((event) => (event.kind === "phaseBegan" && event.phase === "settled" ? [event.case] : []));
      return settled.flatMap((id) => {
        const dispute = cases.at(block.after.store, id);
        const levelSize = protocol.parameters.ladder[dispute.tallied ?? 0] ?? 0;
        const wanted = faultyBy(dispute, shown.get(id) ?? new Map(), block, levelSize);
        const slashed = new Set(
          block.built.events.flatMap((event) =>
            event.kind === "slashed" && event.case === id && (event.cause === "fault" || event.cause === "no-reveal") ? [event.provider] : [],
          ),
        );
        shown.delete(id);
        const spared = [...wanted]
          .filter((provider) => !slashed.has(provider))
          .map((provider) => `case ${id}: ${provider} is at fault and was not slashed`);
        const wronged = [...slashed]
          .filter((provider) => !wanted.has(provider))
          .map((provider) => `case ${id}: ${provider} was slashed and is not at fault`);
        return [...spared, ...wronged];
      });
    };
  },
};
