/** Real evidence, which is not part of the repository: `ACHAIN_TEE_EVIDENCE` names its folder. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { nobleCurves, useCurves } from "../../src/model/crypto/curves.ts";
import { concat, sha256Hex } from "../../src/model/crypto/hash.ts";
import { type Collateral, DEFAULT_POLICY, type Evidence, type Policy, TCB_STATUSES } from "../../src/model/tee/index.ts";
import { loadP256 } from "../../src/native/node-p256.ts";

const FOLDER = process.env["ACHAIN_TEE_EVIDENCE"];
const mustRun = process.env["ACHAIN_REQUIRE_ALL"] === "1";

/** Tests that need real evidence: skipped, and said so, without it; a failure with ACHAIN_REQUIRE_ALL=1. */
export function describeReal(name: string, body: () => void): void {
  if (FOLDER === undefined && mustRun)
    describe(name, () => {
      throw new Error("ACHAIN_TEE_EVIDENCE is not set: it names the folder of real evidence");
    });
  else if (FOLDER === undefined) {
    console.warn(`skipped: “${name}”, for ACHAIN_TEE_EVIDENCE names no folder of real evidence`);
    describe.skip(name, () => {
      it("needs real evidence", () => undefined);
    });
  } else describe(name, body);
}

/** The bytes of a file of the folder. */
export const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(join(FOLDER!, file)));

/** The path of a file of the folder. */
export const pathOf = (file: string): string => join(FOLDER!, file);

const hexOf = (file: string): Uint8Array => new Uint8Array(Buffer.from(readFileSync(join(FOLDER!, file), "utf8").trim(), "hex"));

/** A row of bundles.json. */
export interface Bundle {
  readonly name: string;
  readonly quote: string;
  readonly tcbInfo: string;
  readonly tcbInfoSig: string;
  readonly tcbSigningCert: string;
  readonly qeIdentity: string;
  readonly qeIdentitySig: string;
  readonly qeSigningCert: string;
  readonly rootCrl: string | null;
  readonly pckCrl: string | null;
  readonly rootCa: string;
  readonly now: number;
  readonly validFrom?: number;
  readonly validTo?: number;
  readonly expected: {
    readonly tcbStatus: string;
    readonly tdxModule: string | null;
    readonly qeStatus: string;
    readonly advisoryIDs: readonly string[];
    readonly tcbLevelDate?: string | null;
    readonly debug: boolean;
    readonly rejectAt_validFrom_minus_1?: readonly string[];
    readonly rejectAt_validTo_plus_1?: readonly string[];
  };
}

/** Every bundle; none without the folder. */
export const BUNDLES: readonly Bundle[] = FOLDER === undefined ? [] : JSON.parse(readFileSync(join(FOLDER, "bundles.json"), "utf8"));

/** The evidence of a bundle. */
export function evidenceOf(bundle: Bundle): Evidence {
  const root = bytesOf(bundle.rootCa);
  const crl = (file: string | null): Uint8Array => (file === null ? new Uint8Array() : bytesOf(file));
  const collateral: Collateral = {
    tcbInfo: bytesOf(bundle.tcbInfo),
    tcbInfoSignature: hexOf(bundle.tcbInfoSig),
    tcbInfoChain: [bytesOf(bundle.tcbSigningCert), root],
    qeIdentity: bytesOf(bundle.qeIdentity),
    qeIdentitySignature: hexOf(bundle.qeIdentitySig),
    qeIdentityChain: [bytesOf(bundle.qeSigningCert), root],
    rootCrl: crl(bundle.rootCrl),
    pckCrl: crl(bundle.pckCrl),
  };
  return { quote: bytesOf(bundle.quote), collateral, root };
}

/** The evidence of a bundle by its name. */
export function named(name: string): { readonly bundle: Bundle; readonly evidence: Evidence } {
  const bundle = BUNDLES.find((candidate) => candidate.name === name)!;
  return { bundle, evidence: evidenceOf(bundle) };
}

/** A policy that asks for nothing, so that what refuses is Intel's rules alone. */
export const ANYTHING: Policy = {
  ...DEFAULT_POLICY,
  acceptedStatuses: TCB_STATUSES,
  allowDebug: true,
  requireSeptVeDisable: false,
  tdAttributesAllowed: "0xffffffffffffffff",
  xfamAllowed: "0xffffffffffffffff",
  requireNoServiceTd: false,
};

/** Puts P-256 by OpenSSL behind the verifier, each answer remembered: thousands of alterations repeat most signatures. Gives the way back. */
export async function hurried(): Promise<() => void> {
  const { verifyP256 } = await loadP256()
    .then(({ does }) => does)
    .catch(() => nobleCurves);
  const known = new Map<string, boolean>();
  const before = useCurves({
    ...nobleCurves,
    verifyP256(publicKey, message, signature) {
      const key = sha256Hex(concat(publicKey, signature, message));
      const found = known.get(key) ?? verifyP256(publicKey, message, signature);
      known.set(key, found);
      return found;
    },
  });
  return () => void useCurves(before);
}
