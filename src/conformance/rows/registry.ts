/** Rows of the transactions of `registry`. */
import type { Payload } from "../../model/chain/transactions.ts";
import { measurementId } from "../../model/registry/measurement.ts";
import { lineageId } from "../../model/registry/register-model.ts";
import { parseDecimal } from "../../model/tolerance/decimal.ts";
import { registerModel, WEIGHTS } from "../acts.ts";
import { type Act, act, addressOf, begin, type Chain, digestOf, play, SHORT, skip } from "../chain.ts";
import { after, both, type DomainRows, from, instead, on, type Scene, type Stage, says, scene, twice, usualMarket } from "../scene.ts";

/** An id of nothing. */
export const STRANGE = digestOf("something that nobody knows");

/** The model's owner retires it. */
export const retire: Act = act("olga", { kind: "retireModel", modelID: WEIGHTS });

const SECOND = act("olga", registerModel({ weightHash: digestOf("other weights"), version: 2n }));
const TOO_CLOSE = { kind: "l2", agree: parseDecimal("1"), fault: parseDecimal("2") };
const NO_OWNER = "what nobody registered has no owner";

const tolerate: Act = act("olga", {
  kind: "setTolerance",
  modelID: WEIGHTS,
  tolerance: { kind: "absolute", agree: parseDecimal("2")!, fault: parseDecimal("5")! },
});
const ENCLAVE = { kind: "enclave", mrenclave: digestOf("an enclave") } as const;
const allow: Act = act("olga", { kind: "allowMeasurement", modelID: WEIGHTS, measurement: ENCLAVE });
const revoke: Act = act("olga", { kind: "revokeMeasurement", modelID: WEIGHTS, measurement: measurementId(ENCLAVE) });
/** The enclave is allowed, and the delay is over. */
const allowed = (stage: Stage): Chain => skip(play(stage.of(usualMarket), allow), SHORT.ownerDelay);

/** Under R04 `lineage`: Olga registers the next version of what she retired in the same block. */
function retiredLineage(stage: Stage, version: bigint): Scene {
  const chain = play(begin({ keyring: stage.keyring, rulings: { R04: "lineage" } }), act("olga", registerModel()));
  const next: Payload = registerModel({ weightHash: digestOf("other weights"), version });
  return scene(chain, act("olga", next), act("olga", { kind: "retireModel", modelID: lineageId(addressOf("olga"), "detector") }));
}

/** What every change by an owner is refused for. */
const OWNERS = [
  ["MODEL_UNKNOWN", "another id", says({ modelID: STRANGE })],
  ["NOT_MODEL_OWNER", "someone else's", from("eve")],
  ["MODEL_RETIRED", "once it is retired", after(retire)],
] as const;

/** See `TransactionRows`. */
export const REGISTRY_ROWS: DomainRows<"registerModel" | "retireModel" | "setTolerance" | "allowMeasurement" | "revokeMeasurement"> = {
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
      ["MODEL_EXISTS", "weights that are registered", says({ weightHash: WEIGHTS })],
      ["MODEL_EXISTS", "weights of another owner", both(says({ weightHash: WEIGHTS }), from("eve"))],
      ["MODEL_VERSION_NOT_RISING", "the last version again", says({ version: 1n })],
      ["MODEL_RETIRED", "a further version of a retired lineage, under R04 lineage", instead((stage) => retiredLineage(stage, 2n))],
    ],
    pairs: [["MODEL_VERSION_NOT_RISING", "MODEL_RETIRED", "the same version of a retired lineage", instead((stage) => retiredLineage(stage, 1n))]],
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
    impossible: { "MODEL_UNKNOWN NOT_MODEL_OWNER": NO_OWNER },
  },
  setTolerance: {
    lp: "Security Considerations 3",
    rulings: ["R34", "R43", "R44"],
    valid: [["wider thresholds", (stage) => scene(stage.of(usualMarket), tolerate)]],
    refused: [["TOLERANCE_INVALID", "thresholds too close", says({ tolerance: TOO_CLOSE })], ...OWNERS],
    impossible: { "MODEL_UNKNOWN NOT_MODEL_OWNER": NO_OWNER },
  },
  allowMeasurement: {
    lp: "silent",
    rulings: ["R10", "R43"],
    valid: [["an enclave", (stage) => scene(stage.of(usualMarket), allow)]],
    refused: [...OWNERS, ["MEASUREMENT_ALLOWED", "once it is in force", on(allowed)]],
    impossible: { "MODEL_UNKNOWN NOT_MODEL_OWNER": NO_OWNER },
  },
  revokeMeasurement: {
    lp: "silent",
    rulings: ["R10", "R43"],
    valid: [["one that is allowed", (stage) => scene(stage.of(allowed), revoke)]],
    refused: [
      ...OWNERS,
      ["MEASUREMENT_UNKNOWN", "another id", says({ measurement: STRANGE })],
      ["MEASUREMENT_UNKNOWN", "before it is in force", on(usualMarket)],
    ],
    impossible: { "MODEL_UNKNOWN NOT_MODEL_OWNER": NO_OWNER },
  },
};
