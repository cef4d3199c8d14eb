/**
 * What an appeal and a join come to (section 3, "Payouts", "Seats are judged too"; R27, R32): who is overturned, what a seat at fault
 * loses and to whom, where A and a joiner's lock go, to the last nLUX.
 */
import { describe, expect, it } from "vitest";
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
  panel,
  recordOf,
  revealOutput,
  seatsOf,
  tallied,
  unappealed,
  until,
  WEIGHTS,
} from "../../src/conformance/acts.ts";
import { act, addressOf, type Chain, eventsOf, type Name, play, purses, SHORT, skip } from "../../src/conformance/chain.ts";
import { pairOf } from "../../src/conformance/witnesses/witness.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { bondOf } from "../../src/model/params/protocol.ts";
import { providers } from "../../src/model/staking/records.ts";
import { burntBy, feesOf, gain, howOf, stakeOf } from "./readings.ts";

const MARKET = market();
const BOND = bondOf(MARKET.genesis.protocol);
const { seatExposure: E, rerunFee: F, partyFee: RHO, challengeStake: GAMMA, appealStake } = SHORT;
const A = 3n * F + appealStake;

const TORN = contested(attestedPair(MARKET, 0, 10));

describe("an appeal that overturns", () => {
  /** The first seat says what Ben said; Ann appeals; the panel says what she said. */
  const WRONG = tallied(TORN, 0, 10, 10);
  const DRAWN = until(play(WRONG, act("ann", { kind: "appeal", case: 0 })), "commit");
  const [FIRST] = seatsOf(until(TORN, "commit"), "drawn") as [Name];
  const SEATS = seatsOf(DRAWN, "drawn");
  const END = panel(DRAWN, [0, 0, 0]);

  it("clears the one, convicts the other, and slashes the seat that was wrong by a quarter of its stake", () => {
    expect(caseOf(WRONG).members.map(({ verdict }) => verdict)).toEqual(["faulty", "clean"]);
    expect(howOf(END, "ann", "ben")).toEqual(["cleared", "fault"]);
    expect(eventsOf(END, "slashed")).toMatchObject([
      { provider: addressOf("ben"), cause: "fault", amount: 100n * LUX, case: 0 },
      { provider: addressOf(FIRST), cause: "seat-fault", amount: 50n * LUX, case: 0 },
    ]);
    expect(stakeOf(END, FIRST)).toBe(150n * LUX);
  });

  it("gives A back, and a quarter of the seat's slash with it; the seat that was wrong is not paid", () => {
    expect(gain(DRAWN, END, "ann")).toBe(A + RHO + (50n * LUX) / 4n);
    expect(gain(DRAWN, END, FIRST)).toBe(0n);
    const rest = 100n * LUX - 3n * F - RHO;
    const each = rest / 10n / 3n;
    for (const seat of SEATS) {
      const own = END.state.head.height - DRAWN.state.head.height;
      expect(own).toBeGreaterThan(0);
      expect(eventsOf(END, "moved")).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ payee: addressOf(seat), amount: each }),
          expect.objectContaining({ payee: addressOf(seat), amount: F }),
        ]),
      );
    }
    expect(eventsOf(END, "moved")).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ payee: addressOf("eve"), amount: rest / 4n }),
        expect.objectContaining({ payee: addressOf("eve"), amount: BOND }),
      ]),
    );
    const burnt = rest - rest / 4n - 3n * each + (50n * LUX * 3n) / 4n;
    const settling = END.parent!;
    expect(burntBy(settling, END) - feesOf(END)).toBe(burnt);
  });

  it("leaves nothing locked or reserved", () => {
    const { bond, members, appeals } = caseOf(END);
    expect([bond, ...members.map(({ lock }) => lock), ...appeals.map(({ lock }) => lock)]).toEqual([0n, 0n, 0n, 0n]);
    expect(appeals).toMatchObject([{ appellant: addressOf("ann"), level: 1, against: ["faulty", "clean"], outcome: "won" }]);
    for (const name of ["ann", "ben", FIRST, ...SEATS]) expect(providers.at(END.state.store, addressOf(name)).reserved).toBe(0n);
    expect(purses(END.state.store).bond).toBe(0n);
  });
});

