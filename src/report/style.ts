/** Colours: pairs that stay apart for the colour-blind (Okabe and Ito), each at a contrast of 4.5 where it is text. */
const COLOURS = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --panel: #f5f6f8; --ink: #1a1e23; --ink-2: #59636e; --line: #dde1e6; --link: #0a58a6;
  --good: #0a58a6; --good-bg: #e6f0fa; --bad: #b03800; --bad-bg: #fdece4; --warn: #7a5000; --warn-bg: #fff2d1; --mid: #006a50; --mid-bg: #e0f3ec;
  --s0: #6b7f93; --s1: #d55e00; --s2: #0072b2; --s3: #b3589a; --s4: #009e73; --s5: #d99a00; --s6: #3fa0d8;
  --phase-join: #9aa7b4; --phase-draw: #b3589a; --phase-commit: #0072b2; --phase-reveal: #d99a00; --phase-open: #009e73; --phase-appeal: #56b4e9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181c; --panel: #1c2228; --ink: #e7eaed; --ink-2: #9ca7b2; --line: #313a43; --link: #79b8f3;
    --good: #79b8f3; --good-bg: #16304a; --bad: #ff9563; --bad-bg: #43200f; --warn: #f0c25a; --warn-bg: #3b2e0c; --mid: #5cc9a7; --mid-bg: #11382d;
    --s0: #8496a8; --s1: #ff7f2a; --s2: #4ea6e6; --s3: #d98cc3; --s4: #2fc498; --s5: #f0bb3c; --s6: #8fd0f7;
    --phase-join: #75828f; --phase-draw: #d98cc3; --phase-commit: #4ea6e6; --phase-reveal: #f0bb3c; --phase-open: #2fc498; --phase-appeal: #8fd0f5;
  }
}
`;

const TEXT = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 0.5rem; }
body { margin: 0 auto; padding: 2.25rem 1.5rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; overflow-wrap: break-word; }
h1, h2, h3, h4, h5, p, dl, dd, ol, ul, pre { margin: 0; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.015em; font-weight: 650; }
h2 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; font-weight: 650; }
section > h2 { margin-bottom: 0.7rem; }
h3 { font-size: 1.125rem; line-height: 1.3; font-weight: 650; margin-bottom: 0.6rem; }
h4 { font-size: 0.9375rem; font-weight: 650; margin: 1.1rem 0 0.4rem; }
h5 { font-size: 0.75rem; font-weight: 650; margin: 1.1rem 0 0.3rem; color: var(--ink-2); letter-spacing: 0.05em; text-transform: uppercase; }
h2 small, h3 small, h4 small { font-size: 0.8125rem; font-weight: 400; color: var(--ink-2); letter-spacing: 0; }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 0.15em; }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 0.86em; }
code { overflow-wrap: anywhere; }
section { margin-top: 2rem; }
header.page .maker, footer.page, .note { color: var(--ink-2); font-size: 0.8125rem; }
header.page .maker { margin-bottom: 0.35rem; }
footer.page { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); }
.note { margin-top: 0.5rem; max-width: 46rem; }
.lead { max-width: 46rem; margin-bottom: 0.6rem; }
.about { max-width: 46rem; margin-top: 1rem; }
.about p + p { margin-top: 0.7rem; }
.zero, .money.zero { color: var(--ink-2); opacity: 0.75; }
.faint { color: var(--ink-2); }
.keep, .money { white-space: nowrap; }
.money { font-variant-numeric: tabular-nums; }
.money[title] { cursor: help; }
.money.loss, .bad-text { color: var(--bad); }
.money.gain { color: var(--good); }
.warn-text { color: var(--warn); }
small { font-size: 0.8125rem; color: var(--ink-2); font-weight: 400; }
`;

