/** `achain rulings`: what LP-0035 leaves open, what the reference takes, and what can be taken instead. */
import { RULING_ROWS, type Ruling, type RulingId } from "../model/params/rulings.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { EXIT, inputError } from "./exit.ts";
import { printDocument } from "./input.ts";
import { paintFor } from "./print.ts";

/** The scenario that shows what a variant does: ruling → variant → file. A variant without one has none yet. */
const WITNESSES: { readonly [id in RulingId]?: { readonly [variant: string]: string } } = {};

/** A ruling as a document gives it. */
function documentOf([id, { question, default: standard, variants, lp, missing }]: readonly [RulingId, Ruling]) {
  const listed = Object.entries(variants).map(([name, about]) => ({ name, about, witness: WITNESSES[id]?.[name] ?? null }));
  return { id, question, default: standard, variants: listed, lp, missing: missing ?? null };
}

function detail(row: readonly [RulingId, Ruling]): string {
  const paint = paintFor(process.stdout);
  const { id, question, default: standard, variants, lp, missing } = documentOf(row);
  const lines = variants.map(({ name, about, witness }) => `  ${name}: ${about}${witness === null ? "" : `; shown by ${witness}`}`);
  return [
    `${paint("bold", id)} ${question}`,
    `LP-0035: ${lp}`,
    `default: ${standard}`,
    ...(missing === null ? [] : [`not yet in force: ${missing}`]),
    ...(lines.length === 0 ? ["variants: none"] : [`variants (--set rulings.${id}=NAME):`, ...lines]),
  ].join("\n");
}

function rowOf(word: string): readonly [RulingId, Ruling] {
  const found = RULING_ROWS.find(([id]) => id === word.toUpperCase());
  if (found !== undefined) return found;
  const known = RULING_ROWS.map(([id]) => id);
  throw inputError("RULING_UNKNOWN", word, `there is no ruling “${word}”`, suggest(word.toUpperCase(), known));
}

/** `achain rulings [ID]`. */
export function rulingsCommand(word: string | undefined, flags: { readonly json?: boolean }): number {
  const rows = word === undefined ? RULING_ROWS : [rowOf(word)];
  if (flags.json === true) printDocument("rulings", { rulings: rows.map(documentOf) });
  else if (word !== undefined) process.stdout.write(`${detail(rows[0]!)}\n`);
  else
    for (const [id, { question, variants }] of rows)
      process.stdout.write(
        `${id} ${question}${Object.keys(variants)
          .map((name) => ` [${name}]`)
          .join("")}\n`,
      );
  return EXIT.done;
}
