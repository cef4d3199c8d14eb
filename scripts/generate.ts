/**
 * Writes what is made from the code: `tsx scripts/generate.ts`, or with `--check` says which files are stale and ends with 1.
 */
import fs from "node:fs";
import { chalk, path } from "zx";
import { TRANSACTION_ROWS } from "../src/conformance/rows/transactions.ts";
import type { CaseFile } from "../src/conformance/vectors/vector.ts";
import { WITNESSES } from "../src/conformance/witnesses/index.ts";
import { TRANSACTIONS, type TransactionKind } from "../src/model/chain/transactions.ts";
import { CODES } from "../src/model/errors/codes.ts";
import { INEQUALITIES, WAIVERS } from "../src/model/params/consistency.ts";
import { LUX, PARAMETER_ROWS, type Parameter } from "../src/model/params/parameters.ts";
import { PRESETS } from "../src/model/params/presets.ts";
import type { Ruling } from "../src/model/params/rulings/ruling.ts";
import { RULING_ROWS } from "../src/model/params/rulings.ts";
import { BEHAVIOURS } from "../src/sim/agents/behaviours.ts";
import { LAWS } from "../src/sim/monitors/laws.ts";
import { scenarioJsonSchema } from "../src/sim/scenario/schema.ts";
import { familiesPage } from "./tee-families.ts";

const ROOT = path.join(import.meta.dirname, "..");

const note = (what: string): string => `<!-- Made by \`npm run generate\` from ${what}. Do not edit. -->\n`;
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
const head = (...cells: readonly string[]): string => `${row(...cells)}\n|${cells.map(() => "---").join("|")}|`;

function lux(nanoLux: bigint): string {
  if (nanoLux % (LUX / 1000n) !== 0n) return `${nanoLux} nLUX`;
  const thousandths = (nanoLux * 1000n) / LUX;
  const fraction = (thousandths % 1000n).toString().padStart(3, "0").replace(/0+$/, "");
  return `${thousandths / 1000n}${fraction === "" ? "" : `.${fraction}`} LUX`;
}

function shown(value: bigint | number | readonly (number | string)[], { unit }: Parameter<unknown>): string {
  if (typeof value === "bigint") return lux(value);
  if (Array.isArray(value)) return `[${value.join(", ")}]`;
  return unit === "count" ? String(value) : `${value} ${unit}`;
}

function variantLines(id: string, ruling: Ruling): string[] {
  const witnesses = WITNESSES.filter((witness) => witness.ruling === id);
  return witnesses.map(({ variant, sentence, ends }) => {
    const about = ruling.variants[variant] ?? `other values of ${(ruling.numbers ?? []).map((name) => `\`${name}\``).join(", ")}`;
    return [
      variant === "numbers" ? `- **By its numbers**: ${about}.` : `- **\`${variant}\`**: ${about}.`,
      `  *What it changes:* ${sentence}. The least play that shows it ends with “${ends[0]}” under the default, with “${ends[1]}” under it.`,
    ].join("\n");
  });
}

function rulingSection(id: string, ruling: Ruling): string {
  const numbers = (ruling.numbers ?? []).map((name) => `\`${name}\``).join(", ");
  return [
    `## ${id}. ${ruling.question}\n`,
    `*LP-0035:* ${ruling.lp}${ruling.lp === "silent" ? "." : ""}\n`,
    `*Default:* ${ruling.default}.${numbers === "" ? "" : ` Numbers: ${numbers}.`}\n`,
    ...(ruling.missing === undefined ? [] : [`*Not yet:* ${ruling.missing}.\n`]),
    ...variantLines(id, ruling),
    ...(ruling.numbers === undefined && Object.keys(ruling.variants).length === 0 ? [] : [""]),
  ].join("\n");
}

