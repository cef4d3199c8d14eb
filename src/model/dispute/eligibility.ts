import type { Address } from "../crypto/address.ts";
import type { Protocol } from "../params/protocol.ts";
import { freeStake, isActive, matureStake, ownerOf, providers, services } from "../staking/records.ts";
import type { Reader } from "../state/store.ts";
import type { Candidate } from "./draw.ts";
import type { Case } from "./records.ts";

/** Everyone who has a side in a case: challenger, joiners, members' providers, and the owners of those who are providers. */
export function partiesOf(reader: Reader, dispute: Pick<Case, "challenger" | "members">): Set<Address> {
  const actors = [dispute.challenger, ...dispute.members.flatMap(({ provider, joiner }) => (joiner === undefined ? [provider] : [provider, joiner]))];
  return new Set(actors.flatMap((actor) => [actor, ownerOf(reader, actor) ?? actor]));
}

/**
 * Who can be drawn now (section 3, "Draw"; R20). Candidates and weights are those of the opening: served the model since before
 * its block, stake mature at its end. Read now: serves, active, E free, no party nor of a party's owner, and neither it nor another provider of
 * its owner drawn before in this case.
 */
export function eligibleSeats(reader: Reader, dispute: Case, protocol: Protocol): Candidate[] {
  const { parameters, rulings } = protocol;
  const parties = partiesOf(reader, dispute);
  const seated = new Set(dispute.seats.map(({ provider }) => ownerOf(reader, provider)!));
  return services.all(reader, dispute.modelID).flatMap(({ provider: address, since }) => {
    const provider = providers.at(reader, address);
    const { owner } = provider;
    const mature = since < dispute.openedAt ? matureStake(provider, dispute.openedAt, parameters.stakeMaturity) : 0n;
    const isRelated = parties.has(address) || parties.has(owner) || seated.has(owner);
    if (mature === 0n || isRelated || !isActive(provider, parameters) || freeStake(provider) < parameters.seatExposure) return [];
    return [{ provider: address, owner, weight: rulings.R19 === "uniform" ? 1n : mature }];
  });
}
