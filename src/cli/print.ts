import { styleText } from "node:util";
import type { RunRecord, RunReport } from "../sim/run/record.ts";
import { formatAmount } from "../sim/units.ts";

/** Paints text where the terminal takes colour. */
export type Paint = (style: "bold" | "red" | "green" | "yellow" | "dim", text: string) => string;

/** Colours where `stream` is a terminal and NO_COLOR is not set. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const isColoured = stream.isTTY && (process.env["NO_COLOR"] ?? "") === "";
  return (style, text) => (isColoured ? styleText(style, text, { validateStream: false }) : text);
}

/** Whether every law and every expectation of a run held. */
export function isSound({ laws, expectations }: RunRecord): boolean {
  return laws.every(({ breached }) => breached.length === 0) && expectations.every(({ held }) => held !== false);
}

const CAUSES: { readonly [cause: string]: string } = {
  fault: "its output was at FAULT with the majority of the seats",
  "no-reveal": "nobody revealed the output that it had attested to",
  withheld: "as a seat it committed to an output and did not show it",
  absent: "it was drawn as a seat and did not commit",
  "seat-fault": "as a seat its output was at FAULT with the majority of the last panel",
  equivocation: "it signed two bodies for one request",
  evidence: "its TEE evidence was shown bad after it was accepted (R48)",
};

const lux = (amount: string): string => formatAmount(BigInt(amount));
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

function slashLines({ slashes }: RunRecord, paint: Paint): string[] {
  if (slashes.length === 0) return ["  nobody was slashed"];
  return slashes.map(
    ({ provider, amount, height, case: id, cause }) =>
      `  ${paint("red", `slashed ${provider}: ${lux(amount)}`)} at height ${height}${id === null ? "" : ` in case ${id}`}, for ${cause}: ${CAUSES[cause] ?? cause}`,
  );
}

function harmLines({ agents }: RunRecord): string[] {
  return agents.flatMap(({ id, harm = [] }) =>
    harm.map(
      ({ model, inputs, flipped, moved }) =>
        `  ${id} moves every output of ${model} against its decision: ${flipped} of ${inputs} decide otherwise, margins fall by up to ${moved.toPrecision(2)}`,
    ),
  );
}

function agentLines({ agents }: RunRecord): string[] {
  const rows = agents.map(({ id, behaviour, profit, stake, attested, struck }) => [
    id,
    behaviour,
    lux(profit),
    lux(stake),
    String(attested),
    String(struck),
  ]);
  const table = [["agent", "behaviour", "profit", "stake", "attested", "struck"], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) =>
    `  ${row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join("  ")}`.trimEnd(),
  );
}

/** What was got; as an amount too, where an amount was wanted. */
function shownValue(got: unknown, wanted: unknown): string {
  const isAmount = [wanted].flat().some((value) => typeof value === "string" && value.endsWith("LUX"));
  const text = JSON.stringify(got);
  return isAmount && typeof got === "string" && /^-?[0-9]+$/.test(got) ? `${text} (${lux(got)})` : text;
}

function expectationLines({ expectations, file }: RunRecord, paint: Paint): string[] {
  return expectations
    .filter(({ held }) => held === false)
    .map(({ path, op, value, got, because, line }) =>
      [
        `  ${paint("red", "not as expected")} ${file}:${line}: ${path} ${op} ${JSON.stringify(value)}`,
        `    got ${shownValue(got, value)}, wanted ${op === "eq" ? "" : `${op} `}${JSON.stringify(value)}`,
        `    because ${because}`,
      ].join("\n"),
    );
}

function breachLines({ laws }: RunRecord, paint: Paint): string[] {
  return laws.flatMap(({ name, breached }) =>
    breached.slice(0, 3).map(({ height, detail }) => `  ${paint("red", "law breached")} ${name} at height ${height}: ${detail}`),
  );
}

