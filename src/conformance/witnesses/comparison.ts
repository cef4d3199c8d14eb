/** Witnesses of the rulings on when two outputs agree, and what the majority is. */
import {
  attest,
  attestedPair,
  caseOf,
  commitSeat,
  committed,
  contested,
  judged,
  market,
  openedSeats,
  openSeat,
  revealOutput,
  seatsOf,
  unappealed,
  until,
  WEIGHTS,
} from "../acts.ts";
import { act, type Chain, type ChainOptions, type Name, play } from "../chain.ts";
import { endings, type Witness } from "./witness.ts";

/** Ann attests to 0, Ben to 10, a lone seat has 50. */
function lone(options: ChainOptions): string {
  const chain = judged(contested(attestedPair(market(options), 0, 10)), 0, 10, 50);
  const { phase, level } = caseOf(chain);
  return phase === "settled" ? endings(chain, "ann", "ben") : `level ${level}`;
}

/** Ann and Ben attest to 0; a panel of three has 100, 200, 300. */
function torn(options: ChainOptions): string {
  const opened = contested(attestedPair(market(options), 0, 0));
  const drawn = until(opened, "commit");
  const values = new Map<Name, number>(seatsOf(drawn, "drawn").map((seat, index) => [seat, 100 * (index + 1)]));
  const bound = play(drawn, ...[...values].map(([seat, value]) => commitSeat(drawn, seat, value)));
  const shown = until(play(bound, revealOutput(bound, "ann", 0), revealOutput(bound, "ben", 0)), "open");
  return endings(play(shown, ...[...values].map(([seat, value]) => openSeat(seat, value))), "ann", "ben");
}

/** How the case ends if Ann attests to 0, Ben to this, and the seats have this. */
const outcome =
  (ben: number, seats: number) =>
  (options: ChainOptions): string =>
    endings(judged(contested(attestedPair(market(options), 0, ben)), 0, ben, seats), "ann", "ben");

/** Everyone declares a profile, of one name or none; Ann attests to 0, Ben and the seat to a half. */
function profiled(name: string | undefined) {
  return (options: ChainOptions): string => {
    const begun = market(options);
    const everyone: readonly Name[] = ["ann", "ben", "cid", "s1", "s2", "s3", "s4", "s5", "s6"];
    const left = play(begun, ...everyone.map((who) => act(who, { kind: "stopServing", modelID: WEIGHTS })));
    const profile = name === undefined ? undefined : { name, deterministic: true };
    const ready = play(left, ...everyone.map((who) => act(who, { kind: "serveModel", modelID: WEIGHTS, profile, teeReport: new Uint8Array(0) })));
    return outcomeOf(play(ready, attest(ready, "ann"), attest(ready, "ben", { value: 0.5 })));
  };
}
function outcomeOf(chain: Chain): string {
  const bound = until(committed(contested(chain), 0.5), "reveal");
  const shown = play(bound, revealOutput(bound, "ann", 0), revealOutput(bound, "ben", 0.5));
  return endings(unappealed(openedSeats(shown, 0.5)), "ann", "ben");
}

/** See `Witness`. */
export const COMPARISON_WITNESSES: readonly Witness[] = [
  {
    ruling: "R17",
    variant: "hash-equality",
    sentence: "an honest difference in the last bits is a fault",
    ends: ["ann cleared, ben cleared", "ann cleared, ben fault"],
    play: outcome(0.5, 0),
  },
  {
    ruling: "R21",
    variant: "slash-both",
    sentence: "a third provider that agrees with none convicts both, on its word alone",
    ends: ["level 1", "ann fault, ben fault"],
    play: lone,
  },
  {
    ruling: "R21",
    variant: "farther",
    sentence: "a third provider that agrees with none convicts the farther of the two, on its word alone",
    ends: ["level 1", "ann fault, ben cleared"],
    play: lone,
  },
  {
    ruling: "R21",
    variant: "medoid",
    sentence: "a member whose output lies in the middle convicts the other: who challenges with a third answer of its own moves the middle",
    ends: ["level 1", "ann fault, ben cleared"],
    play: lone,
  },
  {
    ruling: "R21",
    variant: "discordant-panel",
    sentence: "three seats with three answers convict two that agree",
    given: { parameters: { ladder: [3] } },
    ends: ["ann void, ben void", "ann fault, ben fault"],
    play: torn,
  },
  {
    ruling: "R33",
    variant: "tolerance-always",
    sentence: "two that declare one deterministic platform and differ are taken to agree: a cheat hides within the tolerance",
    ends: ["ann band, ben cleared", "ann cleared, ben cleared"],
    play: profiled("one platform"),
  },
  {
    ruling: "R33",
    variant: "equality-always",
    sentence: "honest platforms that differ in the last bits are never cleared",
    ends: ["ann cleared, ben cleared", "ann band, ben cleared"],
    play: profiled(undefined),
  },
  {
    ruling: "R34",
    variant: "one-threshold",
    sentence: "a difference between the thresholds, which honest platforms reach, is slashed",
    ends: ["ann cleared, ben band", "ann cleared, ben fault"],
    play: outcome(2, 0),
  },
];
