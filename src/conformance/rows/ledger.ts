/** Rows of the transactions of `ledger`. */
import { LUX } from "../../model/params/parameters.ts";
import { act, addressOf, FORTUNE } from "../chain.ts";
import { type DomainRows, says, scene, usualMarket } from "../scene.ts";

/** See `TransactionRows`. */
export const LEDGER_ROWS: DomainRows<"transfer"> = {
  transfer: {
    lp: "silent",
    rulings: ["R01", "R37"],
    valid: [
      ["one nLUX", (stage) => scene(stage.of(usualMarket), act("eve", { kind: "transfer", to: addressOf("dan"), amount: 1n }))],
      ["to an address without account", (stage) => scene(stage.of(usualMarket), act("eve", { kind: "transfer", to: addressOf("new"), amount: LUX }))],
      ["to oneself", (stage) => scene(stage.of(usualMarket), act("eve", { kind: "transfer", to: addressOf("eve"), amount: LUX }))],
    ],
    refused: [
      ["AMOUNT_ZERO", "nothing", says({ amount: 0n })],
      ["BALANCE_TOO_LOW", "more than there is", says({ amount: FORTUNE })],
    ],
    impossible: { "AMOUNT_ZERO BALANCE_TOO_LOW": "nothing is never more than there is" },
  },
};
