import { anchorOf, anchorsOf, type ReportInput } from "./input.ts";
import { html, type Markup, markupText, rawMarkup } from "./markup.ts";
import { plural } from "./numbers.ts";
import { runArticle } from "./run.ts";
import { runsTable } from "./runs-table.ts";
import { STYLE } from "./style.ts";
import { verdictLine } from "./verdict.ts";

export type { ReportInput } from "./input.ts";

/** Nothing is loaded and nothing runs: the browser itself is told so. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A page of the house: its head, its style, and no way out to a network. */
export function page(input: { readonly title: string; readonly version: string }, body: Markup): Markup {
  return html`${rawMarkup("<!doctype html>")}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="achain ${input.version}">
<title>${input.title}</title>
<style>
${rawMarkup(STYLE)}</style>
</head>
<body>
${body}</body>
</html>
`;
}

/**
 * The report of `achain run`: one HTML document that needs nothing beside itself. Pure: the same input gives the same bytes.
 * It tells in full what `details` holds, and lists all of `runs`.
 */
export function renderReport(input: ReportInput): string {
  const articles = input.details.map((report, index) => runArticle(report, input.rulings, anchorOf(index)));
  const body = html`<header class="page"><p class="maker">achain ${input.version} · LP-0035 · report of ${plural(input.runs.length, "run")}</p>
<h1>${input.title}</h1>
${verdictLine(input.runs)}</header>
<main>
${runsTable(input.runs, anchorsOf(input.details))}${articles}</main>
<footer class="page"><p>Money is in LUX; the exact amount in nLUX shows on pointing at it. Made by achain ${input.version}. Environment: ${input.environment}. But for this line, the same runs give the same bytes anywhere.</p></footer>
`;
  return markupText(page(input, body));
}
