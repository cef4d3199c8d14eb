import { CODES } from "../model/errors/codes.ts";
import type { RunRecord } from "../sim/run/record.ts";
import { html, type Markup } from "./markup.ts";
import { plural, whole } from "./numbers.ts";
import { type Column, table } from "./table.ts";

type CodeCount = readonly [code: string, count: number];

const meaningOf = (code: string): string => (Object.hasOwn(CODES, code) ? CODES[code as keyof typeof CODES].meaning : "");

/** Counts by code: the most frequent first. */
const ranked = (counts: { readonly [code: string]: number }): CodeCount[] =>
  Object.entries(counts).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));

const sum = (counts: { readonly [code: string]: number }): number => Object.values(counts).reduce((a, b) => a + b, 0);

const COLUMNS: readonly Column<CodeCount>[] = [
  { heading: "Code", cell: ([code]) => html`<code>${code}</code>`, headsRow: true },
  { heading: "Times", cell: ([, times]) => whole(times), isNumber: true },
  { heading: "Meaning", cell: ([code]) => meaningOf(code), isProse: true },
];

function byCode(heading: string, about: string, counts: { readonly [code: string]: number }): Markup {
  const rows = ranked(counts);
  if (rows.length === 0) return html``;
  return html`<h4>${heading} <small>${about}</small></h4>
${table(COLUMNS, rows, { label: heading })}`;
}

/** How many transactions did what they were sent for, and why the others did not. */
export function transactionsSection({ transactions }: RunRecord, anchor: string): Markup {
  const { applied, refused, dropped } = transactions;
  return html`<section id="${anchor}-transactions"><h3>Transactions</h3>
<p class="lead">${plural(applied, "transaction")} applied, ${whole(sum(refused))} refused, ${whole(sum(dropped))} dropped.</p>
${byCode("Refused", "in a block: the fee is gone, nothing else changed", refused)}${byCode("Dropped", "never in a block", dropped)}</section>
`;
}
