import { address } from "../crypto/address.ts";
import { u64 } from "../encoding/primitives.ts";
import { transaction } from "../transaction/transaction.ts";
import { balance, balanceOf, move } from "./money.ts";

/** Transfer: money from the sender's balance to another account. */
export const transfer = transaction("transfer", {
  number: 0x01,
  payload: { to: address, amount: u64 },
  subject: ({ work, sender, payload }) => ({ amount: payload.amount, available: balanceOf(work.draft, sender) }),
  check: [
    ["AMOUNT_ZERO", ({ amount }) => amount === 0n],
    ["BALANCE_TOO_LOW", ({ amount, available }) => amount > available, ({ amount, available }) => `${amount} nLUX wanted, ${available} there`],
  ],
  apply({ amount }, { work, sender, payload }) {
    move(work, balance(sender), balance(payload.to), amount);
  },
});
