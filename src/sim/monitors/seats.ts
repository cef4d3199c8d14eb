import type { Address } from "../../model/crypto/address.ts";
import { actorsOf } from "../../model/dispute/parties.ts";
import { type Case, cases } from "../../model/dispute/records.ts";
import { ownerOf } from "../../model/staking/records.ts";
import type { Law } from "./law.ts";

/** What is wrong with who sits in a case. `owner` gives an account's owner: itself, where it is no provider. */
function strangerFlaws(dispute: Case, owner: (address: Address) => Address): string[] {
  const parties = actorsOf(dispute);
  const related = new Set([...parties, ...parties.map(owner)]);
  const owners = dispute.seats.map(({ provider }) => owner(provider));
  return dispute.seats.flatMap(({ provider }, index) => {
    const isRelated = related.has(provider) || related.has(owners[index]!);
    const isTwin = owners.indexOf(owners[index]!) !== index;
    return [
      ...(isRelated ? [`case ${dispute.id}: ${provider} is a party or of a party's owner, and holds a seat`] : []),
      ...(isTwin ? [`case ${dispute.id}: the owner of ${provider} holds two seats`] : []),
    ];
  });
}

/** The draw asks no party of a case, nor anyone of a party's owner (R20). */
export const seatsAreStrangers: Law = {
  name: "seats-are-strangers",
  sentence:
    "no seat of a case is its challenger, a joiner, an appellant, a member's provider or its owner, nor of the same owner as one; no owner sits twice in a case",
  begin({ protocol }) {
    if (protocol.rulings.R20 === "no-owner-exclusion") return undefined;
    return ({ built, after }) => {
      const drawn = new Set(built.events.flatMap((event) => (event.kind === "seatDrawn" ? [event.case] : [])));
      return [...drawn].flatMap((id) => strangerFlaws(cases.at(after.store, id), (address) => ownerOf(after.store, address) ?? address));
    };
  },
};
