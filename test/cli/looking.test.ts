/** The commands that look at what a chain holds and means, as processes: what they print, bad input, exit codes. Needs `npm run build`. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { KINDS } from "../../src/conformance/kinds.ts";
import { TRANSACTIONS } from "../../src/model/chain/transactions.ts";
import { type Json, JsonFormError } from "../../src/model/encoding/codec.ts";
import { CODES } from "../../src/model/errors/codes.ts";
import { RULING_ROWS, RULINGS } from "../../src/model/params/rulings.ts";
import { ROOT } from "../sim/fixture.ts";

const ACHAIN = join(ROOT, "bin", "achain.js");
const VECTORS = join(ROOT, "fixtures", "vectors");
const SNAPSHOT = join(VECTORS, "codec", "snapshot-genesis", "value.bin");
const BLOCK = join(VECTORS, "transfer", "valid-one-nlux", "block.bin");
const EVE = "0x0613EF78CB4F0C39C88E98E0d6a276AaA996f29F";
const NONE = `0x${"11".repeat(20)}`;
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "achain-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function achain(args: readonly string[], input: string | Uint8Array = ""): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [ACHAIN, ...args], { encoding: "utf8", cwd: ROOT, input, maxBuffer: 1e8, timeout: 60_000 });
}
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
/** A document of `--json`, which must begin with its format. */
function document(command: string, { stdout }: SpawnSyncReturns<string>) {
  const parsed = JSON.parse(stdout);
  expect(Object.entries(parsed)[0]).toEqual(["format", `achain/${command}/1`]);
  return parsed;
}

describe("achain codec", () => {
  const HEX = "0x0100000000000000030000000000000005";
  const VALUE = { nonce: "3", balance: "5" };

  it("decodes hexadecimal and raw bytes, from a file and from stdin", () => {
    const raw = Buffer.from(HEX.slice(2), "hex");
    for (const input of [HEX, HEX.slice(2).toUpperCase(), `${HEX.slice(0, 20)}\n${HEX.slice(20)}\n`, raw]) {
      const { status, stdout } = achain(["codec", "decode", "account"], input);
      expect([status, JSON.parse(stdout)]).toEqual([0, VALUE]);
    }
    expect(JSON.parse(achain(["codec", "decode", "account", file("account.bin", raw)]).stdout)).toEqual(VALUE);
    expect(document("codec", achain(["codec", "decode", "account", "--json"], HEX))).toMatchObject({ kind: "account", length: 17, value: VALUE });
  });

  it("encodes what decode printed, with --json or without", () => {
    for (const flags of [[], ["--json"]]) {
      const { stdout } = achain(["codec", "decode", "block", BLOCK, ...flags]);
      expect(achain(["codec", "encode", "block"], stdout).stdout.trim()).toBe(`0x${readFileSync(BLOCK).toString("hex")}`);
    }
    const raw = spawnSync(process.execPath, [ACHAIN, "codec", "encode", "account", "--raw"], { input: JSON.stringify(VALUE) });
    expect(raw.stdout.toString("hex")).toBe(HEX.slice(2));
    expect(document("codec", achain(["codec", "encode", "account", "--json"], JSON.stringify(VALUE)))).toMatchObject({ bytes: HEX, length: 17 });
  });

  it("lists every kind in its help", () => {
    const { stdout } = achain(["codec", "decode", "--help"]);
    for (const kind of KINDS.keys()) expect(stdout).toMatch(new RegExp(`\\b${kind}\\b`));
  });

  it.each([
    [["decode", "acount"], HEX, /no kind “acount” \(KIND_UNKNOWN\)\n +did you mean “account”\?/],
    [["decode", "account"], HEX.slice(0, -2), /stdin: byte 9: this is no account: 8 bytes wanted, 7 left \(BYTES_REFUSED\)/],
    [["decode", "account"], `${HEX}00`, /byte 17: .*1 bytes after the end/],
    [["decode", "account"], "0x01zz", /byte 4: this is no hexadecimal digit \(HEX_MALFORMED\)/],
    [["decode", "account"], "0x010", /an odd number \(HEX_MALFORMED\)/],
    [["decode", "account", "--hex", "--raw"], HEX, /FLAG_REFUSED/],
    [["decode", "account", "--hex"], Uint8Array.of(255), /HEX_MALFORMED/],
    [["decode", "account", "nowhere.bin"], "", /nowhere\.bin: there is no such file \(FILE_NOT_FOUND\)/],
    [["decode", "account", "src"], "", /src: this is a folder \(FILE_NOT_A_FILE\)/],
    [["decode", "account"], "", /byte 0: .*BYTES_REFUSED/],
    [["encode", "account"], "{", /JSON_MALFORMED/],
    [["encode", "account"], Uint8Array.of(255), /not valid UTF-8 \(JSON_MALFORMED\)/],
    [["encode", "account"], '{"nonce":"3"}', /key balance is missing \(JSON_REFUSED\)/],
    [["encode", "account"], '{"nonce":"3","balance":5}', /balance: a decimal string wanted \(JSON_REFUSED\)/],
    [["encode", "snapshot"], "null", /JSON_REFUSED/],
    [["encode"], "", /missing required argument 'kind'.*FLAG_REFUSED/s],
  ] as const)("refuses %j", (args, input, says) => {
    const { status, stderr, stdout } = achain(["codec", ...args], input);
    expect(stderr).toMatch(says);
    expect([status, stdout]).toEqual([2, ""]);
  });

  it("takes no JSON for a bug, whatever it is", () => {
    const others: readonly Json[] = [null, 1, "x", [], [1], {}, { records: null }, { kind: 1 }, { kind: "x" }];
    for (const [, codec] of KINDS) for (const json of others) expect(() => codec.fromJson(json, "")).toThrow(JsonFormError);
  });
});

