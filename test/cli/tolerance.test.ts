/** `achain tolerance`, as a process: what it finds in the fixture, what it says of bad folders, exit codes. Needs `npm run build`. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toleranceSchema } from "../../src/sim/scenario/tolerance.ts";
import { ROOT } from "../sim/fixture.ts";

const ACHAIN = join(ROOT, "bin", "achain.js");
const SILERO = join(ROOT, "fixtures", "float", "silero-vad-v5");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "achain-tolerance-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const achain = (...args: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, [ACHAIN, "tolerance", ...args], { encoding: "utf8", cwd: ROOT, maxBuffer: 1e8, timeout: 60_000 });

interface Cheat {
  readonly name: string;
  readonly min: number;
  readonly auc: number;
  readonly atAgree: number;
  readonly inBand: number;
  readonly atFault: number;
  readonly separable: boolean;
}

interface Found {
  readonly samples: number;
  readonly classes: readonly { readonly name: string; readonly members: readonly string[] }[];
  readonly comparators: readonly {
    readonly name: string;
    readonly agree: number;
    readonly fault: number;
    readonly honestMax: number;
    readonly n: number;
    readonly honest: { readonly atAgree: number; readonly atFault: number };
    readonly leaveOneOut: readonly { readonly class: string; readonly falseRejection: number }[];
    readonly cheats: readonly Cheat[];
    readonly tolerance: unknown;
    readonly fit: boolean;
    readonly unfit: readonly string[];
  }[];
  readonly recommended: string | null;
  readonly tolerance: unknown;
  readonly warnings: readonly string[];
}

/** A folder of measured outputs: fp32 values by platform, each a list of samples. */
function recorded(name: string, honest: Record<string, number[][]>, cheat: Record<string, number[][]> = {}): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [platform, samples] of Object.entries({ ...honest, ...cheat }))
    writeFileSync(join(path, `${platform}.f32`), new Uint8Array(Float32Array.from(samples.flat()).buffer));
  const [first] = Object.values(honest);
  const about = (table: object) => Object.fromEntries(Object.keys(table).map((key) => [key, key]));
  writeFileSync(
    join(path, "index.json"),
    JSON.stringify({ samples: first!.length, valuesPerSample: first![0]!.length, honest: about(honest), cheat: about(cheat) }),
  );
  return path;
}

function calibrated(path: string, ...flags: readonly string[]): Found {
  const { status, stdout, stderr } = achain("calibrate", path, "--json", ...flags);
  expect(status, stderr).toBe(0);
  const document = JSON.parse(stdout);
  expect(Object.entries(document)[0]).toEqual(["format", "achain/tolerance/1"]);
  return document;
}

const refused = (args: readonly string[], code: string, ...words: readonly string[]): void => {
  const { status, stderr } = achain(...args);
  expect(status, stderr).toBe(2);
  for (const word of [code, ...words]) expect(stderr).toContain(word);
};

describe("achain tolerance calibrate on the recorded network", () => {
  const found = calibrated(SILERO);
  const l2 = found.comparators.find(({ name }) => name === "l2")!;

  it("takes platforms equal to the bit for one", () => {
    expect(found.classes.map(({ members }) => members.length)).toEqual([4, 1, 2, 1, 1]);
    expect(l2.n).toBe(10 * 30);
  });

  it("holds no honest pair at FAULT, and at most 1 % above agree, under every comparator that it gives thresholds", () => {
    for (const { name, honest } of found.comparators.filter(({ name }) => name !== "bytes")) {
      expect(honest.atFault, name).toBe(0);
      expect(honest.atAgree, name).toBeGreaterThanOrEqual(0.99);
    }
  });

  it("holds fp16, bf16, int8 and int4 at FAULT always, and says what it does not", () => {
    expect(found.recommended).toBe("l2");
    for (const cheat of ["cheat-fp16", "cheat-bf16", "cheat-int8pc", "cheat-int8", "cheat-int4"])
      expect(l2.cheats.find(({ name }) => name === cheat)).toMatchObject({ atAgree: 0, inBand: 0, atFault: 1, auc: 1, separable: true });
    expect(found.warnings.some((warning) => warning.startsWith("NOT_SEPARABLE: cheat-e16"))).toBe(true);
    expect(l2.honestMax).toBeCloseTo(9.5e-7, 9);
    expect(l2.agree / l2.honestMax).toBeGreaterThanOrEqual(4);
    expect(l2.fault).toBeGreaterThan(2 * l2.agree);
  });

  it("says that cosine, ulp and bytes are not fit, and that near-twins are", () => {
    const unfit = found.comparators.filter(({ fit }) => !fit).map(({ name }) => name);
    expect(unfit).toEqual(["bytes", "ulp", "cosine"]);
    expect(found.warnings.some((warning) => warning.startsWith("NEAR_TWINS: wasm-opt-all and sse"))).toBe(true);
    expect(found.warnings.some((warning) => /^COVERAGE_NOT_SHOWN/.test(warning))).toBe(true);
  });

  it("writes tolerances that a scenario takes", () => {
    for (const { tolerance, name } of found.comparators) expect(toleranceSchema.safeParse(tolerance).success, name).toBe(true);
  });

  it("writes a report without a network, a block, and the document", () => {
    const out = join(folder, "out");
    const { status } = achain("calibrate", SILERO, "--out", out, "--quiet");
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["calibration.json", "report.html", "tolerance.yaml"]);
    const report = readFileSync(join(out, "report.html"), "utf8");
    expect(report).not.toMatch(/(?:src|href)="https?:/);
    expect(report.match(/<svg[^>]* role="img"/g)).toHaveLength(3);
    expect(readFileSync(join(out, "tolerance.yaml"), "utf8")).toContain("tolerance: { comparator: l2, agree: 0.0000039, fault: 0.000039 }");
    expect(achain("calibrate", SILERO, "--thresholds", join(out, "tolerance.yaml"), "--json").status).toBe(0);
  });

  it("judges given thresholds, and ends with 1 where honest pairs do not hold", () => {
    const tight = join(folder, "tight.yaml");
    writeFileSync(tight, "tolerance: { comparator: l2, agree: 1e-7, fault: 5e-7 }\n");
    const { status, stdout } = achain("calibrate", SILERO, "--thresholds", tight, "--json");
    expect(status).toBe(1);
    expect(JSON.parse(stdout).warnings.some((warning: string) => warning.startsWith("HONEST_AT_FAULT"))).toBe(true);
  });
});

