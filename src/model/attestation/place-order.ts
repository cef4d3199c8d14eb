import { address } from "../crypto/address.ts";
import type { Hex } from "../encoding/hex.ts";
import { bytes32, u64 } from "../encoding/primitives.ts";
import { balance, balanceOf, move } from "../ledger/money.ts";
import { isRetired, models } from "../registry/records.ts";
import { providers } from "../staking/records.ts";
import type { Reader } from "../state/store.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { attestedKey, orderId } from "./hashes.ts";
import { escrow } from "./lifecycle.ts";
import { attested, orderedOf, orders } from "./records.ts";

/** The attestation that answers a request already, to the model's version of today. */
function earlierOf(reader: Reader, asked: { readonly provider: Hex; readonly modelID: Hex; readonly inputHash: Hex }) {
  const version = models.get(reader, asked.modelID)?.version ?? 0n;
  return attested.get(reader, attestedKey(asked.provider, asked.modelID, version, asked.inputHash));
}

/** Place order (R25, R45): the sender escrows a fee for one provider's attestation to one model and input. */
export const placeOrder = transaction("placeOrder", {
  number: 0x30,
  payload: { provider: address, modelID: bytes32, inputHash: bytes32, fee: u64, expiry: u64 },
  subject: ({ work, sender, payload }) => ({
    payload,
    height: work.height,
    model: models.get(work.draft, payload.modelID),
    retired: isRetired(work.draft, payload.modelID),
    provider: providers.get(work.draft, payload.provider),
    isForAnyone: work.chain.rulings.R45 === "any-provider",
    earlier: earlierOf(work.draft, payload),
    available: balanceOf(work.draft, sender),
  }),
  check: [
    ["AMOUNT_ZERO", ({ payload }) => payload.fee === 0n],
    ["MODEL_UNKNOWN", ({ model }) => model === undefined],
    ["MODEL_RETIRED", ({ retired }) => retired],
    ["PROVIDER_UNKNOWN", ({ provider, isForAnyone }) => provider === undefined && !isForAnyone],
    [
      "ORDER_EXPIRED",
      ({ payload, height }) => payload.expiry <= BigInt(height),
      ({ payload, height }) => `expiry ${payload.expiry}, height ${height}`,
    ],
    ["ATTESTATION_EXISTS", ({ earlier, isForAnyone }) => earlier !== undefined && !isForAnyone, ({ earlier }) => earlier!.attestation],
    [
      "BALANCE_TOO_LOW",
      ({ payload, available }) => payload.fee > available,
      ({ payload, available }) => `${payload.fee} nLUX wanted, ${available} there`,
    ],
  ],
  apply({ payload }, { work, sender, nonce }) {
    const { modelID, inputHash, fee, expiry } = payload;
    const id = orderId(work.chain.chainId, sender, nonce);
    const provider = orderedOf(work.chain.rulings, payload.provider);
    orders.put(work.draft, { id, consumer: sender, provider, modelID, inputHash, fee: 0n, expiry, filledBy: undefined }, id);
    move(work, balance(sender), escrow(sender, id), fee);
    emit(work, { kind: "orderPlaced", order: id, consumer: sender, provider, modelID, inputHash });
  },
});