describe("achain state", () => {
  const rootOf = (): string => document("state", achain(["state", "get", SNAPSHOT, "--json"])).root;

  it("says what is there", () => {
    const { status, stdout } = achain(["state", "get", SNAPSHOT]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/height {3}0\n.*root {5}0x[0-9a-f]{64}\n {7}1 ledger\n {6}14 account\n/s);
    expect(document("state", achain(["state", "get", SNAPSHOT, "--json"])).tables).toEqual({
      ledger: 1,
      account: 14,
      protocol: 1,
      governance: 1,
      trustRoots: 1,
    });
  });

  it("gets a record, by an address with its checksum or in lower case, and all of a table", () => {
    const one = achain(["state", "get", SNAPSHOT, "account", EVE]);
    expect([one.status, JSON.parse(one.stdout)]).toEqual([0, { nonce: "0", balance: "10000000000000" }]);
    expect(achain(["state", "get", SNAPSHOT, "account", EVE.toLowerCase()]).stdout).toBe(one.stdout);
    expect(JSON.parse(achain(["state", "get", SNAPSHOT, "account"]).stdout)).toHaveLength(14);
    expect(JSON.parse(achain(["state", "get", SNAPSHOT, "ledger"]).stdout)).toEqual({ burnt: "0", protocol: 0, cases: "0", changes: "0" });
    expect(JSON.parse(achain(["state", "get", SNAPSHOT, "protocol", "0"]).stdout).parameters.minStake).toBe("100000000000");
    const none = achain(["state", "get", SNAPSHOT, "account", NONE]);
    expect([none.status, none.stdout]).toEqual([1, ""]);
  });

  it("proves what is there and what is not, under a root that the reader names", () => {
    for (const [key, isThere] of [
      [EVE, true],
      [NONE, false],
    ] as const) {
      const proof = achain(["state", "prove", SNAPSHOT, "account", key]);
      expect(document("state", proof)).toMatchObject({ table: "account", isThere });
      const verified = achain(["state", "verify", "-", "--root", rootOf(), "--json"], proof.stdout);
      expect([verified.status, document("state", verified)]).toMatchObject([0, { holds: true, isThere }]);
      const other = achain(["state", "verify", "-", "--root", `0x${"00".repeat(32)}`], proof.stdout);
      expect([other.status, other.stdout]).toEqual([1, expect.stringContaining("does not hold")]);
    }
  });

  it("believes the bytes of a proof, not what is written beside them", () => {
    const proof = document("state", achain(["state", "prove", SNAPSHOT, "account", EVE]));
    const bribed = { ...proof, value: { nonce: "0", balance: "1" } };
    const verified = document("state", achain(["state", "verify", "-", "--root", proof.root, "--json"], JSON.stringify(bribed)));
    expect(verified).toMatchObject({ holds: true, value: { balance: "10000000000000" } });
    const forged = { ...proof, valueBytes: `${proof.valueBytes.slice(0, -1)}1` };
    expect(achain(["state", "verify", "-", "--root", proof.root], JSON.stringify(forged)).status).toBe(1);
  });

  it.each([
    [["get", "nowhere.bin"], "", /FILE_NOT_FOUND/],
    [["get", BLOCK], "", /byte \d+: this is no snapshot: .*SNAPSHOT_REFUSED/],
    [["get", SNAPSHOT, "acount"], "", /TABLE_UNKNOWN.*did you mean “account”/s],
    [["get", SNAPSHOT, "account", "0x00"], "", /KEY_REFUSED.*the key of account is address/s],
    [["get", SNAPSHOT, "account", EVE, EVE], "", /2 parts given, 1 wanted \(KEY_REFUSED\)/],
    [["get", SNAPSHOT, "protocol", "x"], "", /KEY_REFUSED/],
    [["prove", SNAPSHOT, "account"], "", /0 parts given, 1 wanted \(KEY_REFUSED\)/],
    [["verify", "-"], "", /required option '--root <hash>'.*FLAG_REFUSED/s],
    [["verify", "-", "--root", "0x00"], "{}", /this is not 32 bytes \(FLAG_REFUSED\)/],
    [["verify", "-", "--root", `0x${"00".repeat(32)}`], "{}", /PROOF_REFUSED/],
    [["verify", "-", "--root", `0x${"00".repeat(32)}`], "null", /PROOF_REFUSED/],
    [["verify", "-", "--root", `0x${"00".repeat(32)}`], '{"format":"achain/state/1","action":"prove","keyBytes":"0x00"}', /keyBytes.*PROOF_REFUSED/],
    [
      ["verify", "-", "--root", `0x${"00".repeat(32)}`],
      '{"format":"achain/state/1","action":"prove","keyBytes":"0x01","valueBytes":null,"proof":{"siblings":1,"other":null}}',
      /proof\.siblings.*PROOF_REFUSED/,
    ],
  ] as const)("refuses %j", (args, input, says) => {
    const { status, stderr, stdout } = achain(["state", ...args], input);
    expect(stderr).toMatch(says);
    expect([status, stdout]).toEqual([2, ""]);
  });
});