describe("achain tolerance calibrate on other folders", () => {
  const noisy = (scale: number) => [
    [1, 2, 3 + scale],
    [4, 5 - scale, 6],
  ];

  it("warns of two platforms, of no cheats and of few samples, and has no class to leave out", () => {
    const found = calibrated(recorded("two", { a: noisy(0), b: noisy(1e-6) }));
    expect(found.classes).toHaveLength(2);
    expect(found.warnings.filter((warning) => /^(FEW_CLASSES|NO_LEAVE_ONE_OUT|NO_CHEATS|FEW_SAMPLES)/.test(warning))).toHaveLength(4);
    const l2 = found.comparators.find(({ name }) => name === "l2")!;
    expect(l2.leaveOneOut).toEqual([]);
    expect(l2.agree / l2.honestMax).toBeGreaterThanOrEqual(8);
  });

  it("gives thresholds of one rounding where every platform gave the same", () => {
    const found = calibrated(recorded("equal", { a: noisy(0), b: noisy(0) }, { wrong: noisy(1) }));
    expect(found.classes).toEqual([{ name: "a", members: ["a", "b"] }]);
    expect(found.warnings.some((warning) => warning.startsWith("ALL_EQUAL"))).toBe(true);
    expect(found.comparators.find(({ name }) => name === "l2")!.agree).toBeGreaterThan(0);
  });

  it("says which cheats hide: one that is an honest platform, one within the noise", () => {
    const honest = Object.fromEntries(["a", "b", "c", "d", "e"].map((name, index) => [name, noisy(index * 1e-6)]));
    const found = calibrated(recorded("hiding", honest, { same: noisy(0), near: noisy(2.5e-6), far: noisy(1) }));
    const l2 = found.comparators.find(({ name }) => name === "l2")!;
    expect(l2.cheats.map(({ separable }) => separable)).toEqual([false, false, true]);
    expect(found.warnings.filter((warning) => warning.startsWith("NOT_SEPARABLE"))).toHaveLength(2);
  });

  it("refuses what no threshold can mend, naming the file", () => {
    const nan = [
      [1, 2, Number.NaN],
      [4, 5, 6],
    ];
    refused(["calibrate", recorded("nan", { a: noisy(0), b: nan })], "OUTPUTS_NOT_FINITE", "b.f32: byte 8", "NaN");
    refused(["calibrate", recorded("one", { a: noisy(0) })], "TOO_FEW_PLATFORMS", "index.json");
    const short = recorded("short", { a: noisy(0), b: noisy(1e-6) });
    writeFileSync(join(short, "b.f32"), new Uint8Array(20));
    refused(["calibrate", short], "OUTPUTS_LENGTH", "b.f32", "20 bytes");
    const missing = recorded("missing", { a: noisy(0), b: noisy(1e-6) });
    rmSync(join(missing, "b.f32"));
    refused(["calibrate", missing], "OUTPUTS_NOT_FOUND", "b.f32");
    const empty = join(folder, "empty");
    mkdirSync(empty);
    refused(["calibrate", empty], "INDEX_NOT_FOUND", "empty");
    refused(["calibrate", join(folder, "nowhere")], "FOLDER_NOT_FOUND", "nowhere");
    refused(["calibrate", join(SILERO, "avx2.f32")], "FOLDER_NOT_A_FOLDER");
  });

  it("takes a NaN that every honest platform has, and a cheat's", () => {
    const nan = (scale: number) => [[1, Number.NaN, 3 + scale]];
    const found = calibrated(recorded("common", { a: nan(0), b: nan(1e-6) }, { wrong: [[1, 2, 3]] }));
    expect(found.warnings.some((warning) => warning.startsWith("NOT_FINITE: 1"))).toBe(true);
    expect(found.comparators.find(({ name }) => name === "l2")!.cheats[0]).toMatchObject({ min: "infinite", atFault: 1 });
  });

  it("refuses an index that is none, and flags that are none", () => {
    for (const [name, text] of Object.entries({
      "no-json": "{",
      list: "[]",
      zero: '{"samples":0}',
      table: '{"samples":1,"valuesPerSample":1,"honest":3}',
    })) {
      const path = join(folder, name);
      mkdirSync(path);
      writeFileSync(join(path, "index.json"), text);
      refused(["calibrate", path], name === "no-json" ? "JSON_MALFORMED" : "INDEX_MALFORMED", "index.json");
    }
    const outside = join(folder, "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "index.json"), '{"samples":1,"valuesPerSample":1,"honest":{"../x":"x","b":"b"}}');
    refused(["calibrate", outside], "INDEX_MALFORMED", "../x");
    refused(["calibrate", SILERO, "--nonsense"], "FLAG_REFUSED", "achain tolerance calibrate --help");
    refused(["calibrate", SILERO, "--coverage", "2"], "FLAG_REFUSED", "--coverage");
  });

  it("knows other element types by the index", () => {
    const path = join(folder, "halves");
    cpSync(recorded("as-f32", { a: [[1, 2]], b: [[1, 2]] }), path, { recursive: true });
    writeFileSync(join(path, "index.json"), JSON.stringify({ samples: 1, valuesPerSample: 2, dtype: "bf16", honest: { a: "a", b: "b" } }));
    writeFileSync(join(path, "a.bf16"), Uint8Array.of(0x80, 0x3f, 0x00, 0x40));
    writeFileSync(join(path, "b.bf16"), Uint8Array.of(0x81, 0x3f, 0x00, 0x40));
    expect(calibrated(path).comparators.find(({ name }) => name === "ulp")!.honestMax).toBe(1);
    expect(existsSync(join(path, "a.f32"))).toBe(true);
  });
});

describe("achain tolerance compare", () => {
  const file = (name: string): string => join(SILERO, `${name}.f32`);
  const compare = (a: string, b: string, ...flags: readonly string[]) => achain("compare", file(a), file(b), "--json", ...flags);

  it("gives the verdict of the worst sample, with its number", () => {
    const model = ["--model", join(ROOT, "scenarios", "first-dispute.yaml")];
    const agree = compare("avx2", "sse", ...model);
    expect(agree.status).toBe(0);
    expect(JSON.parse(agree.stdout)).toMatchObject({ verdict: "AGREE", samples: 30, counts: { agree: 30, band: 0, fault: 0 } });
    const band = compare("avx2", "cheat-e13", ...model);
    expect([band.status, JSON.parse(band.stdout).verdict]).toEqual([0, "BAND"]);
    const fault = compare("avx2", "cheat-fp16", ...model);
    expect(fault.status).toBe(1);
    const { verdict, decided } = JSON.parse(fault.stdout);
    expect(verdict).toBe("FAULT");
    expect(decided.value).toBeGreaterThan(Number(decided.fault));
  });

  it("takes a file without an index as one output, and refuses unlike numbers of samples", () => {
    const [a, b] = [join(folder, "a.f32"), join(folder, "b.f32")];
    writeFileSync(a, new Uint8Array(Float32Array.of(1, 2).buffer));
    writeFileSync(b, new Uint8Array(Float32Array.of(1, 2, 3).buffer));
    const thresholds = join(folder, "absolute.yaml");
    writeFileSync(thresholds, "{ comparator: absolute, agree: 0.1, fault: 1 }");
    const unlike = achain("compare", a, b, "--thresholds", thresholds, "--json");
    expect([unlike.status, JSON.parse(unlike.stdout).decided.what]).toEqual([1, "type and shape: f32 2 against f32 3"]);
    refused(["compare", a, file("sse"), "--thresholds", thresholds], "OUTPUTS_LENGTH");
    refused(["compare", a, b], "FLAG_REFUSED");
    refused(["compare", a, join(folder, "none.f32"), "--thresholds", thresholds], "FILE_NOT_FOUND");
    const flawed = join(folder, "flawed.yaml");
    writeFileSync(flawed, "{ comparator: l2, agree: 0.1, fault: 0.2 }");
    refused(["compare", a, b, "--thresholds", flawed], "TOLERANCE_INVALID", "twice");
  });
});
