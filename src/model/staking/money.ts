import type { Address } from "../crypto/address.ts";
import type { SlashCause } from "../events/events.ts";
import { move, nonNegative, type Purse } from "../ledger/money.ts";
import { protocolInForce } from "../ledger/records.ts";
import { STAKE_HISTORY_MAX } from "../params/consistency.ts";
import { emit, type Work } from "../state/work.ts";
import { type Provider, providers } from "./records.ts";

type Checkpoints = Provider["history"];

/** The history with today's stake as its last checkpoint, and without what lies before any draw's reach. */
function withCheckpoint(history: Checkpoints, height: number, stake: bigint, reach: number): Checkpoints {
  const past = history.filter((checkpoint) => checkpoint.height < height);
  const firstNeeded = past.findLastIndex((checkpoint) => checkpoint.height <= height - reach);
  return [...past.slice(Math.max(0, firstNeeded)), { height, stake }];
}

/** How far back a draw can ask for stake under any protocol that a chain may have (the inequality `history`). */
const REACH = STAKE_HISTORY_MAX - 2;

/** A provider's stake. */
export function stake(holder: Address): Purse {
  return {
    name: "stake",
    holder,
    change(work, amount) {
      const provider = providers.at(work.draft, holder);
      const total = nonNegative(provider.stake + amount);
      const history = withCheckpoint(provider.history, work.height, total, REACH);
      providers.put(work.draft, { ...provider, stake: total, history }, holder);
    },
  };
}

/** Takes `amount` from entries in order, skipping those that `isTaken` leaves out; emptied ones go. */
function takeFromEntries(entries: Provider["unbonding"], amount: bigint, isTaken: (ended: boolean) => boolean): Provider["unbonding"] {
  let left = amount;
  const rest = entries.flatMap((entry) => {
    const taken = isTaken(entry.ended) ? (entry.amount < left ? entry.amount : left) : 0n;
    left -= taken;
    return entry.amount === taken && taken > 0n ? [] : [{ ...entry, amount: entry.amount - taken }];
  });
  if (left > 0n) throw new Error(`${left} nLUX more were taken from unbonding than lie there`);
  return rest;
}

/** A provider's unbonding: money in begins an entry, money out (a slash) leaves from the oldest entry that has not ended. */
export function unbonding(holder: Address): Purse {
  return {
    name: "unbonding",
    holder,
    change(work, amount) {
      const provider = providers.at(work.draft, holder);
      const endsAt = work.height + protocolInForce(work.draft).parameters.unbonding;
      const entries =
        amount > 0n
          ? [...provider.unbonding, { amount, begunAt: work.height, endsAt, ended: false }]
          : takeFromEntries(provider.unbonding, -amount, (ended) => !ended);
      providers.put(work.draft, { ...provider, unbonding: entries }, holder);
    },
  };
}

/** What has ended and can be withdrawn. */
export function endedUnbonding(holder: Address): Purse {
  return {
    name: "unbonding",
    holder,
    change(work, amount) {
      const provider = providers.at(work.draft, holder);
      providers.put(work.draft, { ...provider, unbonding: takeFromEntries(provider.unbonding, -amount, (ended) => ended) }, holder);
    },
  };
}

/** Unbonding that a slash can still reach. */
export function slashableUnbonding(provider: Provider): bigint {
  return provider.unbonding.reduce((sum, entry) => (entry.ended ? sum : sum + entry.amount), 0n);
}

/** Changes what is reserved of a provider's stake. */
export function reserve(work: Work, holder: Address, amount: bigint): void {
  const provider = providers.at(work.draft, holder);
  providers.put(work.draft, { ...provider, reserved: nonNegative(provider.reserved + amount) }, holder);
}

/** Under R26 `ban`, a provider that a slash left below the minimum never counts again. */
function banIfPoor(work: Work, holder: Address): void {
  const provider = providers.at(work.draft, holder);
  if (work.chain.rulings.R26 !== "ban" || provider.stake >= protocolInForce(work.draft).parameters.minStake) return;
  providers.put(work.draft, { ...provider, banned: true }, holder);
}

/**
 * Slashes: takes `amount`, or what is there if less, from stake, then from unbonding, oldest entry first (R46), into a
 * purse. Returns what was taken. `caseId` is the case that decided it, if one did.
 */
export function slash(work: Work, holder: Address, amount: bigint, cause: SlashCause, caseId: number | undefined, into: Purse): bigint {
  const provider = providers.at(work.draft, holder);
  const fromStake = amount < provider.stake ? amount : provider.stake;
  const leaving = slashableUnbonding(provider);
  const fromUnbonding = amount - fromStake < leaving ? amount - fromStake : leaving;
  move(work, stake(holder), into, fromStake);
  move(work, unbonding(holder), into, fromUnbonding);
  const taken = fromStake + fromUnbonding;
  banIfPoor(work, holder);
  emit(work, { kind: "slashed", provider: holder, cause, amount: taken, case: caseId });
  return taken;
}