/** In a line: whether laws and expectations held. */
export function soundness(record: RunRecord, paint: Paint): string {
  const { laws, expectations, partial } = record;
  const watched = laws.filter(({ checked }) => checked > 0);
  const heldLaws = watched.filter(({ breached }) => breached.length === 0).length;
  const heldExpectations = expectations.filter(({ held }) => held === true).length;
  const idle = laws.filter(({ checked }) => checked === 0).map(({ name }) => name);
  const lawText = `${heldLaws} of ${plural(watched.length, "law")} held${idle.length > 0 ? ` (says nothing of this run: ${idle.join(", ")})` : ""}`;
  const expectationText = partial
    ? "expectations not judged (stopped before the end)"
    : `${heldExpectations} of ${plural(expectations.length, "expectation")} held`;
  const text = `${lawText}, ${expectationText}`;
  return isSound(record) ? paint(partial ? "yellow" : "green", text) : paint("red", text);
}

function rulingText({ rulings, preset, unsafe, tee, crypto }: RunRecord): string {
  const switched = Object.entries(rulings).map(([id, variant]) => `${id}=${variant}`);
  const warnings = [
    ...(tee === "assumed" ? ["TEE evidence ASSUMED, not verified"] : []),
    ...(unsafe.length > 0 ? [`UNSAFE: ${unsafe.join(", ")}`] : []),
  ];
  return [`preset ${preset}`, ...switched, `${crypto} signatures`, ...warnings].join(", ");
}

/** Transactions that were not applied, by code; nothing where all were. */
function countLines(what: string, codes: { readonly [code: string]: number }): string[] {
  const counts = Object.entries(codes).map(([code, count]) => `${code} ×${count}`);
  return counts.length === 0 ? [] : [`  transactions ${what}: ${counts.join(", ")}`];
}

/** What consumers on another chain were told, and what relying on it came to; nothing where the run has no validators. */
function warpLines({ warp }: RunRecord): string[] {
  if (warp === undefined) return [];
  const refused = Object.entries(warp.refused).map(([code, count]) => `${code} ×${count}`);
  return [
    `  warp: ${plural(warp.messages, "message")}, ${warp.accepted} accepted, ${warp.relied} relied on; ${lux(warp.paid)} paid, ${lux(warp.lost)} of it lost`,
    ...(refused.length === 0 ? [] : [`  warp refused: ${refused.join(", ")}`]),
  ];
}

/** One run in full. */
export function runText({ record, cases }: RunReport, paint: Paint): string {
  const stories = cases.flatMap(({ id, outcome, openedAt, steps }) => [
    `  case ${id}: ${paint("bold", outcome)}, opened at height ${openedAt}`,
    ...steps.map(({ height, text }) => paint("dim", `    ${String(height).padStart(6)}  ${text}`)),
  ]);
  const { attestations: a, supply, transactions, measures } = record;
  return [
    `${paint("bold", record.scenario)}, seed ${record.seed}, to height ${record.height} (${rulingText(record)})`,
    "",
    ...stories,
    ...(stories.length > 0 ? [""] : ["  no case was opened", ""]),
    ...slashLines(record, paint),
    ...harmLines(record),
    `  ${plural(a.submitted, "attestation")}: ${a.final} final, ${a.struck} struck, ${a.open} open; ${lux(supply.burnt)} burnt of ${lux(supply.genesis)}`,
    ...countLines("refused", transactions.refused),
    ...countLines("not charged", transactions.dropped),
    ...warpLines(record),
    ...Object.entries(measures).map(([name, value]) => `  measure ${name}: ${JSON.stringify(value)}`),
    "",
    ...agentLines(record),
    "",
    ...breachLines(record, paint),
    ...expectationLines(record, paint),
    `  ${soundness(record, paint)}`,
    `  again: ${record.replay}`,
    "",
  ].join("\n");
}

/** One run in a line, and what went wrong in it. */
export function runLine(record: RunRecord, paint: Paint): string {
  const { cases, slashes } = record;
  const warning = record.unsafe.length > 0 ? ` ${paint("yellow", `UNSAFE: ${record.unsafe.join(", ")}`)}` : "";
  const counts = `${plural(cases.opened, "case").padEnd(9)} ${(slashes.length === 1 ? "1 slash" : `${slashes.length} slashes`).padEnd(10)}`;
  const head = `${record.scenario.padEnd(16)} seed ${String(record.seed).padStart(4)}  ${counts} ${soundness(record, paint)}${warning}`;
  const troubles = [...breachLines(record, paint), ...expectationLines(record, paint)];
  return [head, ...troubles, ...(troubles.length > 0 ? [`  again: ${record.replay}`] : [])].join("\n");
}
