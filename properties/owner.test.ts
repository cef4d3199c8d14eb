/**
 * One owner of many accounts against honest strangers who seat every case: whatever its accounts do to each other and to them, the
 * sum of what they have never rises, from no block to the next, while strangers challenge what is at FAULT with what is right;
 * and where they challenge anything, by no more than the ρ that this owes the owner's members. Nothing is charged for
 * transactions and claims here, so that no gain hides behind a fee.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attest, claim, commitSeat, openSeat, provide, registerModel, requestOf, SITTERS } from "../src/conformance/acts.ts";
import { type Act, act, addressOf, begin, type Chain, codesOf, type Name, nameOf, play, playAny, SHORT, skip } from "../src/conformance/chain.ts";
import { equivocations } from "../src/model/attestation/equivocation.ts";
import { inputHash } from "../src/model/attestation/hashes.ts";
import { type AttestationRecord, attestations, orders } from "../src/model/attestation/records.ts";
import { type Case, cases, claims } from "../src/model/dispute/records.ts";
import { accounts } from "../src/model/ledger/records.ts";
import { LUX, type Parameters } from "../src/model/params/parameters.ts";
import { providers } from "../src/model/staking/records.ts";
import { DEEDS, nothing, openings, openOf, type Pair, pairsOf, reporting, reveals, type Throw } from "./deeds.ts";
import { IS_FIXED_SEED, runs } from "./runs.ts";

/** The owner's accounts: three providers that do not serve, so that strangers hold every seat, and two others. */
const PROVIDERS: readonly Name[] = ["ann", "ben", "dan"];
const OWNED: readonly Name[] = [...PROVIDERS, "eve", "cora"];
const OWN = new Set(OWNED.map(addressOf));
/** Strangers: an honest provider, and one who challenges and joins what is at FAULT. */
const [HONEST, WATCHER] = ["cid", "oda"];

const FREE: Partial<Parameters> = { txFee: 0n, txFeePerByte: 0n, claimFee: 0n, unbonding: 110 };
/** Shares as large as genesis takes them. */
const GENEROUS: Partial<Parameters> = { challengerShare: 4_000, accuserShare: 2_000, appellantShare: 5_000, reporterShare: 5_000 };

/** A chain with a model and mature stake; the owner's providers stake but do not serve. */
function startOf(parameters: Partial<Parameters>, sitters: readonly Name[]): Chain {
  const chain = play(begin({ parameters: { ...FREE, ...parameters } }), act("olga", registerModel()));
  const sitting = Object.fromEntries([HONEST!, ...sitters].map((name) => [name, 200n]));
  const registered = play(
    chain,
    ...PROVIDERS.map((name) => act(name, { kind: "registerProvider", owner: addressOf(name), consent: undefined, stake: 100n * LUX })),
  );
  return skip(provide(registered, sitting), SHORT.stakeMaturity);
}

/** Enough seats for any panel, for a panel only if nobody joins, for the first level only, for none. */
const STARTS = [startOf({}, SITTERS), startOf(GENEROUS, SITTERS), startOf({}, ["s1", "s2"]), startOf(GENEROUS, [])];

const sumOf = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

/** All that the owner has: balances, stakes, what leaves, bonds, locks, and the fees of its orders. */
function wealthOf({ state: { store } }: Chain): bigint {
  const own = <T>(records: readonly T[], whose: (record: T) => string | undefined, of: (record: T) => bigint): bigint =>
    sumOf(records.filter((record) => OWN.has(whose(record) as never)).map(of));
  const all = cases.all(store);
  return sumOf([
    ...OWNED.map((name) => accounts.get(store, addressOf(name))?.balance ?? 0n),
    own(
      providers.all(store),
      ({ address }) => address,
      ({ stake, unbonding }) => stake + sumOf(unbonding.map(({ amount }) => amount)),
    ),
    own(
      claims.all(store),
      ({ challenger }) => challenger,
      ({ bond }) => bond,
    ),
    own(
      all,
      ({ challenger }) => challenger,
      ({ bond }) => bond,
    ),
    own(
      all.flatMap(({ members }) => members),
      ({ joiner }) => joiner,
      ({ lock }) => lock,
    ),
    own(
      all.flatMap(({ appeals }) => appeals),
      ({ appellant }) => appellant,
      ({ lock }) => lock,
    ),
    own(
      equivocations.all(store),
      ({ reporter }) => reporter,
      ({ lock }) => lock,
    ),
    own(
      orders.all(store),
      ({ consumer }) => consumer,
      ({ fee }) => fee,
    ),
  ]);
}

const throws: fc.Arbitrary<Throw> = fc.record({
  who: fc.constantFrom(...OWNED),
  other: fc.constantFrom(...OWNED),
  amount: fc.oneof(fc.bigInt({ min: 0n, max: 200n * LUX }), fc.constantFrom(1n, 15n * LUX, 85n * LUX, 100n * LUX)),
  value: fc.constantFrom(0, 0, 2, 10, 50),
  request: fc.nat({ max: 1 }),
  which: fc.nat(),
});

