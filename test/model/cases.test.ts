/**
 * The life of a case from claim to verdict (section 3; LP-0035 "Dispute Resolution"): its phases last as long as they say, whoever
 * is absent or withholds pays, the tally becomes slashes and endings, and a case that nobody judges gives everything back.
 */
import { describe, expect, it } from "vitest";
import { inputHash } from "../../src/model/attestation/hashes.ts";
import { beaconValue } from "../../src/model/crypto/crypto.ts";
import { drawSeats } from "../../src/model/dispute/draw.ts";
import { drawSeed } from "../../src/model/dispute/hashes.ts";
import type { Phase } from "../../src/model/events/events.ts";
import { accounts } from "../../src/model/ledger/records.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { bondOf } from "../../src/model/params/protocol.ts";
import { type Provider, providers } from "../../src/model/staking/records.ts";
import { parseDecimal } from "../../src/model/tolerance/decimal.ts";
import {
  type Act,
  act,
  addressOf,
  attest,
  attestationOf,
  attestedPair,
  begin,
  type Chain,
  caseOf,
  claim,
  codesOf,
  commitSeat,
  committed,
  contested,
  eventsOf,
  judged,
  market,
  type Name,
  nameOf,
  openCase,
  openedSeats,
  openSeat,
  play,
  playAny,
  provide,
  purses,
  recordOf,
  registerModel,
  requestOf,
  revealOutput,
  SHORT,
  SITTERS,
  saltOf,
  seatsOf,
  skip,
  skipTo,
  until,
  WEIGHTS,
} from "./chain-fixture.ts";

const MARKET = market();
const BOND = bondOf(SHORT);
const { seatExposure: E, absencePenalty: P, rerunFee: F, partyFee: RHO, challengeStake: GAMMA, attestationExposure: XI } = SHORT;