function presetLines(): string[] {
  return Object.entries(PRESETS).map(([name, { rulings, parameters, unsafe }]) => {
    const choices = RULING_ROWS.flatMap(([id]) => (rulings[id] === "default" ? [] : [`${id} \`${rulings[id]}\``]));
    const numbers = PARAMETER_ROWS.flatMap(([key, parameter]) =>
      String(parameters[key]) === String(parameter.default) ? [] : [`\`${key}\` ${shown(parameters[key], parameter)}`],
    );
    const waived = unsafe.length === 0 ? [] : [`\`unsafe\` ${unsafe.join(", ")}`];
    return `- **\`${name}\`**: ${[...choices, ...numbers, ...waived].join("; ") || "every default"}`;
  });
}

function rulingsPage(): string {
  return [
    note("`src/model/params/rulings/` and `src/conformance/witnesses/`"),
    "# Rulings: what LP-0035 leaves open, and what the reference takes\n",
    "Each open point of the LP is a field of the chain's genesis that the transition function reads. A scenario switches one with",
    "`rulings: { R19: uniform }`, the command line with `--set rulings.R19=uniform`; `achain rulings R19` prints one, `achain rulings --run`",
    "plays the least play of every variant. Listed are the variants that work in this version.\n",
    "Presets name whole sets (`preset: lp-literal`, `--preset lp-literal`):\n",
    ...presetLines(),
    "",
    ...RULING_ROWS.map(([id, ruling]) => rulingSection(id, ruling)),
  ].join("\n");
}

function parametersPage(): string {
  const rows = PARAMETER_ROWS.map(([name, parameter]) =>
    row(
      `\`${name}\``,
      shown(parameter.default, parameter),
      `${shown(parameter.min, parameter)} … ${shown(parameter.max, parameter)}`,
      parameter.doc,
      parameter.source,
    ),
  );
  return [
    note("`src/model/params/parameters.ts` and `consistency.ts`"),
    "# Parameters\n",
    "Every number of the protocol, in the order of its bytes in genesis. A scenario sets one with `params: { minStake: 200 LUX }`.\n",
    head("Name", "Default", "Bounds", "Meaning", "Source"),
    ...rows,
    "\n## What must hold between them\n",
    "Genesis is refused (`PARAMETER_REFUSED`), naming the inequality and both its sides, unless all of these hold. A scenario that breaks one on",
    "purpose names it in `unsafe`, which every report prints; what a record cannot hold cannot be waived. D = J + X + Σ over levels of ((R+1)(K+C) + U) + V + Q·(levels − 1) is the longest",
    "life of a case; B = f·Σladder + 2ρ + γ the bond of a claim.\n",
    head("Name", "Inequality", "Can be waived"),
    ...INEQUALITIES.map(({ name, text }) => row(`\`${name}\``, text, WAIVERS.includes(name) ? "yes" : "no")),
    "",
  ].join("\n");
}

function errorsPage(): string {
  return [
    note("`src/model/errors/codes.ts`"),
    "# Refusals\n",
    "Every code of the protocol. Append-only; numbers are in order of precedence: where two checks of one transaction fail, the lower number",
    "is the answer. A receipt carries the number; 0 is “applied”.\n",
    head("Number", "Code", "Means", "What to do"),
    ...Object.entries(CODES).map(([name, { number, meaning, remedy }]) => row(String(number), `\`${name}\``, meaning, remedy)),
    "",
  ].join("\n");
}

/** As much of the JSON Schema of a step as the page shows. */
interface StepSchema {
  readonly description: string;
  readonly properties: { readonly do: { readonly const: string } };
}

function stepRows(): string[] {
  const { properties } = scenarioJsonSchema() as { properties: { timeline: { items: { oneOf: readonly StepSchema[] } } } };
  return properties.timeline.items.oneOf.map(({ description, properties: { do: name, ...keys } }) => {
    const own = Object.keys(keys).filter((key) => key !== "at" && key !== "agent");
    return row(`\`${name.const}\``, description, own.map((key) => `\`${key}\``).join(", "));
  });
}

