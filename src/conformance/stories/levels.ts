/** Disputes that are widened or appealed against: joins, appeals won and lost, seats at fault, variants of the phases. */
import type { RulingChoices, RulingId } from "../../model/params/rulings.ts";
import {
  appealed,
  attest,
  attestedPair,
  caseOf,
  claim,
  committed,
  contested,
  join,
  judged,
  market,
  openCase,
  openedSeats,
  openSeat,
  panel,
  revealOutput,
  seatsOf,
  tallied,
  unappealed,
  until,
  WEIGHTS,
} from "../acts.ts";
import { act, type Chain, play, SHORT, skip } from "../chain.ts";
import { idsOf } from "../rows/claims.ts";
import { type Stage, usualMarket } from "../scene.ts";
import type { Story } from "./story.ts";

type Played = ReturnType<Story["make"]>;

const story = (about: string, rulings: readonly RulingId[], make: Story["make"]): Story => ({ about, lp: "Dispute Resolution", rulings, make });

/** Ann said 0 and Ben 10; Eve has opened the case. */
const torn = (stage: Stage): Chain => contested(attestedPair(stage.of(usualMarket), 0, 10));
const fromTorn =
  (end: (opened: Chain) => Chain) =>
  (stage: Stage): Played => ({ begun: stage.of(torn), ended: end(stage.of(torn)) });

/** Cid answered too, with this; Dan joins him to the case. */
const joined =
  (value: number) =>
  (stage: Stage): Played => {
    const market = stage.of(usualMarket);
    const three = play(attestedPair(market, 0, 10), attest(market, "cid", { value, timestamp: market.state.head.time }));
    const begun = play(play(three, claim(three, "eve", ...idsOf(three))), openCase("eve", ...idsOf(three)));
    const revealing = until(committed(play(begun, join(begun, "cid", "dan")), 0), "reveal");
    const shown = play(revealing, revealOutput(revealing, "ann", 0), revealOutput(revealing, "ben", 10), revealOutput(revealing, "cid", value));
    return { begun, ended: unappealed(openedSeats(shown, 0)) };
  };

/** The whole case at work, under another choice. */
const under =
  (rulings: Partial<RulingChoices>, end: (opened: Chain) => Chain, said: readonly [number, number] = [0, 10]) =>
  (stage: Stage): Played => {
    const begun = contested(attestedPair(market({ keyring: stage.keyring, rulings }), ...said));
    return { begun, ended: end(begun) };
  };

/** Members reveal before seats do anything. */
function revealedFirst(opened: Chain): Chain {
  const revealing = until(opened, "reveal");
  return play(revealing, revealOutput(revealing, "ann", 0), revealOutput(revealing, "ben", 10));
}

/** Only S1 serves the model, and sits; the appeal finds nobody else. */
function unheard(stage: Stage): Played {
  const few = play(market({ keyring: stage.keyring }, ["s1"]), act("cid", { kind: "stopServing", modelID: WEIGHTS }));
  const begun = contested(attestedPair(few, 0, 10));
  const calling = play(tallied(begun, 0, 10, 10), act("ann", { kind: "appeal", case: 0 }));
  return { begun, ended: skip(calling, SHORT.drawDelay + SHORT.extension) };
}

/** See `Story`. */
export const LEVEL_STORIES: readonly Story[] = [
  story(
    "appeal won: the first seat sided with Ben, the panel overturns it, and the seat is slashed",
    ["R32"],
    fromTorn((opened) => appealed(tallied(opened, 0, 10, 10), "ann", [0, 0, 0])),
  ),
  story(
    "appeal lost: the panel finds what the first seat found, and is paid by the appellant",
    ["R32"],
    fromTorn((opened) => appealed(tallied(opened, 0, 10, 0), "ben", [0, 0, 0])),
  ),
  story(
    "appeal undecided: a panel that does not agree with itself ends the case as void",
    ["R21", "R32"],
    fromTorn((opened) => appealed(tallied(opened, 0, 10, 0), "ben", [100, 200, 300])),
  ),
  story(
    "seat at fault: one of a panel of three is at fault with the other two",
    ["R13", "R32"],
    fromTorn((opened) => panel(until(judged(opened, 0, 10, 50), "commit"), [0, 0, 70])),
  ),
  story("appeal unheard: nobody is left to sit, and the first tally stands", ["R23", "R32"], unheard),
  story("join at fault: a third answer is as wrong as Ben's, and its joiner is rewarded", ["R27"], joined(10)),
  story("join clean: a third answer is right, and its joiner loses its stake", ["R27"], joined(0)),
  story(
    "farther slashed: R21 `farther`, a lone seat convicts the answer farthest from its own",
    ["R21"],
    under({ R21: "farther" }, (opened) => judged(opened, 0, 10, 50)),
  ),
  story(
    "both slashed: R21 `slash-both`, a lone seat convicts all who are at fault with it",
    ["R21"],
    under({ R21: "slash-both" }, (opened) => judged(opened, 0, 10, 50)),
  ),
  story(
    "medoid: R21 `medoid`, the answer in the middle judges",
    ["R21"],
    under({ R21: "medoid" }, (opened) => judged(opened, 0, 10, 50)),
  ),
  story(
    "one threshold: R34 `one-threshold`, what lay between the two is a fault",
    ["R34"],
    under({ R34: "one-threshold" }, (opened) => judged(opened, 0, 2, 0), [0, 2]),
  ),
  story(
    "no appeal: R32 `no-appeal`, the first tally that decides stands",
    ["R32"],
    under({ R32: "no-appeal" }, (opened) => tallied(opened, 0, 10, 0)),
  ),
  story(
    "no commitment: R32 `no-commit`, seats open after the members and without a commitment",
    ["R32"],
    under({ R32: "no-commit" }, (opened) => {
      const open = until(revealedFirst(opened), "open");
      return unappealed(play(open, ...seatsOf(open, "drawn").map((seat) => openSeat(seat, 0))));
    }),
  ),
  story(
    "teacher forced: R40 `teacher-forced`, members reveal before seats commit",
    ["R40"],
    under({ R40: "teacher-forced" }, (opened) => unappealed(openedSeats(committed(revealedFirst(opened), 0), 0))),
  ),
  story(
    "input unsupplied: R39 `provider`, no provider posts the input, and both are at fault",
    ["R39"],
    under({ R39: "provider" }, (opened) => skip(opened, caseOf(opened).phaseEnds - opened.state.head.height)),
  ),
];
