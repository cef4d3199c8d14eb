/** ACHAIN_BACKEND as the command takes it: the same bytes by every backend, what is said where, exit codes. Needs `npm run build`. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../sim/fixture.ts";

const ACHAIN = join(ROOT, "bin", "achain.js");
const FIRST = join(ROOT, "scenarios", "first-dispute.yaml");

/** Variables of the native packages themselves that make them find no binary. */
const NO_PAIRS = { NAPI_RS_NATIVE_LIBRARY_PATH: "/nowhere" };
const NO_SECP256K1 = { SECP256K1_PREBUILD: "/nowhere" };

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "achain-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function achain(env: Readonly<Record<string, string>>, ...args: readonly string[]): SpawnSyncReturns<string> {
  const { ACHAIN_BACKEND: _, ...inherited } = process.env;
  return spawnSync(process.execPath, [ACHAIN, ...args], {
    encoding: "utf8",
    cwd: ROOT,
    env: { ...inherited, ...env },
    maxBuffer: 1e8,
    timeout: 60_000,
  });
}

const REAL = ["run", FIRST, "--set", "crypto=real", "--until", "14", "--json"] as const;

describe("the backend of a run", () => {
  it("changes no byte of stdout: the reference, the fastest, and half of each", () => {
    const reference = achain({ ACHAIN_BACKEND: "noble" }, ...REAL);
    const [run] = JSON.parse(reference.stdout).runs;
    expect([reference.status, run.crypto, run.transactions.applied > 5]).toEqual([0, "real", true]);
    expect(reference.stderr).toMatch(/environment: Node v\d+.*; sha256, pairs, secp256k1, p256, bls by noble \d/);
    for (const env of [{}, NO_SECP256K1, NO_PAIRS]) expect(achain(env, ...REAL).stdout).toBe(reference.stdout);
  });

  it("changes no byte in threads, nor of simulated signatures", () => {
    const args = ["run", FIRST, "--until", "150", "--seed", "1..2", "--jobs", "2", "--json"];
    expect(achain({}, ...args).stdout).toBe(achain({ ACHAIN_BACKEND: "noble" }, ...args).stdout);
  });

  it("stands in environment.json and report.html, and not in summary.json", () => {
    const out = join(folder, "out");
    expect(achain({ ACHAIN_BACKEND: "noble" }, "run", FIRST, "--until", "50", "--out", out, "--quiet").stderr).toBe("");
    const environment = JSON.parse(readFileSync(join(out, "environment.json"), "utf8"));
    expect(environment).toMatchObject({
      format: "achain/environment/1",
      node: process.version,
      backend: { sha256: expect.stringMatching(/^noble /) },
    });
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("secp256k1, p256, bls by noble");
    expect(readFileSync(join(out, "summary.json"), "utf8")).not.toContain("noble");
  });

  it("never takes arithmetic in JavaScript for libsecp256k1: without a binding it is the reference's", () => {
    expect(achain(NO_SECP256K1, "run", FIRST, "--until", "5").stderr).toMatch(/secp256k1, (p256, )?bls by noble \d/);
  });
});

describe("ACHAIN_BACKEND", () => {
  const COMMANDS = [
    ["run", FIRST],
    ["conformance", "run"],
    ["conformance", "generate", "--check"],
    ["state", "get", "fixtures/vectors/codec/snapshot-genesis/value.bin"],
    ["rulings", "--run"],
  ];

  it.each(COMMANDS)("of another word is bad input: achain %s %s", (...args) => {
    const { status, stdout, stderr } = achain({ ACHAIN_BACKEND: "nobel" }, ...args.filter((word) => word !== undefined));
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("ACHAIN_BACKEND=nobel: there is no such backend (BACKEND_UNKNOWN)\n    did you mean “noble”?\n");
  });

  it("native, where a package has no binary for this machine: exit 4, with its name", () => {
    for (const [env, name] of [
      [NO_SECP256K1, "secp256k1"],
      [NO_PAIRS, "@chainsafe/hashtree"],
    ] as const) {
      const { status, stdout, stderr } = achain({ ACHAIN_BACKEND: "native", ...env }, "run", FIRST, "--json");
      expect(status).toBe(4);
      expect(stderr).toMatch(new RegExp(`ACHAIN_BACKEND=native: ${name}: it does not load: .*BACKEND_MISSING.*\\n.*npm ci`));
      expect(JSON.parse(stdout)).toMatchObject({ format: "achain/run/1", errors: [{ code: "BACKEND_MISSING" }] });
    }
  });

  it.each([["--help"], ["run", "--help"], ["--version"], ["errors"]])("is not looked at where nothing is computed: achain %s %s", (...args) => {
    expect(achain({ ACHAIN_BACKEND: "nobel" }, ...args.filter((word) => word !== undefined)).status).toBe(0);
  });
});
