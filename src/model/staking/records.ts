import { type Address, address } from "../crypto/address.ts";
import type { TypeOf } from "../encoding/codec.ts";
import { struct } from "../encoding/objects.ts";
import { bool, bytes32, count64, list, optional, text, u64 } from "../encoding/primitives.ts";
import { STAKE_HISTORY_MAX } from "../params/consistency.ts";
import type { Parameters } from "../params/parameters.ts";
import type { Reader } from "../state/store.ts";
import { table } from "../state/table.ts";

/** The most unbonding entries that a provider can have at once. */
export const UNBONDING_MAX = 64;

const unbondingEntry = struct("unbondingEntry", {
  amount: u64,
  begunAt: count64,
  /** The height at whose end it ends, if nothing of the provider begun before it is undecided then. */
  endsAt: count64,
  /** Ended: no longer slashable, waiting to be withdrawn. */
  ended: bool,
});

/** A provider's stake, what of it is reserved, what is leaving, and its past as far as a draw may ask. */
export const providerCodec = struct("provider", {
  address,
  owner: address,
  stake: u64,
  /** Σ ξ of its open and contested attestations + Σ E of its seats (R41). */
  reserved: u64,
  /** Stake at the end of each block in which it changed, ascending; what no draw can ask for any more is dropped. */
  history: list(struct("checkpoint", { height: count64, stake: u64 }), STAKE_HISTORY_MAX),
  /** Oldest first. */
  unbonding: list(unbondingEntry, UNBONDING_MAX),
  /** Slashed below the minimum under R26 `ban`: inactive for ever. */
  banned: bool,
});

/** See `providerCodec`. */
export type Provider = TypeOf<typeof providerCodec>;

/** The first height at whose end an entry may end. */
function unbondingDue(provider: Provider): number | undefined {
  const running = provider.unbonding.filter((entry) => !entry.ended);
  return running.length === 0 ? undefined : Math.min(...running.map(({ endsAt }) => endsAt));
}

/** Providers by address. */
export const providers = table({ number: 0x20, name: "provider", key: [address], value: providerCodec, due: unbondingDue });

/**
 * What a provider says of how it computes (R33): the name of its platform, and whether equal inputs give equal bits on every
 * machine of that name.
 */
export const profileCodec = struct("profile", { name: text(32), deterministic: bool });

/** See `profileCodec`. */
export type Profile = TypeOf<typeof profileCodec>;

/** The most bytes of a TEE report (section 2, sizes). */
export const TEE_REPORT_MAX = 16 * 1024;

/** Which provider serves which model, since which height, on which platform. */
export const services = table({
  number: 0x21,
  name: "service",
  key: [bytes32, address],
  value: struct("service", { modelID: bytes32, provider: address, since: count64, profile: optional(profileCodec) }),
});

/** Whether a provider counts: its stake is at or above the minimum, and it is not banned (LP-0035 "Provider Staking"; R26). */
export function isActive(provider: Provider, parameters: Parameters): boolean {
  return provider.stake >= parameters.minStake && !provider.banned;
}

/** Stake that nothing reserves. */
export function freeStake(provider: Provider): bigint {
  return provider.stake > provider.reserved ? provider.stake - provider.reserved : 0n;
}

/**
 * The stake that was there throughout the `maturity` blocks up to the end of block `height`: the least of what stood at
 * its beginning and at every change since (R20). Zero where the provider is younger than that.
 */
export function matureStake(provider: Provider, height: number, maturity: number): bigint {
  let least = 0n;
  for (const checkpoint of provider.history) {
    if (checkpoint.height > height) break;
    if (checkpoint.height <= height - maturity || checkpoint.stake < least) least = checkpoint.stake;
  }
  return least;
}

/** The owner of a provider; undefined for an address that is none. */
export function ownerOf(reader: Reader, provider: Address): Address | undefined {
  return providers.get(reader, provider)?.owner;
}
