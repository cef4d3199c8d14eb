/**
 * The books of a case that ends (section 3, "Payouts"; R14): what goes out is what came in, to the last nLUX; nobody is paid
 * less than nothing; costs come first, in the order of the text, and from the sources in its order; a wrong challenge loses γ.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Address } from "../src/model/crypto/address.ts";
import { type PaidCase, type PaidMember, type Payout, payouts } from "../src/model/dispute/payouts.ts";
import { shareOf, slashOf } from "../src/model/ledger/money.ts";
import { DEFAULT_PARAMETERS, LUX, type Parameters } from "../src/model/params/parameters.ts";
import { runs } from "./runs.ts";

const who = (name: string, index: number): Address => `0x${Buffer.from(`${name}-${index}`).toString("hex").padEnd(40, "0")}`;
const CHALLENGER = who("challenger", 0);

const money = fc.oneof(fc.bigInt({ min: 0n, max: 3n }), fc.bigInt({ min: 0n, max: 20n * LUX }), fc.bigInt({ min: 0n, max: 10n ** 9n * LUX }));
/** Shares that genesis takes: together at most 10,000, a party's at most the burnt part. */
const shares = fc.tuple(fc.nat({ max: 5_000 }), fc.nat({ max: 10_000 })).map(([challengerShare, rest]) => ({
  challengerShare,
  accuserShare: Math.min(rest, 10_000 - 2 * challengerShare),
}));
const parameters: fc.Arbitrary<Parameters> = fc
  .record({ rerunFee: money, partyFee: money, challengeStake: money, shares })
  .map(({ shares: split, ...prices }) => ({ ...DEFAULT_PARAMETERS, ...prices, ...split }));

interface MemberPlan {
  readonly isFaulty: boolean;
  readonly revealed: boolean;
  readonly isJoined: boolean;
  readonly slashed: bigint;
  readonly accusers: readonly number[];
}

const memberPlan: fc.Arbitrary<MemberPlan> = fc.record({
  isFaulty: fc.boolean(),
  revealed: fc.boolean(),
  isJoined: fc.boolean(),
  slashed: money,
  accusers: fc.subarray([0, 1, 2, 3, 4, 5, 6]),
});

/** A member as the case would have it: the pair was not joined, an unrevealed one is faulty, only the faulty are slashed. */
function memberOf({ isFaulty, revealed, isJoined, slashed, accusers }: MemberPlan, index: number, seats: readonly Address[]): PaidMember {
  const convicted = isFaulty || !revealed;
  return {
    provider: who("member", index),
    joiner: isJoined && index > 1 ? who("joiner", index) : undefined,
    revealed,
    isFaulty: convicted,
    slashed: convicted ? slashed : 0n,
    accusers: convicted && revealed ? accusers.flatMap((seat) => seats[seat] ?? []) : [],
  };
}

const paidCases: fc.Arbitrary<PaidCase> = fc
  .record({ bond: money, seats: fc.nat({ max: 7 }), plans: fc.array(memberPlan, { minLength: 2, maxLength: 6 }), isWrong: fc.boolean() })
  .map(({ bond, seats: count, plans, isWrong }) => {
    const seats = Array.from({ length: count }, (_, index) => who("seat", index));
    const members = plans.map((plan, index) => memberOf(plan, index, seats));
    return { challenger: CHALLENGER, bond, seats, members, isChallengeWrong: isWrong && members.every(({ isFaulty }) => !isFaulty) };
  });

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
const paidTo = (all: readonly Payout[], to: Address | undefined): bigint => sum(all.filter((one) => one.to === to).map(({ amount }) => amount));

/** The costs as the text lists them: f to each seat, then ρ to each member of the pair that revealed and is not faulty. */
function costs({ seats, members }: PaidCase, p: Parameters): Payout[] {
  const parties = members.filter((member) => member.revealed && !member.isFaulty && member.joiner === undefined);
  return [...seats.map((to) => ({ to, amount: p.rerunFee })), ...parties.map(({ provider: to }) => ({ to, amount: p.partyFee }))];
}

/** What must go out, by who gets it: one pot, filled by the slashed stakes and the bond in order, emptied cost by cost. */
function definedPayouts(dispute: PaidCase, p: Parameters): Map<Address | undefined, bigint> {
  const paid = new Map<Address | undefined, bigint>();
  const pay = (to: Address | undefined, amount: bigint): void => void paid.set(to, (paid.get(to) ?? 0n) + amount);
  const owed = sum(costs(dispute, p).map(({ amount }) => amount));
  let pot = sum([...dispute.members.map(({ slashed }) => slashed), dispute.bond]);
  for (const { to, amount } of costs(dispute, p)) {
    pay(to, least(amount, pot));
    pot -= least(amount, pot);
  }
  let spent = owed;
  for (const { slashed, joiner, accusers } of dispute.members) {
    const rest = slashed - least(slashed, spent);
    spent -= slashed - rest;
    const party = (rest * BigInt(p.challengerShare)) / 10_000n;
    const each = accusers.length === 0 ? 0n : (rest * BigInt(p.accuserShare)) / 10_000n / BigInt(accusers.length);
    pay(joiner ?? dispute.challenger, party);
    for (const accuser of accusers) pay(accuser, each);
    pay(undefined, rest - party - each * BigInt(accusers.length));
  }
  const bond = dispute.bond - least(dispute.bond, spent);
  const lost = dispute.isChallengeWrong ? least(bond, p.challengeStake) : 0n;
  pay(undefined, lost);
  pay(dispute.challenger, bond - lost);
  return paid;
}

