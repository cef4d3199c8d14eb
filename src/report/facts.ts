import type { RunRecord } from "../sim/run/record.ts";
import { type Child, html, type Markup } from "./markup.ts";
import { plural, whole } from "./numbers.ts";
import { hash } from "./words.ts";

/** Something about a run that its reader must not miss. */
const warning = (name: string, text: Child): Markup => html`<p class="warning"><strong><span aria-hidden="true">⚠ </span>${name}</strong> ${text}</p>
`;

/** What a run breaks or takes for granted on purpose, and whether it was cut short. */
export function warnings(run: RunRecord): Markup {
  const unsafe = run.unsafe.map((name, index) => html`${index > 0 && ", "}<code>${name}</code>`);
  return html`${run.partial && warning("Stopped early.", html`The run ended at height ${whole(run.height)}, before the scenario's last block. What needs the end was not judged.`)}${
    run.unsafe.length > 0 &&
    warning("Unsafe on purpose.", html`Waived in this run: ${unsafe}. What holds under the protocol's own bounds need not hold here.`)
  }${run.tee === "assumed" && warning("TEE assumed.", "TEE reports are taken as given and none is verified: the run says nothing about evidence.")}`;
}

const CRYPTO: { readonly [name: string]: string } = {
  ideal: "keyed tags that only the holder of a key can make; no curve is computed",
  real: "secp256k1 and BLS signatures",
};

const fact = (name: string, value: Child): Markup => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`;

const wideFact = (name: string, value: Child): Markup => html`<div class="wide"><dt>${name}</dt><dd>${value}</dd></div>
`;

const knownCrypto = (name: string): string | undefined => (Object.hasOwn(CRYPTO, name) ? CRYPTO[name] : undefined);

/** The facts that say which run this was, and where it ended. */
export function facts(run: RunRecord): Markup {
  const { attestations: of } = run;
  return html`<dl class="facts">
${fact("Height", html`${whole(run.height)} <small>${plural(run.cases.opened, "case")}${run.cases.opened > 0 && `, the longest ${plural(run.cases.blocksMax, "block")}`}</small>`)}${fact("Time", html`<time datetime="${run.time}">${run.time}</time> <small>unix ${run.timeUnix}</small>`)}${fact("Seed", run.seed)}${fact("Preset", run.preset)}${fact(
  "Crypto",
  html`<span title="${knownCrypto(run.crypto) ?? run.crypto}">${run.crypto}</span>`,
)}${fact("TEE", run.tee === "assumed" ? html`<strong class="warn-text">⚠ assumed</strong>` : run.tee)}${fact(
  "Unsafe",
  run.unsafe.length === 0 ? "nothing" : html`<strong class="warn-text">⚠ ${run.unsafe.join(", ")}</strong>`,
)}${fact("Attestations", html`${whole(of.submitted)} <small>${whole(of.final)} final, ${whole(of.struck)} struck, ${whole(of.open)} open</small>`)}${wideFact("File", html`<code>${run.file}</code>`)}${wideFact("State root", hash(run.stateRoot))}${wideFact("Trace hash", hash(run.traceHash))}${wideFact("Config hash", hash(run.configHash))}</dl>
`;
}
