/**
 * Supply after every path of a payout: outcome, appeals, joins, what the faulty have left, seats that lied, rulings; each a state
 * written down record by record, ended by `settle` or `endVoid`, and counted anew: by record, by movement, by receiver.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attestations } from "../src/model/attestation/records.ts";
import type { Address } from "../src/model/crypto/address.ts";
import type { PaidCase } from "../src/model/dispute/payouts.ts";
import { caseInputs, caseOutputs, cases } from "../src/model/dispute/records.ts";
import { endVoid, settle } from "../src/model/dispute/settle.ts";
import { PURSES, type PurseName } from "../src/model/events/events.ts";
import { accounts } from "../src/model/ledger/records.ts";
import { LUX } from "../src/model/params/parameters.ts";
import { appealLockOf, bondOf, joinLockOf } from "../src/model/params/protocol.ts";
import { providers } from "../src/model/staking/records.ts";
import { recount } from "../src/sim/monitors/supply.ts";
import { definedPayouts, sum } from "./payout-oracle.ts";
import {
  APPEALS,
  FEE,
  HEIGHT,
  idOf,
  isVoid,
  JOINS,
  LIARS,
  OUTCOMES,
  type Path,
  PURSE,
  SEAT_STAKE,
  STAKES,
  stakeOf,
  talliedLevel,
  VARIANTS,
  type Written,
  who,
  write,
} from "./payout-scene.ts";

const keys = <K extends string>(record: { readonly [key in K]: unknown }): K[] => Object.keys(record) as K[];

/** Seats are judged where three or more of the last panel opened; a case that ends VOID has none. */
const canLie = (path: Path): boolean => path.liar === "none" || (!isVoid(path) && talliedLevel(path) > 0);
/** An appeal is against a tally, and a case that was tallied does not end VOID. */
const canBe = (path: Path): boolean => canLie(path) && !(isVoid(path) && path.steps.length > 0);
/** What the faulty have left says something only where someone is. */
const says = (path: Path): boolean =>
  path.stake === "enough" || [...OUTCOMES[path.outcome], ...(isVoid(path) ? [] : JOINS[path.join])].some(({ verdict }) => verdict === "faulty");

/** Every path under the default rulings; under each variant every outcome, appeal and join. */
const PATHS: readonly Path[] = keys(OUTCOMES)
  .flatMap((outcome) => APPEALS.map((steps) => ({ outcome, steps })))
  .flatMap((path) => keys(JOINS).map((join) => ({ ...path, join })))
  .flatMap((path) => [
    ...STAKES.map((stake) => ({ ...path, stake, liar: "none" as const, variant: VARIANTS[0]! })),
    ...LIARS.slice(1).flatMap((liar) => (["enough", "nothing"] as const).map((stake) => ({ ...path, stake, liar, variant: VARIANTS[0]! }))),
    ...VARIANTS.slice(1).map((variant) => ({ ...path, stake: "enough" as const, liar: "none" as const, variant })),
    ...VARIANTS.slice(1).map((variant) => ({ ...path, stake: "less than costs" as const, liar: "last panel" as const, variant })),
  ])
  .map((path, index): Path => ({ ...path, appellant: index % 3 === 0 ? "challenger" : "stranger" }))
  .filter((path) => canBe(path) && says(path));

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What a faulty member loses (R13, R46). */
function slashOf(path: Path, { protocol }: Written, value: number | undefined): bigint {
  const { parameters: p, rulings } = protocol;
  const [held, leaving] = stakeOf(path.stake);
  const kept = path.stake === "another case" ? bondOf(protocol) - p.challengeStake : 0n;
  const base = rulings.R46 === "at-offence" ? 100n * LUX : held + leaving - (kept > 0n ? kept : 0n);
  const points = BigInt(value === undefined ? p.slashNoReveal : p.slashFault);
  return least((base * points + 9_999n) / 10_000n, held + leaving);
}

/** The case as the text sees it: who said what, who lied, what was locked, what is slashed. */
function caseOf(path: Path, written: Written): PaidCase {
  const { members, seats, protocol } = written;
  const honest = seats.filter(({ lies }) => !lies);
  const panel = honest.filter(({ level }) => level === talliedLevel(path));
  const faultless = members.every(({ verdict }) => verdict !== "faulty");
  return {
    challenger: who("challenger"),
    bond: bondOf(protocol),
    seats: honest.map(({ name, level }) => ({ provider: who(name), level })),
    members: members.map(({ name, value, verdict, joiner }) => ({
      provider: who(name),
      joined: joiner === undefined ? undefined : { joiner, lock: joinLockOf(protocol) },
      revealed: value !== undefined,
      slashed: verdict === "faulty" ? slashOf(path, written, value) : 0n,
      verdict: verdict === "faulty" || verdict === "clean" ? verdict : "other",
      accusers: verdict === "faulty" && value !== undefined ? panel.map((seat) => who(seat.name)) : [],
    })),
    appeals: path.steps.flatMap((step, index) => {
      if (step === "by split") return [];
      const appellant = who(path.appellant === "challenger" ? "challenger" : `stranger ${index}`);
      return [{ appellant, level: index + 1, lock: appealLockOf(protocol, index + 1), isLost: step === "lost" }];
    }),
    isChallengeWrong: faultless && path.outcome === "both clean, in agreement",
  };
}

