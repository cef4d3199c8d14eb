import type { Address } from "../crypto/address.ts";
import type { Protocol } from "../params/protocol.ts";
import { freeStake, isActive, matureStake, ownerOf, providers, services } from "../staking/records.ts";
import type { Reader } from "../state/store.ts";
import type { Candidate } from "./draw.ts";
import { actorsOf, partiesOf } from "./parties.ts";
import { seatExposureOf } from "./reads.ts";
import type { Case } from "./records.ts";

/** Who could be asked: who has served the model since before the opening; under R20 `need-not-serve` every provider. */
function pool(reader: Reader, dispute: Case, { rulings }: Protocol): Address[] {
  if (rulings.R20 === "need-not-serve") return providers.all(reader).map(({ address }) => address);
  return services.all(reader, dispute.modelID).flatMap(({ provider, since }) => (since < dispute.openedAt ? [provider] : []));
}

/**
 * Who can be drawn now (section 3, "Draw"; R20). Candidates and weights are those of the opening: served the model since before
 * its block, stake mature at its end. Read now: serves, active, E free, no party nor of a party's owner, and neither it nor
 * another provider of its owner drawn before in this case. Under `no-owner-exclusion` owners do not matter: each candidate
 * counts as its own.
 */
export function eligibleSeats(reader: Reader, dispute: Case, protocol: Protocol): Candidate[] {
  const { parameters, rulings } = protocol;
  const countsFor = (address: Address): Address => (rulings.R20 === "no-owner-exclusion" ? address : ownerOf(reader, address)!);
  const parties = new Set(rulings.R20 === "no-owner-exclusion" ? actorsOf(dispute) : partiesOf(reader, dispute));
  const seated = new Set(dispute.seats.map(({ provider }) => countsFor(provider)));
  const exposure = seatExposureOf(reader, dispute);
  return pool(reader, dispute, protocol).flatMap((address) => {
    const provider = providers.at(reader, address);
    const owner = countsFor(address);
    const mature = matureStake(provider, dispute.openedAt, parameters.stakeMaturity);
    const isRelated = parties.has(address) || parties.has(owner) || seated.has(owner);
    if (mature === 0n || isRelated || !isActive(provider, parameters) || freeStake(provider) < exposure) return [];
    return [{ provider: address, owner, weight: rulings.R19 === "uniform" ? 1n : mature }];
  });
}
