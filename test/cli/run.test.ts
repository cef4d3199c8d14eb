/** `achain run` as a process: exit codes, what it prints where, bad input of every kind, interruption. Needs `npm run build`. */
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT, shipped } from "../sim/fixture.ts";

const ACHAIN = join(ROOT, "bin", "achain.js");
const FIRST = join(ROOT, "scenarios", "first-dispute.yaml");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "achain-test-"));
  expect(existsSync(join(ROOT, "dist", "cli", "main.js")), "run npm run build first").toBe(true);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function achain(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [ACHAIN, ...args], { encoding: "utf8", cwd: ROOT, maxBuffer: 1e8, timeout: 60_000 });
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The shipped scenario, cut short and with one piece replaced. */
const variant = (from: string, to: string): string => {
  const text = shipped("first-dispute");
  expect(text).toContain(from);
  return text.replace(from, to);
};

describe("a run", () => {
  it("says who was slashed, by how much, and why, and exits with 0", () => {
    const { status, stdout } = achain("run", FIRST);
    expect(status).toBe(0);
    expect(stdout).toContain("slashed cheat: 100 LUX");
    expect(stdout).toContain("for fault: its output was at FAULT");
    expect(stdout).toContain("again: npx achain run scenarios/first-dispute.yaml --seed 1");
    expect(stdout).not.toContain("\u001b");
  });

  it("prints one JSON document with its format first, and nothing else on stdout", () => {
    const { status, stdout } = achain("run", FIRST, "--json");
    expect(status).toBe(0);
    const document = JSON.parse(stdout);
    expect(Object.keys(document)[0]).toBe("format");
    expect(document.format).toBe("achain/run/1");
    expect(Object.keys(document.runs[0]).sort()).toEqual(
      [
        ...[
          "file",
          "scenario",
          "seed",
          "configHash",
          "preset",
          "rulings",
          "params",
          "unsafe",
          "crypto",
          "tee",
          "height",
          "time",
          "timeUnix",
          "stateRoot",
          "traceHash",
        ],
        ...["transactions", "attestations", "cases", "slashes", "supply", "agents", "measures", "expectations", "laws", "partial", "replay"],
      ].sort(),
    );
  });

  it("gives the same bytes again by its replay command", () => {
    const first = achain("run", FIRST, "--json", "--seed", "7", "--set", "params.claimFee=0.02 LUX", "--until", "300");
    const { replay } = JSON.parse(first.stdout).runs[0];
    expect(replay).toBe("npx achain run scenarios/first-dispute.yaml --seed 7 --set 'params.claimFee=0.02 LUX' --until 300");
    const again = spawnSync("sh", ["-c", replay.replace("npx achain", `'${process.execPath}' '${ACHAIN}'`).concat(" --json")], {
      encoding: "utf8",
      cwd: ROOT,
    });
    expect(again.stdout).toBe(first.stdout);
  });

  it("does not depend on the number of threads", () => {
    const args = ["run", FIRST, "--seed", "1..4", "--json", "--until", "200"];
    expect(achain(...args, "--jobs", "2").stdout).toBe(achain(...args, "--jobs", "1").stdout);
  });

  it("stopped early, judges no expectation", () => {
    const { status, stdout } = achain("run", FIRST, "--json", "--until", "100");
    const [run] = JSON.parse(stdout).runs;
    expect([status, run.partial, run.height]).toEqual([0, true, "100"]);
    expect(run.expectations.every(({ held }: { held: unknown }) => held === null)).toBe(true);
  });

  it("writes summary, report and trace, whole", () => {
    const out = join(folder, "deep", "out");
    const { status, stdout } = achain("run", FIRST, "--out", out, "--trace", "--json");
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["environment.json", "report.html", "summary.json", "trace.jsonl.gz"]);
    expect(readFileSync(join(out, "summary.json"), "utf8")).toBe(stdout);
    const lines = gunzipSync(readFileSync(join(out, "trace.jsonl.gz")))
      .toString()
      .trim()
      .split("\n");
    expect(lines).toHaveLength(901);
    expect(JSON.parse(lines[0]!)).toEqual({ file: "scenarios/first-dispute.yaml", seed: 1 });
    expect(JSON.parse(lines[1]!).height).toBe("1");
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("first-dispute");
  });
});

