import type { RunRecord } from "../sim/run/record.ts";
import { breachedLaws, failedExpectations, verdictOf } from "./input.ts";
import { html, type Markup } from "./markup.ts";
import { money, sumOf } from "./money.ts";
import { plural } from "./numbers.ts";
import { type Column, cappedTable, count, table } from "./table.ts";
import { verdictBadge } from "./verdict.ts";
import { outcomeInWords } from "./words.ts";

/** The most runs shown before the rest is folded away, where none failed and where many did; and the most that are folded. */
const OPEN_ROWS = 60;
const FAILED_ROWS = 300;
const FOLDED_ROWS = 1_000;

const OUTCOMES = ["fault", "clean", "band", "void", "open"] as const;

/** `5 of 5`, marked where it is not all. */
function outOf(good: number, all: number): Markup {
  if (all === 0) return html`<span class="zero">none</span>`;
  return good === all ? html`${good} of ${all}` : html`<strong class="bad-text">${good} of ${all}</strong>`;
}

function slashesCell({ slashes }: RunRecord): Markup {
  if (slashes.length === 0) return count(0);
  return html`<span class="keep">${slashes.length} · ${money(sumOf(slashes.map(({ amount }) => amount)))}</span>`;
}

function columns(anchorOf: (run: RunRecord) => string | undefined): Column<RunRecord>[] {
  const linked = (run: RunRecord): Markup => {
    const anchor = anchorOf(run);
    return anchor === undefined ? html`${run.scenario}` : html`<a href="#${anchor}">${run.scenario}</a>`;
  };
  return [
    { heading: "Verdict", cell: verdictBadge },
    { heading: "Scenario", cell: linked, headsRow: true, isProse: true },
    { heading: "Seed", cell: ({ seed }) => seed, isNumber: true },
    { heading: "Cases", cell: ({ cases }) => count(cases.opened), isNumber: true },
    ...OUTCOMES.map(
      (outcome): Column<RunRecord> => ({
        heading: html`<span title="${outcomeInWords(outcome)}">${outcome}</span>`,
        cell: ({ cases }) => count(cases[outcome]),
        isNumber: true,
      }),
    ),
    { heading: "Slashes", cell: slashesCell, isNumber: true },
    { heading: "Laws held", cell: (run) => outOf(run.laws.length - breachedLaws(run).length, run.laws.length), isNumber: true },
    {
      heading: "Expectations held",
      cell: (run) =>
        run.partial && failedExpectations(run).length === 0
          ? html`<span class="zero">not judged</span>`
          : outOf(run.expectations.filter(({ held }) => held === true).length, run.expectations.length),
      isNumber: true,
    },
  ];
}

/** Which runs are not told in full; nothing where all are. */
function untold(runs: readonly RunRecord[], anchorOf: (run: RunRecord) => string | undefined): Markup {
  const left = runs.filter((run) => anchorOf(run) === undefined);
  if (left.length === 0) return html``;
  const failed = left.filter((run) => verdictOf(run) === "failed").length;
  const which = failed === 0 ? "the first run of each scenario, and every run that failed" : "the runs that have a link above";
  const others = failed === 0 ? "The others are in summary.json." : `The others, of which ${failed} failed, are in summary.json.`;
  return html`<p class="note">In full below: ${which}. ${others}</p>
`;
}

/** Every run in a row: those that failed first, then those that stopped early, then the others, each as they were asked for. */
export function runsTable(runs: readonly RunRecord[], anchorOf: (run: RunRecord) => string | undefined): Markup {
  const ranked = (["failed", "partial", "held"] as const).flatMap((verdict) => runs.filter((run) => verdictOf(run) === verdict));
  const failed = runs.filter((run) => verdictOf(run) === "failed").length;
  const shown = Math.min(Math.max(OPEN_ROWS, failed), FAILED_ROWS);
  const rest = ranked.slice(shown);
  const options = { label: "All runs", rowClass: (run: RunRecord) => (verdictOf(run) === "failed" ? "failed" : undefined) };
  return html`<section id="runs"><h2>${runs.length === 1 ? "The run" : `All ${plural(runs.length, "run")}`}</h2>
${table(columns(anchorOf), ranked.slice(0, shown), options)}${
  rest.length > 0 &&
  html`<details><summary>The other ${plural(rest.length, "run")}</summary>
${cappedTable(columns(anchorOf), rest, FOLDED_ROWS, options)}</details>
`
}${untold(runs, anchorOf)}</section>
`;
}
