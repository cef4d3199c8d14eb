/**
 * The state machine under acts that no one planned: whatever the cast does, in whatever order, a block never throws, comes to the
 * same when it is applied, keeps the supply, reserves just what is undecided, and commits to just its records.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attest, claim, commitSeat, market, openCase, openSeat, outputOf, requestOf, saltOf, WEIGHTS } from "../src/conformance/acts.ts";
import { type Act, act, addressOf, type Chain, codesOf, type Name, nameOf, playAny, SHORT } from "../src/conformance/chain.ts";
import { inputHash } from "../src/model/attestation/hashes.ts";
import { attestations } from "../src/model/attestation/records.ts";
import { claimHash } from "../src/model/dispute/hashes.ts";
import { type Case, cases, claims, hasEnded } from "../src/model/dispute/records.ts";
import type { Hex } from "../src/model/encoding/hex.ts";
import { LUX } from "../src/model/params/parameters.ts";
import { providers } from "../src/model/staking/records.ts";
import { rebuildTree, storeRoot } from "../src/model/state/store.ts";
import { rootOf } from "../src/model/state/tree.ts";
import { runs } from "./runs.ts";

const ACTORS: readonly Name[] = ["ann", "ben", "cid", "eve", "s1", "s2", "s3", "s4"];
const MARKET = market({ parameters: { unbonding: 110 } }, ["s1", "s2", "s3", "s4"]);

/** A die for one act: who, what about, how much, which output. */
interface Throw {
  readonly who: Name;
  readonly other: Name;
  readonly amount: bigint;
  readonly value: number;
  readonly request: number;
  readonly which: number;
}

const throws: fc.Arbitrary<Throw> = fc.record({
  who: fc.constantFrom(...ACTORS),
  other: fc.constantFrom(...ACTORS),
  amount: fc.oneof(fc.bigInt({ min: 0n, max: 300n * LUX }), fc.constantFrom(0n, 1n, 15n * LUX, 25n * LUX, 100n * LUX)),
  value: fc.constantFrom(0, 0, 0, 2, 10, 50),
  request: fc.nat({ max: 2 }),
  which: fc.nat(),
});

type Pair = readonly [Hex, Hex];

/** Every two attestations of one request. */
function pairsOf(chain: Chain): Pair[] {
  const all = attestations.all(chain.state.store);
  return all.flatMap((a, index) => all.slice(index + 1).flatMap((b) => (a.inputHash === b.inputHash ? [[a.id, b.id] as const] : [])));
}

/** One of them, mostly one that can still be challenged. */
function somePair(chain: Chain, { which }: Throw): Pair | undefined {
  const all = pairsOf(chain);
  const fresh = all.filter((pair) => pair.every((id) => attestations.at(chain.state.store, id).status === "open"));
  const choice = fresh.length > 0 && which % 8 > 0 ? fresh : all;
  return choice[which % Math.max(1, choice.length)];
}

const latestCase = (chain: Chain): number => Math.max(0, cases.all(chain.state.store).length - 1);
const provider = (name: Name) => addressOf(name);
const nothing = act("eve", { kind: "transfer", to: addressOf("eve"), amount: 0n });

