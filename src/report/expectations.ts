import type { RunRecord } from "../sim/run/record.ts";
import type { JudgedExpectation } from "../sim/scenario/expectations.ts";
import { type Child, html, type Markup, prose } from "./markup.ts";
import { money } from "./money.ts";
import { plural } from "./numbers.ts";
import { type Column, table } from "./table.ts";
import { heldBadge } from "./words.ts";

const OPERATORS: { readonly [O in JudgedExpectation["op"]]: string } = { eq: "=", lte: "≤", gte: "≥", between: "between" };

/** Last names of paths whose values are nLUX. */
const MONEY = new Set(["profit", "stake", "slashed", "amount", "genesis", "balances", "stakes", "unbonding", "bonds", "escrows", "burnt"]);

/** Whether a path leads to money, as `agents[id=cheat].profit` and `slashes.amount.sum` do, and `slashes.amount.count` does not. */
const isMoneyPath = (path: string): boolean => MONEY.has(/(\w+)(?:\[[^\]]*\])*(?:\.(?:sum|min|max))?$/.exec(path)?.[1] ?? "");

/** A value as JSON, money in LUX. What JSON has no form for is shown as text. */
function shownValue(value: unknown, isMoney: boolean): Child {
  if (isMoney && /^-?\d+$/.test(String(value))) return money(String(value));
  if (typeof value === "string") return value;
  if (value === undefined) return html`<span class="zero">nothing</span>`;
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

/** An expectation that failed, as a line at the head of its run: what was wanted, what came, why it was wanted. */
export function failureLine(row: JudgedExpectation): Markup {
  return html`<code>${row.path}</code> ${wanted(row)}, but got <strong class="bad-text">${shownValue(row.got, isMoneyPath(row.path))}</strong> <span class="why">– ${prose(row.because)}</span>`;
}

/** What was wanted: the operator and its value, or both ends of a range. */
function wanted({ path, op, value }: JudgedExpectation): Child {
  const isMoney = isMoneyPath(path);
  if (op !== "between" || !Array.isArray(value) || value.length !== 2) return html`${OPERATORS[op]} ${shownValue(value, isMoney)}`;
  return html`${shownValue(value[0], isMoney)} to ${shownValue(value[1], isMoney)}`;
}

function columns(file: string): Column<JudgedExpectation>[] {
  return [
    { heading: "Verdict", cell: ({ held }) => heldBadge(held) },
    { heading: "Path", cell: ({ path, line }) => html`<code title="${file}:${line}">${path}</code>`, headsRow: true },
    { heading: "Wanted", cell: (row) => html`<span title="${row.op}">${wanted(row)}</span>` },
    {
      heading: "Got",
      cell: ({ path, got, held }) => html`<strong${held === false && html` class="bad-text"`}>${shownValue(got, isMoneyPath(path))}</strong>`,
    },
    { heading: "Because", cell: ({ because }) => prose(because), isProse: true },
  ];
}

/** What the scenario expected, and what came: failed ones first. */
export function expectationsSection(run: RunRecord, anchor: string): Markup {
  const { expectations } = run;
  const ranked = [false, null, true].flatMap((wantedHeld) => expectations.filter(({ held }) => held === wantedHeld));
  const body =
    expectations.length === 0
      ? html`<p class="lead">The scenario expects nothing.</p>`
      : table(columns(run.file), ranked, { label: "Expectations", rowClass: ({ held }) => (held === false ? "failed" : undefined) });
  return html`<section id="${anchor}-expectations"><h3>Expectations <small>${expectations.length > 0 && plural(expectations.length, "expectation")}</small></h3>
${body}</section>
`;
}

/** What the scenario measured beside, if anything. */
export function measuresSection({ measures }: RunRecord, anchor: string): Markup {
  const rows = Object.entries(measures);
  if (rows.length === 0) return html``;
  const measureColumns: Column<(typeof rows)[number]>[] = [
    { heading: "Measure", cell: ([name]) => html`<code>${name}</code>`, headsRow: true },
    { heading: "Value", cell: ([name, value]) => shownValue(value, isMoneyPath(name)), isProse: true },
  ];
  return html`<section id="${anchor}-measures"><h3>Measures</h3>
${table(measureColumns, rows, { label: "Measures" })}</section>
`;
}