const RUNS = runs(4);

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
  it("add up to the bond and the slashed stakes, and none is below or at zero", () => {
    fc.assert(
      fc.property(paidCases, parameters, (dispute, p) => {
        const all = payouts(dispute, p);
        expect(sum(all.map(({ amount }) => amount))).toBe(sum([dispute.bond, ...dispute.members.map(({ slashed }) => slashed)]));
        expect(all.every(({ amount }) => amount > 0n)).toBe(true);
      }),
      RUNS,
    );
  });

  it("give everyone what the text says", () => {
    fc.assert(
      fc.property(paidCases, parameters, (dispute, p) => {
        const all = payouts(dispute, p);
        const expected = definedPayouts(dispute, p);
        for (const [to, amount] of expected) expect([to, paidTo(all, to)]).toEqual([to, amount]);
        for (const { to } of all) expect(expected.has(to)).toBe(true);
      }),
      RUNS,
    );
  });

  it("pay costs whole and in order: a seat before any member, and no one after one that was not paid whole", () => {
    fc.assert(
      fc.property(paidCases, parameters, (dispute, p) => {
        const owed = costs(dispute, p).filter(({ amount }) => amount > 0n);
        const all = payouts(dispute, p);
        let pot = sum([dispute.bond, ...dispute.members.map(({ slashed }) => slashed)]);
        for (const [index, { to, amount }] of owed.entries()) {
          if (pot === 0n) break;
          expect(all[index]).toEqual({ to, amount: least(amount, pot) });
          pot -= least(amount, pot);
        }
      }),
      RUNS,
    );
  });

  it("touch the bond only where the slashed stakes do not cover the costs", () => {
    fc.assert(
      fc.property(paidCases, parameters, (dispute, p) => {
        const owed = sum(costs(dispute, p).map(({ amount }) => amount));
        const slashed = sum(dispute.members.map((member) => member.slashed));
        fc.pre(!dispute.isChallengeWrong && slashed >= owed);
        const last = payouts({ ...dispute, members: dispute.members.map((member) => ({ ...member, joiner: who("joiner", 9) })) }, p);
        expect(paidTo(last, dispute.challenger)).toBe(dispute.bond);
      }),
      RUNS,
    );
  });

  it("take exactly the least of γ and what costs leave of the bond from a wrong challenger, and burn it", () => {
    fc.assert(
      fc.property(paidCases, parameters, (dispute, p) => {
        const faultless = { ...dispute, members: dispute.members.map((member) => ({ ...member, isFaulty: false, slashed: 0n, accusers: [] })) };
        const left = dispute.bond - least(dispute.bond, sum(costs(faultless, p).map(({ amount }) => amount)));
        const lost = least(p.challengeStake, left);
        const wrong = payouts({ ...faultless, isChallengeWrong: true }, p);
        const right = payouts({ ...faultless, isChallengeWrong: false }, p);
        expect(paidTo(wrong, undefined)).toBe(lost);
        expect(paidTo(right, undefined)).toBe(0n);
        expect(paidTo(right, CHALLENGER) - paidTo(wrong, CHALLENGER)).toBe(lost);
      }),
      RUNS,
    );
  });

  it("never let a slash be worth it to its own side: of a slash, the challenger's share is at most what is burnt", () => {
    fc.assert(
      fc.property(paidCases, parameters, (dispute, p) => {
        fc.pre(dispute.members.some(({ isFaulty }) => isFaulty));
        const all = payouts({ ...dispute, bond: 0n }, p);
        expect(paidTo(all, CHALLENGER)).toBeLessThanOrEqual(paidTo(all, undefined));
      }),
      RUNS,
    );
  });

  it("at the default numbers: a faulty member of 100 LUX pays its third provider, its challenger and the fire", () => {
    const seat = who("seat", 0);
    const [clean, faulty] = [0, 1].map((index) => who("member", index));
    const member = { joiner: undefined, revealed: true, slashed: 0n, isFaulty: false, accusers: [] };
    const members = [
      { ...member, provider: clean! },
      { ...member, provider: faulty!, slashed: 100n * LUX, isFaulty: true, accusers: [seat] },
    ];
    const all = payouts({ challenger: CHALLENGER, bond: 144n * (LUX / 10n), seats: [seat], members, isChallengeWrong: false }, DEFAULT_PARAMETERS);
    const milli = LUX / 1000n;
    // Costs 0.5 + 0.2; of the 99.3 left a quarter to the challenger, a tenth to the seat.
    expect(paidTo(all, seat)).toBe(500n * milli + 9_930n * milli);
    expect(paidTo(all, clean)).toBe(200n * milli);
    expect(paidTo(all, CHALLENGER)).toBe(14_400n * milli + 24_825n * milli);
    expect(paidTo(all, undefined)).toBe(64_545n * milli);
    expect(paidTo(all, faulty)).toBe(0n);
  });
});
