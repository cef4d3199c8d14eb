/** Certificates and revocation lists of the simulated platform by the eyes of others: node:crypto, and OpenSSL's command where there is one. */
import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { platformOf } from "../../../src/sim/platform/description.ts";
import { evidenceOf } from "../../../src/sim/platform/evidence.ts";

const platforms = (["platform", "processor"] as const).map((ca) => ({ ca, evidence: evidenceOf(platformOf("tdx-v4", { ca })) }));

describe("certificates, by node:crypto", () => {
  for (const { ca, evidence } of platforms)
    it(`the chain of the ${ca} CA`, () => {
      const [leaf, authority, root] = evidence.chain.map((der) => new X509Certificate(der));
      const [signer] = evidence.collateral.tcbInfoChain.map((der) => new X509Certificate(der));
      expect(root!.verify(root!.publicKey) && authority!.verify(root!.publicKey) && leaf!.verify(authority!.publicKey)).toBe(true);
      expect(signer!.verify(root!.publicKey)).toBe(true);
      expect(leaf!.verify(root!.publicKey)).toBe(false);
      expect([root!.ca, authority!.ca, leaf!.ca, signer!.ca]).toEqual([true, true, false, false]);
      expect(leaf!.checkIssued(authority!) && authority!.checkIssued(root!) && signer!.checkIssued(root!)).toBe(true);
      expect(leaf!.subject.split("\n")).toEqual(["CN=Intel SGX PCK Certificate", "O=Intel Corporation", "L=Santa Clara", "ST=CA", "C=US"]);
      expect(authority!.subject).toContain(ca === "platform" ? "CN=Intel SGX PCK Platform CA" : "CN=Intel SGX PCK Processor CA");
      expect(signer!.subject).toContain("CN=Intel SGX TCB Signing");
    });

  it("hold when their description says", () => {
    const { windows } = platformOf("sgx-v3");
    const [leaf] = evidenceOf(platformOf("sgx-v3")).chain.map((der) => new X509Certificate(der));
    expect([Date.parse(leaf!.validFrom), Date.parse(leaf!.validTo)]).toEqual([windows.leaf.from * 1000, windows.leaf.to * 1000]);
  });

  it("hold beyond 2049 by a GeneralizedTime", () => {
    const to = Date.UTC(2061, 1, 3, 4, 5, 6) / 1000;
    const platform = platformOf("sgx-v3");
    const evidence = evidenceOf(platformOf("sgx-v3", { windows: { root: { from: platform.windows.root.from, to } } }));
    expect(Date.parse(new X509Certificate(evidence.root).validTo)).toBe(to * 1000);
  });
});

const isMissing = spawnSync("openssl", ["version"]).status !== 0;

describe.skipIf(isMissing)("by the openssl command (skipped where there is none)", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "achain-platform-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: Uint8Array | string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const openssl = (...args: string[]): string => {
    const { stdout, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
    return stdout + stderr;
  };

  for (const { ca, evidence } of platforms)
    it(`the lists under the ${ca} CA are signed by their issuers, and by nobody else`, () => {
      const pem = (der: Uint8Array): string => new X509Certificate(der).toString();
      const root = file("root.pem", pem(evidence.root));
      const authority = file("authority.pem", pem(evidence.chain[1]!));
      const rootCrl = file("root.crl", evidence.collateral.rootCrl);
      const pckCrl = file("pck.crl", evidence.collateral.pckCrl);
      const check = (crl: string, by: string): string => openssl("crl", "-inform", "der", "-in", crl, "-noout", "-CAfile", by);
      expect(check(rootCrl, root)).toContain("verify OK");
      expect(check(pckCrl, authority)).toContain("verify OK");
      expect(check(pckCrl, root)).not.toContain("verify OK");
    });

  it("the machine's certificate is shown with its extensions", () => {
    const leaf = file("leaf.pem", new X509Certificate(platforms[0]!.evidence.chain[0]!).toString());
    const text = openssl("x509", "-in", leaf, "-noout", "-text");
    for (const part of ["Digital Signature, Non Repudiation", "CA:FALSE", "1.2.840.113741.1.13.1", "X509v3 Subject Key Identifier"])
      expect(text).toContain(part);
  });

  it("a chain verifies with its lists", () => {
    const [{ evidence }] = [platforms[0]!];
    const pem = (der: Uint8Array): string => new X509Certificate(der).toString();
    const root = file("root.pem", pem(evidence.root));
    const authority = file("authority.pem", pem(evidence.chain[1]!));
    const leaf = file("leaf.pem", pem(evidence.chain[0]!));
    const lists = [evidence.collateral.rootCrl, evidence.collateral.pckCrl]
      .map((der) => `-----BEGIN X509 CRL-----\n${Buffer.from(der).toString("base64").replace(/.{64}/g, "$&\n")}\n-----END X509 CRL-----\n`)
      .join("");
    const crls = file("lists.pem", lists);
    const at = String(platformOf("tdx-v4").at);
    const args = ["verify", "-crl_check_all", "-attime", at, "-CAfile", root, "-untrusted", authority, "-CRLfile", crls, leaf];
    expect(openssl(...args)).toContain("OK");
  });
});