describe("an appeal in vain", () => {
  const RIGHT = tallied(TORN, 0, 10, 0);
  const DRAWN = until(play(RIGHT, act("ben", { kind: "appeal", case: 0 })), "commit");
  const END = panel(DRAWN, [0, 0, 0]);

  it("pays the panel from A, burns the rest, and changes nothing else", () => {
    expect(howOf(END, "ann", "ben")).toEqual(["cleared", "fault"]);
    expect(caseOf(END).appeals).toMatchObject([{ outcome: "lost", lock: 0n }]);
    expect(gain(DRAWN, END, "ben")).toBe(0n);
    const rest = 100n * LUX - F - RHO; // the first seat and Ann; the panel is paid from A
    const burnt = rest - rest / 4n - 3n * (rest / 10n / 3n) + (A - 3n * F);
    expect(burntBy(END.parent!, END) - feesOf(END)).toBe(burnt);
  });

  it("counts once: the case is settled at the last level", () => {
    expect(caseOf(END)).toMatchObject({ phase: "settled", level: 1, tallied: 1 });
  });
});

describe("an appeal that nobody hears", () => {
  /** Only the first seat serves the model; the appeal finds nobody. */
  const few = market({}, ["s1"]);
  const alone = play(few, act("cid", { kind: "stopServing", modelID: WEIGHTS }));
  const wrong = tallied(contested(attestedPair(alone, 0, 10)), 0, 10, 10);
  const calling = play(wrong, act("ann", { kind: "appeal", case: 0 }));

  it("waits once, then the tally that it appealed against stands, and A comes back", () => {
    const end = skip(calling, SHORT.drawDelay + SHORT.extension);
    expect(caseOf(end)).toMatchObject({ phase: "settled", tallied: 0, appeals: [{ outcome: "pending", lock: 0n }] });
    expect(howOf(end, "ann", "ben")).toEqual(["fault", "cleared"]);
    expect(gain(calling, end, "ann")).toBe(A);
  });
});

describe("an appeal whose panel cannot decide", () => {
  it("ends as void for the members, and A comes back: SPLIT is another verdict", () => {
    const end = appealed(tallied(TORN, 0, 10, 0), "ben", [100, 200, 300]);
    expect(caseOf(end).members.map(({ verdict }) => verdict)).toEqual(["split", "split"]);
    expect(howOf(end, "ann", "ben")).toEqual(["void", "void"]);
    expect(caseOf(end).appeals).toMatchObject([{ outcome: "won" }]);
    expect(eventsOf(end, "slashed")).toEqual([]); // a panel that does not agree with itself judges no seat
  });
});

describe("an accused that reaches the last level", () => {
  const ladder = { ladder: [1, 3, 3], unbonding: 200 };
  it("can appeal once a level, and each appeal is judged by the tally after it", () => {
    const torn = contested(attestedPair(market({ parameters: ladder }), 0, 10));
    const second = appealed(tallied(torn, 0, 10, 0), "ben", [0, 0, 0]);
    expect(caseOf(second)).toMatchObject({ phase: "appeal", level: 1, appeals: [{ level: 1, outcome: "lost" }] });
    expect(caseOf(unappealed(second))).toMatchObject({ phase: "settled" });
    const calling = play(second, act("ben", { kind: "appeal", case: 0 }));
    expect(calling.state.head.height).toBeGreaterThan(0);
    expect(caseOf(calling)).toMatchObject({ phase: "draw", level: 2, appeals: [{ outcome: "lost" }, { level: 2, outcome: "pending" }] });
  });
});

