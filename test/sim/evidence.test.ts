/** Scenarios with evidence: real evidence where it is here, and what both keyrings make of the simulated. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceFinder } from "../../src/cli/files.ts";
import { findBundle } from "../../src/cli/given-evidence.ts";
import { realKeyringOf } from "../../src/model/crypto/real.ts";
import { createRun } from "../../src/sim/run/run.ts";
import { loadScenario } from "../../src/sim/scenario/load.ts";
import { describeReal } from "../tee/real.ts";
import { ROOT, runText, shipped } from "./fixture.ts";

describeReal("real evidence in a scenario", () => {
  it("holds within the window of its collateral, and is refused outside", () => {
    const path = join(ROOT, "scenarios", "evidence", "real-evidence.yaml");
    const loading = loadScenario(readFileSync(path, "utf8"), [], sourceFinder(path), [], findBundle);
    if (!loading.ok) throw new Error(loading.problems[0]!.message);
    const run = createRun({ loaded: loading.loaded, seed: 1, file: path, replay: "", until: undefined, realKeyringOf });
    while (run.step());
    const { record } = run.report();
    expect(record.expectations.filter(({ held }) => held !== true)).toEqual([]);
    expect(record.laws.filter(({ breached }) => breached.length > 0)).toEqual([]);
  });
});

describe("signatures of evidence", () => {
  it("ideal and real ones come to the same", () => {
    const short = [
      "params={ ownerDelay: 60 blocks, challengeWindow: 40 blocks, openWindow: 10 blocks }",
      "consumers.bob.start=70 blocks",
      "blocks=100",
    ];
    const ideal = runText(shipped("extracted-key"), { overrides: short }).record;
    const real = runText(shipped("extracted-key"), { overrides: [...short, "crypto=real"] }).record;
    expect(ideal.evidence!.forged).toBeGreaterThanOrEqual(2);
    expect(real.evidence).toEqual(ideal.evidence);
    expect(real.attestations).toEqual(ideal.attestations);
  });
});