const PARTS = `
.verdict { display: flex; gap: 0.75rem; align-items: baseline; margin-top: 1.1rem; padding: 0.85rem 1.1rem; border-left: 5px solid; border-radius: 3px; font-size: 1.125rem; font-weight: 550; }
.verdict .sign { font-weight: 700; }
.verdict.good { background: var(--good-bg); border-color: var(--good); } .verdict.good .sign { color: var(--good); }
.verdict.bad { background: var(--bad-bg); border-color: var(--bad); } .verdict.bad .sign { color: var(--bad); }
.verdict.warn { background: var(--warn-bg); border-color: var(--warn); } .verdict.warn .sign { color: var(--warn); }
.badge { display: inline-block; padding: 0.05rem 0.45rem; border-radius: 3px; font-size: 0.8125rem; line-height: 1.4; font-weight: 550; white-space: nowrap; background: var(--panel); color: var(--ink-2); letter-spacing: 0; }
.badge.good { background: var(--good-bg); color: var(--good); }
.badge.bad { background: var(--bad-bg); color: var(--bad); }
.badge.warn { background: var(--warn-bg); color: var(--warn); }
.badge.mid { background: var(--mid-bg); color: var(--mid); }
article.run { margin-top: 3.5rem; padding-top: 1.5rem; border-top: 3px solid var(--ink); }
article.run h2 .badge { margin-left: 0.35rem; vertical-align: 0.2em; }
.run-verdict { margin-top: 0.25rem; color: var(--ink-2); }
.warning { margin-top: 0.9rem; padding: 0.6rem 0.9rem; background: var(--warn-bg); border-left: 5px solid var(--warn); border-radius: 3px; }
.warning strong { color: var(--warn); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: 0.75rem 1.5rem; margin-top: 1.4rem; padding: 0.95rem 1.1rem; background: var(--panel); border-radius: 4px; }
.facts dt { font-size: 0.75rem; color: var(--ink-2); }
.facts dd { font-variant-numeric: tabular-nums; }
.facts small { display: block; }
.facts .wide { grid-column: 1 / -1; display: flex; gap: 0 0.75rem; flex-wrap: wrap; align-items: baseline; }
.facts .wide + .wide { margin-top: -0.5rem; }
.facts .wide dt { width: 5.5rem; }
.facts .wide dd { flex: 1 1 14rem; min-width: 0; }
.contents { display: flex; flex-wrap: wrap; gap: 0.15rem 1rem; margin-top: 1rem; font-size: 0.8125rem; }
.contents a { text-decoration: none; }
.contents a:hover { text-decoration: underline; }
.scroll { overflow-x: auto; max-width: 100%;
  background: linear-gradient(to right, var(--paper) 1rem, transparent 2.5rem) left / 2.5rem 100% no-repeat local, linear-gradient(to left, var(--paper) 1rem, transparent 2.5rem) right / 2.5rem 100% no-repeat local,
    linear-gradient(to right, var(--line), transparent) left / 0.8rem 100% no-repeat scroll, linear-gradient(to left, var(--line), transparent) right / 0.8rem 100% no-repeat scroll; }
table { border-collapse: collapse; font-size: 0.875rem; }
th, td { padding: 0.32rem 1.1rem 0.32rem 0; text-align: left; vertical-align: top; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0.25rem; }
thead th { font-size: 0.75rem; font-weight: 550; color: var(--ink-2); border-bottom: 1px solid var(--ink-2); vertical-align: bottom; padding-top: 0; }
tbody th { font-weight: 550; }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tfoot tr > * { border-top: 1px solid var(--line); font-weight: 550; }
tfoot tr:first-child > * { border-top: 1px solid var(--ink-2); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.prose { white-space: normal; min-width: 11rem; max-width: 34rem; }
.columns .prose { min-width: 0; }
tr.failed > * { background: var(--bad-bg); }
tr.failed > :first-child { box-shadow: inset 3px 0 var(--bad); padding-left: 0.6rem; }
.failures { list-style: none; padding: 0.7rem 1.1rem; margin-top: 0.9rem; background: var(--bad-bg); border-left: 5px solid var(--bad); border-radius: 3px; }
.failures li + li { margin-top: 0.3rem; }
.failures .why { color: var(--ink-2); }
.breaches { list-style: none; padding: 0; }
details > summary { cursor: pointer; padding: 0.35rem 0; color: var(--link); font-size: 0.875rem; }
.scroll + details { margin-top: 0.6rem; }
section > p + .scroll { margin-top: 0.6rem; }
details.case { margin-top: 1rem; padding: 0.3rem 1.1rem; border: 1px solid var(--line); border-radius: 4px; }
details.case[open] { padding-bottom: 1.1rem; }
details.case > summary { color: var(--ink); font-size: 0.9375rem; }
details.case h4 { display: inline; margin: 0 0.35rem 0 0.1rem; }
.summary-text { color: var(--ink-2); margin-left: 0.35rem; }
.columns { display: flex; flex-wrap: wrap; gap: 0 2rem; }
.columns tr > :not(:last-child) { padding-right: 0.7rem; }
.columns > div { flex: 0 1 auto; max-width: 100%; }
.aside { font-weight: 400; color: var(--ink-2); }
.steps-list { list-style: none; padding: 0; max-width: 52rem; }
.steps-list li { display: grid; grid-template-columns: 4.5rem 1fr; gap: 0.9rem; padding: 0.13rem 0; }
.at-height { text-align: right; color: var(--ink-2); font-variant-numeric: tabular-nums; }
.replay { padding: 0.8rem 1rem; background: var(--panel); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; -webkit-user-select: all; user-select: all; margin-top: 0.5rem; }
`;

