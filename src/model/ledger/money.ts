import { type Address, NOBODY } from "../crypto/address.ts";
import type { PurseName } from "../events/events.ts";
import type { Reader } from "../state/store.ts";
import { emit, type Work } from "../state/work.ts";
import { accounts, ledgers } from "./records.ts";

/** A place where money lies: whose it is, and how its record changes. Every domain makes its own. */
export interface Purse {
  readonly name: PurseName;
  readonly holder: Address;
  /** Adds to (or, negative, takes from) the purse. Below zero is a bug. */
  readonly change: (work: Work, amount: bigint) => void;
}

/** The only way in which money moves: out of one purse, into another. Nothing moves where the amount is zero. */
export function move(work: Work, from: Purse, to: Purse, amount: bigint): void {
  if (amount === 0n) return;
  if (amount < 0n) throw new Error(`a negative amount moved: ${amount}`);
  from.change(work, -amount);
  to.change(work, amount);
  emit(work, { kind: "moved", from: from.name, payer: from.holder, to: to.name, payee: to.holder, amount });
}

/** What an account can spend. */
export function balanceOf(reader: Reader, address: Address): bigint {
  return accounts.get(reader, address)?.balance ?? 0n;
}

/** The balance of an account; one that has none yet begins with nonce 0. */
export function balance(holder: Address): Purse {
  return {
    name: "balance",
    holder,
    change(work, amount) {
      const account = accounts.get(work.draft, holder) ?? { nonce: 0, balance: 0n };
      accounts.put(work.draft, { ...account, balance: nonNegative(account.balance + amount) }, holder);
    },
  };
}

/** Where money ends. */
export const burnt: Purse = {
  name: "burnt",
  holder: NOBODY,
  change(work, amount) {
    const ledger = ledgers.at(work.draft);
    ledgers.put(work.draft, { ...ledger, burnt: ledger.burnt + amount });
  },
};

/** A sum of money that cannot be below zero. */
export function nonNegative(amount: bigint): bigint {
  if (amount < 0n) throw new Error(`a purse fell to ${amount}`);
  return amount;
}

/** A share in basis points, rounded down (section 3, "Slashes round up, shares round down"). */
export function shareOf(amount: bigint, basisPoints: number): bigint {
  return (amount * BigInt(basisPoints)) / 10_000n;
}

/** A slash in basis points, rounded up. */
export function slashOf(amount: bigint, basisPoints: number): bigint {
  return (amount * BigInt(basisPoints) + 9_999n) / 10_000n;
}
