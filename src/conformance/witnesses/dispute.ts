/** Witnesses of the rulings on challenges, draws, seats and phases. */

import { shareCommitment } from "../../model/dispute/hashes.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import type { Phase } from "../../model/events/events.ts";
import { LUX } from "../../model/params/parameters.ts";
import { ownerConsent } from "../../model/staking/register-provider.ts";
import {
  appealed,
  attest,
  attestationOf,
  attestedPair,
  caseOf,
  claim,
  commitSeat,
  contested,
  judged,
  market,
  openCase,
  openSeat,
  provide,
  requestOf,
  revealOutput,
  seatsOf,
  tallied,
  until,
  WEIGHTS,
} from "../acts.ts";
import { type Act, act, addressOf, type ChainOptions, digestOf, eventsOf, type Name, play, playAny, signerOf, skip } from "../chain.ts";
import { endings, fate, pairOf, stakeOf, type Witness } from "./witness.ts";

const stopServing = (name: Name): Act => act(name, { kind: "stopServing", modelID: WEIGHTS });
const isWhatever = (seats: readonly string[], what: string): string =>
  new Set(seats).size === 1 ? `${what} change nothing` : `${what} choose the seat`;

/** The seat that is drawn for each of several salts of one claim. */
function salted(options: ChainOptions): string {
  const chain = attestedPair(market(options), 0, 10);
  const seats = Array.from({ length: 12 }, (_, index) => {
    const salt = digestOf(`salt ${index}`);
    const claimed = play(chain, claim(chain, "eve", ...pairOf(chain), salt));
    return seatsOf(until(play(claimed, openCase("eve", ...pairOf(chain), requestOf(0), salt)), "commit"), "drawn").join();
  });
  return isWhatever(seats, "salts");
}

/** The seat that is drawn for each of several blocks before the draw. */
function proposed(options: ChainOptions): string {
  const calling = until(contested(attestedPair(market(options), 0, 10)), "join");
  const last = skip(calling, caseOf(calling).phaseEnds - calling.state.head.height - 1);
  const gifts = (count: number): Act[] => Array.from({ length: count }, () => act("cora", { kind: "transfer", to: addressOf("dan"), amount: 1n }));
  const seats = Array.from({ length: 12 }, (_, count) => seatsOf(until(play(last, ...gifts(count)), "commit"), "drawn").join());
  return isWhatever(seats, "blocks");
}

/** The seat that is drawn for each of several numbers that S1 gives, and for none. */
function shared(options: ChainOptions): string {
  const drawing = until(contested(attestedPair(market(options), 0, 10)), "draw");
  const { chainId } = drawing.state.chain;
  const seats = Array.from({ length: 12 }, (_, index) => {
    const share: Hex = digestOf(`share ${index}`);
    const commitment = shareCommitment(chainId, 0, addressOf("s1"), share);
    const bound = playAny(drawing, [act("s1", { kind: "commitShare", case: 0, commitment })]);
    return seatsOf(until(playAny(bound, [act("s1", { kind: "revealShare", case: 0, share })]), "commit"), "drawn").join();
  });
  return isWhatever(seats, "numbers");
}

/** How often the poorest of two is drawn in a dozen cases, one has fifty times the stake of the other. */
function poorest(options: ChainOptions): string {
  const begun = market(options, []);
  const ready = skip(play(provide(begun, { s1: 100n, s2: 5_000n }), stopServing("cid")), 3);
  const attested = attestedPair(ready, 0, 10);
  const seats = Array.from({ length: 12 }, (_, wait) => seatsOf(until(contested(skip(attested, wait)), "commit"), "drawn")[0]);
  return seats.filter((seat) => seat === "s1").length > 2 ? "often" : "hardly ever";
}

/** Whom a case finds that can be drawn: a provider that Ann owns. */
function relative(options: ChainOptions): string {
  const begun = play(market(options, []), stopServing("cid"));
  const consent = signerOf(begun.keyring, "ann").sign(ownerConsent(begun.state.chain.chainId, addressOf("dan")));
  const registered = play(begun, act("dan", { kind: "registerProvider", owner: addressOf("ann"), consent, stake: 100n * LUX }));
  const ready = skip(play(registered, act("dan", { kind: "serveModel", modelID: WEIGHTS, profile: undefined, teeReport: new Uint8Array(0) })), 3);
  const drawn = skip(until(contested(attestedPair(ready, 0, 10)), "draw"), 1);
  return seatsOf(drawn, "drawn").join() || "nobody";
}