/** What a seat that lied loses, and what of it the last appellant whose A comes back gets. */
function liarsBooks(
  path: Path,
  { protocol, seats }: Written,
): { readonly taken: bigint; readonly winner: Address | undefined; readonly reward: bigint } {
  const { slashSeatFault, seatExposure, appellantShare } = protocol.parameters;
  const share = (SEAT_STAKE * BigInt(slashSeatFault)) / 10_000n;
  const taken = seats.some(({ lies }) => lies) ? (share > seatExposure ? share : seatExposure) : 0n;
  const level = path.steps.findLastIndex((step) => step === "won" || step === "pending");
  const winner = level < 0 ? undefined : who(path.appellant === "challenger" ? "challenger" : `stranger ${level}`);
  return { taken, winner, reward: winner === undefined ? 0n : (taken * BigInt(appellantShare)) / 10_000n };
}

/** Where a member's attestation is after the case, and so its order's fee. */
function standingOf(path: Path, written: Written, { verdict, joiner }: Written["members"][number]): "final" | "struck" | "open" {
  if (verdict === "faulty") return "struck";
  if (isVoid(path)) return path.outcome === "void again" ? "final" : "open";
  const isTorn = path.outcome === "both clean, torn" && joiner === undefined;
  const isClosed = verdict === "split" || isTorn;
  return written.protocol.rulings.R27 === "one-per-pair" && !isClosed ? "open" : "final";
}

/** What everyone gets at the end, by the text. */
function expectedGains(path: Path, written: Written): Map<Address, bigint> {
  const gains = new Map<Address, bigint>();
  const gain = (to: Address, amount: bigint): void => void gains.set(to, (gains.get(to) ?? 0n) + amount);
  for (const { to, amount } of definedPayouts(caseOf(path, written), written.protocol)) if (to !== undefined) gain(to, amount);
  const { winner, reward } = liarsBooks(path, written);
  if (winner !== undefined) gain(winner, reward);
  for (const member of written.members) {
    if (member.joiner !== undefined || (member.verdict === "faulty" && path.stake === "struck meanwhile")) continue;
    const standing = standingOf(path, written, member);
    if (standing === "final") gain(who(member.name), FEE);
    if (standing === "struck") gain(who("consumer"), FEE);
  }
  return gains;
}

/** Everyone has what the text says: balances, and the stakes of seats. */
function expectBalances(path: Path, written: Written): void {
  const { work, seats } = written;
  const gains = expectedGains(path, written);
  const { taken } = liarsBooks(path, written);
  const wrong: string[] = [];
  for (const [key, account] of accounts.entries(work.draft)) {
    const someone: Address = `0x${key.slice(2)}`;
    const [balance, wanted] = [account.balance, PURSE + (gains.get(someone) ?? 0n)];
    if (balance !== wanted) wrong.push(`${someone} has ${balance}, not ${wanted}`);
  }
  for (const { name, lies } of seats) {
    const { stake } = providers.at(work.draft, who(name));
    if (stake !== (lies ? SEAT_STAKE - taken : SEAT_STAKE)) wrong.push(`${name} has a stake of ${stake}`);
  }
  expect(wrong).toEqual([]);
}

/** Reserved for what a member's provider has left undecided. */
function expectedReserve(path: Path, written: Written, member: Written["members"][number]): bigint {
  const { parameters: p, rulings } = written.protocol;
  if (member.verdict !== "faulty") return standingOf(path, written, member) === "open" ? p.attestationExposure : 0n;
  if (path.stake === "struck meanwhile") return 0n;
  const isTainted = (member.value === undefined ? p.slashNoReveal : p.slashFault) >= 10_000 && rulings.R42 === "default";
  return p.attestationExposure * ((isTainted ? 0n : 1n) + (path.stake === "another case" ? 1n : 0n));
}

/** Counts by record and by movement: nothing is made or lost, no purse is below zero. */
function expectSupply(before: ReturnType<typeof recount>, { work }: Written): void {
  const after = recount(work.draft);
  const moved: Record<PurseName, bigint> = { ...before };
  for (const event of work.events) {
    if (event.kind !== "moved") continue;
    moved[event.from] -= event.amount;
    moved[event.to] += event.amount;
  }
  expect(after).toEqual(moved);
  expect(sum(PURSES.map((purse) => after[purse]))).toBe(sum(PURSES.map((purse) => before[purse])));
  expect(PURSES.every((purse) => after[purse] >= 0n)).toBe(true);
  expect(after.bond).toBe(0n);
}

