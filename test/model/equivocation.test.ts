/** Two bodies for one request (section 3, "Equivocation"; R06): what is proven, who is paid, and what a report holds. */
import { describe, expect, it } from "vitest";
import {
  attest,
  attestationOf,
  attestedPair,
  caseOf,
  claim,
  contested,
  judged,
  market,
  openCase,
  outputOf,
  recordOf,
  requestOf,
  saltOf,
  until,
} from "../../src/conformance/acts.ts";
import { act, addressOf, type Chain, codesOf, eventsOf, type Name, play, playAny, purses, SHORT, skip } from "../../src/conformance/chain.ts";
import { reporting } from "../../src/conformance/rows/equivocation.ts";
import { equivocalOutputs, equivocations } from "../../src/model/attestation/equivocation.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { providers } from "../../src/model/staking/records.ts";
import { burntBy, feesOf, gain, stakeOf } from "./readings.ts";

const MARKET = market();
const { challengeStake: GAMMA, revealWindow: V, challengeWindow: W, openWindow: L } = SHORT;

const ATTESTED = play(MARKET, attest(MARKET, "ann"));
const answer = (chain: Chain, value: number, other: boolean, from: Name = "ann") =>
  act(from, { kind: "answerEquivocation", attestation: attestationOf(chain, "ann"), other, salt: saltOf("ann"), output: outputOf(value) });

describe("a report", () => {
  const REPORTED = play(ATTESTED, reporting(ATTESTED));

  it("that is not answered within V convicts: slashed, struck, γ back and a quarter to the reporter, the rest burnt", () => {
    const last = skip(REPORTED, V - 1);
    expect(recordOf(last, "ann").status).toBe("open");
    const end = skip(last, 1);
    expect(recordOf(end, "ann")).toMatchObject({ status: "struck", how: "equivocation" });
    expect(eventsOf(end, "slashed")).toMatchObject([{ provider: addressOf("ann"), cause: "equivocation", amount: 100n * LUX, case: undefined }]);
    expect(gain(last, end, "eve")).toBe(GAMMA + 25n * LUX);
    expect(burntBy(last, end)).toBe(75n * LUX);
    expect(stakeOf(end, "ann")).toBe(0n);
    expect(providers.at(end.state.store, addressOf("ann")).reserved).toBe(0n);
  });

  it("of which one body alone is shown convicts, too", () => {
    const end = skip(play(REPORTED, answer(REPORTED, 0, false)), V - 1);
    expect(recordOf(end, "ann").how).toBe("equivocation");
  });

  it("of which both are shown and at FAULT convicts in that block", () => {
    const end = play(REPORTED, answer(REPORTED, 0, false), answer(REPORTED, 10, true, "cora"));
    expect(eventsOf(end, "equivocationJudged")).toMatchObject([{ proven: true }]);
    expect(recordOf(end, "ann").how).toBe("equivocation");
    expect(equivocations.all(end.state.store)).toEqual([]);
    expect(equivocalOutputs.all(end.state.store)).toEqual([]);
  });

  it.each([
    ["AGREE", 1],
    ["BAND", 2],
  ])("of which both are shown and %s costs the reporter γ", (_, value) => {
    const reported = play(ATTESTED, reporting(ATTESTED, "eve", value));
    const end = play(reported, answer(reported, 0, false), answer(reported, value, true));
    expect(recordOf(end, "ann").status).toBe("open");
    expect([gain(reported, end, "eve"), burntBy(reported, end) - feesOf(end), stakeOf(end, "ann")]).toEqual([0n, GAMMA, 100n * LUX]);
  });

  it("strikes the other open attestations of a convict as tainted", () => {
    const two = play(REPORTED, attest(REPORTED, "ann", { request: requestOf(1) }));
    expect(recordOf(skip(two, V), "ann", requestOf(1)).how).toBe("tainted");
  });

  it("holds an attestation that would be final, until it is judged", () => {
    const late = skip(ATTESTED, W + L - 1);
    const reported = play(late, reporting(late, "eve", 1));
    expect(recordOf(reported, "ann").status).toBe("open");
    const shown = play(reported, answer(reported, 0, false), answer(reported, 1, true));
    expect(recordOf(skip(shown, V), "ann")).toMatchObject({ status: "final", how: "unchallenged" });
  });
});

describe("a report on a contested attestation", () => {
  const TORN = contested(attestedPair(MARKET, 0, 10));

  it("strikes it, and the case judges it all the same; it is slashed for what is left", () => {
    const end = skip(play(TORN, reporting(TORN, "eve", 20)), V);
    expect(recordOf(end, "ann")).toMatchObject({ status: "struck", how: "equivocation" });
    expect(caseOf(end).members[0]).toMatchObject({ provider: addressOf("ann") });
    const settled = judged(end, 0, 10, 10);
    expect(recordOf(settled, "ann").how).toBe("equivocation");
    expect(recordOf(settled, "ben").how).toBe("cleared");
    expect(purses(settled.state.store).bond).toBe(0n);
  });

  it("holds what the case has cleared until the report is judged, out of reach of any other case", () => {
    const slow = { parameters: { revealWindow: 9, unbonding: 200, ownerDelay: 16 } };
    const drawn = until(contested(attestedPair(market(slow), 0, 10)), "commit");
    const cleared = judged(play(drawn, reporting(drawn, "eve", 1)), 0, 10, 0);
    expect(equivocations.all(cleared.state.store)).toHaveLength(1);
    expect(recordOf(cleared, "ann")).toMatchObject({ status: "open", how: "cleared" });
    const cid = play(cleared, attest(cleared, "cid"));
    const ids = [attestationOf(cid, "ann"), attestationOf(cid, "cid")] as const;
    expect(codesOf(playAny(play(cid, claim(cid, "dan", ...ids)), [openCase("dan", ...ids)]))).toEqual(["ATTESTATION_NOT_OPEN"]);
    const shown = play(cleared, answer(cleared, 0, false), answer(cleared, 1, true));
    expect(recordOf(skip(shown, 12), "ann")).toMatchObject({ status: "final", how: "cleared" });
  });
});