describe("a join", () => {
  const three = play(attestedPair(MARKET, 0, 10), attest(MARKET, "cid", { value: 10, timestamp: MARKET.state.head.time }));
  const opened = play(play(three, claim(three, "eve", ...pairOf(three))), openCase("eve", ...pairOf(three)));
  const JOINED = play(opened, join(opened, "cid", "dan"));
  const open = (chain: Chain): Chain => {
    const revealing = until(committed(chain, 0), "reveal");
    const values = { ann: 0, ben: 10, cid: 10 };
    return until(play(revealing, ...Object.entries(values).map(([name, value]) => revealOutput(revealing, name, value))), "open");
  };

  it("locks ρ + γ, and holds the attestation", () => {
    expect(caseOf(JOINED).members[2]).toMatchObject({ provider: addressOf("cid"), joiner: addressOf("dan"), lock: RHO + GAMMA });
    expect(recordOf(JOINED, "cid")).toMatchObject({ status: "contested", case: 0 });
    expect(purses(JOINED.state.store).bond).toBe(BOND + RHO + GAMMA);
  });

  it("whose member is at fault has its lock back, and the share of its slash that the challenger has of the others", () => {
    const before = open(JOINED);
    const end = unappealed(openedSeats(before, 0));
    expect(howOf(end, "ann", "ben", "cid")).toEqual(["cleared", "fault", "fault"]);
    // Costs come from Ben's stake: the seat and Ann. Cid's is shared whole.
    expect(gain(before, end, "dan")).toBe(RHO + GAMMA + (100n * LUX) / 4n);
    expect(gain(before, end, "eve")).toBe(BOND + (100n * LUX - F - RHO) / 4n);
  });

  it("whose member is clean loses γ, and pays the member ρ", () => {
    const fair = play(attestedPair(MARKET, 0, 10), attest(MARKET, "cid", { timestamp: MARKET.state.head.time }));
    const begun = play(play(fair, claim(fair, "eve", ...pairOf(fair))), openCase("eve", ...pairOf(fair)));
    const revealing = until(committed(play(begun, join(begun, "cid", "dan")), 0), "reveal");
    const shown = play(revealing, revealOutput(revealing, "ann", 0), revealOutput(revealing, "ben", 10), revealOutput(revealing, "cid", 0));
    const end = unappealed(openedSeats(shown, 0));
    expect(howOf(end, "ann", "ben", "cid")).toEqual(["cleared", "fault", "cleared"]);
    expect([gain(shown, end, "dan"), gain(shown, end, "cid")]).toEqual([0n, RHO]);
  });

  it("of a case that ends VOID has all of its lock back", () => {
    const few = play(market({}, []), act("cid", { kind: "stopServing", modelID: WEIGHTS }));
    const trio = play(attestedPair(few, 0, 10), attest(few, "cid", { timestamp: few.state.head.time }));
    const begun = play(play(trio, claim(trio, "eve", ...pairOf(trio))), openCase("eve", ...pairOf(trio)));
    const joined = play(begun, join(begun, "cid", "dan"));
    const end = until(joined, "void");
    expect([gain(joined, end, "dan"), gain(joined, end, "eve")]).toEqual([RHO + GAMMA, BOND]);
    expect(recordOf(end, "cid")).toMatchObject({ status: "open", voidedAt: end.state.head.height });
  });
});

describe("a seat of a lower stake", () => {
  it("that is at fault loses E at least", () => {
    const poor = market({ parameters: { slashSeatFault: 100 } });
    const end = appealed(tallied(contested(attestedPair(poor, 0, 10)), 0, 10, 10), "ann", [0, 0, 0]);
    expect(eventsOf(end, "slashed")).toMatchObject([{ cause: "fault" }, { cause: "seat-fault", amount: E }]);
  });
});

describe("whoever is judged", () => {
  it("agrees with a panel and is not slashed by it", () => {
    const end = judged(TORN, 0, 10, 0);
    expect(eventsOf(end, "slashed").filter((event) => event.kind === "slashed" && event.cause === "seat-fault")).toEqual([]);
  });
});
