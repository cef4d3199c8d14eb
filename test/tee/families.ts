/** The table of attacks: every row is evidence with one thing wrong, the code that it must give, and the same evidence without that thing. */
import { BINDING } from "./families/binding.ts";
import { CHAINS } from "./families/chains.ts";
import { COLLATERAL } from "./families/collateral.ts";
import { LEVELS } from "./families/levels.ts";
import { LISTS } from "./families/lists.ts";
import { POLICY } from "./families/policy.ts";
import { QUOTES } from "./families/quotes.ts";
import { FAMILIES, type Row } from "./families/row.ts";

/** All rows, in the order of the families. */
export const ROWS: readonly Row[] = FAMILIES.flatMap((family) =>
  [...BINDING, ...LISTS, ...COLLATERAL, ...LEVELS, ...POLICY, ...QUOTES, ...CHAINS].filter((row) => row.family === family),
);