function simulatorPage(): string {
  return [
    note("`src/sim/agents/behaviours.ts`, `src/sim/scenario/schema.ts` and `src/sim/monitors/laws.ts`"),
    "# Behaviours, steps and laws\n",
    "## Behaviours\n",
    "Their parameters, with defaults, are in `scenarios/schema.json`, which editors read.\n",
    head("Name", "Role", "What it does", "Computes on", "Own keys"),
    ...BEHAVIOURS.map(({ name, role, about, computes, parameters }) =>
      row(
        `\`${name}\``,
        role,
        about,
        computes,
        Object.keys(parameters)
          .map((key) => `\`${key}\``)
          .join(", "),
      ),
    ),
    "\n## Steps of a timeline\n",
    "A step is one transaction that an agent sends `at` a height, whatever its behaviour: `{ at: 100 blocks, agent: cheat, do: unbond, amount: 50 LUX }`.\n",
    head("`do`", "What it does", "Own keys"),
    ...stepRows(),
    "\n## Laws\n",
    "Watched after every block of every run. A breach makes `achain run` exit with 1.\n",
    head("Name", "What must hold"),
    ...LAWS.map(({ name, sentence }) => row(`\`${name}\``, sentence)),
    "",
  ].join("\n");
}

/** The page of a family of transaction vectors, from the vectors on disk. */
function vectorsPage(kind: TransactionKind): string {
  const folder = path.join(ROOT, "fixtures", "vectors", kind);
  const names = fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  const cases = names.map((name) => JSON.parse(fs.readFileSync(path.join(folder, name, "case.json"), "utf8")) as CaseFile);
  const { lp, rulings, impossible } = TRANSACTION_ROWS[kind];
  const order = ["applied", ...TRANSACTIONS[kind].codes];
  const ordered = cases.toSorted((a, b) => order.indexOf(String(a.expected["code"])) - order.indexOf(String(b.expected["code"])));
  return [
    note("`fixtures/vectors` and `src/conformance/rows`"),
    `# Vectors of ${kind}\n`,
    `[${kind}](../transactions.md#${kind.toLowerCase()}); LP-0035: ${lp}; rulings ${rulings.join(", ")}. Shape \`block\`: load the state, apply the`,
    "block, compare receipts, code, head and root ([README.md](README.md#shapes)). The transaction in question is the last of its block.\n",
    head("Case", "Its code", "What happens"),
    ...ordered.map(({ name, expected, about }) => row(`\`${name}\``, `\`${String(expected["code"])}\``, about)),
    ...(impossible === undefined ? [] : ["\n## Pairs that cannot be made\n", head("Earlier", "Later", "Why")]),
    ...Object.entries(impossible ?? {}).map(([pair, why]) => row(...pair.split(" ").map((code) => `\`${code}\``), why)),
    "",
  ].join("\n");
}

const FILES: Readonly<Record<string, () => string>> = {
  "docs/rulings.md": rulingsPage,
  "docs/parameters.md": parametersPage,
  "docs/errors.md": errorsPage,
  "docs/simulator.md": simulatorPage,
  "docs/spec/tee-families.md": familiesPage,
  ...Object.fromEntries(
    (Object.keys(TRANSACTIONS) as TransactionKind[]).map((kind) => [`docs/spec/vectors/${kind}.md`, () => vectorsPage(kind)] as const),
  ),
  "scenarios/schema.json": () => `${JSON.stringify(scenarioJsonSchema(), undefined, 1)}\n`,
};

const isCheck = process.argv.includes("--check");
let stale = 0;
for (const [file, make] of Object.entries(FILES)) {
  const target = path.join(ROOT, file);
  const content = make();
  const current = fs.existsSync(target) ? fs.readFileSync(target, "utf8") : undefined;
  if (current === content) continue;
  stale += 1;
  if (isCheck) console.error(`${chalk.red("stale")} ${file}: run npm run generate`);
  else {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, content);
    console.error(`wrote ${file}`);
  }
}
if (isCheck && stale === 0) console.error(`${Object.keys(FILES).length} generated files are current`);
process.exitCode = isCheck && stale > 0 ? 1 : 0;
