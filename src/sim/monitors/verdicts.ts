import { compareShown, type Shown } from "../../model/attestation/compare.ts";
import { attestations } from "../../model/attestation/records.ts";
import type { Address } from "../../model/crypto/address.ts";
import { type Case, cases, type Seat } from "../../model/dispute/records.ts";
import { decode } from "../../model/encoding/codec.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import { protocols } from "../../model/ledger/records.ts";
import { tolerances } from "../../model/registry/records.ts";
import type { Reader } from "../../model/state/store.ts";
import type { Comparison } from "../../model/tolerance/compare.ts";
import { type Output, outputCodec } from "../../model/tolerance/output.ts";
import type { Tolerance } from "../../model/tolerance/tolerance.ts";
import type { Law, WatchedBlock } from "./law.ts";

/** Outputs shown in a case, by provider, as the blocks carried them. */
type Outputs = Map<number, Map<Address, Output>>;

/** Notes the outputs that a block's applied transactions show. */
function note(shown: Outputs, { transactions, after }: WatchedBlock): void {
  for (const { transaction, sender, applied } of transactions) {
    const { payload } = transaction;
    if (!applied || (payload.kind !== "revealOutput" && payload.kind !== "openSeat")) continue;
    const output = decode(outputCodec, payload.output);
    const whose = payload.kind === "openSeat" ? sender : attestations.at(after.store, payload.attestation).provider;
    if (output.ok) shown.set(payload.case, (shown.get(payload.case) ?? new Map()).set(whose, output.value));
  }
}

/** What the law needs of a case: its seats' and members' outputs, and how two of them compare. */
interface Court {
  readonly dispute: Case;
  readonly outputs: ReadonlyMap<Address, Output>;
  readonly levelSize: number;
  readonly compare: (limits: Tolerance, a: Shown, b: Shown) => Comparison;
  readonly reader: Reader;
}

function limitsOf(reader: Reader, attestation: Hex): Tolerance {
  const { modelID, tolerance } = attestations.at(reader, attestation);
  return tolerances.at(reader, modelID, tolerance);
}

const openSeatsOf = (dispute: Case): Seat[] => dispute.seats.filter(({ level, status }) => level === dispute.tallied && status === "opened");

/** How many of the panel's other seats each of `seats` is at FAULT with, if that is more than half of them. */
function lonelyAmong({ dispute, outputs, compare, reader }: Court, seats: readonly Seat[], panel: readonly Seat[]): Seat[] {
  const limits = limitsOf(reader, dispute.members[0]!.attestation);
  const shown = ({ provider, profile }: Seat): Shown => ({ output: outputs.get(provider)!, profile });
  return seats.filter((seat) => {
    const others = panel.filter(({ provider }) => provider !== seat.provider);
    return 2 * others.filter((other) => compare(limits, shown(seat), shown(other)) === "fault").length > others.length;
  });
}

/** Whether most of a panel are not lonely in it. */
function agreesWithItself(court: Court, panel: readonly Seat[]): boolean {
  return 2 * (panel.length - lonelyAmong(court, panel, panel).length) > panel.length;
}

/**
 * Who is at fault by the rules alone: members never shown; those with whom more than half of the open seats of the last tallied
 * level are at FAULT, if those seats are more than half of the level, agree with each other, and, where there is one, it agrees
 * with someone; and seats that are lonely in a last panel of three or more.
 */
function faultyBy(court: Court): { readonly members: Set<Address>; readonly seats: Set<Address> } {
  const { dispute, outputs, levelSize, compare, reader } = court;
  const panel = openSeatsOf(dispute);
  const sayings = dispute.members.map(({ provider, attestation }) => {
    const output = outputs.get(provider);
    if (output === undefined) return undefined;
    const own: Shown = { output, profile: attestations.at(reader, attestation).profile };
    return panel.map((seat) => compare(limitsOf(reader, attestation), own, { output: outputs.get(seat.provider)!, profile: seat.profile }));
  });
  const isQuorate = 2 * panel.length > levelSize && agreesWithItself(court, panel);
  const isLoneDissenter = panel.length === 1 && sayings.every((saying) => saying?.[0] !== "agree");
  const isFaulty = (saying: readonly string[] | undefined): boolean =>
    saying === undefined || (isQuorate && !isLoneDissenter && 2 * saying.filter((word) => word === "fault").length > panel.length);
  const members = dispute.members.filter((_, index) => isFaulty(sayings[index])).map(({ provider }) => provider);
  const canJudgeSeats = panel.length >= 3 && agreesWithItself(court, panel);
  const opened = dispute.seats.filter(({ status }) => status === "opened");
  const seats = canJudgeSeats ? lonelyAmong(court, opened, panel).map(({ provider }) => provider) : [];
  return { members: new Set(members), seats: new Set(seats) };
}

/** Rulings under which this law says something: by the others, other outputs are at FAULT, or another majority counts. */
const TALLY_RULINGS = ["R21", "R44"] as const;

/** What is wrong with who was slashed: whoever is wanted and was spared, whoever was slashed and is not wanted. */
function differences(id: number, wanted: ReadonlySet<Address>, slashed: ReadonlySet<Address>): string[] {
  const spared = [...wanted].filter((provider) => !slashed.has(provider));
  const wronged = [...slashed].filter((provider) => !wanted.has(provider));
  return [
    ...spared.map((provider) => `case ${id}: ${provider} is at fault and was not slashed`),
    ...wronged.map((provider) => `case ${id}: ${provider} was slashed and is not at fault`),
  ];
}

/** A provider whose output is at FAULT with the strict majority is slashed, member or seat, and nobody else is. */
export const majoritySlashes: Law = {
  name: "majority-slashes",
  sentence: [
    "a settled case slashes the members whose output was never shown or is at FAULT with the strict majority of the last level,",
    "the seats that are at FAULT with the majority of a last panel of three or more, and nobody else",
  ].join(" "),
  begin({ protocol: { rulings } }) {
    if (TALLY_RULINGS.some((id) => rulings[id] !== "default")) return undefined;
    const shown: Outputs = new Map();
    return (block) => {
      note(shown, block);
      const settled = block.built.events.flatMap((event) => (event.kind === "phaseBegan" && event.phase === "settled" ? [event.case] : []));
      return settled.flatMap((id) => {
        const reader = block.after.store;
        const dispute = cases.at(reader, id);
        const { ladder } = protocols.at(reader, dispute.protocol).parameters;
        const compare: Court["compare"] = (limits, a, b) => compareShown(rulings, limits, a, b);
        const wanted = faultyBy({ dispute, outputs: shown.get(id) ?? new Map(), levelSize: ladder[dispute.tallied ?? 0] ?? 0, compare, reader });
        const slashedFor = (...causes: readonly string[]): Set<Address> =>
          new Set(
            block.built.events.flatMap((event) =>
              event.kind === "slashed" && event.case === id && causes.includes(event.cause) ? [event.provider] : [],
            ),
          );
        shown.delete(id);
        return [...differences(id, wanted.members, slashedFor("fault", "no-reveal")), ...differences(id, wanted.seats, slashedFor("seat-fault"))];
      });
    };
  },
};
