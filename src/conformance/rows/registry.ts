/** Rows of the transactions of `registry`. */
import { parseDecimal } from "../../model/tolerance/decimal.ts";
import { registerModel, WEIGHTS } from "../acts.ts";
import { type Act, act, digestOf } from "../chain.ts";
import { both, type DomainRows, from, says, scene, twice, usualMarket } from "../scene.ts";

/** An id of nothing. */
export const STRANGE = digestOf("something that nobody knows");

/** The model's owner retires it. */
export const retire: Act = act("olga", { kind: "retireModel", modelID: WEIGHTS });

const SECOND = act("olga", registerModel({ weightHash: digestOf("other weights"), version: 2n }));
const TOO_CLOSE = { kind: "l2", agree: parseDecimal("1"), fault: parseDecimal("2") };

/** See `TransactionRows`. */
export const REGISTRY_ROWS: DomainRows<"registerModel" | "retireModel"> = {
  registerModel: {
    lp: "Model Registry",
    rulings: ["R04", "R51"],
    valid: [
      ["the next version", (stage) => scene(stage.of(usualMarket), SECOND)],
      [
        "the first version of another owner's model of that name",
        (stage) => scene(stage.of(usualMarket), act("eve", registerModel({ weightHash: digestOf("other weights") }))),
      ],
    ],
    refused: [
      ["NAME_EMPTY", "no name", says({ name: "" })],
      ["TOLERANCE_INVALID", "thresholds too close", says({ tolerance: TOO_CLOSE })],
      ["TEE_VERIFIER_ABSENT", "a TEE on a chain that verifies none", says({ teeRequired: true })],
      ["MODEL_EXISTS", "weights that are registered", says({ weightHash: WEIGHTS })],
      ["MODEL_EXISTS", "weights of another owner", both(says({ weightHash: WEIGHTS }), from("eve"))],
      ["MODEL_VERSION_NOT_RISING", "the last version again", says({ version: 1n })],
    ],
  },
  retireModel: {
    lp: "silent",
    rulings: ["R04"],
    valid: [["its owner's", (stage) => scene(stage.of(usualMarket), retire)]],
    refused: [
      ["MODEL_UNKNOWN", "another id", says({ modelID: STRANGE })],
      ["NOT_MODEL_OWNER", "someone else's", from("eve")],
      ["MODEL_RETIRED", "again", twice],
    ],
    impossible: { "MODEL_UNKNOWN NOT_MODEL_OWNER": "what nobody registered has no owner" },
  },
};
