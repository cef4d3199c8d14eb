import type { Calibration } from "../sim/calibration/calibrate.ts";
import type { CheatResult } from "../sim/calibration/comparator.ts";
import { toleranceYaml } from "../sim/calibration/document.ts";
import type { Judged } from "../sim/calibration/fitness.ts";
import { distributionChart, heatMap, rocChart } from "./calibration-charts.ts";
import { page } from "./html.ts";
import { html, type Markup, markupText } from "./markup.ts";
import { listed, plural } from "./numbers.ts";
import { table } from "./table.ts";

const percent = (share: number): string => (Number.isNaN(share) ? "–" : `${Math.round(share * 1000) / 10} %`);
const short = (value: number): string => (value === Infinity ? "∞" : Number.isNaN(value) ? "–" : String(Number(value.toPrecision(3))));

function comparatorsTable({ comparators, recommended }: Calibration): Markup {
  const worst = ({ leaveOneOut }: Judged): number =>
    leaveOneOut.reduce((most, { falseRejection }) => Math.max(most, falseRejection), Number.NEGATIVE_INFINITY);
  return table<Judged>(
    [
      { heading: "comparator", cell: ({ name }) => html`<code>${name}</code>`, headsRow: true },
      {
        heading: "fit",
        cell: (one) =>
          one === recommended
            ? html`<span class="badge good">recommended</span>`
            : one.unfit.length === 0
              ? "fit"
              : html`<span class="badge warn">unfit</span>`,
      },
      { heading: "honest max", cell: ({ honestMax }) => short(honestMax), isNumber: true },
      { heading: "left out, rejected", cell: (one) => (one.leaveOneOut.length === 0 ? "–" : percent(worst(one))), isNumber: true },
      {
        heading: "cheats always at FAULT",
        cell: ({ cheats }) => `${cheats.filter(({ separable }) => separable).length} of ${cheats.length}`,
        isNumber: true,
      },
      {
        heading: "thresholds",
        cell: ({ written }) => (written === undefined ? "none" : html`<code>${toleranceYaml(written)}</code>`),
        isProse: true,
      },
      { heading: "why not", cell: ({ unfit }) => unfit.join("; "), isProse: true },
    ],
    comparators,
    { label: "comparators" },
  );
}

function cheatsTable({ name, cheats, honestMax }: Judged): Markup {
  return table<CheatResult>(
    [
      { heading: "cheat", cell: ({ name }) => name, headsRow: true },
      { heading: "least", cell: ({ min }) => short(min), isNumber: true },
      { heading: "median", cell: ({ median }) => short(median), isNumber: true },
      { heading: "least / honest max", cell: ({ min }) => (honestMax > 0 ? `${short(min / honestMax)} ×` : "–"), isNumber: true },
      { heading: "AUC", cell: ({ auc }) => short(auc), isNumber: true },
      { heading: "AGREE", cell: ({ atAgree }) => percent(atAgree), isNumber: true },
      { heading: "band", cell: ({ inBand }) => percent(inBand), isNumber: true },
      { heading: "FAULT", cell: ({ atFault }) => percent(atFault), isNumber: true },
    ],
    cheats,
    { label: `cheats under ${name}`, rowClass: ({ separable }) => (separable ? undefined : "failed") },
  );
}

function leftOutTable({ leaveOneOut }: Judged): Markup {
  if (leaveOneOut.length === 0) return html`<p class="note">With two platforms none can be left out.</p>\n`;
  return table(
    [
      { heading: "left out", cell: ({ class: name }: Judged["leaveOneOut"][number]) => name, headsRow: true },
      { heading: "does not AGREE", cell: ({ falseRejection }) => percent(falseRejection), isNumber: true },
      { heading: "at FAULT", cell: ({ atFault }) => percent(atFault), isNumber: true },
    ],
    leaveOneOut,
    { label: "each class judged by thresholds chosen without it" },
  );
}

function chosen(calibration: Calibration, judged: Judged): Markup {
  return html`<section><h2>Under <code>${judged.name}</code></h2>
<p class="lead">Unit: ${judged.unit}. ${plural(judged.n, "honest comparison")}.</p>
<h3>Distances</h3>
<div class="scroll">${distributionChart(judged)}</div>
<h3>Cheats</h3>
${judged.cheats.length === 0 ? html`<p class="note">The folder has none.</p>\n` : cheatsTable(judged)}
${judged.cheats.length === 0 ? html`` : html`<h3>ROC</h3>\n${rocChart(judged)}`}
<h3>Platform against platform</h3>
<p class="lead">The largest distance over the samples.</p>
<div class="scroll">${heatMap(calibration, judged)}</div>
<h3>Each class left out</h3>
<p class="lead">Thresholds chosen without it, and what they make of it.</p>
${leftOutTable(judged)}</section>
`;
}

/** The report of `achain tolerance calibrate`: one HTML document that needs nothing beside itself. */
export function renderCalibration(calibration: Calibration, version: string): string {
  const { name, samples, classes, recommended, rule, risk, warnings, customary, comparators } = calibration;
  const title = `Tolerance of ${name}`;
  const shown = recommended ?? comparators.find(({ name }) => name === "l2") ?? comparators[0]!;
  const body = html`<header class="page"><p class="maker">achain ${version} · calibration of a tolerance</p>
<h1>${title}</h1>
${
  recommended?.written === undefined
    ? html`<p class="verdict bad">No comparator can be recommended.</p>\n`
    : html`<p class="verdict good"><span><code>tolerance: ${toleranceYaml(recommended.written)}</code></span></p>\n`
}</header>
<main>
${warnings.map((warning) => html`<p class="warning"><strong>${warning.split(":")[0]!}</strong>${warning.slice(warning.indexOf(":"))}</p>\n`)}
<section><h2>What it is worth</h2>
<p class="lead">${risk.text}</p>
<p class="lead">Rule: ${rule}.</p></section>
<section><h2>Platforms</h2>
<p class="lead">${plural(samples, "sample")}. Platforms whose outputs are equal to the bit are one.</p>
<ul>${classes.map(({ name, members }) => html`<li>${name}${members.length > 1 && html` <small>(also ${listed(members.slice(1))})</small>`}</li>\n`)}</ul></section>
<section><h2>Comparators</h2>
${comparatorsTable(calibration)}${customary.map(({ called, honestRejected, cheatsAccepted }) => html`<p class="note">${called} would refuse ${percent(honestRejected)} of honest comparisons${cheatsAccepted.length > 0 && html`, and pass every output of ${listed(cheatsAccepted)}`}.</p>\n`)}</section>
${chosen(calibration, shown)}</main>
<footer class="page"><p>Made by achain ${version}.</p></footer>
`;
  return markupText(page({ title, version }, body));
}
