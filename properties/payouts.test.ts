/**
 * The books of a case that ends (section 3, "Payouts"; R14, R16): by purse and by receiver what the text says; what goes out is
 * what came in, to the last nLUX; an appeal costs an honest party no more than its A; a conviction never pays the convict's side.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Address } from "../src/model/crypto/address.ts";
import { type PaidAppeal, type PaidCase, type PaidMember, payouts } from "../src/model/dispute/payouts.ts";
import { shareOf, slashOf } from "../src/model/ledger/money.ts";
import { violations } from "../src/model/params/consistency.ts";
import { DEFAULT_PARAMETERS, LUX } from "../src/model/params/parameters.ts";
import { appealLockOf, bondOf, joinLockOf, type Protocol, REFERENCE, sharesOf } from "../src/model/params/protocol.ts";
import { booksOf, debtsOf, definedPayouts, least, receivedBy, spentOf, sum } from "./payout-oracle.ts";
import { runs } from "./runs.ts";

const who = (name: string, index: number): Address => `0x${Buffer.from(`${name}-${index}`).toString("hex").padEnd(40, "0")}`;
const CHALLENGER = who("challenger", 0);

const money = fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: 20n * LUX }), fc.bigInt({ min: 0n, max: 10n ** 9n * LUX }));
/** Shares that genesis takes: together at most 10,000, a party's at most the burnt part. */
const shares = fc.tuple(fc.nat({ max: 5_000 }), fc.nat({ max: 10_000 })).map(([challengerShare, rest]) => ({
  challengerShare,
  accuserShare: Math.min(rest, 10_000 - 2 * challengerShare),
}));
const ladders = fc.constantFrom<readonly number[]>([1, 7], [3, 7], [1, 3, 7], [1], [1, 3, 5, 7]);

const protocolOf = (numbers: Partial<Protocol["parameters"]>, rulings: Partial<Protocol["rulings"]> = {}): Protocol => ({
  parameters: { ...DEFAULT_PARAMETERS, ...numbers },
  rulings: { ...REFERENCE.rulings, ...rulings },
  unsafe: [],
});

const numbers = fc
  .record({ rerunFee: money, partyFee: money, challengeStake: money, appealStake: money, ladder: ladders, shares })
  .map(({ shares: split, ...rest }) => ({ ...rest, ...split }));

/** Any prices and shares, any ladder, and the variants that payouts read. */
const protocols: fc.Arbitrary<Protocol> = fc
  .tuple(
    numbers,
    fc.constantFrom("default" as const, "default" as const, "all-to-challenger" as const, "all-burnt" as const),
    fc.constantFrom("default" as const, "default" as const, "no-bond" as const),
  )
  .map(([prices, R14, R16]) => protocolOf(prices, { R14, R16 }));

interface MemberPlan {
  readonly verdict: "faulty" | "clean" | "other";
  readonly revealed: boolean;
  /** Whether its joiner is the challenger, as it may be. */
  readonly isJoinedByChallenger: boolean;
  readonly slashed: bigint;
  readonly accusers: readonly number[];
}

const memberPlan: fc.Arbitrary<MemberPlan> = fc.record({
  verdict: fc.constantFrom("faulty", "clean", "other"),
  revealed: fc.boolean(),
  isJoinedByChallenger: fc.boolean(),
  slashed: money,
  accusers: fc.subarray([0, 1, 2, 3, 4, 5, 6]),
});

/** Who might appeal: the challenger, a member's provider, or a stranger. */
const appellants = fc.constantFrom(CHALLENGER, who("member", 0), who("member", 1), who("stranger", 0));

interface Plan {
  readonly protocol: Protocol;
  readonly bond: bigint;
  /** Of joiners and appellants: as it should be, or what a change of parameters left (R44 `current`). */
  readonly isLockWhole: boolean;
  readonly lock: bigint;
  readonly opened: readonly number[];
  readonly plans: readonly MemberPlan[];
  readonly isWrong: boolean;
  readonly appeals: readonly { readonly appellant: Address; readonly isLost: boolean; readonly isMade: boolean }[];
}