describe("what does not hold", () => {
  it.each([
    ["op: eq\n    value: 1\n", "op: eq\n    value: 2\n", "got 1, wanted 2"],
    ["value: 100 LUX", "value: 99 LUX", 'got "100000000000" (100 LUX), wanted "99 LUX"'],
    ["value: 64.545 LUX", "value: 65.545 LUX", 'wanted gte "65.545 LUX"'],
  ])("%j → %j: exit 1, with got and wanted", (from, to, says) => {
    const { status, stdout } = achain("run", file("changed.yaml", variant(from, to)));
    expect(status).toBe(1);
    expect(stdout).toContain("not as expected");
    expect(stdout).toContain(says);
    expect(stdout).toMatch(/changed\.yaml:\d+/);
  });
});

interface Bad {
  readonly what: string;
  readonly args: () => readonly string[];
  readonly says: RegExp;
}

const BAD: readonly Bad[] = [
  {
    what: "a missing file",
    args: () => ["scenarios/first-dipsute.yaml"],
    says: /first-dipsute\.yaml: there is no such file.*\n.*did you mean “first-dispute\.yaml”/,
  },
  { what: "a folder", args: () => ["scenarios"], says: /FILE_NOT_A_FILE/ },
  { what: "an empty file", args: () => [file("empty.yaml", "")], says: /empty\.yaml:1:1: the file is empty/ },
  { what: "a binary file", args: () => [file("binary.yaml", new Uint8Array([110, 97, 0, 255]))], says: /binary\.yaml: byte 2: the file is binary/ },
  { what: "no UTF-8", args: () => [file("latin.yaml", new Uint8Array([110, 0xe9, 0x20]))], says: /FILE_NOT_TEXT/ },
  { what: "a huge file", args: () => [file("huge.yaml", "#".repeat(1_100_000))], says: /FILE_TOO_LARGE/ },
  {
    what: "an unknown key",
    args: () => [file("key.yaml", variant("blocks: 900", "blokcs: 900"))],
    says: /key\.yaml:\d+:1: unknown key “blokcs”.*\n.*“blocks”/,
  },
  {
    what: "a number as string",
    args: () => [file("string.yaml", variant("blocks: 900", 'blocks: "900"'))],
    says: /string\.yaml:\d+:9: blocks is "900".*\n.*number/,
  },
  {
    what: "negative money",
    args: () => [file("negative.yaml", variant("behaviour: cheat,", 'behaviour: cheat, stake: "-5 LUX",'))],
    says: /negative\.yaml:\d+:\d+: providers\[0\]\.stake is "-5 LUX"/,
  },
  { what: "--seed x", args: () => [FIRST, "--seed", "x"], says: /--seed x: this is no seed.*\n.*1\.\.20/ },
  { what: "an empty range of seeds", args: () => [FIRST, "--seed", "5..1"], says: /the range is empty/ },
  { what: "--jobs 0", args: () => [FIRST, "--jobs", "0"], says: /--jobs 0/ },
  { what: "--until x", args: () => [FIRST, "--until", "x"], says: /--until x/ },
  { what: "--set without a value", args: () => [FIRST, "--set", "blocks"], says: /--set blocks: this is not path=value/ },
  { what: "--set of a value that is refused", args: () => [FIRST, "--set", "blocks=many"], says: /blocks is "many"/ },
  { what: "an unknown preset", args: () => [FIRST, "--preset", "refrence"], says: /“reference”/ },
  { what: "--trace without --out", args: () => [FIRST, "--trace"], says: /add --out DIR/ },
  { what: "an --out that is a file", args: () => [FIRST, "--out", file("taken", "x")], says: /--out .*taken: it cannot be written/ },
  { what: "an unknown flag", args: () => [FIRST, "--sed", "1"], says: /unknown option '--sed'.*FLAG_REFUSED/s },
  { what: "no file", args: () => [], says: /missing required argument 'file'.*FLAG_REFUSED/s },
];

