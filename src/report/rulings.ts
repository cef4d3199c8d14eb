import type { RunRecord } from "../sim/run/record.ts";
import type { ReportRuling } from "./input.ts";
import { html, type Markup, prose } from "./markup.ts";
import { plural } from "./numbers.ts";
import { type Column, table } from "./table.ts";

interface Choice extends ReportRuling {
  readonly choice: string;
}

const QUESTION: Column<Choice> = { heading: "Question", cell: ({ question }) => prose(question), isProse: true };

const CHANGED: readonly Column<Choice>[] = [
  { heading: "Ruling", cell: ({ id }) => id, headsRow: true },
  QUESTION,
  { heading: "In force", cell: ({ choice }) => html`<strong class="warn-text">${choice}</strong>` },
  { heading: "In place of", cell: (row) => prose(row.default), isProse: true },
];

const DEFAULT: readonly Column<Choice>[] = [
  { heading: "Ruling", cell: ({ id }) => id, headsRow: true },
  QUESTION,
  { heading: "In force (the default)", cell: (row) => prose(row.default), isProse: true },
];

/** The rulings of a run: those that were changed first, every other folded. A choice whose ruling is not listed is shown too. */
export function rulingsSection(run: RunRecord, rulings: readonly ReportRuling[], anchor: string): Markup {
  const listed = new Set(rulings.map(({ id }) => id));
  const others = Object.keys(run.rulings)
    .filter((id) => !listed.has(id))
    .map((id) => ({ id, question: "", default: "" }));
  const choices = [...rulings, ...others].map(
    (row): Choice => ({ ...row, choice: Object.hasOwn(run.rulings, row.id) ? run.rulings[row.id]! : "default" }),
  );
  const changed = choices.filter(({ choice }) => choice !== "default");
  const standard = choices.filter(({ choice }) => choice === "default");
  return html`<section id="${anchor}-rulings"><h3>Rulings in force</h3>
${changed.length === 0 ? html`<p class="lead">Every ruling is at its default.</p>\n` : table(CHANGED, changed, { label: "Rulings that are not at their default" })}${
  standard.length > 0 &&
  html`<details><summary>${plural(standard.length, "ruling")} at the default</summary>
${table(DEFAULT, standard, { label: "Rulings at their default" })}</details>
`
}</section>
`;
}
