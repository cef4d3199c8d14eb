/**
 * The simulated platform beside real evidence: the same extensions, fields and shapes. The evidence is no part of the repository: the environment
 * variable ACHAIN_TEE_EVIDENCE says where it is, and these tests are skipped without it.
 */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { platformOf, type QuoteKind } from "../../../src/sim/platform/description.ts";
import { evidenceOf, type Made } from "../../../src/sim/platform/evidence.ts";
import { read, shape } from "./der-tree.ts";

const FOLDER = process.env["ACHAIN_TEE_EVIDENCE"] ?? "";

interface Bundle {
  readonly name: string;
  readonly quote: string;
  readonly tcbInfo: string;
  readonly qeIdentity: string;
  readonly tcbSigningCert: string;
  readonly rootCrl: string;
  readonly pckCrl: string;
  readonly rootCa: string;
}

const bundles = FOLDER === "" ? [] : (JSON.parse(readFileSync(join(FOLDER, "bundles.json"), "utf8")) as Bundle[]);
const bytesOf = (name: string): Buffer => readFileSync(join(FOLDER, name));
const bundleOf = (name: string): Bundle => bundles.find((bundle) => bundle.name === name)!;

/** Leaf, authority and root of a quote that carries them. */
function chainIn(quote: Uint8Array): X509Certificate[] {
  const text = Buffer.from(quote).toString("latin1");
  return text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g)!.map((pem) => new X509Certificate(pem));
}

/** What a certificate or a list has, in order: tags, identifiers, names; not its numbers, keys and addresses. */
const shapeOf = (der: Uint8Array): string[] => shape(read(der));

/** Keys in their order, with the shape of the first value of each list. */
function keysOf(json: unknown): unknown {
  if (Array.isArray(json)) return json.length === 0 ? [] : [keysOf(json[0])];
  if (typeof json === "object" && json !== null) return Object.entries(json).map(([key, value]) => [key, keysOf(value)]);
  return typeof json;
}

/** Without what only newer files say of components, and what a level without advisories leaves out. */
const withoutNotes = (text: string): unknown =>
  JSON.parse(text, (key, value: unknown) => (["category", "type", "advisoryIDs"].includes(key) ? undefined : value));

const CASES: readonly (readonly [name: string, kind: QuoteKind, ca: "platform" | "processor", tcbInfoVersion: number])[] = [
  ["sgx-v3-phala", "sgx-v3", "processor", 3],
  ["sgx-v3-automata", "sgx-v3", "platform", 3],
  ["sgx-v3-automata-tcbv2", "sgx-v3", "platform", 2],
  ["tdx-v4-near", "tdx-v4", "platform", 3],
  ["tdx-v5-alibaba-2026", "tdx-v5-1.5", "platform", 3],
];

describe.skipIf(FOLDER === "")("beside real evidence (skipped without ACHAIN_TEE_EVIDENCE)", () => {
  for (const [name, kind, ca, version] of CASES)
    describe(name, () => {
      const bundle = FOLDER === "" ? undefined : bundleOf(name);
      const platform = platformOf(kind, { ca });
      const made: Made = evidenceOf({ ...platform, tcbInfo: { ...platform.tcbInfo, version } });

      it("certificates have the same shape", () => {
        const real = chainIn(bytesOf(bundle!.quote));
        expect(real.length).toBe(3);
        const flags = (line: string): string => line.replace(/^( *1) (00|ff)$/, "$1");
        for (const [index, der] of made.chain.entries()) expect(shapeOf(der).map(flags)).toEqual(shapeOf(real[index]!.raw).map(flags));
        expect(shapeOf(made.collateral.tcbInfoChain[0]!)).toEqual(shapeOf(bytesOf(bundle!.tcbSigningCert)));
        expect(shapeOf(made.root)).toEqual(shapeOf(bytesOf(bundle!.rootCa)));
      });

      it("revocation lists have the same shape", () => {
        const unique = (der: Uint8Array): string[] => [...new Set(shapeOf(der))];
        expect(unique(made.collateral.rootCrl)).toEqual(unique(bytesOf(bundle!.rootCrl)));
        const isEmpty = unique(bytesOf(bundle!.pckCrl)).length < unique(made.collateral.pckCrl).length;
        const { pckCrl } = isEmpty ? evidenceOf({ ...platform, revoked: { root: [], pck: [] } }).collateral : made.collateral;
        expect(unique(pckCrl)).toEqual(unique(bytesOf(bundle!.pckCrl)));
      });

      it("JSON has the same keys in the same order", () => {
        const [info, identity] = [bundle!.tcbInfo, bundle!.qeIdentity].map((file) => bytesOf(file).toString("utf8"));
        const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");
        expect(keysOf(withoutNotes(text(made.collateral.tcbInfo)))).toEqual(keysOf(withoutNotes(info!)));
        expect(keysOf(withoutNotes(text(made.collateral.qeIdentity)))).toEqual(keysOf(withoutNotes(identity!)));
        expect(JSON.stringify(JSON.parse(info!))).toBe(info);
      });

      it("the quote has its pieces at the same offsets", () => {
        const real = bytesOf(bundle!.quote);
        const quote = Buffer.from(made.quote);
        const start = (bytes: Buffer): number => bytes.indexOf("-----BEGIN CERTIFICATE-----");
        expect(start(quote)).toBe(start(real));
        expect(quote.subarray(0, 8)).toEqual(real.subarray(0, 8));
        expect(quote.subarray(12, 28)).toEqual(real.subarray(12, 28));
        expect(quote.subarray(48, kind.includes("v5") ? 54 : 48)).toEqual(real.subarray(48, kind.includes("v5") ? 54 : 48));
        expect(quote.subarray(start(quote) - 6, start(quote) - 4)).toEqual(real.subarray(start(real) - 6, start(real) - 4));
        const end = real.lastIndexOf("-----END CERTIFICATE-----\n\0");
        expect(end).toBeGreaterThan(0);
        expect(quote.subarray(-27).toString("latin1")).toBe("-----END CERTIFICATE-----\n\0");
      });
    });
});