/** Whom a case finds: S1 stakes, and serves nothing. */
function idle(options: ChainOptions): string {
  const begun = play(market(options, []), stopServing("cid"));
  const ready = skip(play(provide(begun, { s1: 200n }), stopServing("s1")), 3);
  const drawn = skip(until(contested(attestedPair(ready, 0, 10)), "draw"), 1);
  return (
    seatsOf(drawn, "drawn")
      .filter((name) => name === "s1")
      .join() || "nobody"
  );
}

/** What an absent seat has left of 200 LUX. */
function absent(options: ChainOptions): string {
  const committing = until(contested(attestedPair(market(options), 0, 10)), "commit");
  const [seat] = seatsOf(committing, "drawn");
  const later = until(committing, "draw");
  return seat === "cid" ? "cid" : stakeOf(later, seat!);
}

/** What a case does that finds nobody. */
function lonely(options: ChainOptions): string {
  const begun = play(market(options, []), stopServing("cid"));
  const drawing = skip(until(contested(attestedPair(begun, 0, 10)), "draw"), 1);
  return eventsOf(drawing, "waitingForSeats").length > 0 ? "it waits" : caseOf(drawing).phase;
}

/** Ann and Ben are in a case of theirs; two others answered the request differently. */
function immunised(options: ChainOptions): string {
  const pair = attestedPair(market(options), 0, 0);
  const four = play(pair, attest(pair, "cid"), attest(pair, "s1", { value: 10 }));
  const ids = [attestationOf(four, "cid"), attestationOf(four, "s1")] as const;
  const claimed = play(four, claim(four, "eve", ...ids));
  return fate(contested(claimed, "dan"), openCase("eve", ...ids));
}

/** Ann, cleared in one case, is challenged with Cid. */
function again(options: ChainOptions): string {
  const pair = attestedPair(market(options), 0, 0);
  const cleared = judged(contested(play(pair, attest(pair, "cid"))), 0, 0, 0);
  const ids = [attestationOf(cleared, "ann"), attestationOf(cleared, "cid")] as const;
  return fate(play(cleared, claim(cleared, "dan", ...ids)), openCase("dan", ...ids));
}

/** Eve opens with no input. */
function silent(options: ChainOptions): string {
  const chain = attestedPair(market(options), 0, 10);
  const claimed = play(chain, claim(chain, "eve", ...pairOf(chain)));
  const opened = playAny(claimed, [openCase("eve", ...pairOf(chain), new Uint8Array())]);
  return eventsOf(opened, "caseOpened").length > 0 ? endings(skip(opened, 3), "ann", "ben") : "refused";
}

/** Seats that compute nothing: they have what Ann has shown, once she has shown it. */
function lazy(options: ChainOptions): string {
  let now = contested(attestedPair(market(options), 0, 10));
  while (caseOf(now).endedAt === undefined) {
    const { phase, members } = caseOf(now);
    const isShown = members[0]!.revealed;
    const drawn = isShown ? seatsOf(now, "drawn") : [];
    const acts: { readonly [phase in Phase]?: readonly Act[] } = {
      commit: drawn.map((seat) => commitSeat(now, seat, 0)),
      reveal: [revealOutput(now, "ann", 0), revealOutput(now, "ben", 10)],
      open: [...seatsOf(now, "committed"), ...drawn].map((seat) => openSeat(seat, 0)),
    };
    now = playAny(now, acts[phase] ?? []);
  }
  return endings(now, "ann", "ben");
}

/** The third provider sides with Ben, who is wrong; Ann appeals where she can. */
function wronged(options: ChainOptions): string {
  const told = tallied(contested(attestedPair(market(options), 0, 10)), 0, 10, 10);
  return endings(caseOf(told).phase === "appeal" ? appealed(told, "ann", [0, 0, 0]) : told, "ann", "ben");
}

/** What Eve has locked in her case. */
const costs = (options: ChainOptions): string => {
  const opened = contested(attestedPair(market(options), 0, 10));
  return `${caseOf(opened).bond / LUX} LUX locked`;
};

