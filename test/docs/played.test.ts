/** The worked examples of payouts.md as they happen: a whole case is played at the defaults, and the moves out of its bonds are those of the table. */
import { describe, expect, it } from "vitest";
import {
  appealed,
  attest,
  attestationOf,
  attestedPair,
  claim,
  commitSeat,
  committed,
  contested,
  join,
  judged,
  openCase,
  openedSeats,
  openSeat,
  provide,
  registerModel,
  requestOf,
  revealOutput,
  seatsOf,
  tallied,
  unappealed,
  until,
} from "../../src/conformance/acts.ts";
import { act, addressOf, begin, type Chain, eventsOf, type Name, play, skip } from "../../src/conformance/chain.ts";
import { DEFAULT_PARAMETERS } from "../../src/model/params/parameters.ts";
import { grouped, PAYOUTS } from "./payouts.ts";

const SITTERS: readonly Name[] = ["s1", "s2", "s3", "s4", "s5", "s6", "dan", "oda"];

/** A market at the defaults: Ann with 100 LUX, Ben with these, Cid and eight sitters with 200, all of it mature. */
function market(ben = 100n): Chain {
  const chain = play(begin({ parameters: DEFAULT_PARAMETERS }), act("olga", registerModel()));
  const sitting = Object.fromEntries(SITTERS.map((name) => [name, 200n]));
  return skip(provide(chain, { ann: 100n, ben, cid: 200n, ...sitting }), DEFAULT_PARAMETERS.stakeMaturity);
}

/** What left the bonds of the case that ended in the last block, in order. */
function paidBy(chain: Chain): string[] {
  const events = eventsOf(chain, "moved") as unknown as readonly { readonly from: string; readonly amount: bigint }[];
  return events.filter(({ from }) => from === "bond").map(({ amount }) => grouped(amount));
}

const amountsOf = (table: number): string[] => PAYOUTS[table]!.map((row) => row[2]!);

describe("payouts.md, played", () => {
  it("one seat, B convicted while another attestation of it is contested", () => {
    const odd = play(market(250n), act("ben", { kind: "addStake", provider: addressOf("ben"), amount: 1n }));
    const pair = attestedPair(odd, 0, 10);
    const both = play(pair, attest(pair, "ben", { request: requestOf(1) }), attest(pair, "cid", { request: requestOf(1), value: 10 }));
    const opened = contested(both);
    const other = ["ben", "cid"].map((name) => attestationOf(opened, name, requestOf(1))) as [`0x${string}`, `0x${string}`];
    const claimed = play(opened, claim(opened, "cora", ...other));
    const twice = play(claimed, openCase("cora", ...other, requestOf(1)));
    expect(paidBy(judged(twice, 0, 10, 0))).toEqual(amountsOf(0));
  });

  it("one seat, the challenge was wrong", () => {
    expect(paidBy(judged(contested(attestedPair(market(), 0, 0)), 0, 0, 0))).toEqual(amountsOf(1));
  });

  it("an appeal won, a seat at fault", () => {
    const sold = tallied(contested(attestedPair(market(), 10, 0)), 10, 0, 10);
    const drawn = until(play(sold, act("ben", { kind: "appeal", case: 0 })), "commit");
    const seats = seatsOf(drawn, "drawn");
    const open = until(play(drawn, ...seats.map((seat) => commitSeat(drawn, seat, 0))), "open");
    const shown = play(open, ...seats.slice(1).map((seat) => openSeat(seat, 0)));
    expect(paidBy(until(shown, "settled"))).toEqual(amountsOf(4));
  });

  it("an appeal lost", () => {
    const fair = tallied(contested(attestedPair(market(), 0, 10)), 0, 10, 0);
    expect(paidBy(appealed(fair, "ben", [0, 0, 0, 0, 0, 0, 0]))).toEqual(amountsOf(5));
  });

  it("joined members", () => {
    const pair = attestedPair(market(), 0, 10);
    const four = play(pair, attest(pair, "cid", { value: 0 }), attest(pair, "oda", { value: 10 }));
    const opened = contested(four);
    const full = play(opened, join(opened, "cid", "cora"), join(opened, "oda", "olga"));
    const revealing = until(committed(full, 0), "reveal");
    const values = { ann: 0, ben: 10, cid: 0, oda: 10 };
    const shown = play(revealing, ...Object.entries(values).map(([name, value]) => revealOutput(revealing, name, value)));
    expect(paidBy(unappealed(openedSeats(shown, 0)))).toEqual(amountsOf(6));
  });
});