const plans: fc.Arbitrary<Plan> = fc.record({
  protocol: protocols,
  bond: money,
  isLockWhole: fc.boolean(),
  lock: money,
  opened: fc.array(fc.nat({ max: 7 }), { minLength: 4, maxLength: 4 }),
  plans: fc.array(memberPlan, { minLength: 2, maxLength: 6 }),
  isWrong: fc.boolean(),
  appeals: fc.array(fc.record({ appellant: appellants, isLost: fc.boolean(), isMade: fc.boolean() }), { minLength: 3, maxLength: 3 }),
});

/** A member as the case would have it: the pair was not joined and all others were, an unrevealed one is faulty, only the faulty are slashed. */
function memberOf(plan: MemberPlan, index: number, { protocol, isLockWhole, lock }: Plan, lastPanel: readonly Address[]): PaidMember {
  const verdict = plan.revealed ? plan.verdict : "faulty";
  const joiner = plan.isJoinedByChallenger ? CHALLENGER : who("joiner", index);
  return {
    provider: who("member", index),
    joined: index > 1 ? { joiner, lock: isLockWhole ? joinLockOf(protocol) : lock } : undefined,
    revealed: plan.revealed,
    verdict,
    slashed: verdict === "faulty" ? plan.slashed : 0n,
    accusers: verdict === "faulty" && plan.revealed ? plan.accusers.flatMap((seat) => lastPanel[seat] ?? []) : [],
  };
}

/** A case whose levels opened some of their seats, with appeals to levels after the first. */
function caseOf(plan: Plan): PaidCase {
  const { protocol, bond, isLockWhole, lock } = plan;
  const { ladder } = protocol.parameters;
  const seats = ladder.flatMap((size, level) =>
    Array.from({ length: Math.min(size, plan.opened[level]!) }, (_, index) => ({ provider: who(`seat-${level}`, index), level })),
  );
  const lastPanel = seats.filter(({ level }) => level === ladder.length - 1).map(({ provider }) => provider);
  const members = plan.plans.map((one, index) => memberOf(one, index, plan, lastPanel));
  const appeals = ladder.slice(1).flatMap((_, index): PaidAppeal[] => {
    const { appellant, isLost, isMade } = plan.appeals[index]!;
    return isMade ? [{ appellant, level: index + 1, lock: isLockWhole ? appealLockOf(protocol, index + 1) : lock, isLost }] : [];
  });
  const isFaultless = members.every(({ verdict }) => verdict !== "faulty");
  return { challenger: CHALLENGER, bond, seats, members, appeals, isChallengeWrong: plan.isWrong && isFaultless };
}

/** A case and the protocol under which it ends. */
const endings = plans.map((plan) => ({ dispute: caseOf(plan), protocol: plan.protocol }));

/** What was in the purses of a case. */
const locked = ({ bond, members, appeals }: PaidCase): bigint =>
  sum([bond, ...members.flatMap(({ slashed, joined }) => [slashed, joined?.lock ?? 0n]), ...appeals.map(({ lock }) => lock)]);

const RUNS = runs(8);

describe("basis points", () => {
  it("round a slash up and a share down, by less than one nLUX", () => {
    fc.assert(
      fc.property(money, fc.nat({ max: 10_000 }), (amount, points) => {
        const exact = amount * BigInt(points);
        const [up, down] = [slashOf(amount, points) * 10_000n - exact, exact - shareOf(amount, points) * 10_000n];
        expect([up, down].every((off) => off >= 0n && off < 10_000n)).toBe(true);
      }),
    );
  });
});

