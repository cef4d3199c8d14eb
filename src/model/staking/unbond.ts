import { address } from "../crypto/address.ts";
import { u64 } from "../encoding/primitives.ts";
import { move } from "../ledger/money.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { stake, unbonding } from "./money.ts";
import { freeStake, providers, UNBONDING_MAX } from "./records.ts";

/** Unbond: stake that nothing reserves begins to leave; until the entry ends it can still be slashed (R15). */
export const unbond = transaction("unbond", {
  number: 0x22,
  payload: { provider: address, amount: u64 },
  subject({ work, sender, payload }) {
    const provider = providers.get(work.draft, payload.provider);
    return { sender, payload, provider, free: provider === undefined ? 0n : freeStake(provider) };
  },
  check: [
    ["AMOUNT_ZERO", ({ payload }) => payload.amount === 0n],
    ["PROVIDER_UNKNOWN", ({ provider }) => provider === undefined],
    ["NOT_PROVIDER_OR_OWNER", ({ provider, payload, sender }) => sender !== payload.provider && sender !== provider!.owner],
    ["STAKE_RESERVED", ({ payload, free }) => payload.amount > free, ({ payload, free }) => `${payload.amount} nLUX wanted, ${free} free`],
    ["UNBONDING_FULL", ({ provider }) => provider!.unbonding.length >= UNBONDING_MAX],
  ],
  apply({ payload }, { work, protocol }) {
    move(work, stake(payload.provider), unbonding(payload.provider), payload.amount);
    emit(work, {
      kind: "unbondingBegan",
      provider: payload.provider,
      amount: payload.amount,
      endsAt: work.height + protocol.parameters.unbonding,
    });
  },
});