/** What the owner may do of what anyone may: all but to sit, and a report only of what its own providers signed. */
const OWNERS_DEEDS: typeof DEEDS = {
  ...Object.fromEntries(Object.entries(DEEDS).filter(([name]) => !["serve", "stopServing", "commit", "openSeat"].includes(name))),
  report: (chain, { who, which, value }) => {
    const mine = attestations
      .all(chain.state.store)
      .filter(({ provider, status }) => OWN.has(provider) && (status === "open" || status === "contested"));
    return mine.length === 0 ? nothing : reporting(chain, who, mine[which % mine.length]!, value);
  },
};

/** What an attestation says, as the strangers of this chain come to know it: what they would get is 0. */
type Values = Map<string, number>;

/** Notes what the owner's new attestations say, by trying every number that they can. */
function note(values: Values, chain: Chain, acts: readonly (readonly [Act, number])[]): void {
  for (const [{ payload }, value] of acts) {
    if (payload.kind !== "attest") continue;
    const found = attestations
      .all(chain.state.store)
      .find(({ outputHash, provider }) => outputHash === payload.outputHash && provider === payload.provider);
    if (found !== undefined && !values.has(found.id)) values.set(found.id, value);
  }
}

/**
 * Pairs that the watcher challenges, both open. If it is careful, one that is right and one at FAULT with it; never two that are
 * wrong: a single seat splits them, and where no panel comes the case ends as void, with ρ for each of them out of its bond.
 */
function challengeable(chain: Chain, values: Values, isCareful: boolean): Pair[] {
  const isOpen = (id: AttestationRecord["id"]): boolean => attestations.at(chain.state.store, id).status === "open";
  return pairsOf(chain).filter((pair) => {
    const said = pair.map((id) => values.get(id)!);
    return pair.every(isOpen) && (!isCareful || (said.includes(0) && Math.max(...said) >= 3));
  });
}

/** Strangers' duties in a case: seats and the honest provider do all that they are asked, the watcher joins what is at FAULT. */
function strangersDuties(chain: Chain, dispute: Case, values: Values): Act[] {
  const { id, phase, level, members, seats } = dispute;
  const mine = seats.filter((seat) => seat.level === level);
  if (phase === "join")
    return openOf(chain, dispute).flatMap((record) =>
      values.get(record.id)! >= 3 ? [act(WATCHER!, { kind: "join", case: id, attestation: record.id })] : [],
    );
  if (phase === "commit") return mine.filter(({ status }) => status === "drawn").map((seat) => commitSeat(chain, nameOf(seat.provider), 0, id));
  if (phase === "open") return mine.filter(({ status }) => status === "committed").map((seat) => openSeat(nameOf(seat.provider), 0, id));
  if (phase !== "reveal") return [];
  return members
    .filter(({ provider, revealed }) => !revealed && !OWN.has(provider))
    .flatMap((member) => reveals(id, nameOf(member.provider), member.attestation));
}

/** What strangers do in a block. */
function strangers(chain: Chain, values: Values, watch: Story["watch"]): Act[] {
  const { store } = chain.state;
  const attested = new Set(attestations.all(store).map(({ provider, inputHash: input }) => provider + input));
  const honest = [0, 1].filter((nonce) => !attested.has(addressOf(HONEST!) + inputHash(chain.state.chain, requestOf(nonce))));
  const [pair] = watch === "nobody" ? [] : challengeable(chain, values, watch === "careful");
  return [
    ...honest.map((nonce) => attest(chain, HONEST!, { request: requestOf(nonce) })),
    ...(pair === undefined ? [] : [claim(chain, WATCHER!, ...pair)]),
    ...openings(chain).filter(({ from }) => from === WATCHER),
    ...cases.all(store).flatMap((dispute) => strangersDuties(chain, dispute, values)),
  ];
}

const deeds = fc.tuple(fc.constantFrom(...Object.keys(OWNERS_DEEDS)), throws);
const stories = fc.record({
  start: fc.nat({ max: STARTS.length - 1 }),
  /** What the owner's providers say of two requests. */
  said: fc.array(fc.constantFrom(0, 0, 2, 10, 50), { minLength: 6, maxLength: 6 }),
  /** Whether the owner challenges its own at once, and whom. */
  first: fc.option(fc.nat({ max: 5 }), { nil: undefined, freq: 2 }),
  /** Who of the strangers challenges. */
  watch: fc.constantFrom("nobody", "careful", "careful", "careless", "careless"),
  blocks: fc.array(fc.record({ acts: fc.array(deeds, { maxLength: 3 }), isRevealing: fc.boolean(), thrown: throws }), {
    minLength: 15,
    maxLength: 45,
  }),
});
type Story = typeof stories extends fc.Arbitrary<infer T> ? T : never;

