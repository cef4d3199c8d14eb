import type { RunRecord, SlashRecord } from "../sim/run/record.ts";
import { html, type Markup } from "./markup.ts";
import { money, sumOf } from "./money.ts";
import { plural, whole } from "./numbers.ts";
import { type Column, cappedTable } from "./table.ts";
import { badge, causeInWords } from "./words.ts";

const ROWS = 60;

/** What it takes to write of a run's slashes. */
interface SlashContext {
  readonly behaviourOf: (agent: string) => string | undefined;
  /** The anchor of a case that is shown in full. */
  readonly caseAnchor: (id: string) => string | undefined;
}

function columns({ behaviourOf, caseAnchor }: SlashContext): Column<SlashRecord>[] {
  const caseLink = ({ case: id }: SlashRecord): Markup => {
    if (id === null) return html`<span class="keep">a report</span>`;
    const anchor = caseAnchor(id);
    return anchor === undefined ? html`<span class="keep">case ${id}</span>` : html`<a class="keep" href="#${anchor}">case ${id}</a>`;
  };
  return [
    { heading: "Who", cell: ({ provider, address }) => html`<span title="${address}">${provider}</span>`, headsRow: true },
    { heading: "Behaviour", cell: ({ provider }) => behaviourOf(provider) },
    { heading: "Lost", cell: ({ amount }) => html`<strong>${money(amount)}</strong>`, isNumber: true },
    { heading: "Why", cell: ({ cause }) => html`${badge(cause)} ${causeInWords(cause)}`, isProse: true },
    { heading: "In", cell: caseLink },
    { heading: "At height", cell: ({ height }) => whole(height), isNumber: true },
  ];
}

/** The slashes of a run in a sentence. */
function summary(slashes: readonly SlashRecord[]): Markup {
  const who = new Set(slashes.map(({ provider }) => provider)).size;
  const times = slashes.length === who ? "" : ` in ${plural(slashes.length, "slash", "slashes")}`;
  return html`<p class="lead">${plural(who, "provider")} lost <strong>${money(sumOf(slashes.map(({ amount }) => amount)))}</strong>${times}.</p>
`;
}

/** Who was slashed, by how much and why. */
export function slashesSection(run: RunRecord, anchor: string, context: SlashContext): Markup {
  const { slashes } = run;
  const body =
    slashes.length === 0
      ? html`<p class="lead">Nobody was slashed.</p>\n`
      : html`${summary(slashes)}${cappedTable(columns(context), slashes, ROWS, { label: "Slashes" })}`;
  return html`<section id="${anchor}-slashes"><h3>Who was slashed, and why</h3>
${body}</section>
`;
}
