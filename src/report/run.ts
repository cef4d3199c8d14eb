import type { RunRecord, RunReport } from "../sim/run/record.ts";
import { agentsSection } from "./agents.ts";
import { caseAnchors, casesSection } from "./cases.ts";
import { expectationsSection, failureLine, measuresSection } from "./expectations.ts";
import { facts, warnings } from "./facts.ts";
import { breachedLaws, failedExpectations, type ReportRuling } from "./input.ts";
import { breachLine, lawsSection } from "./laws.ts";
import { html, type Markup, paragraphs } from "./markup.ts";
import { moneyOverTime } from "./money-over-time.ts";
import { rulingsSection } from "./rulings.ts";
import { slashesSection } from "./slashes.ts";
import { supplySection } from "./supply.ts";
import { transactionsSection } from "./transactions.ts";
import { verdictBadge, verdictSentence } from "./verdict.ts";
import { warpSection } from "./warp.ts";

const CONTENTS = ["slashes", "cases", "money", "supply", "agents", "expectations", "laws", "rulings", "transactions", "replay"] as const;

/** The most failures told at the head of a run. */
const FAILURES = 12;

const contents = (
  anchor: string,
): Markup => html`<nav class="contents" aria-label="Parts of this run">${CONTENTS.map((part) => html`<a href="#${anchor}-${part}">${part}</a> `)}</nav>
`;

const replay = (command: string, anchor: string): Markup => html`<section id="${anchor}-replay"><h3>Run it again</h3>
<p>This command gives the same bytes.</p>
<pre class="replay"><code>${command}</code></pre></section>
`;

/** What went wrong in a run, at its head; nothing where nothing did. */
function failures(record: RunRecord, anchor: string): Markup {
  const lines = [...breachedLaws(record).map(breachLine), ...failedExpectations(record).map(failureLine)];
  if (lines.length === 0) return html``;
  const left = lines.length - FAILURES;
  return html`<ul class="failures">
${lines.slice(0, FAILURES).map((line) => html`<li>${line}</li>\n`)}${left > 0 && html`<li>and ${left} more, under <a href="#${anchor}-expectations">expectations</a> and <a href="#${anchor}-laws">laws</a></li>\n`}</ul>
`;
}

/** A run in full. */
export function runArticle(report: RunReport, rulings: readonly ReportRuling[], anchor: string): Markup {
  const { record } = report;
  const behaviours = new Map(record.agents.map(({ id, behaviour }) => [id, behaviour]));
  const behaviourOf = (agent: string): string | undefined => behaviours.get(agent);
  const anchors = caseAnchors(report, anchor);
  const caseAnchor = (id: string): string | undefined => anchors.get(id);
  return html`<article class="run" id="${anchor}">
<header><h2>${record.scenario} <small>seed ${record.seed}</small> ${verdictBadge(record)}</h2>
<p class="run-verdict">${verdictSentence([record])}</p></header>
${failures(record, anchor)}${warnings(record)}<div class="about">${paragraphs(report.about)}</div>
${facts(record)}${contents(anchor)}${slashesSection(record, anchor, { behaviourOf, caseAnchor })}${casesSection(report, anchor, behaviourOf)}${moneyOverTime(report, anchor)}${supplySection(record, anchor)}${agentsSection(record, anchor)}${warpSection(record, anchor)}${expectationsSection(record, anchor)}${measuresSection(record, anchor)}${lawsSection(report, anchor)}${rulingsSection(record, rulings, anchor)}${transactionsSection(record, anchor)}${replay(record.replay, anchor)}</article>
`;
}
