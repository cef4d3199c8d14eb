/** Quotes and collateral of the simulated platform, read at the offsets that Intel's documents give and verified by node:crypto. */
import { createHash, createPublicKey, verify, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isTdxKind, platformOf, QUOTE_KINDS } from "../../../src/sim/platform/description.ts";
import { evidenceOf } from "../../../src/sim/platform/evidence.ts";

const sha256 = (...parts: readonly Uint8Array[]): Buffer => createHash("sha256").update(Buffer.concat(parts)).digest();
const keyOf = (xy: Uint8Array): ReturnType<typeof createPublicKey> => {
  const [x, y] = [xy.subarray(0, 32), xy.subarray(32)].map((part) => Buffer.from(part).toString("base64url"));
  return createPublicKey({ key: { kty: "EC", crv: "P-256", x: x!, y: y! }, format: "jwk" });
};
type PublicKey = ReturnType<typeof createPublicKey>;
const holds = (key: PublicKey, message: Uint8Array, signature: Uint8Array): boolean =>
  verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature);

const BODY = { "sgx-v3": 384, "sgx-v4": 384, "sgx-v5": 384, "tdx-v4": 584, "tdx-v5-1.0": 584, "tdx-v5-1.5": 648 } as const;

describe("quotes", () => {
  for (const kind of QUOTE_KINDS)
    it(`${kind}: lengths, signatures and binding`, () => {
      const platform = platformOf(kind);
      const { quote: bytes, chain: made } = evidenceOf(platform);
      const quote = Buffer.from(bytes);
      const version = quote.readUInt16LE(0);
      expect([version, quote.readUInt16LE(2), quote.readUInt32LE(4)]).toEqual([Number(kind[5]), 2, isTdxKind(kind) ? 0x81 : 0]);
      let at = 48;
      if (version === 5) {
        expect(quote.readUInt32LE(50)).toBe(BODY[kind]);
        at += 6;
      }
      at += BODY[kind];
      const signed = quote.subarray(0, at);
      expect(quote.readUInt32LE(at)).toBe(quote.length - at - 4);
      at += 4;
      const key = quote.subarray(at + 64, at + 128);
      expect(holds(keyOf(key), signed, quote.subarray(at, at + 64))).toBe(true);
      at += 128;
      if (version > 3) {
        expect([quote.readUInt16LE(at), quote.readUInt32LE(at + 2)]).toEqual([6, quote.length - at - 6]);
        at += 6;
      }
      const report = quote.subarray(at, at + 384);
      expect(holds(new X509Certificate(made[0]!).publicKey, report, quote.subarray(at + 384, at + 448))).toBe(true);
      const auth = quote.subarray(at + 450, at + 450 + quote.readUInt16LE(at + 448));
      expect(report.subarray(320).equals(Buffer.concat([sha256(key, auth), Buffer.alloc(32)]))).toBe(true);
      at += 450 + auth.length;
      expect([quote.readUInt16LE(at), quote.readUInt32LE(at + 2)]).toEqual([5, quote.length - at - 6]);
      const pem = quote.subarray(at + 6, -1).toString("latin1");
      const chain = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----\n/g)!;
      expect(chain.join("")).toBe(pem);
      expect(chain.map((text) => new X509Certificate(text).raw)).toEqual(made.map((der) => Buffer.from(der)));
      expect(quote.at(-1)).toBe(0);
    });

  it("are the same bytes for the same description", () => {
    expect(evidenceOf(platformOf("tdx-v4"))).toEqual(evidenceOf(platformOf("tdx-v4")));
    expect(evidenceOf(platformOf("tdx-v4", { seed: "other" })).quote).not.toEqual(evidenceOf(platformOf("tdx-v4")).quote);
  });

  it("carry in the certificate of the Processor CA nothing of the instance", () => {
    const [platform, processor] = (["platform", "processor"] as const).map((ca) => evidenceOf(platformOf("sgx-v4", { ca })).chain[0]!);
    expect(platform!.length - processor!.length).toBeGreaterThan(90);
  });
});

describe("collateral", () => {
  for (const kind of ["sgx-v3", "tdx-v4"] as const)
    it(`${kind}: signed by the signer, under the root`, () => {
      const { collateral } = evidenceOf(platformOf(kind));
      const signer = new X509Certificate(collateral.tcbInfoChain[0]!).publicKey;
      expect(holds(signer, collateral.tcbInfo, collateral.tcbInfoSignature)).toBe(true);
      expect(holds(signer, collateral.qeIdentity, collateral.qeIdentitySignature)).toBe(true);
      const info = JSON.parse(Buffer.from(collateral.tcbInfo).toString()) as { id: string };
      expect(info.id).toBe(kind === "sgx-v3" ? "SGX" : "TDX");
    });
});