describe("payouts", () => {
  it("empty every purse, to the last nLUX, and no payment is below or at zero", () => {
    fc.assert(
      fc.property(endings, ({ dispute, protocol }) => {
        const all = payouts(dispute, protocol);
        const books = booksOf(all);
        expect(all.every(({ amount }) => amount > 0n)).toBe(true);
        expect(sum([...books.values()])).toBe(locked(dispute));
        expect(spentOf(books, "pot")).toBe(sum([dispute.bond, ...dispute.members.map(({ slashed }) => slashed)]));
        for (const [member, { joined }] of dispute.members.entries()) expect(spentOf(books, `join ${member}`)).toBe(joined?.lock ?? 0n);
        for (const { level, lock } of dispute.appeals) expect(spentOf(books, `appeal ${level}`)).toBe(lock);
      }),
      RUNS,
    );
  });

  it("pay out of every purse to everyone what the text says", () => {
    fc.assert(
      fc.property(endings, ({ dispute, protocol }) => {
        const written = booksOf(payouts(dispute, protocol));
        const defined = booksOf(definedPayouts(dispute, protocol));
        expect([...written].sort()).toEqual([...defined].sort());
      }),
      RUNS,
    );
  });

  it("pay costs whole and in order: a seat before any member, and no one after one that was not paid whole", () => {
    fc.assert(
      fc.property(endings, ({ dispute, protocol }) => {
        const owed = debtsOf(dispute, protocol).filter(({ amount }) => amount > 0n);
        const all = payouts(dispute, protocol);
        let pot = sum([dispute.bond, ...dispute.members.map(({ slashed }) => slashed)]);
        for (const [index, { to, amount }] of owed.entries()) {
          if (pot === 0n) break;
          expect(all[index]).toEqual({ from: { kind: "pot" }, to, amount: least(amount, pot) });
          pot -= least(amount, pot);
        }
      }),
      RUNS,
    );
  });

  it("take exactly the least of γ and what costs leave of the bond from a wrong challenger, and burn it", () => {
    fc.assert(
      fc.property(endings, ({ dispute, protocol }) => {
        const members = dispute.members.map((member) => ({ ...member, verdict: "clean" as const, slashed: 0n, accusers: [] }));
        const faultless = { ...dispute, members };
        const left = dispute.bond - least(dispute.bond, sum(debtsOf(faultless, protocol).map(({ amount }) => amount)));
        const lost = least(protocol.parameters.challengeStake, left);
        const [wrong, right] = [true, false].map((isChallengeWrong) => booksOf(payouts({ ...faultless, isChallengeWrong }, protocol)));
        expect(receivedBy(wrong!, undefined) - receivedBy(right!, undefined)).toBe(lost);
        expect(receivedBy(right!, CHALLENGER) - receivedBy(wrong!, CHALLENGER)).toBe(lost);
      }),
      RUNS,
    );
  });

  it("do not take a nLUX of a joined member's purse for anyone but its member, its joiner and the fire", () => {
    fc.assert(
      fc.property(endings, ({ dispute, protocol }) => {
        for (const { from, to } of payouts(dispute, protocol)) {
          if (from.kind !== "join") continue;
          const { provider, joined } = dispute.members[from.member]!;
          expect([provider, joined!.joiner, undefined]).toContain(to);
        }
      }),
      RUNS,
    );
  });

  it("at the default numbers: a faulty member of 100 LUX pays its third provider, its challenger and the fire", () => {
    const seat = who("seat", 0);
    const [clean, faulty] = [0, 1].map((index) => who("member", index));
    const member = { joined: undefined, revealed: true, slashed: 0n, verdict: "clean" as const, accusers: [] };
    const members: PaidMember[] = [
      { ...member, provider: clean! },
      { ...member, provider: faulty!, slashed: 100n * LUX, verdict: "faulty", accusers: [seat] },
    ];
    const bond = 144n * (LUX / 10n);
    const seats = [{ provider: seat, level: 0 }];
    const books = booksOf(payouts({ challenger: CHALLENGER, bond, seats, members, appeals: [], isChallengeWrong: false }, REFERENCE));
    const milli = LUX / 1000n;
    // Costs 0.5 + 0.2; of the 99.3 left a quarter to the challenger, a tenth to the seat.
    expect(receivedBy(books, seat)).toBe(500n * milli + 9_930n * milli);
    expect(receivedBy(books, clean)).toBe(200n * milli);
    expect(receivedBy(books, CHALLENGER)).toBe(14_400n * milli + 24_825n * milli);
    expect(receivedBy(books, undefined)).toBe(64_545n * milli);
    expect(receivedBy(books, faulty)).toBe(0n);
  });

  it("at the default numbers: a lost appeal pays its seven seats 3.5 LUX, burns 2, and leaves the bond to the first level", () => {
    const panel = Array.from({ length: 7 }, (_, index) => ({ provider: who("panel", index), level: 1 }));
    const members = [0, 1].map(
      (index): PaidMember => ({
        ...{ joined: undefined, revealed: true, slashed: 0n, verdict: "clean", accusers: [] },
        provider: who("member", index),
      }),
    );
    const appeals = [{ appellant: who("stranger", 0), level: 1, lock: appealLockOf(REFERENCE, 1), isLost: true }];
    const seats = [{ provider: who("seat", 0), level: 0 }, ...panel];
    const books = booksOf(payouts({ challenger: CHALLENGER, bond: bondOf(REFERENCE), seats, members, appeals, isChallengeWrong: true }, REFERENCE));
    const milli = LUX / 1000n;
    expect(panel.map(({ provider }) => receivedBy(books, provider))).toEqual(panel.map(() => 500n * milli));
    expect(receivedBy(books, who("stranger", 0))).toBe(0n);
    expect(receivedBy(books, undefined)).toBe(12_000n * milli);
    expect(receivedBy(books, CHALLENGER)).toBe(14_400n * milli - 10_000n * milli - 900n * milli);
  });
});

