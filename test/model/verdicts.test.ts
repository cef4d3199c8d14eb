/**
 * What a tally becomes (section 3, "Payouts"; LP-0035 "Dispute Resolution" 3; R13, R14, R42, R46): who is slashed and by how much, who is
 * paid, how each attestation ends, and what a convict keeps.
 */
import { describe, expect, it } from "vitest";
import {
  attest,
  attestationOf,
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
  provide,
  recordOf,
  registerModel,
  requestOf,
  revealOutput,
  SITTERS,
  seatsOf,
  unappealed,
  until,
  WEIGHTS,
} from "../../src/conformance/acts.ts";
import { act, addressOf, begin, type Chain, codesOf, eventsOf, type Name, nameOf, play, playAny, SHORT, skip } from "../../src/conformance/chain.ts";
import { recordsOf } from "../../src/conformance/snapshot.ts";
import { inputHash } from "../../src/model/attestation/hashes.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { bondOf } from "../../src/model/params/protocol.ts";
import { parseDecimal } from "../../src/model/tolerance/decimal.ts";
import { balanceOf, burntOf, heightOf, howOf, idsOf, providerOf, stakeOf } from "./readings.ts";

const MARKET = market();
const BOND = bondOf(MARKET.genesis.protocol);
const { seatExposure: E, rerunFee: F, partyFee: RHO, challengeStake: GAMMA, attestationExposure: XI } = SHORT;

/** Ann said 0 and Ben said 10; Eve has opened the case. */
const TORN = contested(attestedPair(MARKET, 0, 10));
const COMMITTING = until(TORN, "commit");

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
    const tables = recordsOf(VERDICT.state.store).map(({ table }) => table.name);
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
    const verdict = unappealed(openedSeats(one, 0));
    expect(howOf(verdict, "ann", "ben")).toEqual(["cleared", "no-reveal"]);
    expect(stakeOf(verdict, "ben")).toBe(0n);
    expect(eventsOf(verdict, "slashed")).toMatchObject([{ provider: addressOf("ben"), cause: "no-reveal", amount: 100n * LUX }]);
    expect(caseOf(verdict).seats).toMatchObject([{ comparisons: ["agree", undefined] }]);
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

  it("is decided by the panel's majority, and the first seat, which was at fault, loses a quarter of its stake and its fee", () => {
    const verdict = openedSeats(committed(SPLIT, 0), 0);
    expect(howOf(verdict, "ann", "ben")).toEqual(["cleared", "fault"]);
    const [first] = seatsOf(COMMITTING, "drawn");
    expect(balanceOf(verdict, first!) - balanceOf(SPLIT, first!)).toBe(0n);
    expect(eventsOf(verdict, "slashed")).toMatchObject([{ cause: "fault" }, { provider: addressOf(first!), cause: "seat-fault", amount: 50n * LUX }]);
    expect([stakeOf(verdict, first!), stakeOf(SPLIT, first!)]).toEqual([150n * LUX, 200n * LUX]);
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

  it("of the last level ends as void: no member is slashed, and every seat that opened and is not at fault is paid", () => {
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
    expect(balanceOf(verdict, "eve") - balanceOf(opened, "eve")).toBe(BOND - 3n * F - 2n * RHO);
  });

  it("whose panel comes in part only is settled by the last tally, and who committed is released unpaid", () => {
    const [came] = seatsOf(SPLIT, "drawn");
    const verdict = until(play(SPLIT, commitSeat(SPLIT, came!, 0)), "settled");
    expect(
      caseOf(verdict)
        .seats.filter(({ status }) => status === "committed")
        .map(({ provider }) => nameOf(provider)),
    ).toEqual([came]);
    expect(howOf(verdict, "ann", "ben")).toEqual(["void", "void"]);
    expect([stakeOf(verdict, came!), providerOf(verdict, came!).reserved]).toEqual([200n * LUX, 0n]);
    expect(balanceOf(verdict, "eve") - balanceOf(SPLIT, "eve")).toBe(BOND - F - 2n * RHO);
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
    const order = {
      provider: addressOf("ben"),
      modelID: WEIGHTS,
      inputHash: inputHash(chain.state.chain, requestOf(5)),
      fee: LUX,
      expiry: BigInt(heightOf(chain) + 9),
    };
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
    const verdict = unappealed(openedSeats(reveals, 0, 0), 0);
    // B − γ stays for the other case; its attestation is judged there, not tainted.
    expect(stakeOf(verdict, "ben")).toBe(BOND - GAMMA);
    expect(recordOf(verdict, "ben", requestOf(1)).status).toBe("contested");
    const end = until(openedSeats(verdict, 0, 1), "settled", 1);
    expect(recordOf(end, "ben", requestOf(1))).toMatchObject({ status: "struck", how: "no-reveal" });
    expect(stakeOf(end, "ben")).toBe(0n);
  });
});
