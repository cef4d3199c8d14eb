/**
 * The life of a case up to its tally (section 3): a claim runs out or is opened, phases last as long as they say, the draw is by its
 * beacon, whoever is absent pays, and a case that nobody judges gives everything back.
 */
import { describe, expect, it } from "vitest";
import {
  attest,
  attestedPair,
  caseOf,
  claim,
  commitSeat,
  committed,
  contested,
  judged,
  market,
  openCase,
  openedSeats,
  openSeat,
  recordOf,
  requestOf,
  revealOutput,
  SITTERS,
  saltOf,
  seatsOf,
  until,
  WEIGHTS,
} from "../../src/conformance/acts.ts";
import {
  type Act,
  act,
  addressOf,
  type Chain,
  codesOf,
  eventsOf,
  type Name,
  nameOf,
  play,
  playAny,
  purses,
  SHORT,
  signerOf,
  skip,
  skipTo,
} from "../../src/conformance/chain.ts";
import { beaconValue } from "../../src/model/crypto/crypto.ts";
import { drawSeats } from "../../src/model/dispute/draw.ts";
import { drawSeed } from "../../src/model/dispute/hashes.ts";
import type { Phase } from "../../src/model/events/events.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { bondOf } from "../../src/model/params/protocol.ts";
import { ownerConsent } from "../../src/model/staking/register-provider.ts";
import { balanceOf, burntOf, feesOf, heightOf, howOf, idsOf, providerOf, stakeOf } from "./readings.ts";

const MARKET = market();
const BOND = bondOf(MARKET.genesis.protocol);
const { seatExposure: E, absencePenalty: P, attestationExposure: XI } = SHORT;

/** Ann said 0 and Ben said 10; Eve has opened the case. */
const TORN = contested(attestedPair(MARKET, 0, 10));
const COMMITTING = until(TORN, "commit");

describe("a claim", () => {
  it("that nobody opens gives its bond back at the end of its window; the fee for it is gone", () => {
    const pair = attestedPair(MARKET, 0, 10);
    const claimed = play(pair, claim(pair, "eve", ...idsOf(pair)));
    expect(balanceOf(pair, "eve") - balanceOf(claimed, "eve")).toBe(BOND + SHORT.claimFee + feesOf(claimed));
    expect(purses(claimed.state.store).bond).toBe(BOND);
    const last = skip(claimed, SHORT.openWindow - 1);
    expect(purses(last.state.store).bond).toBe(BOND);
    const over = skip(last, 1);
    expect(purses(over.state.store).bond).toBe(0n);
    expect(balanceOf(over, "eve")).toBe(balanceOf(claimed, "eve") + BOND);
    expect(eventsOf(over, "claimExpired")).toMatchObject([{ challenger: addressOf("eve") }]);
  });

  it("that another opened first runs out, and its bond comes back", () => {
    const pair = attestedPair(MARKET, 0, 10);
    const both = play(pair, claim(pair, "eve", ...idsOf(pair)), claim(pair, "dan", ...idsOf(pair)));
    const opened = playAny(both, [openCase("dan", ...idsOf(pair)), openCase("eve", ...idsOf(pair))]);
    expect(codesOf(opened)).toEqual(["applied", "ATTESTATION_NOT_OPEN"]);
    const over = skip(opened, SHORT.openWindow);
    expect(balanceOf(over, "eve")).toBe(balanceOf(opened, "eve") + BOND);
  });
});

describe("a copied claim", () => {
  it("claims nothing and stands in nobody's way: a claim is its challenger's", () => {
    const pair = attestedPair(MARKET, 0, 10);
    const mine = claim(pair, "eve", ...idsOf(pair));
    const copied = play(pair, { ...mine, from: "dan" }, mine);
    expect(purses(copied.state.store).bond).toBe(2n * BOND);
    const opened = playAny(copied, [openCase("dan", ...idsOf(pair), undefined, saltOf("eve")), openCase("eve", ...idsOf(pair))]);
    expect(codesOf(opened)).toEqual(["CLAIM_UNKNOWN", "applied"]);
    expect(purses(skip(opened, SHORT.openWindow).state.store).bond).toBe(BOND);
  });
});

