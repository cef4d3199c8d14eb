import { CODES, type Code } from "../model/errors/codes.ts";
import { RULING_ROWS } from "../model/params/rulings.ts";
import { KINDS } from "../sim/agents/payloads.ts";
import type { Met, Tally } from "./play.ts";
import { FAULT_KINDS } from "./swarm.ts";

/** Codes that no run of a fuzz can meet, and why. */
export const UNREACHABLE: { readonly [code in Code]?: string } = {
  GENESIS_MALFORMED: "a scenario's genesis is well-formed: the loader refuses what is not",
  PARAMETER_REFUSED: "the loader refuses parameters that a genesis would be refused for",
};

/** What happens in any long fuzz, or the fuzz is not looking: names of goals as `play` notes them. */
const GOALS = [
  ...["a case: settled", "a case: void", "a case: appeal", "appealed", "outputRevealed", "seatOpened", "seatAbsent", "seatCommitted"],
  ...["a slash for fault", "a slash for no-reveal", "a slash for seat-fault", "a slash for absent", "a slash for equivocation"],
  ...["claimExpired", "orderClosed", "unbondingBegan", "equivocationJudged", "modelRetired", "collateralPosted", "changed", "waitingForSeats"],
];

/** Runs from which on a fuzz has to have met: all kinds of transactions and of faults; all goals, most codes, and every variant. */
export const WANTED_FROM = { kinds: 50, goals: 200, codes: 1_000, variants: 1_000 } as const;

/** The least share of the codes that can be met. */
export const CODES_SHARE = 0.9;

/** Counts by name, in the order of the names. */
const sorted = (tally: Tally): { readonly [name: string]: number } => Object.fromEntries([...tally].sort(([a], [b]) => (a < b ? -1 : 1)));

/** What a fuzz met, and what it should have. */
export interface Coverage {
  readonly transactions: { readonly [kind: string]: number };
  readonly faults: { readonly [kind: string]: number };
  readonly rulings: { readonly [choice: string]: number };
  readonly codes: { readonly [code: string]: number };
  readonly goals: { readonly [goal: string]: number };
  /** What so many runs have to meet and did not, each with its section. */
  readonly missing: readonly string[];
}

/** Sums of what runs met. */
export function newMet(): Met {
  return { transactions: new Map(), codes: new Map(), rulings: new Map(), faults: new Map(), goals: new Map() };
}

/** Adds what a run met. */
export function addMet(sum: Met, met: Met): void {
  for (const key of Object.keys(sum) as (keyof Met)[]) for (const [name, times] of met[key]) sum[key].set(name, (sum[key].get(name) ?? 0) + times);
}

/** What of it is missing after so many runs; `hasVariants` says whether rulings were drawn. */
export function coverageOf(met: Met, runs: number, hasVariants: boolean): Coverage {
  const absent = (section: keyof Met, wanted: readonly string[], from: number): string[] =>
    runs < from ? [] : wanted.filter((name) => !met[section].has(name)).map((name) => `${section}: ${name}`);
  const reachable = (Object.keys(CODES) as Code[]).filter((code) => UNREACHABLE[code] === undefined);
  const unmet = absent("codes", reachable, WANTED_FROM.codes);
  const variants = RULING_ROWS.flatMap(([id, row]) => Object.keys(row.variants).map((variant) => `${id}=${variant}`));
  return {
    transactions: sorted(met.transactions),
    faults: sorted(met.faults),
    rulings: sorted(met.rulings),
    codes: sorted(met.codes),
    goals: sorted(met.goals),
    missing: [
      ...absent("transactions", KINDS, WANTED_FROM.kinds),
      ...absent("faults", FAULT_KINDS, WANTED_FROM.kinds),
      ...absent("goals", GOALS, WANTED_FROM.goals),
      ...(hasVariants ? absent("rulings", variants, WANTED_FROM.variants) : []),
      ...(unmet.length > (1 - CODES_SHARE) * reachable.length ? unmet : []),
    ],
  };
}
