import { address } from "../crypto/address.ts";
import { taggedHash } from "../crypto/hash.ts";
import type { Hex } from "../encoding/hex.ts";
import { fixedBytes, optional, u64 } from "../encoding/primitives.ts";
import { balance, balanceOf, move } from "../ledger/money.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { stake } from "./money.ts";
import { providers } from "./records.ts";

const consentHash = taggedHash("owner");

/** What an owner signs to own a provider: H("owner", chain id ‖ provider). */
export const ownerConsent = (chainId: Hex, provider: Hex): Hex => consentHash(chainId, provider);

/**
 * Register provider (LP-0035 "Provider Staking"; R16, R20). The sender is the provider, and stakes from its balance. An owner
 * other than itself must have signed: who names a stranger as owner could keep the stranger's providers out of draws.
 */
export const registerProvider = transaction("registerProvider", {
  number: 0x20,
  payload: { owner: address, consent: optional(fixedBytes(65)), stake: u64 },
  subject({ work, sender, payload, protocol }) {
    const signer = payload.consent === undefined ? sender : work.chain.crypto.recover(ownerConsent(work.chain.chainId, sender), payload.consent);
    return {
      existing: providers.get(work.draft, sender),
      consented: signer === payload.owner,
      amount: payload.stake,
      minimum: protocol.parameters.minStake,
      available: balanceOf(work.draft, sender),
    };
  },
  check: [
    ["PROVIDER_EXISTS", ({ existing }) => existing !== undefined],
    ["OWNER_CONSENT_INVALID", ({ consented }) => !consented],
    ["STAKE_BELOW_MINIMUM", ({ amount, minimum }) => amount < minimum, ({ amount, minimum }) => `${amount} nLUX staked, ${minimum} needed`],
    ["BALANCE_TOO_LOW", ({ amount, available }) => amount > available, ({ amount, available }) => `${amount} nLUX wanted, ${available} there`],
  ],
  apply({ amount }, { work, sender, payload }) {
    providers.put(work.draft, { address: sender, owner: payload.owner, stake: 0n, reserved: 0n, history: [], unbonding: [], banned: false }, sender);
    move(work, balance(sender), stake(sender), amount);
    emit(work, { kind: "providerRegistered", provider: sender, owner: payload.owner });
  },
});