/** See `Witness`. */
export const DISPUTE_WITNESSES: readonly Witness[] = [
  {
    ruling: "R16",
    variant: "staked-only",
    sentence: "a consumer without stake cannot challenge",
    ends: ["applied", "CHALLENGER_NOT_STAKED"],
    play(options) {
      const chain = attestedPair(market(options), 0, 10);
      return fate(chain, claim(chain, "eve", ...pairOf(chain)));
    },
  },
  {
    ruling: "R16",
    variant: "no-bond",
    sentence: "a challenge costs its fee, and whoever is drawn works for nothing",
    ends: ["12 LUX locked", "0 LUX locked"],
    play: costs,
  },
  {
    ruling: "R16",
    variant: "numbers",
    sentence: "with challengeStake at 2 LUX the bond is 8 LUX less",
    numbers: { challengeStake: 2n * LUX },
    ends: ["12 LUX locked", "4 LUX locked"],
    play: costs,
  },
  {
    ruling: "R18",
    variant: "case-hash",
    sentence: "the challenger tries salts until it likes the seat",
    ends: ["salts change nothing", "salts choose the seat"],
    play: salted,
  },
  {
    ruling: "R18",
    variant: "parent-hash",
    sentence: "the proposer before the draw tries blocks until it likes the seat",
    ends: ["blocks change nothing", "blocks choose the seat"],
    play: proposed,
  },
  {
    ruling: "R18",
    variant: "commit-reveal",
    sentence: "the last to reveal its number chooses between two seats, with it and without",
    given: { parameters: { drawDelay: 2, unbonding: 200 } },
    ends: ["numbers change nothing", "numbers choose the seat"],
    play: shared,
  },
  {
    ruling: "R19",
    variant: "uniform",
    sentence: "many small stakes are drawn more often than one large one: seats are cheap",
    ends: ["hardly ever", "often"],
    play: poorest,
  },
  { ruling: "R20", variant: "no-owner-exclusion", sentence: "a party's own provider sits in its case", ends: ["nobody", "dan"], play: relative },
  {
    ruling: "R20",
    variant: "need-not-serve",
    sentence: "a provider that cannot run the model is drawn, and can only be absent",
    ends: ["nobody", "s1"],
    play: idle,
  },
  {
    ruling: "R22",
    variant: "no-penalty",
    sentence: "a seat that stays away loses nothing: it costs a redraw and delays the case",
    ends: ["199 LUX", "200 LUX"],
    play: absent,
  },
  {
    ruling: "R22",
    variant: "seat-fault",
    sentence: "a seat that was offline loses a quarter of its stake",
    ends: ["199 LUX", "150 LUX"],
    play: absent,
  },
  {
    ruling: "R23",
    variant: "void-at-once",
    sentence: "a case is VOID though a provider comes back a block later",
    ends: ["it waits", "void"],
    play: lonely,
  },
  {
    ruling: "R27",
    variant: "one-case-per-request",
    sentence: "two friends who agree open a case on a request, and nobody can challenge another answer to it any more",
    ends: ["applied", "CASE_EXISTS"],
    play: immunised,
  },
  {
    ruling: "R27",
    variant: "one-per-pair",
    sentence: "who was cleared in a case is in the next, and the next",
    given: { parameters: { challengeWindow: 40, ownerDelay: 44, unbonding: 200 } },
    ends: ["ATTESTATION_NOT_OPEN", "applied"],
    play: again,
  },
  {
    ruling: "R32",
    variant: "no-commit",
    sentence: "seats show their outputs after the members', bound by nothing: whoever copies is paid like whoever computes",
    ends: ["ann open, ben open", "ann cleared, ben fault"],
    play: lazy,
  },
  {
    ruling: "R32",
    variant: "no-appeal",
    sentence: "a single third provider decides, and nobody judges it",
    ends: ["ann cleared, ben fault", "ann fault, ben cleared"],
    play: wronged,
  },
  {
    ruling: "R39",
    variant: "provider",
    sentence: "a challenge needs no input: providers who keep theirs to themselves are at fault",
    ends: ["refused", "ann no-reveal, ben no-reveal"],
    play: silent,
  },
  {
    ruling: "R40",
    variant: "teacher-forced",
    sentence: "seats see the members' outputs before they commit: a seat need not compute",
    ends: ["ann open, ben open", "ann cleared, ben fault"],
    play: lazy,
  },
  {
    ruling: "R47",
    variant: "open-at-once",
    sentence: "an opening needs no claim, so whoever sees one on its way can send the same before it",
    ends: ["CLAIM_UNKNOWN", "applied"],
    play(options) {
      const chain = attestedPair(market(options), 0, 10);
      return fate(chain, openCase("eve", ...pairOf(chain)));
    },
  },
];
