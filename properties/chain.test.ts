/**
 * The state machine under acts that no one planned: whatever the cast does, in whatever order, a block never throws, comes to the
 * same when it is applied, keeps the supply, reserves and locks just what is undecided, and commits to just its records.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attest, commitSeat, contested, market, openSeat } from "../src/conformance/acts.ts";
import { type Act, act, type Chain, codesOf, type Name, nameOf, playAny, SHORT } from "../src/conformance/chain.ts";
import { equivocations } from "../src/model/attestation/equivocation.ts";
import { attestations } from "../src/model/attestation/records.ts";
import { type Case, cases, claims, hasEnded } from "../src/model/dispute/records.ts";
import { LUX } from "../src/model/params/parameters.ts";
import { providers } from "../src/model/staking/records.ts";
import { rebuildTree, storeRoot } from "../src/model/state/store.ts";
import { rootOf } from "../src/model/state/tree.ts";
import { DEEDS, openings, openOf, reveals, type Throw } from "./deeds.ts";
import { IS_FIXED_SEED, runs } from "./runs.ts";

const ACTORS: readonly Name[] = ["ann", "ben", "cid", "eve", "s1", "s2", "s3", "s4"];
const MARKET = market({ parameters: { unbonding: 110 } }, ["s1", "s2", "s3", "s4"]);
/** Ann, Ben and Cid have attested to one request; what they said is in a story's hands to reveal. */
const attestedOn = (chain: Chain): Chain =>
  playAny(chain, [attest(chain, "ann"), attest(chain, "ben", { value: 10 }), attest(chain, "cid", { value: 2 })]);
const ATTESTED = attestedOn(MARKET);
/** Eve has opened a case on Ann and Ben, and anyone can join Cid. */
const CONTESTED = contested(ATTESTED);
/** The same where nobody else serves: the case waits for seats, and ends as VOID if none come. */
const UNSEATED = contested(attestedOn(market({ parameters: { unbonding: 110 } }, [])));
const STARTS = [MARKET, ATTESTED, CONTESTED, UNSEATED];

const throws: fc.Arbitrary<Throw> = fc.record({
  who: fc.constantFrom(...ACTORS),
  other: fc.constantFrom(...ACTORS),
  amount: fc.oneof(fc.bigInt({ min: 0n, max: 300n * LUX }), fc.constantFrom(0n, 1n, 15n * LUX, 25n * LUX, 100n * LUX)),
  value: fc.constantFrom(0, 0, 0, 2, 10, 50),
  request: fc.nat({ max: 2 }),
  which: fc.nat(),
});

/** What a case asks of those who are in it, and offers to others. */
function duties(chain: Chain, dispute: Case, thrown: Throw): Act[] {
  const { id, phase, level, members, seats } = dispute;
  const { value, who, other, which } = thrown;
  const mine = seats.filter((seat) => seat.level === level);
  if (phase === "commit" && which % 2 === 0) return [];
  if (phase === "commit") return mine.filter(({ status }) => status === "drawn").map((seat) => commitSeat(chain, nameOf(seat.provider), value, id));
  if (phase === "open") return mine.filter(({ status }) => status === "committed").map((seat) => openSeat(nameOf(seat.provider), value, id));
  if (phase === "join") return openOf(chain, dispute).map((record) => act(other, { kind: "join", case: id, attestation: record.id }));
  if (phase === "appeal")
    return which % 2 === 0
      ? []
      : [who, other, nameOf(mine[0]?.provider ?? dispute.challenger)].map((name) => act(name, { kind: "appeal", case: id }));
  return phase === "reveal" ? members.flatMap((member) => reveals(id, nameOf(member.provider), member.attestation)) : [];
}

/** What a diligent cast does of itself, most of the time. */
function diligence(chain: Chain, thrown: Throw): Act[] {
  if (thrown.which % 5 === 0) return [];
  return [...openings(chain), ...cases.all(chain.state.store).flatMap((dispute) => duties(chain, dispute, thrown))];
}

