/** Real certificates and CRLs: read as Node's X509Certificate reads them, and refused once their DER is bent. */
import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { certificateOf, roleFlaw } from "../../src/model/tee/certificate.ts";
import { crlOf } from "../../src/model/tee/crl.ts";
import { parsed } from "../../src/model/tee/flaw.ts";
import { certificatesOf, inspectQuote } from "../../src/model/tee/index.ts";
import { BUNDLES, bytesOf, describeReal } from "./real.ts";

/** Every certificate of the bundles: signers, roots, and the chains in quotes. */
function certificates(): readonly Uint8Array[] {
  const files = new Set(BUNDLES.flatMap(({ tcbSigningCert, qeSigningCert, rootCa }) => [tcbSigningCert, qeSigningCert, rootCa]));
  const carried = BUNDLES.flatMap(({ quote }) => {
    const bytes = bytesOf(quote);
    const field = inspectQuote(bytes).fields.find(({ name }) => name === "QE certification data")!;
    const chain = certificatesOf(bytes.subarray(field.offset, field.offset + field.length));
    return chain.ok ? chain.value : [];
  });
  return [...[...files].map(bytesOf), ...carried];
}

describeReal("certificates", () => {
  it("are read as X509Certificate reads them", () => {
    const all = certificates();
    expect(all.length).toBeGreaterThan(45);
    for (const der of all) {
      const certificate = certificateOf(der);
      const oracle = new X509Certificate(der);
      const seconds = (text: string): number => Date.parse(text) / 1000;
      expect([certificate.notBefore, certificate.notAfter]).toEqual([seconds(oracle.validFrom), seconds(oracle.validTo)]);
      expect(Buffer.from(certificate.serial).toString("hex").toUpperCase()).toBe(oracle.serialNumber);
      expect(oracle.subject.split("\n").find((line) => line.startsWith("CN="))).toBe(`CN=${certificate.commonName}`);
      expect(certificate.isCa).toBe(oracle.ca);
      const { x, y } = oracle.publicKey.export({ format: "jwk" });
      expect(Buffer.from(certificate.publicKey.subarray(1)).toString("hex")).toBe(
        Buffer.concat([Buffer.from(x!, "base64url"), Buffer.from(y!, "base64url")]).toString("hex"),
      );
      const roles = (["root", "pckCa", "pckLeaf", "signer"] as const).filter((role) => roleFlaw(certificate, role) === undefined);
      expect(roles).toHaveLength(1);
    }
  });

  it("are refused by a code where a byte of them is added, cut or changed, and never by an exception", () => {
    const codes = new Set<string>();
    const [leaf] = certificates().slice(-3);
    for (const [der, read] of [
      [leaf!, certificateOf],
      [bytesOf(BUNDLES[0]!.pckCrl!), crlOf],
      [bytesOf(BUNDLES[1]!.pckCrl!), crlOf],
    ] as const) {
      for (let at = 0; at < der.length; at += 1) {
        for (const value of [0x00, 0x01, 0x7f, 0x80, 0xff, der[at]! ^ 0x20]) {
          const copy = new Uint8Array(der);
          copy[at] = value;
          const result = parsed<object>(() => read(copy));
          if (!result.ok) codes.add(result.flaw.code);
          if (!result.ok) expect(result.flaw.offset).toBeLessThanOrEqual(der.length);
        }
        expect(parsed<object>(() => read(der.subarray(0, at))).ok).toBe(false);
      }
      expect(parsed<object>(() => read(new Uint8Array([...der, 0])))).toMatchObject({ ok: false, flaw: { code: "DER_UNEXPECTED" } });
    }
    for (const code of [
      "DER_TRUNCATED",
      "DER_LENGTH",
      "DER_UNEXPECTED",
      "DER_BOOLEAN",
      "DER_INTEGER",
      "DER_TIME",
      "CERT_ALGORITHM",
      "CERT_ALGORITHMS_DIFFER",
    ])
      expect([...codes]).toContain(code);
    for (const code of ["CERT_VERSION", "CERT_SGX_EXTENSION", "CERT_EXTENSION_UNKNOWN"]) expect([...codes]).toContain(code);
  });
});