describe("phases", () => {
  /** The phases that a case goes through if everything is done in the last block that admits it, and how long each lasts. */
  function slowest(): { readonly phase: Phase; readonly blocks: number }[] {
    const seen: { phase: Phase; blocks: number }[] = [];
    let chain = TORN;
    while (caseOf(chain).phase !== "settled") {
      const { phase, phaseEnds } = caseOf(chain);
      seen.push({ phase, blocks: phaseEnds - heightOf(chain) });
      chain = skipTo(chain, phaseEnds - 1);
      chain = play(chain, ...(LAST_ACTS[phase]?.(chain) ?? []));
    }
    return seen;
  }

  const LAST_ACTS: { readonly [phase in Phase]?: (chain: Chain) => Act[] } = {
    commit: (chain) => seatsOf(chain, "drawn").map((seat) => commitSeat(chain, seat, 0)),
    reveal: (chain) => [revealOutput(chain, "ann", 0), revealOutput(chain, "ben", 10)],
    open: (chain) => seatsOf(chain, "committed").map((seat) => openSeat(seat, 0)),
  };

  it("last as long as the parameters say, and admit acts up to their last block", () => {
    expect(slowest()).toEqual([
      { phase: "join", blocks: SHORT.joinWindow },
      { phase: "draw", blocks: SHORT.drawDelay },
      { phase: "commit", blocks: SHORT.commitWindow },
      { phase: "reveal", blocks: SHORT.revealWindow },
      { phase: "open", blocks: SHORT.seatOpenWindow },
      { phase: "appeal", blocks: SHORT.appealWindow },
    ]);
  });

  it("admit nothing a block later", () => {
    const { phaseEnds } = caseOf(COMMITTING);
    const [seat] = seatsOf(COMMITTING, "drawn");
    expect(codesOf(playAny(skipTo(COMMITTING, phaseEnds - 1), [commitSeat(COMMITTING, seat!, 0)]))).toEqual(["applied"]);
    expect(codesOf(playAny(skipTo(COMMITTING, phaseEnds), [commitSeat(COMMITTING, seat!, 0)]))).toEqual(["PHASE_WRONG"]);
  });

  it("end early with the last act that was expected, but for JOIN and DRAW", () => {
    const revealing = committed(COMMITTING, 0);
    expect(caseOf(revealing).phase).toBe("reveal");
    const one = play(revealing, revealOutput(revealing, "ann", 0));
    expect(caseOf(one).phase).toBe("reveal");
    const open = play(one, revealOutput(one, "ben", 10, 0, "eve"));
    expect(caseOf(open).phase).toBe("open");
    expect(caseOf(openedSeats(open, 0)).phase).toBe("appeal");
  });

  it("change once a block", () => {
    const short = { joinWindow: 1, drawDelay: 1, commitWindow: 1, revealWindow: 1, seatOpenWindow: 1 };
    let chain = contested(attestedPair(market({ parameters: short }), 0, 10));
    const seen: string[] = [];
    while (caseOf(chain).phase !== "void" && seen.length < 50) {
      chain = skip(chain, 1);
      seen.push(eventsOf(chain, "phaseBegan").length.toString());
    }
    expect(new Set(seen)).toEqual(new Set(["1"]));
  });
});

describe("the draw", () => {
  it("is of mature stake at the opening, by the beacon K blocks after it was called for", () => {
    let chain = TORN;
    while (caseOf(chain).phase !== "draw") chain = skip(chain, 1);
    const drawnBy = skip(chain, SHORT.drawDelay);
    const seed = drawSeed(chain.state.chain.chainId, 0, 0, 0, beaconValue(drawnBy.last!.block.header.beacon));
    const field = ["cid", ...SITTERS].map((name) => ({ provider: addressOf(name), owner: addressOf(name), weight: stakeOf(TORN, name) }));
    expect(seatsOf(drawnBy, "drawn")).toEqual(drawSeats(seed, field, 1).map(nameOf));
  });

  it("reserves E of a seat's stake until the case has ended", () => {
    const [seat] = seatsOf(COMMITTING, "drawn");
    expect(providerOf(COMMITTING, seat!).reserved).toBe(E);
    expect(providerOf(judged(COMMITTING, 0, 10, 0), seat!).reserved).toBe(0n);
  });

  it("R19 uniform: weighs everyone alike", () => {
    const chain = until(contested(attestedPair(market({ rulings: { R19: "uniform" } }), 0, 10)), "draw");
    const drawnBy = skip(chain, SHORT.drawDelay);
    const seed = drawSeed(chain.state.chain.chainId, 0, 0, 0, beaconValue(drawnBy.last!.block.header.beacon));
    const field = ["cid", ...SITTERS].map((name) => ({ provider: addressOf(name), owner: addressOf(name), weight: 1n }));
    expect(seatsOf(drawnBy, "drawn")).toEqual(drawSeats(seed, field, 1).map(nameOf));
  });
});

