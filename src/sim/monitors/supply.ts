import { equivocations } from "../../model/attestation/equivocation.ts";
import { orders } from "../../model/attestation/records.ts";
import { cases, claims, hasEnded } from "../../model/dispute/records.ts";
import { PURSES, type PurseName } from "../../model/events/events.ts";
import { accounts, ledgers } from "../../model/ledger/records.ts";
import { providers } from "../../model/staking/records.ts";
import type { Reader } from "../../model/state/store.ts";
import type { Law } from "./law.ts";

/** nLUX in each kind of purse. */
export type Supply = { readonly [P in PurseName]: bigint };

const sum = <T>(items: readonly T[], of: (item: T) => bigint): bigint => items.reduce((total, item) => total + of(item), 0n);

/** What claims, undecided cases (bond, joins, appeals) and reports of equivocation hold. */
function bondsOf(reader: Reader): bigint {
  const undecided = cases.all(reader).filter((dispute) => !hasEnded(dispute));
  const inCases = sum(undecided, ({ bond, members, appeals }) => bond + sum(members, ({ lock }) => lock) + sum(appeals, ({ lock }) => lock));
  return sum(claims.all(reader), ({ bond }) => bond) + inCases + sum(equivocations.all(reader), ({ lock }) => lock);
}

/** Counts the money of a state, record by record. Only open orders hold fees. */
export function recount(reader: Reader): Supply {
  const everyProvider = providers.all(reader);
  return {
    balance: sum(accounts.all(reader), ({ balance }) => balance),
    stake: sum(everyProvider, ({ stake }) => stake),
    unbonding: sum(everyProvider, ({ unbonding }) => sum(unbonding, ({ amount }) => amount)),
    bond: bondsOf(reader),
    escrow: sum(orders.all(reader), ({ fee }) => fee),
    burnt: ledgers.at(reader).burnt,
  };
}

const totalOf = (supply: Supply): bigint => sum(PURSES, (purse) => supply[purse]);

/** Supply conserved by recount and by deltas. */
export const supplyConserved: Law = {
  name: "supply-conserved",
  sentence: "what genesis gave out lies in balances, stakes, unbonding, bonds and escrows or is burnt, counted anew and by every movement",
  begin({ genesis }) {
    const moved: Record<PurseName, bigint> = { ...recount(genesis.store) };
    const total = totalOf(moved);
    return ({ built, after, changed }) => {
      if (!changed) return [];
      for (const event of built.events) {
        if (event.kind !== "moved") continue;
        moved[event.from] -= event.amount;
        moved[event.to] += event.amount;
      }
      const counted = recount(after.store);
      const lost = totalOf(counted) === total ? [] : [`${totalOf(counted)} nLUX counted, ${total} in genesis`];
      const apart = PURSES.filter((purse) => counted[purse] !== moved[purse]);
      return [...lost, ...apart.map((purse) => `${purse}: ${counted[purse]} nLUX counted, ${moved[purse]} by movements`)];
    };
  },
};