describe("achain errors", () => {
  it("has every code, by name and by number, with who gives it in which order", () => {
    const { errors } = document("errors", achain(["errors", "--json"]));
    expect(errors.map(({ code }: { code: string }) => code)).toEqual(Object.keys(CODES));
    for (const { code, given } of errors) {
      expect(given.length, code).toBeGreaterThan(0);
      for (const { by, place, of, order } of given) {
        expect(order[place - 1]).toBe(code);
        if (Object.hasOwn(TRANSACTIONS, by)) expect([of, order]).toEqual([order.length, TRANSACTIONS[by as keyof typeof TRANSACTIONS].codes]);
      }
    }
    expect(achain(["errors", "900"]).stdout).toBe(achain(["errors", "balance_too_low"]).stdout);
    expect(achain(["errors", "900"]).stdout).toContain("transfer, check 2 of 2: AMOUNT_ZERO, BALANCE_TOO_LOW");
    expect(achain(["errors"]).stdout.trim().split("\n")).toHaveLength(Object.keys(CODES).length);
  });

  it("knows the codes of verdicts by name, and where their order stands", () => {
    for (const [code, page] of [
      ["tcb_not_supported", "docs/spec/tee.md"],
      ["WARP_QUORUM", "docs/spec/warp.md"],
    ] as const) {
      expect(achain(["errors", code]).stdout).toContain(page);
      const { errors } = document("errors", achain(["errors", code, "--json"]));
      expect(errors).toEqual([expect.objectContaining({ code: code.toUpperCase(), number: null, given: [expect.objectContaining({ page })] })]);
    }
    expect(achain(["errors", "WARP_QUORUMM"]).stderr).toContain("did you mean “WARP_QUORUM”?");
  });

  it("names the nearest where there is none", () => {
    const { status, stderr } = achain(["errors", "BALANCE_TO_LOW"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("did you mean “BALANCE_TOO_LOW”?")]);
    expect(achain(["errors", "0", "--json"]).status).toBe(2);
  });
});

describe("achain rulings", () => {
  it("has every ruling with its variants", () => {
    const { rulings } = document("rulings", achain(["rulings", "--json"]));
    expect(rulings.map(({ id }: { id: string }) => id)).toEqual(RULING_ROWS.map(([id]) => id));
    const r19 = rulings.find(({ id }: { id: string }) => id === "R19");
    expect(r19.variants.map(({ name }: { name: string }) => name)).toEqual(Object.keys(RULINGS.R19.variants));
    expect(achain(["rulings", "r19"]).stdout).toContain("uniform: every eligible provider weighs the same");
    for (const { variants } of rulings as { variants: { witness: { sentence: string; default: string; variant: string; holds: boolean } }[] }[])
      for (const { witness } of variants) expect([witness.holds, witness.sentence.length > 20]).toEqual([true, true]);
    expect(achain(["rulings", "R22", "--run"]).stdout).toContain("under no-penalty: 200 LUX");
    expect(achain(["rulings"]).stdout.trim().split("\n")).toHaveLength(Object.keys(RULINGS).length);
  });

  it("names the nearest where there is none", () => {
    const { status, stderr } = achain(["rulings", "R99"]);
    expect([status, stderr]).toEqual([2, expect.stringContaining("RULING_UNKNOWN")]);
  });
});

describe("help", () => {
  it.each([["codec", "decode"], ["codec", "encode"], ["state"], ["errors"], ["rulings"], ["conformance", "run"]])(
    "of %s %s has examples, and those that can run do",
    (...command) => {
      const { stdout, status } = achain([...command.filter((word) => word !== undefined), "--help"]);
      expect(status).toBe(0);
      const examples = [...stdout.matchAll(/^ {2}\$ (.*npx achain .*)$/gm)].map((match) => match[1]!);
      expect(examples.length).toBeGreaterThan(0);
      const isShort = (line: string): boolean => !line.includes("…") && !line.endsWith("conformance run"); // all vectors: test/conformance
      for (const example of examples.filter(isShort)) {
        const run = example.replaceAll("npx achain", `'${process.execPath}' '${ACHAIN}'`).replace("> proof.json", "> /dev/null");
        const result = spawnSync("sh", ["-c", run], { encoding: "utf8", cwd: ROOT });
        expect([result.status, example, result.stderr]).toMatchObject([0, example, expect.anything()]);
      }
    },
  );
});
