/**
 * The state machine under acts that no one planned: whatever the cast does, in whatever order, a block never throws, comes to the
 * same when it is applied, keeps the supply, reserves just what is undecided, and commits to just its records.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attest, claim, commitSeat, contested, market, openCase, openSeat, outputOf, requestOf, saltOf, WEIGHTS } from "../src/conformance/acts.ts";
import { type Act, act, addressOf, type Chain, codesOf, type Name, nameOf, playAny, SHORT } from "../src/conformance/chain.ts";
import { equivocations } from "../src/model/attestation/equivocation.ts";
import { inputHash } from "../src/model/attestation/hashes.ts";
import { type AttestationRecord, attestations } from "../src/model/attestation/records.ts";
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
/** Ann, Ben and Cid have attested to one request; what they said is in a story's hands to reveal. */
const attestedOn = (chain: Chain): Chain =>
  playAny(chain, [attest(chain, "ann"), attest(chain, "ben", { value: 10 }), attest(chain, "cid", { value: 2 })]);
const ATTESTED = attestedOn(MARKET);
/** Eve has opened a case on Ann and Ben, and anyone can join Cid. */
const CONTESTED = contested(ATTESTED);
/** The same where nobody else serves: the case waits for seats, and ends as VOID if none come. */
const UNSEATED = contested(attestedOn(market({ parameters: { unbonding: 110 } }, [])));
const STARTS = [MARKET, ATTESTED, CONTESTED, UNSEATED];

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
  serve: (_, { who }) => act(who, { kind: "serveModel", modelID: WEIGHTS, profile: undefined }),
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
  join: (chain, { who, which }) => joining(chain, who, which),
  appeal: (chain, { who, which }) => act(who, { kind: "appeal", case: which % (latestCase(chain) + 1) }),
  report: (chain, { who, which, value }) => {
    const all = attestations.all(chain.state.store).filter(({ status }) => status === "open" || status === "contested");
    return all.length === 0 ? nothing : reporting(chain, who, all[which % all.length]!, value);
  },
  answer: (chain, { who, which, value }) => {
    const all = equivocations.all(chain.state.store);
    return all.length === 0 ? nothing : answering(chain, who, all[which % all.length]!.attestation, value, which % 3 === 0);
  },
};

/** Joins an attestation that can be joined to a case that can be, where there are such; else any to the latest case. */
function joining(chain: Chain, who: Name, which: number): Act {
  const { store } = chain.state;
  const dispute = cases.all(store).find(({ phase }) => phase === "join") ?? cases.all(store).at(-1);
  const all = attestations.all(store);
  const fitting = all.filter(({ inputHash: input, status }) => input === dispute?.inputHash && status === "open");
  const choice = fitting.length > 0 && which % 8 > 0 ? fitting : all;
  if (dispute === undefined || choice.length === 0) return nothing;
  return act(who, { kind: "join", case: dispute.id, attestation: choice[which % choice.length]!.id });
}

/** Shows another body of the same provider for the same request, a second older, which says `value`. */
function reporting(chain: Chain, who: Name, record: AttestationRecord, value: number): Act {
  const name = nameOf(record.provider);
  const request = [0, 1, 2].map(requestOf).find((bytes) => inputHash(chain.state.chain, bytes) === record.inputHash)!;
  const { payload } = attest(chain, name, { value, request, timestamp: Number(record.timestamp) - 1 });
  if (payload.kind !== "attest") return nothing;
  const { kind: _, ...other } = payload;
  return act(who, { kind: "reportEquivocation", attestation: record.id, other });
}

/** Shows an output for a report: right where the provider said that number. */
function answering(chain: Chain, who: Name, attestation: Hex, value: number, other: boolean): Act {
  const name = nameOf(attestations.at(chain.state.store, attestation).provider);
  return act(who, { kind: "answerEquivocation", attestation, other, salt: saltOf(name), output: outputOf(value) });
}

function orderOf(chain: Chain, who: Name, other: Name, fee: bigint, request: number): Act {
  const terms = { provider: provider(other), modelID: WEIGHTS, inputHash: inputHash(chain.state.chain, requestOf(request)), fee };
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
    const request = [0, 1, 2].map(requestOf).find((bytes) => inputHash(constants, bytes) === wanted)!;
    return [openCase(name, ...pair, request)];
  });
}

/** Reveals of every number that a provider may have said: one of them is right. */
const reveals = (id: number, name: Name, attestation: Hex): Act[] =>
  [0, 2, 10, 50].map((value) => act("eve", { kind: "revealOutput", case: id, attestation, salt: saltOf(name), output: outputOf(value) }));

/** Attestations to a case's request that are open. */
const openOf = ({ state }: Chain, { inputHash: input }: Case): AttestationRecord[] =>
  attestations.all(state.store).filter((record) => record.inputHash === input && record.status === "open");

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
    expect(DEEP.filter((happening) => !seen.has(happening))).toEqual([]);
  });
});