describe("an absent seat", () => {
  it("pays P, burnt, is released, and another is drawn for it", () => {
    const [absent] = seatsOf(COMMITTING, "drawn");
    const redrawing = until(COMMITTING, "draw");
    expect(stakeOf(COMMITTING, absent!) - stakeOf(redrawing, absent!)).toBe(P);
    expect(burntOf(redrawing) - burntOf(COMMITTING)).toBe(P);
    expect(providerOf(redrawing, absent!).reserved).toBe(0n);
    expect(eventsOf(redrawing, "slashed")).toMatchObject([{ cause: "absent", amount: P }]);
    const redrawn = until(redrawing, "commit");
    expect(caseOf(redrawn).round).toBe(1);
    expect(seatsOf(redrawn, "absent")).toEqual([absent]);
    expect(seatsOf(redrawn, "drawn")).not.toEqual([absent]);
    expect(howOf(judged(redrawn, 0, 10, 0), "ann", "ben")).toEqual(["cleared", "fault"]);
  });

  it("R22 no-penalty: pays nothing", () => {
    const chain = until(contested(attestedPair(market({ rulings: { R22: "no-penalty" } }), 0, 10)), "commit");
    const [absent] = seatsOf(chain, "drawn");
    expect(stakeOf(until(chain, "draw"), absent!)).toBe(stakeOf(chain, absent!));
  });
});

/** The case of a chain whose seats never come, ended VOID. */
const VOIDED = until(TORN, "void");

describe("a void", () => {
  it("comes when the redraws are used up, and gives the bond back whole", () => {
    expect(caseOf(VOIDED).seats.map(({ status, round }) => [status, round])).toEqual([
      ["absent", 0],
      ["absent", SHORT.redraws],
    ]);
    expect(balanceOf(VOIDED, "eve") - balanceOf(TORN, "eve")).toBe(BOND);
    expect(purses(VOIDED.state.store).bond).toBe(0n);
  });

  it("opens its members again, for L at least", () => {
    for (const name of ["ann", "ben"]) {
      const record = recordOf(VOIDED, name);
      const finalAt = Math.max(recordOf(TORN, name).finalAt, heightOf(VOIDED) + SHORT.openWindow);
      expect(record).toMatchObject({ status: "open", how: "none", voidedAt: heightOf(VOIDED), finalAt });
      expect(providerOf(VOIDED, name).reserved).toBe(XI);
      expect(recordOf(skipTo(VOIDED, finalAt - 1), name).status).toBe("open");
      expect(recordOf(skipTo(VOIDED, finalAt), name)).toMatchObject({ status: "final", how: "void" });
    }
  });

  it("is followed by one more case at most, and that one may still convict", () => {
    const again = contested(VOIDED);
    expect(howOf(until(judgedBy(again, 0, 10, 0, 1), "settled", 1), "ann", "ben")).toEqual(["cleared", "fault"]);
  });

  it("the second time makes its members final at once", () => {
    const again = until(contested(VOIDED), "void", 1);
    expect(recordOf(again, "ann")).toMatchObject({ status: "final", how: "void" });
    expect(providerOf(again, "ann").reserved).toBe(0n);
    expect(eventsOf(again, "attestationEnded")).toHaveLength(2);
  });

  it("is followed by no case later than L, although its members may still be open", () => {
    const quick = market({ parameters: { commitWindow: 1, challengeWindow: 30, unbonding: 120, ownerDelay: 40 } });
    const voided = until(contested(attestedPair(quick, 0, 10)), "void");
    const ids = idsOf(voided);
    const claimed = play(skip(voided, 1), claim(voided, "eve", ...ids));
    const last = skipTo(claimed, heightOf(voided) + SHORT.openWindow - 1);
    expect(codesOf(playAny(last, [openCase("eve", ...ids)]))).toEqual(["applied"]);
    const late = skip(last, 1);
    expect(recordOf(late, "ann").status).toBe("open");
    expect(codesOf(playAny(late, [openCase("eve", ...ids)]))).toEqual(["WINDOW_CLOSED"]);
  });
});