const CHARTS = `
.chart { margin: 0 0 0.5rem; }
.step-chart { display: block; width: 100%; min-width: 40rem; height: auto; }
.step-chart text, .small-chart text { white-space: pre; }
.small-chart { display: block; max-width: 100%; height: auto; }
.key { display: flex; flex-wrap: wrap; gap: 0.1rem 1.2rem; font-size: 0.8125rem; }
.key svg { vertical-align: -0.1em; }
.timeline-key { color: var(--ink-2); margin-top: 0.4rem; }
.timeline-box { margin-top: 0.9rem; }
.timeline { display: block; overflow: visible; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
.timeline text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; fill: var(--ink-2); font-variant-numeric: tabular-nums; }
.timeline .lane-name { fill: var(--ink); font-weight: 600; }
.timeline .level { font-weight: 600; font-size: 11px; letter-spacing: 0.06em; }
.timeline .at { overflow: visible; }
.timeline .axis line { stroke: var(--line); }
.timeline .steps line { stroke: var(--ink-2); }
.timeline .steps circle { fill: var(--ink-2); stroke: var(--paper); }
.bar { fill: var(--ink-2); }
.phase-join { fill: var(--phase-join); } .phase-draw { fill: var(--phase-draw); } .phase-commit { fill: var(--phase-commit); } .phase-reveal { fill: var(--phase-reveal); } .phase-open { fill: var(--phase-open); } .phase-appeal { fill: var(--phase-appeal); }
.bar.unfinished { opacity: 0.55; }
.seat-line { stroke: var(--ink-2); stroke-width: 1.5; }
.seat-line.failed { stroke: var(--bad); stroke-dasharray: 3 3; }
.act { fill: var(--ink); stroke: var(--paper); stroke-width: 1; }
.act.drawn { fill: var(--phase-draw); } .act.committed { fill: var(--phase-commit); } .act.opened { fill: var(--phase-open); }
.act.absent, .act.withheld { stroke: var(--bad); stroke-width: 2.25; fill: none; }
.tally { fill: var(--ink); stroke: var(--paper); }
.life { display: block; min-width: 9rem; margin-top: 0.35rem; }
.life .track { fill: var(--line); }
.outcome-fault { fill: var(--s1); } .outcome-clean { fill: var(--s2); } .outcome-band { fill: var(--s4); } .outcome-void { fill: var(--s0); } .outcome-open { fill: var(--s5); }
.life-heading { display: flex; justify-content: space-between; min-width: 9rem; font-variant-numeric: tabular-nums; }
`;

const PLACES = `
@media (max-width: 40rem) {
  body { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.3rem; }
  table { font-size: 0.8125rem; }
  tr > :not(:last-child) { padding-right: 0.7rem; }
  .prose { min-width: 9rem; }
  .verdict { font-size: 1rem; }
  details.case { padding-left: 0.75rem; padding-right: 0.75rem; }
  .facts { grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 0.75rem 1rem; padding: 0.8rem 0.9rem; }
  .steps-list li { grid-template-columns: 3rem 1fr; }
}
@media print {
  :root { color-scheme: light; --paper: #ffffff; --panel: #f5f6f8; --ink: #000000; --ink-2: #4a525b; --line: #c9ced4; --link: #000000; }
  body { max-width: none; padding: 0; font-size: 9.5pt; }
  .contents { display: none; }
  .scroll { overflow: visible; background: none; }
  section > p { break-after: avoid; }
  .step-chart { min-width: 0; }
  th, td { white-space: normal; padding-right: 0.6rem; }
  .prose { min-width: 0; }
  article.run { break-before: page; }
  h2, h3, h4, h5, summary, thead { break-after: avoid; }
  tr, svg, .warning, .steps-list li { break-inside: avoid; }
  details.case::details-content { content-visibility: visible; display: block; height: auto; }
  .badge, .verdict, .warning, .facts, .replay, tr.failed > * , svg { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;

/** The style sheet of the report: light and dark, from phone to paper. */
export const STYLE = [COLOURS, TEXT, PARTS, CHARTS, PLACES].map((part) => part.trimStart()).join("");
