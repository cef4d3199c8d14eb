/** Rows of the transactions of `attestation`. */
import { inputHash, orderId } from "../../model/attestation/hashes.ts";
import { LUX } from "../../model/params/parameters.ts";
import { attest, requestOf, WEIGHTS } from "../acts.ts";
import { type Act, act, addressOf, BLOCK_SECONDS, bytesOf, type Chain, FORTUNE, play, SHORT } from "../chain.ts";
import { posting, proven, provenMarket, revoking, trusting } from "../evidence.ts";
import {
  type Alter,
  after,
  both,
  type DomainRows,
  doing,
  from,
  instead,
  marketUnder,
  type Scene,
  type Stage,
  says,
  scene,
  twice,
  usualMarket,
} from "../scene.ts";
import { retire, STRANGE } from "./registry.ts";
import { unbond } from "./staking.ts";

const NO_RETIRED = "what nobody registered was never retired";

/** Cora orders Ann's attestation to the usual request, open for so many blocks. */
const order = (chain: Chain, blocks = 3): Act =>
  act("cora", {
    kind: "placeOrder",
    ...{ provider: addressOf("ann"), modelID: WEIGHTS, inputHash: inputHash(chain.state.chain, requestOf(0)), fee: LUX },
    expiry: BigInt(chain.state.head.height + blocks),
  });

const REPORT = bytesOf("a report");
const empty = marketUnder({ rulings: { R08: "must-be-empty" } });
const reportForbidden = (stage: Stage): Scene => scene(stage.of(empty), attest(stage.of(empty), "ann", { teeReport: REPORT }));

/** On the market where evidence is asked for. */
export const provenStage = (stage: Stage): Chain => provenMarket({ keyring: stage.keyring });
const onProven = (stage: Stage, make: (chain: Chain) => Act): Scene => scene(stage.of(provenStage), make(stage.of(provenStage)));

const bareStage = (stage: Stage): Chain => {
  const chain = trusting({ keyring: stage.keyring, rulings: { R43: "default" } });
  return play(chain, act("ann", { kind: "registerProvider", owner: addressOf("ann"), consent: undefined, stake: 100n * LUX }));
};
const uncollateralised = (stage: Stage): Scene => scene(stage.of(bareStage), proven(stage.of(bareStage), "ann"));

/** Ann attests to one output with the quote of another. */
function othersQuote(chain: Chain): Act {
  const { payload } = proven(chain, "ann", { value: 1 });
  return attest(chain, "ann", { teeReport: payload.kind === "attest" ? payload.teeReport : REPORT });
}
const STRANGER = { enclave: { mrEnclave: new Uint8Array(32).fill(7) } };
const DEBUG = { enclave: { attributes: Uint8Array.of(0x07, ...new Uint8Array(7), 0xe7, ...new Uint8Array(7)) } };
function revoked(stage: Stage): Scene {
  const chain = stage.of(provenStage);
  const posted = play(chain, posting(chain, "pckCrl", revoking(chain)));
  return scene(posted, proven(posted, "ann"));
}

const ordered = (stage: Stage): Chain => play(stage.of(usualMarket), order(stage.of(usualMarket)));
const orderOf = ({ state }: Chain) => orderId(state.chain.chainId, addressOf("cora"), 0);
/** The time of the block that the act is for. */
const timeOf = ({ chain }: Scene): number => chain.state.head.time + BLOCK_SECONDS;
/** Attestations of Ann to other requests. */
const others = (count: number): ((valid: Scene) => Act)[] =>
  Array.from(
    { length: count },
    (_, index) =>
      ({ chain }: Scene) =>
        attest(chain, "ann", { request: requestOf(index + 1) }),
  );
/** Attests, that far from the block's time. */
const at = (seconds: number): Alter => doing((valid) => attest(valid.chain, "ann", { timestamp: timeOf(valid) + seconds }));
const beginning = (make: (chain: Chain) => Act) => (stage: Stage) => scene(stage.of(usualMarket), make(stage.of(usualMarket)));