/** The same case as if one appeal and the seats that it called had never been. */
function without(dispute: PaidCase, { level }: PaidAppeal): PaidCase {
  return {
    ...dispute,
    seats: dispute.seats.filter((seat) => seat.level !== level),
    appeals: dispute.appeals.filter((appeal) => appeal.level !== level),
  };
}

describe("an appeal", () => {
  /** Cases with whole locks, and an appeal to the last level: its seats are the panel of the last tally. */
  const appealed = plans
    .map((plan) => ({ dispute: caseOf({ ...plan, isLockWhole: true }), protocol: plan.protocol }))
    .filter(({ dispute }) => dispute.appeals.length > 0)
    .map(({ dispute, protocol }) => ({ dispute, protocol, appeal: dispute.appeals.at(-1)! }));
  /** Accusers get their share whether an appeal was made or not; who they are is the tally's affair. */
  const withoutAccusers = (dispute: PaidCase): PaidCase => ({ ...dispute, members: dispute.members.map((member) => ({ ...member, accusers: [] })) });

  it("leaves its appellant, where the verdicts are the same without it, at most its A worse", () => {
    fc.assert(
      fc.property(appealed, ({ dispute: given, protocol, appeal }) => {
        const dispute = withoutAccusers(given);
        const [after, before] = [dispute, without(dispute, appeal)].map((one) => receivedBy(booksOf(payouts(one, protocol)), appeal.appellant));
        expect(after! - appeal.lock).toBeGreaterThanOrEqual(before! - appeal.lock);
      }),
      RUNS,
    );
  });

  it("that is lost costs nobody but its appellant a nLUX", () => {
    fc.assert(
      fc.property(appealed, ({ dispute: given, protocol, appeal }) => {
        fc.pre(appeal.isLost);
        const dispute = withoutAccusers(given);
        const [after, before] = [dispute, without(dispute, appeal)].map((one) => booksOf(payouts(one, protocol)));
        const parties = [CHALLENGER, ...dispute.members.flatMap(({ provider, joined }) => [provider, joined?.joiner ?? provider])];
        for (const party of parties) expect(receivedBy(after!, party)).toBeGreaterThanOrEqual(receivedBy(before!, party));
      }),
      RUNS,
    );
  });

  it("that is won costs all others together, honest or not, no more than f for each seat that it called", () => {
    fc.assert(
      fc.property(appealed, ({ dispute: given, protocol, appeal }) => {
        fc.pre(!appeal.isLost);
        const dispute = withoutAccusers(given);
        const [after, before] = [dispute, without(dispute, appeal)].map((one) => booksOf(payouts(one, protocol)));
        const called = dispute.seats.filter(({ level }) => level === appeal.level);
        const others = new Set([CHALLENGER, ...dispute.members.flatMap(({ provider, joined }) => [provider, joined?.joiner ?? provider])]);
        const got = (books: ReturnType<typeof booksOf>): bigint => sum([...others].map((other) => receivedBy(books, other)));
        const back = others.has(appeal.appellant) ? appeal.lock : 0n;
        expect(got(after!) - back).toBeGreaterThanOrEqual(got(before!) - protocol.parameters.rerunFee * BigInt(called.length));
      }),
      RUNS,
    );
  });
});

