/** Rows of the transactions of `dispute` that act in a case: commit seat, reveal output, open seat. */
import { commitSeat, committed, contested, openSeat, outputOf, revealOutput, seatsOf, until } from "../acts.ts";
import type { Chain, Name } from "../chain.ts";
import { type DomainRows, from, instead, on, type Scene, type Stage, says, scene, twice } from "../scene.ts";
import { attestedTwice, JUNK } from "./claims.ts";
import { STRANGE } from "./registry.ts";

const NO_CASE = "a case that is not there is in no phase";
const NO_SEAT = "whoever holds no seat was not absent from one";

/** Eve has opened the case about Ann's and Ben's attestations. */
const opened = (stage: Stage): Chain => contested(stage.of(attestedTwice));
const committing = (stage: Stage): Chain => until(stage.of(opened), "commit");
const firstSeat = (stage: Stage): Name => seatsOf(stage.of(committing), "drawn")[0]!;
/** The first seat let its time pass; another was drawn and is at work. */
const redrawn = (stage: Stage): Chain => until(until(stage.of(committing), "draw"), "commit");
const revealing = (stage: Stage): Chain => until(committed(stage.of(committing), 0), "reveal");
const opening = (stage: Stage): Chain => until(stage.of(revealing), "open");

/** The first seat was absent, the second committed; now the first would open. */
function absentOpens(stage: Stage): Scene {
  return scene(until(committed(stage.of(redrawn), 0), "open"), openSeat(firstSeat(stage), 0));
}

/** See `TransactionRows`. */
export const CASE_ROWS: DomainRows<"commitSeat" | "revealOutput" | "openSeat"> = {
  commitSeat: {
    lp: "Dispute Resolution 3",
    rulings: ["R32"],
    valid: [["the drawn seat's", (stage) => scene(stage.of(committing), commitSeat(stage.of(committing), firstSeat(stage), 0))]],
    refused: [
      ["CASE_UNKNOWN", "another number", says({ case: 1 })],
      ["PHASE_WRONG", "before its time", on(opened)],
      ["PHASE_WRONG", "after its time", on(revealing)],
      ["NOT_A_SEAT", "by someone who was not drawn", from("eve")],
      ["SEAT_ABSENT", "after a redraw", on(redrawn)],
      ["ALREADY_COMMITTED", "again", twice],
    ],
    impossible: { "CASE_UNKNOWN PHASE_WRONG": NO_CASE, "NOT_A_SEAT SEAT_ABSENT": NO_SEAT },
  },
  revealOutput: {
    lp: "Dispute Resolution 2",
    rulings: ["R17", "R38"],
    valid: [
      ["by its provider", (stage) => scene(stage.of(revealing), revealOutput(stage.of(revealing), "ann", 0))],
      ["by someone else", (stage) => scene(stage.of(revealing), revealOutput(stage.of(revealing), "ben", 10, 0, "eve"))],
    ],
    refused: [
      ["CASE_UNKNOWN", "another number", says({ case: 1 })],
      ["PHASE_WRONG", "before its time", on(committing)],
      ["PHASE_WRONG", "after its time", on(opening)],
      ["NOT_A_MEMBER", "of an attestation that is not judged", says({ attestation: STRANGE })],
      ["ALREADY_REVEALED", "again", twice],
      ["OUTPUT_MALFORMED", "what does not decode", says({ output: JUNK })],
      ["OUTPUT_MISMATCH", "another output", says({ output: outputOf(1) })],
      ["OUTPUT_MISMATCH", "another salt", says({ salt: STRANGE })],
    ],
    impossible: {
      "CASE_UNKNOWN PHASE_WRONG": NO_CASE,
      "NOT_A_MEMBER ALREADY_REVEALED": "what is no member of a case was not revealed in it",
    },
  },
  openSeat: {
    lp: "Dispute Resolution 3",
    rulings: ["R17", "R32", "R34"],
    valid: [["what it committed to", (stage) => scene(stage.of(opening), openSeat(firstSeat(stage), 0))]],
    refused: [
      ["CASE_UNKNOWN", "another number", says({ case: 1 })],
      ["PHASE_WRONG", "before its time", on(revealing)],
      ["NOT_A_SEAT", "by someone who was not drawn", from("eve")],
      ["SEAT_ABSENT", "after it was absent", instead(absentOpens)],
      ["ALREADY_REVEALED", "again", twice],
      ["OUTPUT_MALFORMED", "what does not decode", says({ output: JUNK })],
      ["COMMITMENT_MISMATCH", "another output", says({ output: outputOf(1) })],
      ["COMMITMENT_MISMATCH", "another salt", says({ salt: STRANGE })],
    ],
    impossible: {
      "CASE_UNKNOWN PHASE_WRONG": NO_CASE,
      "NOT_A_SEAT SEAT_ABSENT": NO_SEAT,
      "SEAT_ABSENT ALREADY_REVEALED": "a seat that was absent committed to nothing, and so opened nothing",
    },
  },
};
