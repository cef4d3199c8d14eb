import { address } from "../crypto/address.ts";
import { u64 } from "../encoding/primitives.ts";
import { balance, balanceOf, move } from "../ledger/money.ts";
import { transaction } from "../transaction/transaction.ts";
import { stake } from "./money.ts";
import { providers } from "./records.ts";

/** Add stake: the provider or its owner stakes more from its own balance (R26). */
export const addStake = transaction("addStake", {
  number: 0x21,
  payload: { provider: address, amount: u64 },
  subject: ({ work, sender, payload }) => ({
    sender,
    payload,
    provider: providers.get(work.draft, payload.provider),
    available: balanceOf(work.draft, sender),
  }),
  check: [
    ["AMOUNT_ZERO", ({ payload }) => payload.amount === 0n],
    ["PROVIDER_UNKNOWN", ({ provider }) => provider === undefined],
    ["NOT_PROVIDER_OR_OWNER", ({ provider, payload, sender }) => sender !== payload.provider && sender !== provider!.owner],
    [
      "BALANCE_TOO_LOW",
      ({ payload, available }) => payload.amount > available,
      ({ payload, available }) => `${payload.amount} nLUX wanted, ${available} there`,
    ],
  ],
  apply({ payload }, { work, sender }) {
    move(work, balance(sender), stake(payload.provider), payload.amount);
  },
});
