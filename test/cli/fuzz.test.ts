/** `achain fuzz` as a process: its document, its exit codes, what it keeps. Needs `npm run build`. */
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ROOT } from "../sim/fixture.ts";

const ACHAIN = join(ROOT, "bin", "achain.js");
const folder = mkdtempSync(join(tmpdir(), "achain-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const achain = (...args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [ACHAIN, "fuzz", ...args], { encoding: "utf8", cwd: ROOT, timeout: 100_000 });

describe("achain fuzz", () => {
  it("prints one document, the same for the same seed", () => {
    const { status, stdout } = achain("--runs", "3", "--seed", "5", "--blocks", "60", "--json", "--quiet");
    expect(status).toBe(0);
    const document = JSON.parse(stdout);
    expect(Object.keys(document)[0]).toBe("format");
    expect(document).toMatchObject({ format: "achain/fuzz/1", runs: 3, blocks: 180, seeds: { from: 5, to: 7 }, breaches: [], partial: false });
    expect(Object.keys(document.coverage)).toEqual(["transactions", "faults", "rulings", "codes", "goals", "missing"]);
    expect(achain("--runs", "3", "--seed", "5", "--blocks", "60", "--json", "--quiet").stdout).toBe(stdout);
  });

  it("finds a canary, keeps a scenario that replays, and only under the canary", () => {
    const out = join(folder, "mint");
    const found = achain("--canary", "mint", "--out", out, "--json");
    expect(found.status).toBe(0);
    const [breach] = JSON.parse(found.stdout).breaches;
    expect(breach).toMatchObject({ law: "supply-conserved", file: join(out, readdirSync(out)[0]!) });
    const replay = ["--replay", breach.file, "--seed", String(breach.seed)];
    expect(achain(...replay, "--canary", "mint")).toMatchObject({ status: 1, stdout: expect.stringContaining("supply-conserved") });
    expect(achain(...replay)).toMatchObject({ status: 0, stdout: expect.stringContaining("no law breached") });
    const run = spawnSync(process.execPath, [ACHAIN, "run", breach.file, "--seed", String(breach.seed)], { encoding: "utf8", cwd: ROOT });
    expect(run.status).toBe(0);
  });

  it("keeps what it has when it is interrupted", async () => {
    const out = join(folder, "interrupted");
    const child = spawn(process.execPath, [ACHAIN, "fuzz", "--for", "10m", "--out", out, "--json"], { cwd: ROOT });
    let stdout = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.resume();
    while (!existsSync(out)) await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill("SIGINT");
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ format: "achain/fuzz/1", partial: true, breaches: [] });
  });

  it.each([
    [["--runs", "none"], /--runs none: this is no such number/],
    [["--for", "10"], /this is no duration.*10m/s],
    [["--canary", "mnt"], /no such canary.*did you mean “mint”/s],
    [["--preset", "referenc"], /no such preset.*did you mean “reference”/s],
    [["--replay", "nowhere.yaml"], /nowhere.yaml: there is no such file/],
  ])("refuses %j", (args, says) => {
    const { status, stderr } = achain(...args);
    expect([status, stderr]).toEqual([2, expect.stringMatching(says)]);
  });
});
