/** `achain conformance` as a process: exit codes, documents, what it says of files that are stale, missing, garbled. Needs `npm run build`. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readerOf, stalenessOf, update } from "../../src/cli/vector-folder.ts";
import { indexOf } from "../../src/conformance/vector-index.ts";
import { jsonBytes } from "../../src/conformance/vectors/vector.ts";
import { ROOT } from "../sim/fixture.ts";

const ACHAIN = join(ROOT, "bin", "achain.js");
const VECTORS = join(ROOT, "fixtures", "vectors");
let folder = "";

beforeAll(() => {
  folder = join(mkdtempSync(join(tmpdir(), "achain-test-")), "vectors");
  cpSync(VECTORS, folder, { recursive: true });
});
afterAll(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

function achainIn(env: NodeJS.ProcessEnv, ...args: readonly string[]): SpawnSyncReturns<string> {
  const options = { encoding: "utf8", cwd: ROOT, env: { ...process.env, ...env }, maxBuffer: 1e8, timeout: 590_000 } as const;
  return spawnSync(process.execPath, [ACHAIN, "conformance", ...args], options);
}
const achain = (...args: readonly string[]): SpawnSyncReturns<string> => achainIn({}, ...args);
const vectorPaths = readdirSync(VECTORS, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(VECTORS, name)).isFile());

/** Does something with a file of the copy, and puts it back. */
function withFile(path: string, content: Uint8Array | string | undefined, then: () => void): void {
  const file = join(folder, path);
  const before = readFileSync(file);
  if (content === undefined) rmSync(file);
  else writeFileSync(file, content);
  try {
    then();
  } finally {
    writeFileSync(file, before);
  }
}

describe("achain conformance run", () => {
  it("replays a family, and says how many are as they say", () => {
    const { status, stdout } = achain("run", "--family", "transfer");
    expect([status, stdout]).toEqual([0, expect.stringMatching(/^(\d+) of \1 vectors as they say, hash [0-9a-f]{64}\n$/)]);
    const json = JSON.parse(achain("run", folder, "--family", "transfer", "--json").stdout);
    expect(Object.keys(json)[0]).toBe("format");
    expect(achain("run", "--family", "transfer", "--case", "amount-zero-nothing").stdout).toMatch(/^1 of 1 vectors/);
    expect(json).toMatchObject({ format: "achain/conformance/1", action: "run", families: { transfer: json.vectors }, differences: [] });
  });

  it("exits with 1 where one differs, and names it with what differs", () => {
    const path = "transfer/amount-zero-nothing/case.json";
    const wrong = readFileSync(join(folder, path), "utf8").replace('"AMOUNT_ZERO"', '"BALANCE_TOO_LOW"');
    withFile(path, wrong, () => {
      const read = readerOf(folder);
      const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
      const files = new Map(Object.keys(index.files).map((name) => [name, read(name)!]));
      withFile("index.json", jsonBytes(indexOf(files, index.families)), () => {
        const { status, stdout } = achain("run", folder, "--family", "transfer");
        expect([status, stdout]).toEqual([
          1,
          expect.stringContaining("differs transfer/amount-zero-nothing: code: BALANCE_TOO_LOW wanted, AMOUNT_ZERO got"),
        ]);
      });
    });
  });

  it.each([
    ["transfer/valid-one-nlux/block.bin", undefined, "there is no such file"],
    ["transfer/valid-one-nlux/block.bin", "garbled", "the index says"],
    ["transfer/valid-one-nlux/transactions.json", "[]", "the index says"],
    ["index.json", undefined, "there is no such file"],
    ["index.json", "{", "it is no JSON"],
    ["index.json", "{}", "its format is not achain/vectors/1"],
    ["index.json", "null", "its format is not achain/vectors/1"],
  ])("exits with 2 and names %s", (path, content, reason) => {
    withFile(path, content, () => {
      const { status, stderr, stdout } = achain("run", folder, "--family", "transfer");
      expect(stderr).toContain(`${join(folder, path)}: `);
      expect(stderr).toContain(reason);
      expect(stderr).toContain("VECTOR_FILE_REFUSED");
      expect([status, stdout]).toEqual([2, ""]);
    });
  });

  it.each([
    [["nowhere"], /nowhere: there is no such folder \(FILE_NOT_FOUND\)/],
    [["package.json"], /package\.json: this is a file \(FILE_NOT_A_FOLDER\)/],
    [["--family", "transfers"], /no family “transfers”.*did you mean “transfer”/s],
    [["--famly", "transfer"], /FLAG_REFUSED/],
    [["--case", "amount-zero-nothing"], /a case is one of a family.*--family/s],
    [["--family", "transfer", "--case", "nothing"], /transfer has no case “nothing”/],
  ])("refuses %j", (args, says) => {
    const { status, stderr } = achain("run", ...args);
    expect([status, stderr]).toEqual([2, expect.stringMatching(says)]);
  });
});

describe("achain conformance generate", () => {
  // This is also the proof that the vectors on disk are what the code makes, byte for byte: nothing else is said to be stale.
  it("says what is stale and what belongs to no vector, in any time zone and locale; and mends it", () => {
    const [stale, surplus] = [join(folder, "transfer/valid-one-nlux/block.bin"), join(folder, "transfer/long-gone/case.json")];
    const good = readFileSync(stale);
    writeFileSync(stale, "garbled");
    mkdirSync(join(surplus, ".."));
    writeFileSync(surplus, "{}");
    const elsewhere = { TZ: "Asia/Kathmandu", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" };
    const checked = achainIn(elsewhere, "generate", "--check", "--out", folder, "--json");
    expect(checked.status).toBe(1);
    expect(JSON.parse(checked.stdout)).toMatchObject({
      ...{ format: "achain/conformance/1", stale: ["transfer/valid-one-nlux/block.bin"], surplus: ["transfer/long-gone/case.json"] },
      coverage: { unreached: [], uncheckedChecks: [], unpaired: [] },
    });
    expect(checked.stderr).toContain(`stale ${join(folder, "transfer/valid-one-nlux")}`);
    expect(existsSync(surplus)).toBe(true);
    const files = new Map(vectorPaths.map((path) => [path, new Uint8Array(readFileSync(join(VECTORS, path)))]));
    update(folder, files, stalenessOf(folder, files));
    expect(stalenessOf(folder, files)).toEqual({ stale: [], surplus: [] });
    expect(readFileSync(stale)).toEqual(good);
    expect(existsSync(join(surplus, ".."))).toBe(false);
  });

  it("refuses a folder that cannot be written", () => {
    const { status, stderr } = achain("generate", "--out", join(ROOT, "package.json", "vectors"));
    expect([status, stderr]).toEqual([2, expect.stringContaining("OUT_NOT_WRITABLE")]);
    expect(achain("generate", "--out", "").status).toBe(2);
  });
});