describe("a conviction under the inequalities of section 2", () => {
  /** Prices small enough for the default exposures, under which genesis takes the protocol. */
  const sound = fc
    .record({
      rerunFee: fc.bigInt({ min: 0n, max: LUX }),
      partyFee: fc.bigInt({ min: 0n, max: LUX }),
      challengeStake: fc.bigInt({ min: 0n, max: 15n * LUX }),
      appealStake: fc.bigInt({ min: 0n, max: 10n * LUX }),
      ladder: ladders,
      unbonding: fc.constant(9_000),
      shares,
    })
    .map(({ shares: split, ...rest }) => protocolOf({ ...rest, ...split }))
    .filter((protocol) => violations(protocol).length === 0);

  /** A case under them with a whole bond; every convict is slashed at least B − γ, which ξ and the base of a slash (R46) keep for each case. */
  const convicted = fc
    .record({ protocol: sound, plan: plans, extra: fc.array(money, { minLength: 6, maxLength: 6 }) })
    .map(({ protocol, plan, extra }) => {
      const bond = bondOf(protocol);
      const floor = bond - protocol.parameters.challengeStake;
      const given = caseOf({ ...plan, protocol, bond, isLockWhole: true });
      const members = given.members.map((member, index) => ({ ...member, slashed: member.verdict === "faulty" ? floor + extra[index]! : 0n }));
      return { protocol, floor, dispute: { ...given, members, isChallengeWrong: false } };
    })
    .filter(({ dispute }) => dispute.members.some(({ verdict }) => verdict === "faulty"));

  it("pays its costs whole out of the slashed stakes, and the challenger has the whole bond back", () => {
    fc.assert(
      fc.property(convicted, ({ protocol, dispute }) => {
        const slashed = sum(dispute.members.map((member) => member.slashed));
        const owed = sum(debtsOf(dispute, protocol).map(({ amount }) => amount));
        expect(slashed).toBeGreaterThanOrEqual(owed);
        const [books, withoutBond] = [dispute, { ...dispute, bond: 0n }].map((one) => booksOf(payouts(one, protocol)));
        expect(receivedBy(books!, CHALLENGER) - receivedBy(withoutBond!, CHALLENGER)).toBe(dispute.bond);
      }),
      RUNS,
    );
  });

  it("costs the convicts, with challenger, joiners and accusers all of their side, the costs and the burnt part of the rest", () => {
    fc.assert(
      fc.property(convicted, ({ protocol, dispute }) => {
        const slashed = sum(dispute.members.map((member) => member.slashed));
        const owed = sum(debtsOf(dispute, protocol).map(({ amount }) => amount));
        // What shares can bring back: everything out of the pot but the costs, the bond and the fire.
        const pot = booksOf(payouts(dispute, protocol).filter(({ from }) => from.kind === "pot"));
        const back = spentOf(pot, "pot") - owed - dispute.bond - receivedBy(pot, undefined);
        const { challenger, accusers } = sharesOf(protocol);
        const burntPart = 10_000n - BigInt(challenger) - BigInt(accusers);
        expect((slashed - back - owed) * 10_000n).toBeGreaterThanOrEqual((slashed - owed) * burntPart);
        expect(slashed - back).toBeGreaterThanOrEqual(owed);
        // The burnt part is at least the party's: with the challenger alone of its side a convict gets back at most half.
        expect(
          2n * receivedBy(booksOf(payouts({ ...dispute, bond: 0n, appeals: [] }, protocol).filter(({ from }) => from.kind === "pot")), CHALLENGER),
        ).toBeLessThanOrEqual(slashed);
        if (slashed > 0n && (burntPart > 0n || owed > 0n)) expect(slashed - back).toBeGreaterThan(0n);
      }),
      RUNS,
    );
  });

  it("of a seat costs it, with the appellant of its side, at least half of a slash that is no less than the costs that its word made", () => {
    fc.assert(
      fc.property(sound, money, fc.nat({ max: 5_000 }), (protocol, extra, appellantShare) => {
        const p = { ...protocol.parameters, appellantShare };
        expect(violations({ ...protocol, parameters: p })).toEqual([]);
        const slashed = p.seatExposure + extra;
        const back = shareOf(slashed, p.appellantShare);
        expect(2n * back).toBeLessThanOrEqual(slashed);
        expect(slashed).toBeGreaterThanOrEqual(p.rerunFee * BigInt(Math.max(...p.ladder)) + 2n * p.partyFee + p.appealStake);
      }),
      RUNS,
    );
  });
});