/** See `TransactionRows`. */
export const ATTESTATION_ROWS: DomainRows<"placeOrder" | "cancelOrder" | "attest"> = {
  placeOrder: {
    lp: "Inference Attestation",
    rulings: ["R25", "R45"],
    valid: [
      ["open for three blocks", beginning((chain) => order(chain))],
      ["to end with the next block", beginning((chain) => order(chain, 2))],
    ],
    refused: [
      ["AMOUNT_ZERO", "for nothing", says({ fee: 0n })],
      ["MODEL_UNKNOWN", "another id", says({ modelID: STRANGE })],
      ["MODEL_RETIRED", "once it is retired", after(retire)],
      ["PROVIDER_UNKNOWN", "of nobody", says({ provider: addressOf("eve") })],
      ["ORDER_EXPIRED", "to end with this block", says(({ chain }) => ({ expiry: BigInt(chain.state.head.height + 1) }))],
      ["ATTESTATION_EXISTS", "what has been attested to", after(({ chain }) => attest(chain, "ann"))],
      ["BALANCE_TOO_LOW", "for more than there is", says({ fee: FORTUNE })],
    ],
    impossible: { "MODEL_UNKNOWN MODEL_RETIRED": NO_RETIRED },
  },
  cancelOrder: {
    lp: "silent",
    rulings: ["R45"],
    valid: [["one's own", (stage) => scene(stage.of(ordered), act("cora", { kind: "cancelOrder", order: orderOf(stage.of(ordered)) }))]],
    refused: [
      ["ORDER_UNKNOWN", "another id", says({ order: STRANGE })],
      ["ORDER_UNKNOWN", "once it is filled", after(({ chain }) => attest(chain, "ann"))],
      ["ORDER_UNKNOWN", "again", twice],
      ["NOT_ORDER_CONSUMER", "someone else's", from("ann")],
    ],
    impossible: { "ORDER_UNKNOWN NOT_ORDER_CONSUMER": "an order that is not there, or no longer open, is nobody's to cancel" },
  },
  attest: {
    lp: "Inference Attestation 1 to 4",
    rulings: ["R05", "R06", "R07", "R41", "R45"],
    valid: [
      ["the usual", beginning((chain) => attest(chain, "ann"))],
      ["as old as it may be", (stage) => at(-SHORT.maxAge)(beginning((chain) => attest(chain, "ann"))(stage), stage)],
      ["as new as it may be", (stage) => at(SHORT.maxSkew)(beginning((chain) => attest(chain, "ann"))(stage), stage)],
      ["sent by someone else", beginning((chain) => attest(chain, "ann", { from: "eve" }))],
      ["with a quote, of a model that requires a TEE", (stage) => onProven(stage, (chain) => proven(chain, "ann"))],
      ["filling an order", (stage) => scene(stage.of(ordered), attest(stage.of(ordered), "ann"))],
      ["a sixth with stake for six", (stage) => both(after(...others(5)))(beginning((chain) => attest(chain, "ann"))(stage), stage)],
    ],
    refused: [
      ["MODEL_UNKNOWN", "to another id", doing(({ chain }) => attest(chain, "ann", { modelID: STRANGE }))],
      ["MODEL_RETIRED", "once it is retired", after(retire)],
      ["PROVIDER_UNKNOWN", "by someone who is no provider", doing(({ chain }) => attest(chain, "dan"))],
      ["PROVIDER_INACTIVE", "below the minimum", after(unbond(1n))],
      ["TIMESTAMP_TOO_OLD", "a second too old", at(-SHORT.maxAge - 1)],
      ["TIMESTAMP_TOO_NEW", "a second too new", at(SHORT.maxSkew + 1)],
      ["ATTESTATION_SIGNATURE_INVALID", "signed by another", doing(({ chain }) => attest(chain, "ann", { signedBy: "ben" }))],
      ["ATTESTATION_SIGNATURE_INVALID", "one field other than signed", says({ outputHash: STRANGE })],
      ["ATTESTATION_EXISTS", "again", twice],
      ["ATTESTATION_EXISTS", "to another output", after(({ chain }) => attest(chain, "ann", { value: 1 }))],
      ["EXPOSURE_UNAVAILABLE", "a seventh with stake for six", after(...others(6))],
      ["TEE_REPORT_FORBIDDEN", "with a report, under R08 must-be-empty", instead(reportForbidden)],
      ["TEE_REPORT_MISSING", "without a report of a model that requires a TEE", instead((stage) => onProven(stage, (chain) => attest(chain, "ann")))],
      ["COLLATERAL_MISSING", "before anyone has posted collateral", instead(uncollateralised)],
      ["EVIDENCE_REFUSED", "with bytes that are no quote", doing(({ chain }) => attest(chain, "ann", { teeReport: REPORT }))],
      ["EVIDENCE_REFUSED", "with the quote of another output", instead((stage) => onProven(stage, othersQuote))],
      [
        "EVIDENCE_REFUSED",
        "from an enclave that the model does not allow",
        instead((stage) => onProven(stage, (chain) => proven(chain, "ann", {}, STRANGER))),
      ],
      ["EVIDENCE_REFUSED", "from a debug enclave", instead((stage) => onProven(stage, (chain) => proven(chain, "ann", {}, DEBUG)))],
      ["EVIDENCE_REFUSED", "from a machine whose certificate is revoked", instead(revoked)],
    ],
    pairs: [
      [
        "EXPOSURE_UNAVAILABLE",
        "TEE_REPORT_FORBIDDEN",
        "a seventh with stake for six, and a report",
        both(instead(reportForbidden), after(...others(6))),
      ],
      ["ATTESTATION_EXISTS", "EXPOSURE_UNAVAILABLE", "again, with stake for six and six there", both(twice, after(...others(5)))],
    ],
    impossible: {
      "MODEL_UNKNOWN MODEL_RETIRED": NO_RETIRED,
      "PROVIDER_UNKNOWN PROVIDER_INACTIVE": "whoever is no provider has no stake to be below the minimum",
      "TIMESTAMP_TOO_OLD TIMESTAMP_TOO_NEW": "nothing is both before and after its window",
      "TEE_REPORT_FORBIDDEN TEE_REPORT_MISSING": "a report is there or not",
      "TEE_REPORT_MISSING COLLATERAL_MISSING": "without a report no collateral is looked for",
      "COLLATERAL_MISSING EVIDENCE_REFUSED": "a report is judged by collateral that is there",
    },
  },
};
