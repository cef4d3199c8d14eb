/** Disputes from the claim to their end: every outcome of the third provider's case, of the panel, and of seats that stay away. */
import type { RulingChoices, RulingId } from "../../model/params/rulings.ts";
import { attestedPair, caseOf, claim, committed, contested, judged, market, openedSeats, revealOutput, until, WEIGHTS } from "../acts.ts";
import { act, type Chain, type ChainOptions, play, SHORT, skip } from "../chain.ts";
import { idsOf } from "../rows/claims.ts";
import { type Stage, usualMarket } from "../scene.ts";
import type { Story } from "./story.ts";

const LP = "Dispute Resolution";

/** Ann and Ben said these, and Eve claims, opens, and whatever comes then. */
const dispute =
  (ann: number, ben: number, end: (opened: Chain) => Chain) =>
  (stage: Stage, begin = stage.of(usualMarket)): { readonly begun: Chain; readonly ended: Chain } => {
    const begun = attestedPair(begin, ann, ben);
    return { begun, ended: skip(end(contested(begun)), 1) };
  };

/** Everybody at work, seats saying this. */
const judgedBy = (ann: number, ben: number, seats: number): Story["make"] => dispute(ann, ben, (opened) => judged(opened, ann, ben, seats));

/** The single seat decides nothing; a panel of three does. */
function panel(opened: Chain, ann: number, ben: number, panelSays: number): Chain {
  const split = judged(opened, ann, ben, 50);
  return openedSeats(committed(split, panelSays), panelSays);
}

/** Under another choice of a ruling. */
const under = (choices: Partial<RulingChoices>, make: (stage: Stage, begin: Chain) => ReturnType<Story["make"]>): Story["make"] =>
  otherwise({ rulings: choices }, make);

function otherwise(
  options: ChainOptions,
  make: (stage: Stage, begin: Chain) => ReturnType<Story["make"]>,
  sitters?: readonly string[],
): Story["make"] {
  return (stage) => make(stage, market({ keyring: stage.keyring, ...options }, sitters === undefined ? undefined : [...sitters]));
}

const lonely = (chain: Chain): Chain => play(chain, act("cid", { kind: "stopServing", modelID: WEIGHTS }));

const story = (about: string, rulings: readonly RulingId[], make: Story["make"]): Story => ({ about, lp: LP, rulings, make });

/** One for every way in which a case ends. */
export const DISPUTES: readonly Story[] = [
  story("minority is slashed: the third provider agrees with Ann, and Ben is faulty", ["R13", "R14", "R34"], judgedBy(0, 10, 0)),
  story("wrong challenge: all agree, and the challenger loses its stake", ["R16"], judgedBy(0, 0, 0)),
  story("band: Ben is between agreement and fault, and nobody is slashed", ["R34"], judgedBy(0, 2, 0)),
  story(
    "panel decides: the third provider agrees with neither, three others with Ann",
    ["R18", "R20", "R32"],
    dispute(0, 10, (opened) => panel(opened, 0, 10, 0)),
  ),
  story(
    "panel convicts both: nobody agrees with Ann or with Ben",
    ["R13", "R46"],
    dispute(0, 10, (opened) => panel(opened, 0, 10, 30)),
  ),
  story(
    "not revealed: Ben's output is not shown, and that is a fault",
    ["R13", "R17"],
    dispute(0, 10, (opened) => {
      const revealing = until(committed(opened, 0), "reveal");
      return openedSeats(until(play(revealing, revealOutput(revealing, "ann", 0)), "open"), 0);
    }),
  ),
  story(
    "nothing revealed: neither output is shown, and both are at fault",
    ["R13", "R17"],
    dispute(0, 10, (opened) => openedSeats(committed(opened, 0), 0)),
  ),
  story(
    "withheld: every seat commits and none opens; each loses its exposure",
    ["R13", "R22"],
    dispute(0, 10, (opened) => {
      const revealing = until(committed(opened, 0), "reveal");
      const shown = play(revealing, revealOutput(revealing, "ann", 0), revealOutput(revealing, "ben", 10));
      return untilEnded(shown);
    }),
  ),
  story(
    "redrawn: the first seat is absent, pays, and the next one decides",
    ["R18", "R21", "R22"],
    dispute(0, 10, (opened) => judged(until(until(until(opened, "commit"), "draw"), "commit"), 0, 10, 0)),
  ),
  story("void: no seat ever comes, everything goes back, and the members are open again", ["R21", "R24"], dispute(0, 10, untilEnded)),
  story(
    "void twice: a second case ends like the first, and its members are final",
    ["R21", "R24"],
    dispute(0, 10, (opened) => untilEnded(contested(untilEnded(opened)), 1)),
  ),
  story(
    "too few: nobody is eligible, the one wait is used, and the case is void",
    ["R23"],
    otherwise({}, (stage, begin) => dispute(0, 10, untilEnded)(stage, lonely(begin)), []),
  ),
  story("claim expired: nobody opens it, the bond comes back", ["R47"], (stage) => {
    const begun = attestedPair(stage.of(usualMarket), 0, 10);
    const claimed = play(begun, claim(begun, "eve", ...idsOf(begun)));
    return { begun, ended: skip(claimed, SHORT.openWindow + 1) };
  }),
  story(
    "uniform draw: R19 `uniform`, everyone weighs alike",
    ["R19"],
    under({ R19: "uniform" }, (stage, begin) => minority(stage, begin)),
  ),
  story(
    "absence unpunished: R22 `no-penalty`, an absent seat pays nothing",
    ["R22"],
    under({ R22: "no-penalty" }, (stage, begin) => dispute(0, 10, untilEnded)(stage, begin)),
  ),
  story(
    "void at once: R23 `void-at-once`, too few eligible and no wait",
    ["R23"],
    otherwise({ rulings: { R23: "void-at-once" } }, (stage, begin) => dispute(0, 10, untilEnded)(stage, lonely(begin)), []),
  ),
];

function minority(stage: Stage, begin: Chain): ReturnType<Story["make"]> {
  return dispute(0, 10, (opened) => judged(opened, 0, 10, 0))(stage, begin);
}

/** Plays empty blocks until the case has ended. */
function untilEnded(chain: Chain, id = 0): Chain {
  let next = chain;
  while (caseOf(next, id).endedAt === undefined) next = skip(next, 1);
  return next;
}
