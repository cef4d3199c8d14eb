import type { Path } from "./positions.ts";
import { type Problem, suggest } from "./problems.ts";

/** A problem by its path; the loader finds the line. */
export type PlacedProblem = Omit<Problem, "line" | "column"> & { readonly path: Path };

/** A problem at a path of the scenario. */
export const problem = (path: Path, code: string, message: string, remedy: string): PlacedProblem => ({ path, code, message, remedy });

/** A name that nothing has, and the one that was meant perhaps. */
export const unknownName = (path: Path, name: string, known: readonly string[], what: string): PlacedProblem =>
  problem(path, "SCENARIO_NAME_UNKNOWN", `no ${what} is called “${name}”`, suggest(name, known));