/** The case is closed: no lock, no bond, no output, nothing reserved for it, nobody slashed twice. */
function expectClosed(path: Path, written: Written): void {
  const { work, members, seats } = written;
  const dispute = cases.at(work.draft, 0);
  expect([dispute.phase, dispute.endedAt, dispute.bond]).toEqual([isVoid(path) ? "void" : "settled", HEIGHT, 0n]);
  expect([...dispute.members, ...dispute.appeals].every(({ lock }) => lock === 0n)).toBe(true);
  expect([caseOutputs.all(work.draft).length, caseInputs.all(work.draft).length]).toEqual([0, 0]);
  expect(sum(dispute.seats.map(({ provider }) => providers.at(work.draft, provider).reserved))).toBe(0n);
  const left = members.map(({ name }) => [name, attestations.at(work.draft, idOf(name)).status, providers.at(work.draft, who(name)).reserved]);
  expect(left).toEqual(members.map((member) => [member.name, standingOf(path, written, member), expectedReserve(path, written, member)]));
  const slashed = work.events.flatMap((event) => (event.kind === "slashed" ? [event.provider] : []));
  const guilty = [...members.filter(({ verdict }) => verdict === "faulty"), ...seats.filter(({ lies }) => lies)].map(({ name }) => who(name));
  expect([...slashed].sort()).toEqual([...guilty].sort());
}

/** Ends the case of a path, and checks everything of it. */
function follow(path: Path): void {
  const written = write(path);
  const { work } = written;
  const before = recount(work.draft);
  const end = isVoid(path) ? endVoid : settle;
  end(work, cases.at(work.draft, 0));
  expectSupply(before, written);
  expectClosed(path, written);
  expectBalances(path, written);
}

/** So many paths there are: a path that is lost is seen here. */
const COUNT = 24_610;

/** One path in so many is followed; with `ACHAIN_PROPERTY_RUNS` ten times the usual, every one. Another seed follows others. */
const STRIDE = Math.max(1, Math.floor(1_000 / (fc.readConfigureGlobal().numRuns ?? 100)));
const SEED = fc.readConfigureGlobal().seed ?? 0;
/** Spread over all dimensions: neighbours differ in the last of them. */
const isFollowed = (index: number): boolean => (index + Math.floor(index / STRIDE) + SEED) % STRIDE === 0;
const FOLLOWED = PATHS.filter((_, index) => isFollowed(index));

describe("every path of a payout", () => {
  it(`is one of ${COUNT}`, () => {
    expect(PATHS.length).toBe(COUNT);
  });

  it.each(keys(OUTCOMES))("%s: supply is kept, everyone has what the text says, the case is closed", (outcome) => {
    for (const path of FOLLOWED)
      if (path.outcome === outcome)
        try {
          follow(path);
        } catch (error) {
          throw new Error(JSON.stringify(path), { cause: error });
        }
  });
});

/** What everyone has once a path was followed: money and stake, by address. */
function wealthAfter(path: Path): ReadonlyMap<Address, bigint> {
  const { work } = write(path);
  (isVoid(path) ? endVoid : settle)(work, cases.at(work.draft, 0));
  const wealth = new Map(
    providers.all(work.draft).map(({ address, stake, unbonding }) => [address, stake + sum(unbonding.map(({ amount }) => amount))]),
  );
  for (const [key, { balance }] of accounts.entries(work.draft)) {
    const someone: Address = `0x${key.slice(2)}`;
    wealth.set(someone, (wealth.get(someone) ?? 0n) + balance);
  }
  return wealth;
}

/** Every third path that ends with an appeal, where no seat lied. */
const APPEALED = FOLLOWED.filter((_, index) => index % 3 === 0).filter(
  ({ steps, liar }) => liar === "none" && steps.length > 0 && steps.at(-1) !== "by split",
);

/** Parties of a path that are not at fault: challenger, joiners, members' providers. */
const honestOf = ({ members }: Written): Address[] => [
  who("challenger"),
  who("joiner"),
  ...members.filter(({ verdict }) => verdict !== "faulty").map(({ name }) => who(name)),
];

describe("an appeal, through settlement, where the verdicts are the same without it", () => {
  it("leaves its appellant at most its A worse, and no other party that is not at fault worse at all, but for f a seat where it is won", () => {
    expect(APPEALED.length).toBeGreaterThan(150);
    for (const path of APPEALED) {
      const before: Path = { ...path, steps: path.steps.slice(0, -1), isLong: path.steps.length > 1 };
      const [after, without] = [wealthAfter(path), wealthAfter(before)];
      const written = write(path);
      const { parameters: p } = written.protocol;
      const level = path.steps.length;
      const appellant = who(path.appellant === "challenger" ? "challenger" : `stranger ${level - 1}`);
      const called = BigInt(written.seats.filter((seat) => seat.level === level).length);
      const allowed = path.steps.at(-1) === "won" ? p.rerunFee * called : 0n;
      // Its A lies in the case before: whoever appealed had that much more, and has lost all of it where both are equal.
      expect([path, after.get(appellant)! >= without.get(appellant)!]).toEqual([path, true]);
      for (const party of honestOf(written)) {
        const [now, then] = [after.get(party), without.get(party)];
        if (now !== undefined && then !== undefined) expect([path, party, now >= then - allowed]).toEqual([path, party, true]);
      }
    }
  });
});
