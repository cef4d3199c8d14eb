import { ACCEPTABLE_STATUSES, PARAMETER_ROWS, type Parameters } from "./parameters.ts";
import { bondOf, exposuresOf, longestCase, ownerDelayOf, type Protocol, sharesOf, TEE_ASSUMED } from "./protocol.ts";

/** A value out of bounds, or an inequality of section 2 that does not hold, with both its sides. */
export interface Violation {
  /** What a protocol's `unsafe` must name to break it on purpose; a bound cannot be waived. */
  readonly name: string;
  readonly explanation: string;
}

/** An inequality of section 2: its name, its text, and its two sides. */
interface Inequality {
  readonly name: string;
  readonly text: string;
  readonly sides: (p: Parameters, protocol: Protocol) => readonly [bigint | number, ">" | "≥" | "≤", bigint | number];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The most seats that a case's record holds, over all levels and redraws. */
export const CASE_SEATS_MAX = 255;

/** The most changes of stake that a provider's record keeps: one a block, as far back as a draw can ask. */
export const STAKE_HISTORY_MAX = 20_000;

/** What a record must be able to hold; cannot be waived. */
const CAPACITIES: readonly Inequality[] = [
  {
    name: "seats",
    text: `(R+1)·Σladder ≤ ${CASE_SEATS_MAX}, the seats that a case can hold`,
    sides: (p) => [(p.redraws + 1) * sum(p.ladder), "≤", CASE_SEATS_MAX],
  },
  {
    name: "history",
    text: `stakeMaturity + D + 2 ≤ ${STAKE_HISTORY_MAX}, the changes of stake that a provider's record keeps`,
    sides: (p) => [p.stakeMaturity + longestCase(p) + 2, "≤", STAKE_HISTORY_MAX],
  },
];

/** What must hold between parameters, in the order in which it is checked. */
export const INEQUALITIES: readonly Inequality[] = [
  { name: "panel", text: "the last level of the ladder has three seats or more", sides: (p) => [p.ladder.at(-1) ?? 0, "≥", 3] },
  {
    name: "unbonding",
    text: "unbonding > W + 2L + 2·D",
    sides: (p) => [p.unbonding, ">", p.challengeWindow + 2 * p.openWindow + 2 * longestCase(p)],
  },
  {
    name: "attestation-exposure",
    text: "ξ ≥ B = f·Σladder + 2ρ + γ",
    sides: (_, protocol) => [exposuresOf(protocol).attestation, "≥", bondOf(protocol)],
  },
  {
    name: "seat-exposure",
    text: "E ≥ f·max ladder + 2ρ + a",
    sides: (p, protocol) => [exposuresOf(protocol).seat, "≥", p.rerunFee * BigInt(Math.max(0, ...p.ladder)) + 2n * p.partyFee + p.appealStake],
  },
  { name: "min-stake", text: "minStake ≥ ξ + E", sides: (p) => [p.minStake, "≥", p.attestationExposure + p.seatExposure] },
  { name: "shares", text: "shares of a slash sum to at most 10,000", sides: (_, protocol) => [sum(Object.values(sharesOf(protocol))), "≤", 10_000] },
  {
    name: "party-share",
    text: "the share of a party is at most the burnt part",
    sides(_, protocol) {
      const { challenger, accusers } = sharesOf(protocol);
      return [challenger, "≤", 10_000 - challenger - accusers];
    },
  },
  {
    name: "appellant-share",
    text: "the share of an appellant is at most the burnt part",
    sides: (p) => [p.appellantShare, "≤", 10_000 - p.appellantShare],
  },
  {
    name: "reporter-share",
    text: "the share of a reporter is at most the burnt part",
    sides: (p) => [p.reporterShare, "≤", 10_000 - p.reporterShare],
  },
  {
    name: "owner-delay",
    text: "ownerDelay ≥ W + L",
    sides: (p, protocol) => [ownerDelayOf(protocol), "≥", p.challengeWindow + p.openWindow],
  },
  ...CAPACITIES,
];

/** Names that `unsafe` may hold. */
export const WAIVERS: readonly string[] = [
  ...INEQUALITIES.filter((inequality) => !CAPACITIES.includes(inequality)).map(({ name }) => name),
  TEE_ASSUMED,
];

function holds(left: bigint | number, relation: ">" | "≥" | "≤", right: bigint | number): boolean {
  if (relation === ">") return left > right;
  return relation === "≥" ? left >= right : left <= right;
}

function outOfBounds(p: Parameters): Violation[] {
  return PARAMETER_ROWS.flatMap(([name, row]) => {
    const values: readonly (bigint | number | string)[] = [p[name]].flat();
    const [min] = [row.min].flat() as (bigint | number)[];
    const [max] = [row.max].flat() as (bigint | number)[];
    const isOutside = (value: bigint | number | string): boolean =>
      typeof value === "string" ? !(ACCEPTABLE_STATUSES as readonly string[]).includes(value) : value < min! || value > max!;
    const bad = values.find(isOutside);
    if (bad === undefined && values.length > 0) return [];
    if (row.unit === "TCB statuses")
      return [{ name, explanation: `${name} is ${bad ?? "empty"}; of ${ACCEPTABLE_STATUSES.join(", ")} at least one wanted` }];
    return [{ name, explanation: `${name} is ${bad ?? "empty"}; from ${min} to ${max} ${row.unit} allowed` }];
  });
}

/**
 * What is wrong with a protocol: bounds first, then the inequalities of section 2 that are broken and not waived, then
 * waivers that name nothing. An empty list means that genesis takes it.
 */
export function violations(protocol: Protocol): readonly Violation[] {
  const p = protocol.parameters;
  const bounds = outOfBounds(p);
  if (bounds.length > 0) return bounds;
  const waived = (name: string): boolean => protocol.unsafe.includes(name) && WAIVERS.includes(name);
  const broken = INEQUALITIES.flatMap(({ name, text, sides }) => {
    const [left, relation, right] = sides(p, protocol);
    if (holds(left, relation, right) || waived(name)) return [];
    return [{ name, explanation: `${text} does not hold: ${left} is not ${relation} ${right}` }];
  });
  const unknown = protocol.unsafe
    .filter((name) => !WAIVERS.includes(name))
    .map((name) => ({ name, explanation: `unsafe names ${name}, which is none of ${WAIVERS.join(", ")}` }));
  return [...broken, ...unknown];
}
