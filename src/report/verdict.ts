import type { RunRecord } from "../sim/run/record.ts";
import { breachedLaws, failedExpectations, type RunVerdict, verdictOf } from "./input.ts";
import { html, type Markup } from "./markup.ts";
import { listed, plural } from "./numbers.ts";

/** Sums over runs that a verdict speaks of. */
interface Totals {
  readonly runs: number;
  readonly partial: number;
  readonly laws: number;
  readonly breachedIn: number;
  readonly breached: readonly string[];
  readonly expectations: number;
  readonly failed: number;
  readonly failedIn: number;
  readonly unjudged: number;
}

function totalsOf(runs: readonly RunRecord[]): Totals {
  const failed = runs.map((run) => failedExpectations(run).length);
  return {
    runs: runs.length,
    partial: runs.filter(({ partial }) => partial).length,
    laws: new Set(runs.flatMap(({ laws }) => laws.map(({ name }) => name))).size,
    breachedIn: runs.filter((run) => breachedLaws(run).length > 0).length,
    breached: [...new Set(runs.flatMap((run) => breachedLaws(run).map(({ name }) => name)))].sort(),
    expectations: runs.reduce((sum, { expectations }) => sum + expectations.length, 0),
    failed: failed.reduce((a, b) => a + b, 0),
    failedIn: failed.filter((number) => number > 0).length,
    unjudged: runs.reduce((sum, { expectations }) => sum + expectations.filter(({ held }) => held === null).length, 0),
  };
}

const inRuns = (count: number, runs: number): string => (runs === 1 ? "" : count === runs ? ` in all ${runs} runs` : ` in ${count} of ${runs} runs`);

function lawsClause({ laws, breached, breachedIn, runs }: Totals): string {
  if (laws === 0) return "no law was watched";
  if (breached.length > 0)
    return `the ${breached.length === 1 ? "law" : "laws"} ${listed(breached)} ${breached.length === 1 ? "was" : "were"} breached${inRuns(breachedIn, runs)}`;
  return `${laws === 1 ? "the one law" : `all ${laws} laws`} held${inRuns(runs, runs)}`;
}

function expectationsClause({ expectations, failed, failedIn, unjudged, runs }: Totals): string {
  if (expectations === 0) return "nothing was expected";
  if (failed > 0) return `${failed} of ${plural(expectations, "expectation")} failed${inRuns(failedIn, runs)}`;
  if (unjudged === expectations) return "no expectation was judged";
  const judged = expectations - unjudged;
  return unjudged > 0
    ? `${judged} of ${plural(expectations, "expectation")} held`
    : `${expectations === 1 ? "the one expectation" : `all ${expectations} expectations`} held`;
}

/** Whether one run, of several laws and expectations, held them all. */
const isAllWell = ({ runs, partial, laws, breached, expectations, failed, unjudged }: Totals): boolean =>
  runs === 1 && partial + breached.length + failed + unjudged === 0 && laws > 1 && expectations > 1;

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The verdict over runs in a sentence. */
export function verdictSentence(runs: readonly RunRecord[]): string {
  if (runs.length === 0) return "No run.";
  const totals = totalsOf(runs);
  const stopped =
    totals.partial === 0
      ? ""
      : totals.runs === 1
        ? " The run stopped before its end."
        : ` ${capital(plural(totals.partial, "run"))} of ${totals.runs} stopped before the end.`;
  if (isAllWell(totals)) return `All ${plural(totals.laws, "law")} and all ${plural(totals.expectations, "expectation")} held.`;
  return `${capital(lawsClause(totals))}, and ${expectationsClause(totals)}.${stopped}`;
}

/** The worst verdict over runs. */
export function worstVerdict(runs: readonly RunRecord[]): RunVerdict {
  const verdicts = new Set(runs.map(verdictOf));
  return verdicts.has("failed") ? "failed" : verdicts.has("partial") || runs.length === 0 ? "partial" : "held";
}

const SIGNS: { readonly [V in RunVerdict]: string } = { held: "✓", failed: "✗", partial: "–" };
const TONES: { readonly [V in RunVerdict]: string } = { held: "good", failed: "bad", partial: "warn" };

/** The verdict of a run as a badge. */
export function verdictBadge(run: RunRecord): Markup {
  const verdict = verdictOf(run);
  return html`<span class="badge ${TONES[verdict]}">${SIGNS[verdict]} ${verdict}</span>`;
}

/** The verdict over all runs as the first line of the page. */
export function verdictLine(runs: readonly RunRecord[]): Markup {
  const verdict = worstVerdict(runs);
  return html`<p class="verdict ${TONES[verdict]}" id="verdict"><span class="sign" aria-hidden="true">${SIGNS[verdict]}</span> <span>${verdictSentence(runs)}</span></p>
`;
}
