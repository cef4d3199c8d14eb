import { equivocations } from "../../model/attestation/equivocation.ts";
import { orders } from "../../model/attestation/records.ts";
import { cases, claims, hasEnded } from "../../model/dispute/records.ts";
import { PURSES, type PurseName } from "../../model/events/events.ts";
import { accounts, ledgers } from "../../model/ledger/records.ts";
import { providers } from "../../model/staking/records.ts";
import type { Reader } from "../../model/state/store.ts";
import { type Changed, changesIn, type TableOf, WHOLE_EVERY } from "./changes.ts";
import type { Law } from "./law.ts";

/** nLUX in each kind of purse. */
export type Supply = { readonly [P in PurseName]: bigint };

type Purses = Record<PurseName, bigint>;

/** A table whose records hold money, and what one of them holds. */
interface Holder {
  readonly table: TableOf<unknown>;
  readonly held: (record: unknown) => Partial<Supply>;
}

const holder = <V>(table: TableOf<V>, held: (record: V) => Partial<Supply>): Holder => ({ table, held: (record) => held(record as V) });

const sum = <T>(items: readonly T[], of: (item: T) => bigint): bigint => items.reduce((total, item) => total + of(item), 0n);

/** Everything that holds money: of cases those undecided (bond, joins, appeals), of orders those open, which alone have records. */
const HOLDERS: readonly Holder[] = [
  holder(accounts, ({ balance }) => ({ balance })),
  holder(providers, ({ stake, unbonding }) => ({ stake, unbonding: sum(unbonding, ({ amount }) => amount) })),
  holder(cases, (dispute) => {
    const { bond, members, appeals } = dispute;
    return hasEnded(dispute) ? {} : { bond: bond + sum(members, ({ lock }) => lock) + sum(appeals, ({ lock }) => lock) };
  }),
  holder(claims, ({ bond }) => ({ bond })),
  holder(equivocations, ({ lock }) => ({ bond: lock })),
  holder(orders, ({ fee }) => ({ escrow: fee })),
  holder(ledgers, ({ burnt }) => ({ burnt })),
];

const nothing = (): Purses => ({ balance: 0n, stake: 0n, unbonding: 0n, bond: 0n, escrow: 0n, burnt: 0n });

function add(purses: Purses, held: Partial<Supply>, sign: 1n | -1n): void {
  for (const purse of PURSES) {
    const amount = held[purse];
    if (amount !== undefined) purses[purse] += sign * amount;
  }
}

/** Counts the money of a state, record by record. */
export function recount(reader: Reader): Supply {
  const counted = nothing();
  for (const { table, held } of HOLDERS) for (const record of table.all(reader)) add(counted, held(record), 1n);
  return counted;
}

/** Goes on with a count: what the records that a block changed hold now, instead of what they held. */
function recountChanged(counted: Purses, block: Changed): void {
  for (const { table, held } of HOLDERS)
    for (const { before, after } of changesIn(table, block)) {
      if (before !== undefined) add(counted, held(before), -1n);
      if (after !== undefined) add(counted, held(after), 1n);
    }
}

const totalOf = (supply: Supply): bigint => sum(PURSES, (purse) => supply[purse]);

/** What is wrong with a count of the records. */
function countFlaws(counted: Supply, moved: Supply, total: bigint): string[] {
  const lost = totalOf(counted) === total ? [] : [`${totalOf(counted)} nLUX counted, ${total} in genesis`];
  const apart = PURSES.filter((purse) => counted[purse] !== moved[purse]);
  return [...lost, ...apart.map((purse) => `${purse}: ${counted[purse]} nLUX counted, ${moved[purse]} by movements`)];
}

/** Supply conserved by recount and by deltas. */
export const supplyConserved: Law = {
  name: "supply-conserved",
  sentence: [
    "what genesis gave out lies in balances, stakes, unbonding, bonds and escrows or is burnt, counted by every movement",
    `and by every record that changed, and every ${WHOLE_EVERY} blocks by all records`,
  ].join(" "),
  begin({ genesis }) {
    const moved: Purses = { ...recount(genesis.store) };
    const counted: Purses = { ...moved };
    const total = totalOf(moved);
    return (block) => {
      const { built, after, height } = block;
      for (const event of built.events) {
        if (event.kind !== "moved") continue;
        moved[event.from] -= event.amount;
        moved[event.to] += event.amount;
      }
      recountChanged(counted, block);
      const flaws = countFlaws(counted, moved, total);
      return height % WHOLE_EVERY === 0 ? [...flaws, ...countFlaws(recount(after.store), moved, total)] : flaws;
    };
  },
};