/** Like `judged`, with the case's number. */
function judgedBy(chain: Chain, ann: number, ben: number, seats: number, id: number): Chain {
  return judged(until(chain, "commit", id), ann, ben, seats, id);
}

/** Ann's and Ben's market with these sitters, without Cid. */
function lonely(sitters: readonly Name[], rulings = {}): Chain {
  return play(market({ rulings }, [...sitters]), act("cid", { kind: "stopServing", modelID: WEIGHTS }));
}

describe("too few eligible", () => {
  it("waits X once, then is VOID", () => {
    const drawing = until(contested(attestedPair(lonely([]), 0, 10)), "draw");
    const waiting = skip(drawing, SHORT.drawDelay);
    expect(eventsOf(waiting, "waitingForSeats")).toMatchObject([{ drawable: 0, until: heightOf(waiting) + SHORT.extension }]);
    const last = skip(waiting, SHORT.extension - 1);
    expect(caseOf(last).phase).toBe("draw");
    expect(caseOf(skip(last, 1)).phase).toBe("void");
  });

  it("R23 void-at-once: is VOID without the wait", () => {
    const drawing = until(contested(attestedPair(lonely([], { R23: "void-at-once" }), 0, 10)), "draw");
    expect(caseOf(skip(drawing, SHORT.drawDelay)).phase).toBe("void");
  });

  it("counts the providers of one owner once: no two of them can sit", () => {
    const panel = { ladder: [3] };
    const consent = signerOf(MARKET.keyring, "s1").sign(ownerConsent(market({ parameters: panel }).state.chain.chainId, addressOf("dan")));
    const twins = (sitters: readonly Name[]): Chain => {
      const chain = play(market({ parameters: panel }, [...sitters]), act("cid", { kind: "stopServing", modelID: WEIGHTS }));
      const owned = play(chain, act("dan", { kind: "registerProvider", owner: addressOf("s1"), consent, stake: 150n * LUX }));
      const ready = skip(
        play(owned, act("dan", { kind: "serveModel", modelID: WEIGHTS, profile: undefined, teeReport: new Uint8Array(0) })),
        SHORT.stakeMaturity,
      );
      return skip(until(contested(attestedPair(ready, 0, 10)), "draw"), SHORT.drawDelay);
    };
    expect(eventsOf(twins(["s1"]), "waitingForSeats")).toMatchObject([{ drawable: 1 }]);
    expect(seatsOf(twins(["s1", "s2"]), "drawn")).toHaveLength(2);
  });

  it("draws at the end of the wait whoever has become free", () => {
    const alone = lonely(["s1"]);
    // Ten attestations and the rest unbonded: no room for E until they are final.
    const busy = play(alone, ...Array.from({ length: 10 }, (_, index) => attest(alone, "s1", { request: requestOf(index + 1) })));
    const freeAt = heightOf(busy) + SHORT.challengeWindow + SHORT.openWindow;
    const full = play(busy, act("s1", { kind: "unbond", provider: addressOf("s1"), amount: 30n * LUX }));
    const opened = contested(skipTo(attestedPair(full, 0, 10), freeAt - 7));
    const waiting = skip(until(opened, "draw"), SHORT.drawDelay);
    expect(eventsOf(waiting, "waitingForSeats")).toHaveLength(1);
    const drawn = skip(waiting, SHORT.extension);
    expect(heightOf(drawn)).toBeGreaterThanOrEqual(freeAt);
    expect(seatsOf(drawn, "drawn")).toEqual(["s1"]);
    expect(caseOf(drawn)).toMatchObject({ phase: "commit", round: 0, extended: true });
  });
});