const providerOf = (chain: Chain, name: Name): Provider => providers.at(chain.state.store, addressOf(name));
const stakeOf = (chain: Chain, name: Name): bigint => providerOf(chain, name).stake;
const balanceOf = (chain: Chain, name: Name): bigint => accounts.at(chain.state.store, addressOf(name)).balance;
const heightOf = (chain: Chain): number => chain.state.head.height;
const burntOf = (chain: Chain): bigint => purses(chain.state.store).burnt;
const feesOf = (chain: Chain): bigint => chain.last!.receipts.reduce((sum, { fee }) => sum + fee, 0n);
const howOf = (chain: Chain, ...names: readonly Name[]): string[] => names.map((name) => recordOf(chain, name).how);
const idsOf = (chain: Chain) => [attestationOf(chain, "ann"), attestationOf(chain, "ben")] as const;

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
    expect(caseOf(openedSeats(open, 0)).phase).toBe("settled");
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
      expect(recordOf(skipTo(VOIDED, finalAt), name)).toMatchObject({ status: "final", how: "unchallenged" });
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
    expect(eventsOf(waiting, "waitingForSeats")).toMatchObject([{ eligible: 0, until: heightOf(waiting) + SHORT.extension }]);
    const last = skip(waiting, SHORT.extension - 1);
    expect(caseOf(last).phase).toBe("draw");
    expect(caseOf(skip(last, 1)).phase).toBe("void");
  });

  it("R23 void-at-once: is VOID without the wait", () => {
    const drawing = until(contested(attestedPair(lonely([], { R23: "void-at-once" }), 0, 10)), "draw");
    expect(caseOf(skip(drawing, SHORT.drawDelay)).phase).toBe("void");
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

describe("a seat that withholds", () => {
  const REVEALING = until(committed(COMMITTING, 0), "reveal");
  const OPEN = play(REVEALING, revealOutput(REVEALING, "ann", 0), revealOutput(REVEALING, "ben", 10));
  const [WITHHOLDING] = seatsOf(OPEN, "committed");

  it("loses E, burnt, is released, and the next level judges in its place", () => {
    const next = until(OPEN, "draw");
    expect(stakeOf(OPEN, WITHHOLDING!) - stakeOf(next, WITHHOLDING!)).toBe(E);
    expect(burntOf(next) - burntOf(OPEN)).toBe(E);
    expect(providerOf(next, WITHHOLDING!).reserved).toBe(0n);
    expect(caseOf(next)).toMatchObject({ level: 1, round: 0, tallied: 0 });
    const panel = until(next, "commit");
    expect(seatsOf(panel, "drawn")).toHaveLength(3);
    expect(seatsOf(panel, "drawn")).not.toContain(WITHHOLDING);
  });
});

describe("a verdict", () => {
  const VERDICT = judged(COMMITTING, 0, 10, 0);
  const [SEAT] = seatsOf(COMMITTING, "drawn");

  it("against the minority of three: slashed whole, the seat and the clean one are paid, the rest is shared and burnt", () => {
    expect(howOf(VERDICT, "ann", "ben")).toEqual(["cleared", "fault"]);
    const rest = 100n * LUX - F - RHO;
    expect(stakeOf(VERDICT, "ben")).toBe(0n);
    const gained = (name: Name): bigint => balanceOf(VERDICT, name) - balanceOf(COMMITTING, name);
    const parts = rest / 10_000n;
    expect(gained("eve")).toBe(BOND + 2_500n * parts);
    const burnt = burntOf(VERDICT) - burntOf(COMMITTING);
    const spent = gained(SEAT!) + gained("ann") + gained("ben");
    // The two members and the seat paid fees of their own, which were burnt beside 6,500 of 10,000 parts.
    expect(burnt - 6_500n * parts).toBe(F + RHO + 1_000n * parts - spent);
  });

  it("releases every reservation and forgets input and outputs", () => {
    for (const name of ["ann", "ben", SEAT!]) expect(providerOf(VERDICT, name).reserved).toBe(0n);
    const tables = [...VERDICT.state.store.records.values()].map(({ table }) => table.name);
    expect(tables).not.toContain("caseInput");
    expect(tables).not.toContain("caseOutput");
  });

  it("is the end: neither attestation can be challenged again", () => {
    const other = play(VERDICT, attest(VERDICT, "cid"));
    const ids = [attestationOf(other, "ann"), attestationOf(other, "cid")] as const;
    const claimed = play(other, claim(other, "dan", ...ids));
    expect(codesOf(playAny(claimed, [openCase("dan", ...ids)]))).toEqual(["ATTESTATION_NOT_OPEN"]);
  });

  it("against nobody: a challenge of two that agree with the seat and each other loses γ", () => {
    const opened = contested(attestedPair(MARKET, 0, 1));
    const verdict = judged(opened, 0, 1, 0);
    expect(howOf(verdict, "ann", "ben")).toEqual(["cleared", "cleared"]);
    expect(balanceOf(verdict, "eve") - balanceOf(opened, "eve")).toBe(BOND - GAMMA - F - 2n * RHO);
  });

  const rows: readonly (readonly [what: string, ann: number, ben: number, seat: number, how: readonly [string, string], lost: bigint])[] = [
    ["AGREE and BAND: nobody is slashed", 0, 2, 0, ["cleared", "band"], F + 2n * RHO],
    ["AGREE and AGREE, BAND with each other: the challenge was not wrong", 0, 2, 1, ["cleared", "cleared"], F + 2n * RHO],
  ];

  it.each(rows)("%s", (_, ann, ben, seat, how, lost) => {
    const opened = contested(attestedPair(MARKET, ann, ben));
    const verdict = judged(opened, ann, ben, seat);
    expect(howOf(verdict, "ann", "ben")).toEqual(how);
    expect([stakeOf(verdict, "ann"), stakeOf(verdict, "ben")]).toEqual([100n * LUX, 100n * LUX]);
    expect(balanceOf(verdict, "eve") - balanceOf(opened, "eve")).toBe(BOND - lost);
  });

  it("where both agree with the seat and are at FAULT with each other: both end as void, nobody pays", () => {
    const band = (atol: string) => ({ atol: parseDecimal(atol)!, rtol: parseDecimal("0")! });
    const intransitive = registerModel({ tolerance: { kind: "relative", agree: band("1"), fault: band("1.5") } });
    const chain = play(begin(), act("olga", intransitive));
    const ready = skip(provide(chain, { ann: 100n, ben: 100n, s1: 200n }), SHORT.stakeMaturity);
    const opened = contested(attestedPair(ready, -1, 1));
    const verdict = judged(opened, -1, 1, 0);
    expect(howOf(verdict, "ann", "ben")).toEqual(["void", "void"]);
    expect(recordOf(verdict, "ann").status).toBe("final");
    expect(stakeOf(verdict, "ben")).toBe(100n * LUX);
    expect(balanceOf(verdict, "eve") - balanceOf(opened, "eve")).toBe(BOND - F - 2n * RHO);
  });
});

describe("an output that nobody reveals", () => {
  const REVEALING = until(committed(COMMITTING, 0), "reveal");

  it("is a fault of its own, whatever the seats say", () => {
    const one = until(play(REVEALING, revealOutput(REVEALING, "ann", 0)), "open");
    const verdict = openedSeats(one, 0);
    expect(howOf(verdict, "ann", "ben")).toEqual(["cleared", "no-reveal"]);
    expect(stakeOf(verdict, "ben")).toBe(0n);
    expect(eventsOf(verdict, "slashed")).toMatchObject([{ provider: addressOf("ben"), cause: "no-reveal", amount: 100n * LUX }]);
    expect(eventsOf(verdict, "seatOpened")).toMatchObject([{ comparisons: ["agree", undefined] }]);
  });

  it("of both settles the case after OPEN, with both slashed", () => {
    const verdict = openedSeats(REVEALING, 0);
    expect(caseOf(verdict)).toMatchObject({ phase: "settled", level: 0 });
    expect(howOf(verdict, "ann", "ben")).toEqual(["no-reveal", "no-reveal"]);
  });
});

describe("a split", () => {
  /** The seat agrees with neither: 50 against 0 and 10. */
  const SPLIT = until(judged(COMMITTING, 0, 10, 50), "commit");

  it("goes to the next level by itself, with new seats", () => {
    expect(caseOf(SPLIT)).toMatchObject({ level: 1, tallied: 0 });
    expect(caseOf(SPLIT).members.map(({ verdict }) => verdict)).toEqual(["split", "split"]);
    expect(seatsOf(SPLIT, "drawn")).toHaveLength(3);
    expect(seatsOf(SPLIT, "drawn")).not.toContain(seatsOf(COMMITTING, "drawn")[0]);
    expect(howOf(SPLIT, "ann", "ben")).toEqual(["none", "none"]);
  });

  it("is decided by the panel's majority, and the first seat is paid too", () => {
    const verdict = openedSeats(committed(SPLIT, 0), 0);
    expect(howOf(verdict, "ann", "ben")).toEqual(["cleared", "fault"]);
    const [first] = seatsOf(COMMITTING, "drawn");
    expect(balanceOf(verdict, first!) - balanceOf(SPLIT, first!)).toBe(F);
  });

  it("goes on with a strict majority of the panel where one stays away, and with the redraw first", () => {
    const [one, two, away] = seatsOf(SPLIT, "drawn");
    const some = play(SPLIT, commitSeat(SPLIT, one!, 0), commitSeat(SPLIT, two!, 0));
    const redrawn = until(until(some, "draw"), "commit");
    expect(seatsOf(redrawn, "absent")).toEqual([away]);
    expect(seatsOf(redrawn, "committed").sort()).toEqual([one, two].sort());
    expect(seatsOf(redrawn, "drawn")).toHaveLength(1);
    const open = until(redrawn, "open");
    expect(howOf(openedSeats(open, 0), "ann", "ben")).toEqual(["cleared", "fault"]);
  });

  it("of the last level ends as void: nobody is slashed, every seat that opened is paid", () => {
    const opened = contested(attestedPair(MARKET, 0, 4));
    const panel = until(judged(opened, 0, 4, 50), "commit");
    const [one, two, three] = seatsOf(panel, "drawn");
    // Each member: one seat says AGREE, one BAND, one FAULT.
    const values: { readonly [name: Name]: number } = { [one!]: 0, [two!]: 2, [three!]: 4 };
    const open = play(panel, ...Object.entries(values).map(([seat, value]) => commitSeat(panel, seat, value)));
    const verdict = play(open, ...Object.entries(values).map(([seat, value]) => openSeat(seat, value)));
    expect(caseOf(verdict)).toMatchObject({ phase: "settled", tallied: 1 });
    expect(howOf(verdict, "ann", "ben")).toEqual(["void", "void"]);
    expect([stakeOf(verdict, "ann"), stakeOf(verdict, "ben")]).toEqual([100n * LUX, 100n * LUX]);
    expect(balanceOf(verdict, "eve") - balanceOf(opened, "eve")).toBe(BOND - 4n * F - 2n * RHO);
  });

  it("whose panel never comes is settled by the last tally: void, and the first seat is paid", () => {
    const verdict = until(SPLIT, "settled");
    expect(howOf(verdict, "ann", "ben")).toEqual(["void", "void"]);
    expect(balanceOf(verdict, "eve") - balanceOf(SPLIT, "eve")).toBe(BOND - F - 2n * RHO);
    for (const name of ["ann", "ben", ...SITTERS]) expect(providerOf(verdict, name).reserved).toBe(0n);
  });
});

describe("a convict", () => {
  /** Cora orders another answer of Ben's, which nobody challenges. */
  function convicted(parameters = {}): { readonly before: Chain; readonly after: Chain } {
    const chain = market({ parameters });
    const order = { provider: addressOf("ben"), modelID: WEIGHTS, inputHash: inputHash(requestOf(5)), fee: LUX, expiry: heightOf(chain) + 9 };
    const ordered = play(chain, act("cora", { kind: "placeOrder", ...order }));
    const other = play(ordered, attest(ordered, "ben", { request: requestOf(5) }));
    const before = contested(attestedPair(other, 0, 10));
    return { before, after: judged(before, 0, 10, 0) };
  }

  it("of its whole stake has its open attestations struck as tainted, and their orders refunded", () => {
    const { before, after } = convicted();
    expect(recordOf(after, "ben", requestOf(5))).toMatchObject({ status: "struck", how: "tainted" });
    expect(balanceOf(after, "cora") - balanceOf(before, "cora")).toBe(LUX);
    expect(providerOf(after, "ben").reserved).toBe(0n);
    expect(eventsOf(after, "slashed")).toHaveLength(1);
  });

  it("of less than its whole stake keeps its other attestations", () => {
    const { after } = convicted({ slashFault: 9_999 });
    expect(recordOf(after, "ben", requestOf(5)).status).toBe("open");
    // 99.99 % of 100 LUX.
    expect(stakeOf(after, "ben")).toBe(LUX / 100n);
    expect(providerOf(after, "ben").reserved).toBe(XI);
  });

  it("is inactive until it adds stake, and then is as any other", () => {
    const { after } = convicted();
    expect(codesOf(playAny(after, [attest(after, "ben", { request: requestOf(6) })]))).toEqual(["PROVIDER_INACTIVE"]);
    const back = play(after, act("ben", { kind: "addStake", provider: addressOf("ben"), amount: 100n * LUX }));
    expect(codesOf(playAny(back, [attest(back, "ben", { request: requestOf(6) })]))).toEqual(["applied"]);
  });

  it("with another case under way keeps what that case may cost, and loses it there", () => {
    const first = attestedPair(MARKET, 0, 10);
    const second = play(first, attest(first, "ben", { request: requestOf(1), value: 10 }), attest(first, "cid", { request: requestOf(1) }));
    const ids = [attestationOf(second, "ben", requestOf(1)), attestationOf(second, "cid", requestOf(1))] as const;
    const claims = play(second, claim(second, "eve", ...idsOf(second)), claim(second, "dan", ...ids));
    const both = play(claims, openCase("eve", ...idsOf(second)), openCase("dan", ...ids, requestOf(1)));
    const panels = until(until(both, "commit", 0), "commit", 1);
    const commits = play(panels, ...[0, 1].flatMap((id) => seatsOf(panels, "drawn", id).map((seat) => commitSeat(panels, seat, 0, id))));
    const reveals = play(commits, revealOutput(commits, "ann", 0), revealOutput(commits, "ben", 10));
    const verdict = openedSeats(reveals, 0, 0);
    // B − γ stays for the other case; its attestation is judged there, not tainted.
    expect(stakeOf(verdict, "ben")).toBe(BOND - GAMMA);
    expect(recordOf(verdict, "ben", requestOf(1)).status).toBe("contested");
    const end = openedSeats(until(verdict, "open", 1), 0, 1);
    expect(recordOf(end, "ben", requestOf(1))).toMatchObject({ status: "struck", how: "no-reveal" });
    expect(stakeOf(end, "ben")).toBe(0n);
  });
});

describe("salts", () => {
  it("hide who said what: the same output commits to other bytes for another seat", () => {
    const [mine, others] = [commitSeat(COMMITTING, "s1", 0), commitSeat(COMMITTING, "s2", 0)];
    expect(mine.payload).not.toEqual(others.payload);
    expect(saltOf("s1")).not.toBe(saltOf("s2"));
  });
});
