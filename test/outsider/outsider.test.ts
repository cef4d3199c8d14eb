/**
 * A reader's script in another language, written from docs/spec alone, gets the vectors right: the draw, the tally, the payouts,
 * every state's root, proofs, and the draws of whole cases. Needs python3; where there is none it says that it was skipped.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../sim/fixture.ts";

const SCRIPT = join(ROOT, "test", "outsider", "outsider.py");
const VECTORS = join(ROOT, "fixtures", "vectors");
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const mustRun = process.env["ACHAIN_REQUIRE_ALL"] === "1";

describe("the script of an outsider", () => {
  it.skipIf(!hasPython && !mustRun)("comes to what the vectors say (skipped where there is no python3)", () => {
    const { status, stdout, stderr } = spawnSync("python3", [SCRIPT, VECTORS], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    const counts = new Map(stdout.split("\n").flatMap((line) => [...line.matchAll(/^([a-z ]+): (\d+) of (\d+)/g)].map((m) => [m[1]!, [m[2], m[3]]])));
    expect([...counts.keys()]).toEqual(expect.arrayContaining(["draw", "tally", "payouts", "states", "state", "case", "draws in case"]));
    for (const [family, [right, all]] of counts) expect(`${family}: ${right} right`).toBe(`${family}: ${all} right`);
  });
});
