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
  outputOf,
  recordOf,
  registerModel,
  requestOf,
  revealOutput,
  saltOf,
  tallied,
  unappealed,
  until,
} from "../../src/conformance/acts.ts";
import {
  act,
  addressOf,
  begin,
  type Chain,
  codesOf,
  digestOf,
  eventsOf,
  GOVERNORS,
  play,
  playAny,
  purses,
  SHORT,
  skip,
} from "../../src/conformance/chain.ts";
import { reporting } from "../../src/conformance/rows/equivocation.ts";
import { changing } from "../../src/conformance/rows/governance.ts";
import { equivocations } from "../../src/model/attestation/equivocation.ts";
import { attestations } from "../../src/model/attestation/records.ts";
import { changes } from "../../src/model/governance/records.ts";
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

/** A second body of Ann's for a request, as a report of it shows. */
function secondBody(chain: Chain, by: string, request: Uint8Array) {
  const other = attest(chain, "ann", { request, value: 77 });
  if (other.payload.kind !== "attest") throw new Error("an attestation is an attestation");
  const { kind: _, ...body } = other.payload;
  return act(by, { kind: "reportEquivocation", attestation: attestationOf(chain, "ann", request), other: body });
}

describe("two reports, one of them on a contested attestation", () => {
  it("leave its case what it may cost, too: the challenger who was right pays nothing out of its bond", () => {
    const begun = market();
    const torn = contested(attestedPair(play(begun, attest(begun, "ann", { request: requestOf(1) })), 0, 10));
    const both = skip(play(play(torn, reporting(torn, "dan", 20)), secondBody(torn, "cora", requestOf(1))), SHORT.revealWindow + 1);
    const end = judged(both, 0, 10, 10);
    const spared = bondOf(end.genesis.protocol) - SHORT.challengeStake;
    expect(eventsOf(end, "slashed")).toMatchObject([{ provider: addressOf("ann"), cause: "fault", amount: spared }]);
  });
});

describe("a report that is judged early", () => {
  it("does not delay what would be final by then", () => {
    const begun = market();
    const late = skip(play(begun, attest(begun, "ann")), SHORT.challengeWindow + SHORT.openWindow - 2);
    const reported = play(late, reporting(late, "eve", 1));
    const salt = saltOf("ann");
    const answer = { kind: "answerEquivocation", attestation: attestationOf(late, "ann"), salt } as const;
    const shown = play(
      reported,
      act("ann", { ...answer, other: false, output: outputOf(0) }),
      act("ann", { ...answer, other: true, output: outputOf(1) }),
    );
    expect(recordOf(shown, "ann")).toMatchObject({ status: "final", how: "unchallenged" });
  });
});

describe("unbonding that was shortened meanwhile", () => {
  it("ends the later entry first, where its time comes first", () => {
    const begun = market({ parameters: { unbonding: 300 } });
    const out = (amount: bigint) => act("s1", { kind: "unbond", provider: addressOf("s1"), amount });
    const shorter = skip(play(begun, changing(begun, { kind: "parameters", parameters: { ...SHORT, unbonding: 97 } }), out(1n)), SHORT.ownerDelay);
    const ended = skip(play(shorter, out(50n)), 97);
    expect(providers.at(ended.state.store, addressOf("s1")).unbonding).toMatchObject([
      { amount: 1n, ended: false },
      { amount: 50n, ended: true },
    ]);
  });
});

describe("a change that shortens the delay of changes", () => {
  it("does not let one that is signed after it take effect before one that was signed before", () => {
    const begun = market({ parameters: { ownerDelay: 40 } });
    const first = { ...SHORT, ownerDelay: 16, minStake: 150n * LUX };
    const shortening = skip(play(begun, changing(begun, { kind: "parameters", parameters: first })), 38);
    const pending = play(shortening, changing(shortening, { kind: "roots", roots: [] }, GOVERNORS.slice(0, 2), 1)); // 40 blocks from here
    const short = skip(pending, 3);
    const later = play(short, changing(short, { kind: "parameters", parameters: { ...first, minStake: 160n * LUX } }, GOVERNORS.slice(0, 2), 2));
    const heights = changes.all(later.state.store).map(({ effectiveAt }) => effectiveAt);
    expect(heights).toEqual([pending.state.head.height + 40, pending.state.head.height + 40]);
  });
});

describe("a longer maturity", () => {
  it("does not make those young who staked long ago and added since", () => {
    const begun = market({ parameters: { stakeMaturity: 3 } });
    const added = skip(play(skip(begun, 60), act("s1", { kind: "addStake", provider: addressOf("s1"), amount: LUX })), 40);
    const { history } = providers.at(
      play(added, act("s1", { kind: "addStake", provider: addressOf("s1"), amount: LUX })).state.store,
      addressOf("s1"),
    );
    expect(history).toHaveLength(3);
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
