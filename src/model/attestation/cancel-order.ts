import { bytes32 } from "../encoding/primitives.ts";
import { transaction } from "../transaction/transaction.ts";
import { closeOrder } from "./lifecycle.ts";
import { orders } from "./records.ts";

/** Cancel order (R45): the consumer takes its fee back, as long as no attestation fills the order. */
export const cancelOrder = transaction("cancelOrder", {
  number: 0x31,
  payload: { order: bytes32 },
  subject({ work, sender, payload }) {
    const order = orders.get(work.draft, payload.order);
    return { sender, order: order?.filledBy === undefined ? order : undefined };
  },
  check: [
    ["ORDER_UNKNOWN", ({ order }) => order === undefined],
    ["NOT_ORDER_CONSUMER", ({ order, sender }) => order!.consumer !== sender],
  ],
  apply({ order }, { work }) {
    closeOrder(work, order!, "cancelled");
  },
});
