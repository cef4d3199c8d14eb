/** Rows of the transactions of `attestation` on two bodies for one request: report equivocation, answer equivocation. */
import type { Hex } from "../../model/encoding/hex.ts";
import { LUX } from "../../model/params/parameters.ts";
import { type Attested, attest, attestationOf, outputOf, saltOf } from "../acts.ts";
import { type Act, act, type Chain, type Name, play, SHORT, skip } from "../chain.ts";
import { both, type DomainRows, from, instead, marketUnder, on, poor, type Scene, type Stage, says, scene, twice, usualMarket } from "../scene.ts";
import { JUNK } from "./claims.ts";
import { STRANGE } from "./registry.ts";

/** Ann has attested to 0. */
const attested = (stage: Stage): Chain => play(stage.of(usualMarket), attest(stage.of(usualMarket), "ann"));
/** So long after it that the attestation is final. */
const final = (stage: Stage): Chain => skip(stage.of(attested), SHORT.challengeWindow + SHORT.openWindow);
const forbidding = marketUnder({ rulings: { R06: "none" } });

/** A body with its signature, as a report shows it. */
function bodyOf(chain: Chain, provider: Name, said: Attested) {
  const { payload } = attest(chain, provider, said);
  if (payload.kind !== "attest") throw new Error("an attestation is an attestation");
  const { kind: _, ...body } = payload;
  return body;
}

/** Reports that Ann also signed another number. */
export function reporting(chain: Chain, reporter: Name = "eve", value = 10): Act {
  return act(reporter, { kind: "reportEquivocation", attestation: attestationOf(chain, "ann"), other: bodyOf(chain, "ann", { value }) });
}

const answering = (chain: Chain, value: number, other: boolean): Act =>
  act("ann", { kind: "answerEquivocation", attestation: attestationOf(chain, "ann"), other, salt: saltOf("ann"), output: outputOf(value) });

/** Eve has reported Ann. */
const reported = (stage: Stage): Chain => play(stage.of(attested), reporting(stage.of(attested)));

/** The usual report, with something else in the place of the other body. */
const showing = (provider: Name, said: Attested) => says(({ chain }: Scene) => ({ other: bodyOf(chain, provider, said) }));
/** The time at which Ann attested: what makes the body the same again. */
const before = ({ chain }: Scene): number => chain.parent!.state.head.time;

/** Someone reports a body that nobody accepted against itself. */
function againstItself(stage: Stage): Scene {
  const chain = stage.of(attested);
  const other = bodyOf(chain, "ann", { value: 10 });
  const accepted = play(stage.of(usualMarket), attest(stage.of(usualMarket), "ann", { value: 10, timestamp: chain.state.head.time }));
  const id: Hex = attestationOf(accepted, "ann");
  return scene(chain, act("eve", { kind: "reportEquivocation", attestation: id, other }));
}

/** See `TransactionRows`. */
export const EQUIVOCATION_ROWS: DomainRows<"reportEquivocation" | "answerEquivocation"> = {
  reportEquivocation: {
    lp: "silent",
    rulings: ["R06"],
    valid: [
      ["of another output", (stage) => scene(stage.of(attested), reporting(stage.of(attested)))],
      ["of the same output, salted and dated otherwise", (stage) => scene(stage.of(attested), reporting(stage.of(attested), "eve", 0))],
    ],
    refused: [
      [
        "RULING_FORBIDS",
        "under R06 none",
        instead((stage) => {
          const chain = play(stage.of(forbidding), attest(stage.of(forbidding), "ann"));
          return scene(chain, reporting(chain));
        }),
      ],
      ["ATTESTATION_SIGNATURE_INVALID", "what another signed", showing("ann", { value: 10, signedBy: "ben" })],
      ["ATTESTATIONS_EQUAL", "the accepted body itself", says((valid) => ({ other: bodyOf(valid.chain, "ann", { timestamp: before(valid) }) }))],
      ["ATTESTATION_UNKNOWN", "against nothing", says({ attestation: STRANGE })],
      ["CHALLENGER_IS_PARTY", "by its provider", from("ann")],
      ["ATTESTATION_NOT_OPEN", "once it is final", on(final)],
      ["NOT_EQUIVOCATION", "what another provider signed", showing("ben", { value: 10 })],
      ["EQUIVOCATION_EXISTS", "again", twice],
      ["BALANCE_TOO_LOW", "with less than γ", poor(9n * LUX)],
    ],
    pairs: [
      [
        ...(["RULING_FORBIDS", "ATTESTATION_SIGNATURE_INVALID", "under R06 none, what another signed"] as const),
        instead((stage) => {
          const chain = play(stage.of(forbidding), attest(stage.of(forbidding), "ann"));
          const other = bodyOf(chain, "ann", { value: 10, signedBy: "ben" });
          return scene(chain, act("eve", { kind: "reportEquivocation", attestation: attestationOf(chain, "ann"), other }));
        }),
      ],
      [
        ...(["ATTESTATION_SIGNATURE_INVALID", "ATTESTATIONS_EQUAL", "the accepted body, signed by another"] as const),
        says((valid) => ({ other: bodyOf(valid.chain, "ann", { timestamp: before(valid), signedBy: "ben" }) })),
      ],
      ["ATTESTATIONS_EQUAL", "ATTESTATION_UNKNOWN", "a body that nobody accepted, against itself", instead(againstItself)],
      ["EQUIVOCATION_EXISTS", "BALANCE_TOO_LOW", "again, with what is left after the first", both(twice, poor(15n * LUX))],
    ],
    impossible: { "ATTESTATION_UNKNOWN CHALLENGER_IS_PARTY": "an attestation that is not there has no provider" },
  },
  answerEquivocation: {
    lp: "silent",
    rulings: ["R06", "R38"],
    valid: [
      ["with the accepted one's output", (stage) => scene(stage.of(reported), answering(stage.of(reported), 0, false))],
      ["with the other's", (stage) => scene(stage.of(reported), answering(stage.of(reported), 10, true))],
    ],
    refused: [
      ["EQUIVOCATION_UNKNOWN", "another id", says({ attestation: STRANGE })],
      ["ALREADY_REVEALED", "again", twice],
      ["OUTPUT_MALFORMED", "what does not decode", says({ output: JUNK })],
      ["OUTPUT_MISMATCH", "another output", says({ output: outputOf(1) })],
      ["OUTPUT_MISMATCH", "of the other body", says({ other: true })],
    ],
    impossible: { "EQUIVOCATION_UNKNOWN ALREADY_REVEALED": "of a report that is not there nothing was revealed" },
  },
};
