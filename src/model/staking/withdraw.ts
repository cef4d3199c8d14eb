import { address } from "../crypto/address.ts";
import { balance, move } from "../ledger/money.ts";
import { transaction } from "../transaction/transaction.ts";
import { endedUnbonding } from "./money.ts";
import { providers } from "./records.ts";

/** Withdraw: what has ended its unbonding goes to the provider's owner (R15). */
export const withdraw = transaction("withdraw", {
  number: 0x23,
  payload: { provider: address },
  subject({ work, sender, payload }) {
    const provider = providers.get(work.draft, payload.provider);
    const ended = provider?.unbonding.reduce((sum, entry) => (entry.ended ? sum + entry.amount : sum), 0n) ?? 0n;
    return { sender, payload, provider, ended };
  },
  check: [
    ["PROVIDER_UNKNOWN", ({ provider }) => provider === undefined],
    ["NOT_PROVIDER_OR_OWNER", ({ provider, payload, sender }) => sender !== payload.provider && sender !== provider!.owner],
    ["NOTHING_TO_WITHDRAW", ({ ended }) => ended === 0n],
  ],
  apply({ provider, ended, payload }, { work }) {
    move(work, endedUnbonding(payload.provider), balance(provider!.owner), ended);
  },
});
