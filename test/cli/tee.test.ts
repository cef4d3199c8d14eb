/** `achain tee` as a process: bad input, exit codes, and with real evidence its verdicts. Needs `npm run build`. */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../sim/fixture.ts";
import { describeReal, named, pathOf } from "../tee/real.ts";

const ACHAIN = join(ROOT, "bin", "achain.js");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "achain-test-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function achain(...args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [ACHAIN, "tee", ...args], { encoding: "utf8", cwd: ROOT, maxBuffer: 1e8, timeout: 60_000 });
}
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, content);
  return path;
}

describe("achain tee, of bad input", () => {
  it.each([
    [["verify", "--at", "0"], "FLAG_REFUSED"],
    [["verify", "--bundle", "x.json#a"], "FLAG_REFUSED"],
    [["verify", "--bundle", "x.json", "--at", "0"], "FLAG_REFUSED"],
    [["verify", "--bundle", "no-such.json#a", "--at", "0"], "FILE_NOT_FOUND"],
    [["verify", "q.bin", "--collateral", "no-such-folder", "--at", "0"], "FOLDER_NOT_FOUND"],
    [["verify", "--collateral", "src", "--at", "0"], "FLAG_REFUSED"],
    [["inspect", "no-such.bin"], "FILE_NOT_FOUND"],
  ])("%j: exit 2, %s", (args, code) => {
    const { status, stderr } = achain(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining(`(${code})`)]);
  });

  it("a quote that is none is refused, not bad input", () => {
    const { status, stdout } = achain("inspect", file("none.bin", Uint8Array.of(9, 0, 1, 2)), "--json");
    expect([status, JSON.parse(stdout)]).toMatchObject([
      1,
      { format: "achain/tee/1", action: "inspect", flaw: { code: "QUOTE_VERSION", offset: 0 } },
    ]);
  });

  it("policies are read strictly", () => {
    const bundle = file("b.json", "[]");
    for (const [text, where] of [
      ['{"acceptedStatus":[]}', "acceptedStatus"],
      ['{"acceptedStatuses":["Revoked"]}', "acceptedStatuses[0]"],
      ['{"graceSeconds":-1}', "graceSeconds"],
      ['{"allowDebug":1}', "allowDebug"],
      ['{"measurements":[{"kind":"enclave","mrenclave":"0x00"}]}', "measurements[0].mrenclave"],
      ['{"denied":{"fmspc":[]}}', "denied.fmspc"],
      ["[]", "the file"],
    ] as const) {
      const { status, stderr } = achain("verify", "--bundle", `${bundle}#a`, "--at", "0", "--policy", file("p.json", text));
      expect([status, stderr]).toEqual([2, expect.stringContaining(`p.json: ${where}`)]);
    }
    const twice = achain("verify", "--bundle", `${bundle}#a`, "--at", "0", "--policy", file("p.json", '{"allowDebug":true,"allowDebug":false}'));
    expect([twice.status, twice.stderr]).toEqual([2, expect.stringContaining("JSON_DUPLICATE_KEY")]);
  });
});

describeReal("achain tee, with real evidence", () => {
  const bundle = (name: string): readonly string[] => ["--bundle", `${pathOf("bundles.json")}#${name}`];

  it("says the verdict, at the bundle's times", () => {
    const { status, stdout } = achain("verify", ...bundle("tdx-v4-near"), "--at", "now", "--json");
    const document = JSON.parse(stdout);
    expect([status, Object.entries(document)[0]]).toEqual([0, ["format", "achain/tee/1"]]);
    expect(document).toMatchObject({ action: "verify", accepted: true, code: null, intel: { tcbStatus: "UpToDate" }, window: { toItem: "pckCrl" } });
    for (const at of ["from", "to", document.window.fromTime, String(document.window.to)])
      expect(achain("verify", ...bundle("tdx-v4-near"), "--at", at).status).toBe(0);
    const late = achain("verify", ...bundle("tdx-v4-near"), "--at", String(document.window.to + 1));
    expect([late.status, late.stdout]).toEqual([1, expect.stringMatching(/^REFUSED PCK_CRL_EXPIRED \(PCK CRL\)/)]);
    expect(achain("verify", ...bundle("tdx-v4-near"), "--at", "soon").status).toBe(2);
  });

  it("says what is short, and when it expires", () => {
    const { status, stdout } = achain("verify", ...bundle("tdx-v5-alibaba-2026"), "--at", "now");
    expect(status).toBe(1);
    expect(stdout).toContain("TDX component 2: has 2, UpToDate needs 3");
    expect(stdout).toContain("advisories INTEL-SA-01036");
    expect(stdout).toContain("next expiry 2026-03-20T10:41:15Z of PCK CRL");
  });

  it("reads a folder of what PCS gives: envelopes, PEM, hexadecimal", () => {
    const { evidence, bundle: row } = named("tdx-v4-near");
    const { collateral, root, quote } = evidence;
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
    const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
    const pem = (label: string, der: Uint8Array): string =>
      `-----BEGIN ${label}-----\n${Buffer.from(der)
        .toString("base64")
        .match(/.{1,64}/g)!
        .join("\n")}\n-----END ${label}-----\n`;
    const chain = collateral.tcbInfoChain.map((der) => pem("CERTIFICATE", der)).join("");
    file("pcs/tcb-info.json", `{"tcbInfo":${text(collateral.tcbInfo)},"signature":"${hex(collateral.tcbInfoSignature)}"}`);
    file("pcs/qe-identity.json", collateral.qeIdentity);
    file("pcs/qe-identity.sig.hex", hex(collateral.qeIdentitySignature));
    file("pcs/tcb-info-chain.pem", encodeURIComponent(chain));
    file("pcs/root-crl.pem", pem("X509 CRL", collateral.rootCrl));
    file("pcs/pck-crl.hex", hex(collateral.pckCrl));
    file("pcs/root.der", root);
    const args = [file("quote.hex", hex(quote)), "--collateral", join(folder, "pcs"), "--at", String(row.now)];
    expect(achain("verify", ...args)).toMatchObject({ status: 0, stderr: "" });
    expect(achain("verify", ...args, "--policy", file("policy.json", '{"measurements":[]}')).stdout).toContain("REFUSED POLICY_MEASUREMENT");
    file("pcs/qe-identity.json", "{");
    const refused = achain("verify", ...args, "--json");
    expect([refused.status, JSON.parse(refused.stdout)]).toMatchObject([
      1,
      { accepted: false, code: "JSON_MALFORMED", item: "qeIdentity", intel: null },
    ]);
    rmSync(join(folder, "pcs", "pck-crl.hex"));
    expect(achain("verify", ...args).status).toBe(2);
  });

  it("shows every field of a quote", () => {
    const { stdout, status } = achain("inspect", pathOf("quotes/tdx-v5-alibaba.bin"));
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ {3}574 {4}64 {2}TD report 1\.5\.reportData +0x83ded8a0/m);
    expect(stdout).toContain("certificate: Intel SGX PCK Certificate");
  });
});