/** What the owner does of itself: opens what it claimed, joins its own, reveals, appeals, answers. */
function ownersWork(chain: Chain, { isRevealing, thrown }: Story["blocks"][number]): Act[] {
  const all = cases.all(chain.state.store);
  return [
    ...openings(chain).filter(({ from }) => OWNED.includes(from)),
    ...all.flatMap((dispute) => {
      const own = dispute.members.filter(({ provider, revealed }) => OWN.has(provider) && !revealed);
      if (dispute.phase === "reveal" && isRevealing) return own.flatMap((member) => reveals(dispute.id, nameOf(member.provider), member.attestation));
      if (dispute.phase === "join" && thrown.which % 2 === 0)
        return openOf(chain, dispute).map((record) => act(thrown.who, { kind: "join", case: dispute.id, attestation: record.id }));
      return dispute.phase === "appeal" && thrown.which % 3 === 0 ? [act(thrown.who, { kind: "appeal", case: dispute.id })] : [];
    }),
    ...(isRevealing
      ? equivocations.all(chain.state.store).flatMap(() => [0, 2, 10, 50].map((value) => DEEDS["answer"]!(chain, { ...thrown, value })))
      : []),
  ];
}

/** The owner's first acts: its providers attest, and someone of its own claims that two differ. */
function overture(story: Story, values: Values): Chain {
  const acts = story.said.map((value, index) => {
    const request = requestOf(index < PROVIDERS.length ? 0 : 1);
    return [attest(STARTS[story.start]!, PROVIDERS[index % PROVIDERS.length]!, { value, request }), value] as const;
  });
  const attested = playAny(
    STARTS[story.start]!,
    acts.map(([one]) => one),
  );
  note(values, attested, acts);
  const pairs = pairsOf(attested);
  return story.first === undefined ? attested : play(attested, claim(attested, "eve", ...pairs[story.first % pairs.length]!));
}

/** What happened in the last block: codes, kinds of events, causes of slashes, ends of attestations. */
const happenings = (chain: Chain): string[] => [
  ...codesOf(chain),
  ...chain.last!.events.flatMap((event) => {
    if (event.kind === "slashed") return [`slashed for ${event.cause}`];
    if (event.kind === "attestationEnded") return [`ended ${event.how}`];
    return event.kind === "phaseBegan" ? [`phase ${event.phase}`] : [event.kind];
  }),
];

/** Plays a story to the end of everything under way; `watch` sees every block. */
function tell(story: Story, watch: (chain: Chain) => void): void {
  const values: Values = new Map();
  let chain = overture(story, values);
  watch(chain);
  for (const block of [...story.blocks, ...Array<undefined>(45).fill(undefined)]) {
    const wild = (block?.acts ?? []).map(([name, thrown]) => [OWNERS_DEEDS[name]!(chain, thrown), thrown.value] as const);
    const others = strangers(chain, values, block === undefined ? "nobody" : story.watch);
    const next = playAny(chain, [...(block === undefined ? [] : ownersWork(chain, block)), ...wild.map(([one]) => one), ...others]);
    note(values, next, [...wild, ...others.map((one) => [one, 0] as const)]);
    chain = next;
    watch(chain);
  }
}

/** What must have happened, or the stories do not reach deep enough for the law to mean something. */
const DEEP = [
  ...["slashed for fault", "slashed for no-reveal", "slashed for equivocation", "phase settled", "phase void", "phase appeal", "joined", "appealed"],
  ...["ended cleared", "ended fault", "ended band", "ended void", "ended equivocation", "equivocationJudged", "orderPlaced", "unbondingBegan"],
];

/**
 * ρ for every member of the owner that a case that ended in this block owes it and that a stranger brought into it. A careful
 * stranger never pays it.
 */
function owedByStrangers({ last, state: { store } }: Chain, isCareful: boolean): bigint {
  const ended = last!.events.flatMap((event) =>
    event.kind === "phaseBegan" && (event.phase === "settled" || event.phase === "void") ? [event.case] : [],
  );
  const owed = ended.flatMap((id) => {
    if (isCareful) return [];
    const { members, challenger } = cases.at(store, id);
    return members.filter(
      ({ provider, joiner = challenger, revealed, verdict }) => OWN.has(provider) && !OWN.has(joiner) && revealed && verdict !== "faulty",
    );
  });
  return SHORT.partyFee * BigInt(owed.length);
}

describe("an owner of many accounts", () => {
  it("never has more after a block than before it, nor more than half of a slash back, whatever its accounts do among themselves and to honest strangers", () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(stories, (story) => {
        let had = wealthOf(STARTS[story.start]!);
        tell(story, (chain) => {
          for (const happening of happenings(chain)) seen.add(happening);
          const has = wealthOf(chain);
          const owed = owedByStrangers(chain, story.watch !== "careless");
          const slashed = sumOf(chain.last!.events.flatMap((event) => (event.kind === "slashed" && OWN.has(event.provider) ? [event.amount] : [])));
          // A party's share is at most the burnt part: of a slash of its own no more than half comes back, whoever challenges, joins or reports.
          expect(2n * (had - has + owed) < slashed ? `${slashed} slashed, ${had - has} lost` : "").toBe("");
          expect(has - had > owed ? `${has - had} gained, ${owed} owed` : "").toBe("");
          had = has;
        });
      }),
      runs(0.5),
    );
    if (IS_FIXED_SEED) expect(DEEP.filter((happening) => !seen.has(happening))).toEqual([]);
  });
});
