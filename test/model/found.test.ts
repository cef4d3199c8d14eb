/** Faults that were found by reading and by playing: each stays a test. */
import { describe, expect, it } from "vitest";
import {
  appealed,
  attest,
  attestationOf,
  attestedPair,
  caseOf,
  committed,
  contested,
  judged,
  market,
  openedSeats,
  recordOf,
  registerModel,
  requestOf,
  revealOutput,
  tallied,
  unappealed,
  until,
} from "../../src/conformance/acts.ts";
import { act, addressOf, begin, type Chain, codesOf, digestOf, eventsOf, play, playAny, purses, SHORT, skip } from "../../src/conformance/chain.ts";
import { reporting } from "../../src/conformance/rows/equivocation.ts";
import { changing } from "../../src/conformance/rows/governance.ts";
import { equivocations } from "../../src/model/attestation/equivocation.ts";
import { attestations } from "../../src/model/attestation/records.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { bondOf } from "../../src/model/params/protocol.ts";
import { lineageId } from "../../src/model/registry/register-model.ts";
import { providers } from "../../src/model/staking/records.ts";

const LINEAGE = lineageId(addressOf("olga"), "detector");

/** Ann is a provider, and Olga's model has a second version; Ann attested before it. */
function twoVersions(): { readonly chain: Chain; readonly first: ReturnType<typeof attest> } {
  const registered = play(begin({ rulings: { R04: "lineage" } }), act("olga", registerModel()));
  const staked = play(registered, act("ann", { kind: "registerProvider", owner: addressOf("ann"), consent: undefined, stake: 100n * LUX }));
  const first = attest(staked, "ann", { modelID: LINEAGE });
  const attested = play(staked, first);
  return { chain: play(attested, act("olga", registerModel({ version: 2n, weightHash: digestOf("other weights") }))), first };
}

describe("under R04 lineage", () => {
  it("an attestation that was accepted for one version is not accepted again for the next", () => {
    const { chain, first } = twoVersions();
    expect(codesOf(playAny(chain, [first]))).toEqual(["ATTESTATION_EXISTS"]);
  });

  it("answers to two versions are no equivocation", () => {
    const { chain } = twoVersions();
    const second = attest(chain, "ann", { modelID: LINEAGE, value: 10 });
    const both = play(chain, second);
    const [old] = attestations.all(both.state.store).filter(({ version }) => version === 1n);
    if (second.payload.kind !== "attest") throw new Error("an attestation is an attestation");
    const { kind: _, ...other } = second.payload;
    expect(codesOf(playAny(both, [act("eve", { kind: "reportEquivocation", attestation: old!.id, other })]))).toEqual(["NOT_EQUIVOCATION"]);
  });
});

describe("under R52 pruned", () => {
  it("what a case under way has as a member is kept until the case has ended", () => {
    const torn = contested(attestedPair(market({ rulings: { R52: "pruned" }, parameters: { retention: 1 } }), 0, 10));
    const struck = skip(play(torn, reporting(torn, "eve", 20)), SHORT.revealWindow + 1);
    expect(recordOf(struck, "ann")).toMatchObject({ status: "struck" });
    const end = judged(struck, 0, 10, 10);
    expect(caseOf(end).phase).toBe("settled");
    expect(attestations.all(skip(end, 2).state.store)).toEqual([]);
  });
});

describe("under R44 current", () => {
  it("a ladder that is cut while a case can be appealed leaves it without a next level, and nothing throws", () => {
    const parameters = { ownerDelay: 16, challengeWindow: 12, appealWindow: 30, unbonding: 300 };
    const begun = market({ rulings: { R44: "current" }, parameters });
    const torn = contested(attestedPair(begun, 0, 10));
    const change = changing(torn, { kind: "parameters", parameters: { ...SHORT, ...parameters, ladder: [3] } });
    const appealable = tallied(play(torn, change), 0, 10, 0);
    const cut = skip(appealable, 12);
    expect(codesOf(playAny(cut, [act("ben", { kind: "appeal", case: 0 })]))).toEqual(["applied"]);
  });
});

describe("under R27 one-per-pair", () => {
  it("an attestation that a case cleared ends as cleared", () => {
    const chain = market({ rulings: { R27: "one-per-pair" }, parameters: { challengeWindow: 40, ownerDelay: 44, unbonding: 200 } });
    const cleared = judged(contested(attestedPair(chain, 0, 0)), 0, 0, 0);
    expect(recordOf(cleared, "ann")).toMatchObject({ status: "open", how: "cleared" });
    expect(eventsOf(cleared, "attestationReopened")).toHaveLength(2);
    expect(recordOf(skip(cleared, 50), "ann")).toMatchObject({ status: "final", how: "cleared" });
  });
});

describe("under R41 none", () => {
  it("a seat at fault loses E all the same", () => {
    const chain = market({
      rulings: { R41: "none" },
      unsafe: ["attestation-exposure", "seat-exposure", "min-stake"],
      parameters: { slashSeatFault: 0 },
    });
    const end = appealed(tallied(contested(attestedPair(chain, 0, 10)), 0, 10, 10), "ann", [0, 0, 0]);
    expect(eventsOf(end, "slashed")).toMatchObject([{ cause: "fault" }, { cause: "seat-fault", amount: SHORT.seatExposure }]);
  });
});

describe("a report on a contested attestation", () => {
  it("leaves the case what it may cost: the challenger pays nothing out of its bond, though a friend of the convict reported it", () => {
    const torn = contested(attestedPair(market(), 0, 10));
    const before = skip(play(torn, reporting(torn, "dan", 20)), SHORT.revealWindow); // Ann is struck, and the seats side with Ben
    const end = judged(before, 0, 10, 10);
    const [moved] = eventsOf(end, "moved").filter((event) => event.kind === "moved" && event.payee === addressOf("eve") && event.to === "balance");
    const spared = bondOf(end.genesis.protocol) - SHORT.challengeStake;
    expect(eventsOf(end, "slashed")).toMatchObject([{ provider: addressOf("ann"), amount: spared }]);
    expect(moved).toBeDefined();
    expect(purses(end.state.store).bond).toBe(0n);
  });
});

describe("a conviction elsewhere", () => {
  it("does not taint what a case has cleared and a report still holds", () => {
    const slow = market({ parameters: { revealWindow: 12, unbonding: 200 } });
    const other = play(slow, attest(slow, "ann", { request: requestOf(1) }));
    const drawn = until(contested(attestedPair(other, 0, 10)), "commit");
    const held = play(drawn, reporting(drawn, "eve", 1));
    const revealing = until(committed(held, 0), "reveal");
    const shown = play(revealing, revealOutput(revealing, "ann", 0), revealOutput(revealing, "ben", 10));
    const cleared = unappealed(openedSeats(shown, 0));
    expect(recordOf(cleared, "ann")).toMatchObject({ status: "open", how: "cleared" });
    // Cora reports the other one; nobody answers either report.
    const again = attest(cleared, "ann", { request: requestOf(1), value: 10 });
    if (again.payload.kind !== "attest") throw new Error("an attestation is an attestation");
    const { kind: _, ...body } = again.payload;
    const second = play(cleared, act("cora", { kind: "reportEquivocation", attestation: attestationOf(cleared, "ann", requestOf(1)), other: body }));
    expect(equivocations.all(second.state.store)).toHaveLength(2);
    expect(providers.at(second.state.store, addressOf("ann")).reserved).toBe(2n * SHORT.attestationExposure);
  });
});