describe("bad input", () => {
  it.each(BAD)("$what: exit 2, and says where", ({ args, says }) => {
    const { status, stderr, stdout } = achain("run", ...args());
    expect(stderr).toMatch(says);
    expect(status).toBe(2);
    expect(stdout).toBe("");
  });

  it("an --out that may not be written to: exit 2, nothing run", () => {
    const locked = join(folder, "locked");
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    const target = process.getuid?.() === 0 ? "/proc/achain" : join(locked, "out");
    const { status, stderr } = achain("run", FIRST, "--out", target);
    expect([status, /OUT_NOT_WRITABLE/.test(stderr)]).toEqual([2, true]);
  });

  it("with --json, is said as a document too", () => {
    const { status, stdout } = achain("run", FIRST, "--seed", "x", "--json");
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ format: "achain/run/1", errors: [{ code: "FLAG_REFUSED" }] });
  });

  it("an unknown command: exit 2", () => expect(achain("rum").status).toBe(2));
});

describe("a behaviour of the user's own", () => {
  const MODULE = `export const behaviours = [{
    name: "idle", role: "provider", about: "registers and does nothing",
    create: (host, common) => ({
      start: () => host.submit({ kind: "registerProvider", owner: host.address, consent: undefined, stake: common.stake }),
    }),
  }];`;
  const using = (module: string): string =>
    variant("blocks: 900", `blocks: 200\nuse: [${module}]`).replace(
      "providers:\n",
      "providers:\n  - { id: mine, behaviour: idle, platform: avx2 }\n",
    );

  it.each([1, 2])("acts in a run like any other (%i threads)", (jobs) => {
    file("mine.mjs", MODULE);
    const { status, stdout } = achain(
      "run",
      file("uses.yaml", using("./mine.mjs")),
      "--json",
      "--until",
      "150",
      "--seed",
      "1..2",
      "--jobs",
      String(jobs),
    );
    expect(status).toBe(0);
    const [run] = JSON.parse(stdout).runs;
    expect(run.agents.find(({ id }: { id: string }) => id === "mine")).toMatchObject({ behaviour: "idle", stake: "100000000000", attested: 0 });
  });

  it.each([
    ["./missing.mjs", "", /there is no such file/],
    ["./broken.mjs", "export const behaviours = [", /it does not load/],
    ["./other.mjs", "export const behaviours = 3;", /exports no list/],
    ["./taken.mjs", 'export const behaviours = [{ name: "honest", role: "provider", create() {} }];', /is a behaviour of achain/],
  ])("%s: exit 2", (name, content, says) => {
    if (content !== "") file(name, content);
    const { status, stderr } = achain("run", file("bad-use.yaml", using(name)));
    expect([status, says.test(stderr)]).toEqual([2, true]);
  });
});

describe("help", () => {
  it.each([["--help"], ["run", "--help"], ["--version"]])("%s %s exits with 0", (...args) => {
    const { status, stdout } = achain(...args.filter((word) => word !== undefined));
    expect(status).toBe(0);
    expect(stdout.length).toBeGreaterThan(4);
  });
});

describe("interruption", () => {
  /** Waits until a run is under way, which is when its folder is there, and then so long that some of it is done. */
  async function underWay(out: string): Promise<void> {
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    while (!existsSync(out)) await wait(50);
    await wait(2500);
  }

  it.each([1, 2])("keeps and names what is finished, and exits with 130 (%i threads)", async (jobs) => {
    const out = join(folder, `interrupted-${jobs}`);
    const child = spawn(process.execPath, [ACHAIN, "run", FIRST, "--seed", "1..100000", "--out", out, "--jobs", String(jobs), "--quiet", "--json"], {
      cwd: ROOT,
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.stdout.resume();
    await underWay(out);
    child.kill("SIGINT");
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(130);
    expect(stderr).toMatch(/interrupted: \d+ of 100000 runs finished/);
    const { runs, partial } = JSON.parse(readFileSync(join(out, "summary.json"), "utf8"));
    expect(partial).toBe(true);
    expect(runs.length).toBeGreaterThan(0);
    expect(existsSync(join(out, "report.html"))).toBe(true);
  });

  it("of one long run keeps it as far as it came", async () => {
    const long = file("long.yaml", variant("blocks: 900", "blocks: 5000000"));
    const out = join(folder, "interrupted-long");
    const child = spawn(process.execPath, [ACHAIN, "run", long, "--json", "--out", out], { cwd: ROOT });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    await underWay(out);
    child.kill("SIGINT");
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(130);
    const [run] = JSON.parse(stdout).runs;
    expect(run.partial).toBe(true);
    expect(Number(run.height)).toBeGreaterThan(100);
    expect(stderr).toContain(`first-dispute seed 1 to height ${run.height}`);
  });
});
