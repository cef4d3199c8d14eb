import type { Breach } from "../sim/monitors/law.ts";
import type { RunRecord, RunReport } from "../sim/run/record.ts";
import { html, type Markup, prose } from "./markup.ts";
import { plural, whole } from "./numbers.ts";
import { type Column, table } from "./table.ts";
import { badge } from "./words.ts";

/** The most breaches of one law that are shown. */
const BREACHES = 10;

type Law = RunRecord["laws"][number];

function breaches({ breached }: Law): Markup {
  if (breached.length === 0) return html`<span class="zero">none</span>`;
  const item = ({ height, detail }: Breach): Markup => html`<li><strong class="bad-text">at height ${whole(height)}</strong> ${detail}</li>`;
  const left = breached.length - BREACHES;
  return html`<ul class="breaches">${breached.slice(0, BREACHES).map(item)}${left > 0 && html`<li class="faint">and ${plural(left, "more breach", "more breaches")}, in summary.json</li>`}</ul>`;
}

/** A law that was breached, as a line at the head of its run: where first, and what was seen. */
export function breachLine({ name, breached: [first, ...others] }: Law): Markup {
  const times = others.length === 0 ? "" : `, and ${plural(others.length, "time")} after`;
  return html`The law <code>${name}</code> was <strong class="bad-text">breached</strong>${first !== undefined && ` at height ${whole(first.height)}`}${times} <span class="why">– ${first?.detail}</span>`;
}

function verdict({ breached, checked }: Law): Markup {
  if (breached.length > 0) return badge(`✗ breached ×${whole(breached.length)}`, "bad");
  return checked === 0 ? badge("– never checked", "warn") : badge("✓ held", "good");
}

/** The laws that were watched after every block: what each says, how often it was checked, where it was breached. */
export function lawsSection(report: RunReport, anchor: string): Markup {
  const { laws } = report.record;
  const sentences = new Map(report.laws.map(({ name, sentence }) => [name, sentence]));
  const columns: Column<Law>[] = [
    { heading: "Verdict", cell: verdict },
    { heading: "Law", cell: ({ name }) => html`<code>${name}</code>`, headsRow: true },
    { heading: "Says", cell: ({ name }) => prose(sentences.get(name) ?? ""), isProse: true },
    { heading: "Checked", cell: ({ checked }) => whole(checked), isNumber: true },
    { heading: "Breaches", cell: breaches, isProse: true },
  ];
  const ranked = [...laws.filter(({ breached }) => breached.length > 0), ...laws.filter(({ breached }) => breached.length === 0)];
  const body =
    laws.length === 0
      ? html`<p class="lead">No law was watched.</p>`
      : table(columns, ranked, { label: "Laws", rowClass: ({ breached }) => (breached.length > 0 ? "failed" : undefined) });
  return html`<section id="${anchor}-laws"><h3>Laws</h3>
${body}</section>
`;
}
