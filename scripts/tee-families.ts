/** The page of the table of attacks, made of its rows: `tsx scripts/tee-families.ts` prints it, `npm run generate` writes and checks it. */
import { fileURLToPath } from "node:url";
import { QUOTE_KINDS, type QuoteKind } from "../src/sim/platform/description.ts";
import { ALL, FAMILIES, type Row, SGX, SINCE_V4, TDX, V5 } from "../test/tee/families/row.ts";
import { ROWS } from "../test/tee/families.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|");

const NAMED: readonly (readonly [name: string, kinds: readonly QuoteKind[]])[] = [
  ["all", ALL],
  ["SGX", SGX],
  ["TDX", TDX],
  ["v4, v5", SINCE_V4],
  ["v5", V5],
];

/** On which quotes: by one word where there is one. */
function quotes({ on }: Row): string {
  return NAMED.find(([, kinds]) => kinds.length === on.length && kinds.every((kind) => on.includes(kind)))?.[0] ?? on.join(", ");
}

/** One row for all rows that say the same of different quotes. */
function merged(rows: readonly Row[]): readonly Row[] {
  const byWords = new Map<string, Row[]>();
  for (const row of rows) {
    const words = [row.what, row.code, row.item].join("\n");
    byWords.set(words, [...(byWords.get(words) ?? []), row]);
  }
  return [...byWords.values()].map((list) => ({ ...list[0]!, on: QUOTE_KINDS.filter((kind) => list.some(({ on }) => on.includes(kind))) }));
}

/** The page: families in their order, each with what is wrong, on which quotes, the code, the item, and the twin that is accepted. */
export function familiesPage(): string {
  const cases = ROWS.reduce((count, { on }) => count + on.length, 0);
  const parts = FAMILIES.flatMap((family) => [
    `\n## ${family}\n`,
    "| What is wrong | Quotes | Code | Item | Twin |",
    "|---|---|---|---|---|",
    ...merged(ROWS.filter((row) => row.family === family)).map((row) => {
      const twin = Object.keys(row.twin).length === 0 ? "base" : "own";
      return `| ${cell(row.what)} | ${quotes(row)} | \`${row.code}\` | ${row.item} | ${twin} |`;
    }),
  ]);
  return [
    "<!-- Made by `npm run generate` from `test/tee/families`. Do not edit. -->\n",
    "# Attacks on evidence\n",
    `${FAMILIES.length} families, ${ROWS.length} rows, ${cases} cases. Each row is evidence of a simulated platform (\`src/sim/platform\`) with one thing wrong; the`,
    "verifier refuses it with this code about this item, and accepts its twin, the same evidence without that thing: the platform on which all",
    "is well (base), or one that differs from it in all but what is wrong (own). Quotes are of SGX v3, v4, v5 and of TDX v4, v5 with bodies 1.0",
    "and 1.5. `test/tee/families.test.ts` plays all of them.",
    ...parts,
    "",
  ].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(familiesPage());
