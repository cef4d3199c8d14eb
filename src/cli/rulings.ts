/** `achain rulings`: what LP-0035 leaves open, what the reference takes, what can be taken instead, and what that changes. */
import { WITNESSES } from "../conformance/witnesses/index.ts";
import { optionsOf, type Witness } from "../conformance/witnesses/witness.ts";
import type { Ruling } from "../model/params/rulings/ruling.ts";
import { RULING_ROWS, type RulingId } from "../model/params/rulings.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { EXIT, inputError } from "./exit.ts";
import { printDocument } from "./input.ts";
import { paintFor } from "./print.ts";

type Row = readonly [RulingId, Ruling];

/** How a witness ends: as the table says, or, with `--run`, as it just did. */
const endsOf = (witness: Witness, isRun: boolean): readonly [string, string] =>
  isRun ? [witness.play(optionsOf(witness)[0]), witness.play(optionsOf(witness)[1])] : witness.ends;

/** A witness as a document gives it. */
function shown(witness: Witness, isRun: boolean) {
  const [standard, variant] = endsOf(witness, isRun);
  return {
    sentence: witness.sentence,
    default: standard,
    variant,
    holds: [standard, variant].join() === witness.ends.join() && standard !== variant,
  };
}

const aboutNumbers = ({ numbers = [] }: Ruling): string => `other values of ${numbers.join(", ")}`;

/** A ruling as a document gives it. */
function documentOf([id, ruling]: Row, isRun: boolean) {
  const { question, default: standard, lp, missing, numbers } = ruling;
  const witnesses = WITNESSES.filter((witness) => witness.ruling === id);
  const variants = witnesses.map((witness) => ({
    name: witness.variant,
    about: ruling.variants[witness.variant] ?? aboutNumbers(ruling),
    witness: shown(witness, isRun),
  }));
  return { id, question, default: standard, variants, numbers: numbers ?? [], lp, missing: missing ?? null };
}

type RulingDocument = ReturnType<typeof documentOf>;

function variantLines({ name, about, witness }: RulingDocument["variants"][number]): string[] {
  return [
    name === "numbers" ? `  by its numbers (--set params.NAME=VALUE): ${about}` : `  ${name}: ${about}`,
    `    what it changes: ${witness.sentence}`,
    `    the least play that shows it ends, under the default: ${witness.default}`,
    `    ${" ".repeat("the least play that shows it ends, ".length)}under ${name === "numbers" ? "the other number" : name}: ${witness.variant}`,
  ];
}

function detail({ id, question, default: standard, variants, lp, missing, numbers }: RulingDocument): string {
  const paint = paintFor(process.stdout);
  return [
    `${paint("bold", id)} ${question}`,
    `LP-0035: ${lp}`,
    `default: ${standard}`,
    ...(missing === null ? [] : [`not yet in force: ${missing}`]),
    ...(numbers.length === 0 ? [] : [`its numbers (--set params.NAME=VALUE): ${numbers.join(", ")}`]),
    ...(variants.length === 0 ? ["variants: none"] : [`variants (--set rulings.${id}=NAME):`, ...variants.flatMap(variantLines)]),
  ].join("\n");
}

function rowOf(word: string): Row {
  const found = RULING_ROWS.find(([id]) => id === word.toUpperCase());
  if (found !== undefined) return found;
  const known = RULING_ROWS.map(([id]) => id);
  throw inputError("RULING_UNKNOWN", word, `there is no ruling “${word}”`, suggest(word.toUpperCase(), known));
}

/** One line a variant: how its play ended under the default, and under it. */
function tableOf(documents: readonly RulingDocument[]): string[] {
  return documents.flatMap(({ id, variants }) =>
    variants.map(({ name, witness }) => `${witness.holds ? "ok  " : "NOT "} ${id} ${name.padEnd(22)} ${witness.default}  →  ${witness.variant}`),
  );
}

const line = ({ id, question, variants }: RulingDocument): string => `${id} ${question}${variants.map(({ name }) => ` [${name}]`).join("")}`;

/** `achain rulings [ID] [--run]`. With `--run` every witness is played; exit 1 where one does not end as it should. */
export function rulingsCommand(word: string | undefined, flags: { readonly json?: boolean; readonly run?: boolean }): number {
  const isRun = flags.run === true;
  const documents = (word === undefined ? RULING_ROWS : [rowOf(word)]).map((row) => documentOf(row, isRun));
  const lines = word !== undefined ? documents.map(detail) : isRun ? tableOf(documents) : documents.map(line);
  if (flags.json === true) printDocument("rulings", { rulings: documents });
  else process.stdout.write(`${lines.join("\n")}\n`);
  const holds = documents.every(({ variants }) => variants.every(({ witness }) => witness.holds));
  return holds ? EXIT.done : EXIT.failed;
}