/** What a throw of the dice means for each kind of act. */
const DEEDS: { readonly [name: string]: (chain: Chain, thrown: Throw) => Act } = {
  transfer: (_, { who, other, amount }) => act(who, { kind: "transfer", to: addressOf(other), amount }),
  addStake: (_, { who, other, amount }) => act(who, { kind: "addStake", provider: provider(other), amount }),
  addOwnStake: (_, { who, amount }) => act(who, { kind: "addStake", provider: provider(who), amount }),
  unbond: (_, { who, amount }) => act(who, { kind: "unbond", provider: provider(who), amount }),
  withdraw: (_, { who }) => act(who, { kind: "withdraw", provider: provider(who) }),
  register: (_, { who, amount }) => act(who, { kind: "registerProvider", owner: provider(who), consent: undefined, stake: amount }),
  serve: (_, { who }) => act(who, { kind: "serveModel", modelID: WEIGHTS }),
  stopServing: (_, { who }) => act(who, { kind: "stopServing", modelID: WEIGHTS }),
  order: (chain, { who, other, amount, request }) => orderOf(chain, who, other, amount, request),
  attest: (chain, { who, value, request }) => attest(chain, who, { value, request: requestOf(request) }),
  claim: (chain, thrown) => {
    const pair = somePair(chain, thrown);
    return pair === undefined ? nothing : claim(chain, thrown.who, ...pair);
  },
  open: (chain, thrown) => {
    const pair = somePair(chain, thrown);
    return pair === undefined ? nothing : openCase(thrown.who, ...pair, requestOf(thrown.request));
  },
  commit: (chain, { who, value }) => (cases.all(chain.state.store).length === 0 ? nothing : commitSeat(chain, who, value, latestCase(chain))),
  openSeat: (chain, { who, value }) => openSeat(who, value, latestCase(chain)),
};

function orderOf(chain: Chain, who: Name, other: Name, fee: bigint, request: number): Act {
  const terms = { provider: provider(other), modelID: WEIGHTS, inputHash: inputHash(requestOf(request)), fee };
  return act(who, { kind: "placeOrder", ...terms, expiry: BigInt(chain.state.head.height + 5) });
}

/** Openings of what was claimed before. */
function openings(chain: Chain): Act[] {
  const { store, chain: constants } = chain.state;
  return claims.all(store).flatMap(({ claim: hash, challenger }) => {
    const name = nameOf(challenger);
    const pair = pairsOf(chain).find(([first, second]) => claimHash(constants.chainId, challenger, first, second, saltOf(name)) === hash);
    if (pair === undefined) return [];
    const { inputHash: wanted } = attestations.at(store, pair[0]);
    const request = [0, 1, 2].map(requestOf).find((bytes) => inputHash(bytes) === wanted)!;
    return [openCase(name, ...pair, request)];
  });
}

/** Reveals of every number that a provider may have said: one of them is right. */
const reveals = (id: number, name: Name, attestation: Hex): Act[] =>
  [0, 2, 10, 50].map((value) => act("eve", { kind: "revealOutput", case: id, attestation, salt: saltOf(name), output: outputOf(value) }));

/** What a case asks of those who are in it. */
function duties(chain: Chain, { id, phase, level, members, seats }: Case, value: number): Act[] {
  const mine = seats.filter((seat) => seat.level === level);
  if (phase === "commit") return mine.filter(({ status }) => status === "drawn").map((seat) => commitSeat(chain, nameOf(seat.provider), value, id));
  if (phase === "open") return mine.filter(({ status }) => status === "committed").map((seat) => openSeat(nameOf(seat.provider), value, id));
  return phase === "reveal" ? members.flatMap((member) => reveals(id, nameOf(member.provider), member.attestation)) : [];
}

/** What a diligent cast does of itself, three times in four. */
function diligence(chain: Chain, { which, value }: Throw): Act[] {
  if (which % 4 === 0) return [];
  return [...openings(chain), ...cases.all(chain.state.store).flatMap((dispute) => duties(chain, dispute, value))];
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

const deeds = fc.tuple(fc.constantFrom(...Object.keys(DEEDS)), throws);
const stories = fc.array(fc.tuple(fc.array(deeds, { maxLength: 4 }), throws), { minLength: 20, maxLength: 60 });

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
  let chain = MARKET;
  for (const [acts, thrown] of story) {
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
];

describe("a chain", () => {
  it("keeps its laws whatever is done on it", () => {
    const seen = new Set<string>();
    const note = (chain: Chain): void => {
      for (const happening of happenings(chain)) seen.add(happening);
      checkReservations(chain);
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
      runs(0.6),
    );
    expect(DEEP.filter((happening) => !seen.has(happening))).toEqual([]);
  });
});