/** What is reserved of every provider's stake is what its undecided attestations and its seats at work ask for. */
function checkReservations({ state: { store } }: Chain): void {
  for (const { address, reserved } of providers.all(store)) {
    const open = attestations.all(store).filter((record) => record.provider === address && ["open", "contested"].includes(record.status));
    const seats = cases
      .all(store)
      .filter((dispute) => !hasEnded(dispute))
      .flatMap((dispute) => dispute.seats.filter(({ provider: seated, status }) => seated === address && !["absent", "withheld"].includes(status)));
    expect(reserved).toBe(SHORT.attestationExposure * BigInt(open.length) + SHORT.seatExposure * BigInt(seats.length));
  }
}

/** What claims, undecided cases and reports hold is what they must: B, ρ + γ for every join, A for every appeal, γ for a report. */
function checkLocks({ state: { store }, genesis: { protocol } }: Chain): void {
  const { rerunFee: f, partyFee, challengeStake, appealStake, ladder } = protocol.parameters;
  const bond = f * BigInt(ladder.reduce((all, size) => all + size, 0)) + 2n * partyFee + challengeStake;
  for (const claim of claims.all(store)) expect(claim.bond).toBe(bond);
  for (const { bond: held, members, appeals } of cases.all(store).filter((dispute) => !hasEnded(dispute))) {
    expect(held).toBe(bond);
    for (const { joiner, lock } of members) expect(lock).toBe(joiner === undefined ? 0n : partyFee + challengeStake);
    for (const { level, lock } of appeals) expect(lock).toBe(f * BigInt(ladder[level]!) + appealStake);
  }
  for (const { lock } of equivocations.all(store)) expect(lock).toBe(challengeStake);
}

const deeds = fc.tuple(fc.constantFrom(...Object.keys(DEEDS)), throws);
const stories = fc.record({
  start: fc.constantFrom(...STARTS),
  blocks: fc.array(fc.tuple(fc.array(deeds, { maxLength: 4 }), throws), { minLength: 20, maxLength: 60 }),
});

/** What happened in the last block: codes of its transactions and kinds of its events. */
const happenings = (chain: Chain): string[] => [...codesOf(chain), ...chain.last!.events.map(({ kind }) => kind)];

/** Lets everything under way come to its end with nobody at work. */
function abandon(chain: Chain, note: (chain: Chain) => void): Chain {
  let next = chain;
  for (let blocks = 0; blocks < 150; blocks += 1) {
    next = playAny(next, []);
    note(next);
  }
  return next;
}

function play(story: typeof stories extends fc.Arbitrary<infer T> ? T : never, note: (chain: Chain) => void): Chain {
  let chain = story.start;
  for (const [acts, thrown] of story.blocks) {
    const wild = acts.map(([name, one]) => DEEDS[name]!(chain, one));
    chain = playAny(chain, [...wild, ...diligence(chain, thrown)]);
    note(chain);
  }
  return chain;
}

/** Things that must have happened, or the dice do not reach deep enough for the laws to mean something. */
const DEEP = [
  ...["slashed", "tallied", "seatAbsent", "seatWithheld", "attestationReopened", "waitingForSeats", "claimExpired"],
  ...["orderClosed", "unbondingEnded", "outputRevealed", "ATTESTATION_NOT_OPEN", "STAKE_RESERVED"],
  ...["joined", "appealed", "equivocationReported", "equivocationAnswered", "equivocationJudged", "ALREADY_APPEALED", "APPELLANT_IS_SEAT"],
];

describe("a chain", () => {
  it("keeps its laws whatever is done on it", () => {
    const seen = new Set<string>();
    const note = (chain: Chain): void => {
      for (const happening of happenings(chain)) seen.add(happening);
      checkReservations(chain);
      checkLocks(chain);
    };
    fc.assert(
      fc.property(stories, (story) => {
        const chain = play(story, note);
        expect(rootOf(rebuildTree(chain.state.store))).toEqual(storeRoot(chain.state.store));
        const { store } = abandon(chain, note).state;
        expect(cases.all(store).every(hasEnded)).toBe(true);
        expect(attestations.all(store).every(({ status }) => status === "final" || status === "struck")).toBe(true);
        expect(providers.all(store).every(({ reserved }) => reserved === 0n)).toBe(true);
      }),
      runs(0.5),
    );
    if (IS_FIXED_SEED) expect(DEEP.filter((happening) => !seen.has(happening))).toEqual([]);
  });
});
