import type { Address } from "../../model/crypto/address.ts";
import type { Event, PurseName } from "../../model/events/events.ts";
import type { Cast } from "../world/cast.ts";
import type { BlockView } from "../world/world.ts";
import type { AgentSeries } from "./record.ts";

type Purses = Record<PurseName, bigint>;

/** What every agent holds, kept from the movements alone, and how its stake and profit went over time. */
export interface Books {
  observe(view: BlockView): void;
  profit(address: Address): bigint;
  stake(address: Address): bigint;
  series(): AgentSeries[];
}

const emptyPurses = (): Purses => ({ balance: 0n, stake: 0n, unbonding: 0n, bond: 0n, escrow: 0n, burnt: 0n });

const wealth = (purses: Purses): bigint => purses.balance + purses.stake + purses.unbonding + purses.bond + purses.escrow;

/** Opens the books of a run. */
export function createBooks(cast: Cast): Books {
  const held = new Map<Address, Purses>(cast.members.map(({ signer, balance }) => [signer.address, { ...emptyPurses(), balance }]));
  const initial = new Map<Address, bigint>(cast.members.map(({ signer, balance }) => [signer.address, balance]));
  const points = new Map<Address, AgentSeries["points"][number][]>(cast.members.map(({ signer }) => [signer.address, []]));

  const profit = (address: Address): bigint => wealth(held.get(address)!) - initial.get(address)!;

  function post(event: Event, changed: Set<Address>): void {
    if (event.kind !== "moved") return;
    for (const [holder, purse, amount] of [[event.payer, event.from, -event.amount] as const, [event.payee, event.to, event.amount] as const]) {
      const purses = held.get(holder);
      if (purses === undefined) continue;
      purses[purse] += amount;
      changed.add(holder);
    }
  }

  return {
    observe({ built, height }) {
      const changed = new Set<Address>();
      for (const event of built.events) post(event, changed);
      for (const address of changed) points.get(address)!.push({ height, stake: held.get(address)!.stake, profit: profit(address) });
    },
    profit,
    stake: (address) => held.get(address)!.stake,
    series: () => cast.members.map(({ id, behaviour, signer }) => ({ id, behaviour, points: points.get(signer.address)! })),
  };
}
