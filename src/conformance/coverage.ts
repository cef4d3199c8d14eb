/** What the vectors cover: codes, rows, pairs of checks, and what none of them reaches. */

import { TRANSACTIONS } from "../model/chain/transactions.ts";
import { CODES, type Code } from "../model/errors/codes.ts";
import { BLOCK_CHECKS } from "./block-checks.ts";
import { ADJACENT, impossibility } from "./pairs.ts";
import { BLOCK_ADJACENT, BLOCK_IMPOSSIBLE, BLOCK_ROWS } from "./rows/blocks.ts";
import { GENESIS_ROWS } from "./rows/genesis.ts";
import { TRANSACTION_ROWS } from "./rows/transactions.ts";
import type { VectorFiles } from "./vector-index.ts";
import type { CaseFile } from "./vectors/vector.ts";

/** Figures of a set of vectors. */
export interface Coverage {
  /** Codes of the registry, and those that no vector ends in. */
  readonly codes: number;
  readonly unreached: readonly Code[];
  /** Checks: of each kind of transaction, of a block; and those that no vector of theirs ends in, as `family CODE`. */
  readonly checks: number;
  readonly uncheckedChecks: readonly string[];
  /** Rows of the tables: one thing wrong in each. */
  readonly rows: number;
  /** Adjacent checks; those with a vector, those that cannot both fail, and those that have neither. */
  readonly adjacent: number;
  readonly pairs: number;
  readonly impossible: number;
  readonly unpaired: readonly string[];
  /** Pairs on either side of two checks that cannot both fail. */
  readonly acrossGaps: number;
}

const TEXT = new TextDecoder();

function casesOf(files: VectorFiles): readonly CaseFile[] {
  return [...files].filter(([path]) => path.endsWith("/case.json")).map(([, bytes]) => JSON.parse(TEXT.decode(bytes)) as CaseFile);
}

/** Two checks of a family, the earlier first. */
type PairName = readonly [family: string, earlier: Code, later: Code];

const folderOf = ([family, earlier, later]: PairName): string =>
  `${family}/${[earlier, "before", later].join("-").toLowerCase().replaceAll("_", "-")}`;

/** The coverage of vectors. */
export function coverageOf(files: VectorFiles): Coverage {
  const cases = casesOf(files);
  const ended = cases.map(({ family, expected }) => `${family} ${String(expected["code"])}`);
  const reached = new Set(cases.map(({ expected }) => expected["code"]));
  const folders = new Set(cases.map(({ family, name }) => `${family}/${name}`));
  const checks = [
    ...Object.values(TRANSACTIONS).flatMap(({ name, codes }) => codes.map((code) => `${name} ${code}`)),
    ...BLOCK_CHECKS.map((code) => `block ${code}`),
  ];
  const adjacent: readonly PairName[] = [...ADJACENT, ...BLOCK_ADJACENT.map(([earlier, later]): PairName => ["block", earlier, later])];
  const possible: readonly PairName[] = [
    ...ADJACENT.filter((pair) => impossibility(pair) === undefined),
    ...BLOCK_ADJACENT.filter((pair) => BLOCK_IMPOSSIBLE[pair.join(" ")] === undefined).map(([earlier, later]): PairName => ["block", earlier, later]),
  ];
  const paired = possible.filter((pair) => folders.has(folderOf(pair)));
  const across = Object.values(TRANSACTIONS).flatMap(({ name, codes }) =>
    codes.flatMap((earlier, index) => codes.slice(index + 2).filter((later) => folders.has(folderOf([name, earlier, later])))),
  );
  return {
    codes: Object.keys(CODES).length,
    unreached: (Object.keys(CODES) as Code[]).filter((code) => !reached.has(code)),
    checks: checks.length,
    uncheckedChecks: checks.filter((check) => !ended.includes(check)),
    rows: Object.values(TRANSACTION_ROWS).reduce((sum, { refused }) => sum + refused.length, 0) + BLOCK_ROWS.length + GENESIS_ROWS.length,
    adjacent: adjacent.length,
    pairs: paired.length,
    impossible: adjacent.length - possible.length,
    unpaired: possible.filter((pair) => !folders.has(folderOf(pair))).map((pair) => pair.join(" ")),
    acrossGaps: across.length,
  };
}
