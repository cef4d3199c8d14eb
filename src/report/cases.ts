import type { CaseStory, RunReport } from "../sim/run/record.ts";
import { endOf } from "./case-lanes.ts";
import { caseDetails } from "./case-story.ts";
import { html, type Markup } from "./markup.ts";
import { money, sumOf } from "./money.ts";
import { decimals, plural, whole } from "./numbers.ts";
import { type Column, cappedTable } from "./table.ts";
import { badge } from "./words.ts";

/** The most cases of a run that are told in full, and the most that are listed. */
const TOLD = 40;
const LISTED = 200;
/** Up to so many, every case is unfolded. */
const UNFOLDED = 3;

const INTEREST: { readonly [O in CaseStory["outcome"]]: number } = { fault: 0, void: 1, open: 2, band: 3, clean: 4 };

/** The cases to tell in full: where there are too many, one of each outcome after another, faults first. */
function told(cases: readonly CaseStory[]): CaseStory[] {
  if (cases.length <= TOLD) return [...cases];
  const nth = new Map<string, number>();
  const ranked = cases.map((story) => {
    const rank = nth.get(story.outcome) ?? 0;
    nth.set(story.outcome, rank + 1);
    return { story, rank };
  });
  ranked.sort((a, b) => a.rank - b.rank || INTEREST[a.story.outcome] - INTEREST[b.story.outcome] || a.story.id - b.story.id);
  return ranked
    .slice(0, TOLD)
    .map(({ story }) => story)
    .sort((a, b) => a.id - b.id);
}

/** The cases of a run that have an anchor of their own. */
export function caseAnchors({ cases }: RunReport, anchor: string): ReadonlyMap<string, string> {
  return new Map(told(cases).map(({ id }) => [String(id), `${anchor}-case-${id}`]));
}

/** When a case was open, as a bar over the length of the run. */
function lifeBar(story: CaseStory, runHeight: number): Markup {
  const end = endOf(story) ?? runHeight;
  const part = (height: number): string => `${decimals(runHeight === 0 ? 0 : (height / runHeight) * 100, 2)}%`;
  return html`<svg class="life" width="100%" height="10" aria-hidden="true"><rect class="track" width="100%" height="2" y="4"/><rect class="outcome-${story.outcome}" x="${part(story.openedAt)}" width="${part(Math.max(end - story.openedAt, runHeight / 150))}" height="10" rx="1.5"/></svg>`;
}

function caseTable(report: RunReport, anchors: ReadonlyMap<string, string>): Markup {
  const runHeight = Number(report.record.height);
  const slashed = (id: number): bigint => sumOf(report.record.slashes.filter((slash) => slash.case === String(id)).map(({ amount }) => amount));
  const columns: Column<CaseStory>[] = [
    {
      heading: "Case",
      cell: ({ id }) => (anchors.has(String(id)) ? html`<a href="#${anchors.get(String(id))}">${id}</a>` : id),
      headsRow: true,
      isNumber: true,
    },
    { heading: "Outcome", cell: ({ outcome }) => badge(outcome) },
    { heading: "Challenger", cell: ({ challenger }) => challenger },
    { heading: "Members", cell: ({ members }) => members.map(({ provider }) => provider).join(", "), isProse: true },
    { heading: "Opened", cell: ({ openedAt }) => whole(openedAt), isNumber: true },
    { heading: "Blocks", cell: (story) => whole((endOf(story) ?? runHeight) - story.openedAt), isNumber: true },
    { heading: "Slashed", cell: ({ id }) => money(slashed(id)), isNumber: true },
    {
      heading: html`<span class="life-heading"><span>0</span><span>when</span><span>${whole(runHeight)}</span></span>`,
      cell: (story) => lifeBar(story, runHeight),
    },
  ];
  return cappedTable(columns, report.cases, LISTED, { label: "Cases" });
}

/** The cases of a run: a list with what each came to, then their stories. */
export function casesSection(report: RunReport, anchor: string, behaviourOf: (agent: string) => string | undefined): Markup {
  const { cases, record } = report;
  if (cases.length === 0)
    return html`<section id="${anchor}-cases"><h3>Cases</h3>
<p class="lead">No case was opened.</p></section>
`;
  const anchors = caseAnchors(report, anchor);
  const stories = told(cases);
  const first = stories.find(({ outcome }) => outcome === "fault") ?? stories[0];
  const details = stories.map((story) =>
    caseDetails(story, anchors.get(String(story.id))!, stories.length <= UNFOLDED || story === first, {
      runHeight: Number(record.height),
      behaviourOf,
      slashes: record.slashes.filter((slash) => slash.case === String(story.id)),
    }),
  );
  return html`<section id="${anchor}-cases"><h3>Cases</h3>
${caseTable(report, anchors)}${
  stories.length < cases.length &&
  html`<p class="note">${plural(stories.length, "case")} of ${whole(cases.length)} told in full: some of each outcome.</p>
`
}${details}</section>
`;
}
