/**
 * Certificates and lists as an independent ASN.1 library reads them (@peculiar/asn1-x509): those of a simulated platform of every kind, and the real
 * ones where they are.
 */
import { AsnConvert } from "@peculiar/asn1-schema";
import { CertificateList, Certificate as OracleCertificate, type Time } from "@peculiar/asn1-x509";
import { describe, expect, it } from "vitest";
import { certificateOf, KEY_USAGE } from "../../src/model/tee/certificate.ts";
import { crlOf } from "../../src/model/tee/crl.ts";
import { platformOf, QUOTE_KINDS } from "../../src/sim/platform/description.ts";
import { evidenceOf } from "../../src/sim/platform/evidence.ts";
import { BUNDLES, bytesOf, describeReal } from "./real.ts";

const hex = (bytes: ArrayBuffer | Uint8Array): string => Buffer.from(bytes as Uint8Array).toString("hex");
const seconds = (time: Time): number => time.getTime().getTime() / 1000;
/** A serial number's digits without the zero that keeps it positive. */
const digits = (serial: ArrayBuffer): string => hex(serial).replace(/^00(?=.)/, "");

function expectSameCertificate(der: Uint8Array): void {
  const [ours, theirs] = [certificateOf(der), AsnConvert.parse(der, OracleCertificate)];
  const { tbsCertificate: tbs } = theirs;
  expect(hex(ours.serial)).toBe(digits(tbs.serialNumber));
  expect([ours.notBefore, ours.notAfter]).toEqual([seconds(tbs.validity.notBefore), seconds(tbs.validity.notAfter)]);
  expect(hex(ours.publicKey)).toBe(hex(tbs.subjectPublicKeyInfo.subjectPublicKey));
  expect([hex(ours.issuer), hex(ours.subject)]).toEqual([hex(AsnConvert.serialize(tbs.issuer)), hex(AsnConvert.serialize(tbs.subject))]);
  const oids = tbs.extensions!.map(({ extnID }) => extnID);
  expect(ours.sgx !== undefined).toBe(oids.includes("1.2.840.113741.1.13.1"));
  const usage = tbs.extensions!.find(({ extnID }) => extnID === "2.5.29.15")!;
  expect(ours.keyUsage & KEY_USAGE.digitalSignature).toBe(new Uint8Array(usage.extnValue.buffer)[3]! & 0x80);
}

function expectSameList(der: Uint8Array): void {
  const [ours, theirs] = [crlOf(der), AsnConvert.parse(der, CertificateList)];
  const { tbsCertList: tbs } = theirs;
  expect([ours.thisUpdate, ours.nextUpdate]).toEqual([seconds(tbs.thisUpdate), seconds(tbs.nextUpdate!)]);
  expect(hex(ours.issuer)).toBe(hex(AsnConvert.serialize(tbs.issuer)));
  expect([...ours.revoked.keys()].sort()).toEqual((tbs.revokedCertificates ?? []).map(({ userCertificate }) => digits(userCertificate)).sort());
}

describe.each(QUOTE_KINDS)("of a simulated platform, %s", (kind) => {
  const { chain, collateral, root } = evidenceOf(platformOf(kind));
  it("certificates are read alike", () => {
    for (const der of [...chain, ...collateral.tcbInfoChain, ...collateral.qeIdentityChain, root]) expectSameCertificate(der);
  });
  it("lists are read alike", () => {
    for (const der of [collateral.rootCrl, collateral.pckCrl]) expectSameList(der);
  });
});

describeReal("real ones", () => {
  it("are read alike", () => {
    const certificates = new Set(BUNDLES.flatMap(({ tcbSigningCert, qeSigningCert, rootCa }) => [tcbSigningCert, qeSigningCert, rootCa]));
    for (const file of certificates) expectSameCertificate(bytesOf(file));
    const lists = new Set(BUNDLES.flatMap(({ rootCrl, pckCrl }) => [rootCrl, pckCrl].filter((file) => file !== null)));
    expect(lists.size).toBeGreaterThan(8);
    for (const file of lists) expectSameList(bytesOf(file!));
  });
});
