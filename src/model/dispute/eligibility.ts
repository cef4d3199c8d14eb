import type { Address } from "../crypto/address.ts";
import type { Protocol } from "../params/protocol.ts";
import { freeStake, isActive, matureStake, ownerOf, type Provider, providers, services } from "../staking/records.ts";
import type { Reader } from "../state/store.ts";
import { type Field, gather } from "./field.ts";
import { actorsOf, partiesOf } from "./parties.ts";
import { seatExposureOf } from "./reads.ts";
import type { Case } from "./records.ts";

/** Who could be asked, in ascending order: who has served the model since before the opening; under R20 `need-not-serve` every provider. */
function pool(reader: Reader, dispute: Case, { rulings }: Protocol): Provider[] {
  if (rulings.R20 === "need-not-serve") return providers.all(reader);
  const asked: Provider[] = [];
  for (const { provider, since } of services.all(reader, dispute.modelID)) if (since < dispute.openedAt) asked.push(providers.at(reader, provider));
  return asked;
}

/**
 * Who can be drawn now (section 3, "Draw"; R20). Candidates and weights are those of the opening: served the model since before
 * its block, stake mature at its end. Read now: serves, active, E free, no party nor of a party's owner, and neither it nor
 * another provider of its owner drawn before in this case, and, where the model requires a TEE, what it showed when it began to serve
 * would be accepted now (`isProven`, see `provenFor`). Under `no-owner-exclusion` owners do not matter: each candidate
 * counts as its own.
 */
export function eligibleSeats(reader: Reader, dispute: Case, protocol: Protocol, isProven: (provider: Address) => boolean): Field {
  const { parameters, rulings } = protocol;
  const isAlone = rulings.R20 === "no-owner-exclusion";
  const parties = new Set(isAlone ? actorsOf(dispute) : partiesOf(reader, dispute));
  const seated = new Set(dispute.seats.map(({ provider }) => (isAlone ? provider : ownerOf(reader, provider)!)));
  const exposure = seatExposureOf(reader, dispute);
  const asked = pool(reader, dispute, protocol);
  const { add, field } = gather(asked.length);
  for (const provider of asked) {
    const { address } = provider;
    const owner = isAlone ? address : provider.owner;
    if (parties.has(address) || parties.has(owner) || seated.has(owner)) continue;
    if (!isActive(provider, parameters) || freeStake(provider) < exposure) continue;
    const mature = matureStake(provider, dispute.openedAt, parameters.stakeMaturity);
    if (mature > 0n && isProven(address)) add(address, owner, rulings.R19 === "uniform" ? 1n : mature);
  }
  return field();
}
