import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceFinder } from "../../src/cli/files.ts";
import { realKeyringOf } from "../../src/model/crypto/real.ts";
import type { RunReport } from "../../src/sim/run/record.ts";
import { createRun } from "../../src/sim/run/run.ts";
import { type LoadedScenario, type Loading, loadScenario } from "../../src/sim/scenario/load.ts";
import { parseOverride } from "../../src/sim/scenario/overrides.ts";

export const ROOT: string = join(import.meta.dirname, "..", "..");

/** Reads scenario text as `achain run` does. */
export function load(text: string, overrides: readonly string[] = []): Loading {
  return loadScenario(
    text,
    overrides.map((override) => parseOverride(override)!),
    sourceFinder(join(ROOT, "scenarios", "x.yaml")),
  );
}

/** A scenario that must load. */
export function loaded(text: string, overrides: readonly string[] = []): LoadedScenario {
  const loading = load(text, overrides);
  if (!loading.ok) throw new Error(loading.problems.map(({ line, message }) => `${line}: ${message}`).join("\n"));
  return loading.loaded;
}

/** Text of a shipped scenario. */
export function shipped(name: string): string {
  return readFileSync(join(ROOT, "scenarios", `${name}.yaml`), "utf8");
}

/** Runs a scenario to its end, or to a height. */
export function runText(
  text: string,
  { seed = 1, until, overrides = [] }: { seed?: number; until?: number; overrides?: readonly string[] } = {},
): RunReport {
  const run = createRun({ loaded: loaded(text, overrides), realKeyringOf, seed, file: "scenarios/x.yaml", replay: "", until });
  while (run.step());
  return run.report();
}

/** Windows so short that a whole life of an attestation fits into a hundred blocks; the inequalities of section 2 hold. */
export const SHORT = {
  challengeWindow: "40 blocks",
  openWindow: "10 blocks",
  joinWindow: "3 blocks",
  commitWindow: "30 blocks",
  revealWindow: "30 blocks",
  seatOpenWindow: "30 blocks",
  appealWindow: "5 blocks",
  extension: "8 blocks",
  unbonding: "700 blocks",
  ownerDelay: "60 blocks",
  stakeMaturity: "5 blocks",
} as const;
