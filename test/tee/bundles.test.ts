/** Real evidence: every bundle at its times and one second beyond, and what a policy makes of it. */
import { expect, it } from "vitest";
import { nobleCurves, useCurves } from "../../src/model/crypto/curves.ts";
import { DEFAULT_POLICY, inspectQuote, type Policy, TEE_CODES, verify, verifyCollateral, verifyQuote } from "../../src/model/tee/index.ts";
import { ANYTHING, BUNDLES, type Bundle, bytesOf, describeReal, evidenceOf, named } from "./real.ts";

/** Refused before Intel's rules are reached, and why. */
const REFUSED_EARLY: { readonly [name: string]: string } = {
  "tdx-v4-google-spr-e4": "QUOTE_TRAILING_BYTES",
  "tdx-v4-oasis-2024-nocrl": "CRL_MISSING",
};

/** What the default policy says where Intel's status would pass. */
const BY_POLICY: { readonly [name: string]: string } = { "tdx-v5-alibaba-2025": "POLICY_SERVICE_TD", "tdx-v4-debug-2023": "POLICY_TD_DEBUG" };

const PASSING = ["UpToDate", "SWHardeningNeeded"];

/** The code by which a bundle is refused by default; null where it is accepted. */
function codeOf({ name, expected }: Bundle): string | null {
  if (expected.tcbStatus === "NotSupported") return "TCB_NOT_SUPPORTED";
  return PASSING.includes(expected.tcbStatus) ? (BY_POLICY[name] ?? null) : "POLICY_STATUS";
}

/** How bundles.json names an item, by the code that names it here. */
const NAMES: readonly (readonly [code: string, name: string])[] = [
  ["TCB_INFO_", "tcbinfo"],
  ["QE_IDENTITY_", "qeid"],
  ["PCK_CRL_", "pckcrl"],
  ["PCK_", "pck: Intel SGX PCK Certificate"],
];
const nameOf = (code: string | null): string | undefined => NAMES.find(([prefix]) => code?.startsWith(prefix))?.[1];

describeReal("real evidence", () => {
  for (const bundle of BUNDLES.filter(({ name }) => REFUSED_EARLY[name] === undefined)) {
    const { name, expected, now, validFrom, validTo } = bundle;
    it(`${name}: ${expected.tcbStatus}`, () => {
      const evidence = evidenceOf(bundle);
      for (const at of [now, validFrom!, validTo!]) {
        const verdict = verify(evidence, { at });
        expect(verdict.code).toBe(codeOf(bundle));
        expect(verdict.accepted).toBe(verdict.code === null);
        expect(verdict.intel).toMatchObject({ tcbStatus: expected.tcbStatus, advisoryIDs: expected.advisoryIDs, tcbDate: expected.tcbLevelDate });
        expect(expected.qeStatus).toBe(`${verdict.intel!.qeStatus} isvsvn=${verdict.claims!.qeIsvSvn}`);
        expect(expected.tdxModule?.split(" -> ")[1] ?? null).toBe(verdict.intel!.moduleStatus);
        expect(verdict.window).toMatchObject({ from: validFrom, to: validTo });
        expect(verdict.claims!.debug).toBe(expected.debug);
        expect(verdict.policy.accepted).toBe(verdict.accepted);
      }
    });
    it(`${name}: one second outside is refused, by the item that ends`, () => {
      const evidence = evidenceOf(bundle);
      const early = verify(evidence, { at: validFrom! - 1 });
      const late = verify(evidence, { at: validTo! + 1 });
      expect([early.code, late.code]).toEqual([expect.stringMatching(/_NOT_YET_VALID$/), expect.stringMatching(/_EXPIRED$/)]);
      expect([early.item, late.item]).toEqual([early.window!.fromItem, late.window!.toItem]);
      expect(expected.rejectAt_validFrom_minus_1!.some((text) => text.startsWith(nameOf(early.code)!))).toBe(true);
      expect(expected.rejectAt_validTo_plus_1!.some((text) => text.startsWith(nameOf(late.code)!))).toBe(true);
      expect([early.intel, late.intel]).toEqual([null, null]);
    });
    it(`${name}: a debug enclave or TD is refused whatever its status`, () => {
      const { codes } = verify(evidenceOf(bundle), { at: now, policy: { ...ANYTHING, allowDebug: false } }).policy;
      if (expected.debug) expect(codes).toEqual([expect.stringMatching(/^POLICY_(ENCLAVE|TD)_DEBUG$/)]);
      else expect(codes).toEqual([]);
    });
    it(`${name}: collateral verified once gives the same verdict, by three signatures`, () => {
      const evidence = evidenceOf(bundle);
      const verified = verifyCollateral(evidence.collateral, evidence.root);
      if (!verified.ok) throw new Error(verified.refusal.explanation);
      let count = 0;
      const counted = (holds: boolean): boolean => {
        count += 1;
        return holds;
      };
      const before = useCurves({ ...nobleCurves, verifyP256: (...args) => counted(nobleCurves.verifyP256(...args)) });
      const first = verifyQuote(evidence.quote, verified.collateral, { at: now });
      const firstCount = count;
      expect(verifyQuote(evidence.quote, verified.collateral, { at: now })).toEqual(first);
      useCurves(before);
      expect([firstCount, count - firstCount]).toEqual([5, 3]);
      expect(first).toEqual(verify(evidence, { at: now }));
    });
  }

  for (const [name, code] of Object.entries(REFUSED_EARLY))
    it(`${name}: ${code}`, () => {
      const { bundle, evidence } = named(name);
      expect(verify(evidence, { at: bundle.now })).toMatchObject({ accepted: false, code, intel: null });
    });

  it("zeros behind a quote change nothing, but for too many of them", () => {
    const { bundle, evidence } = named("tdx-v4-gcp-nonce");
    const { canonicalHash } = verify(evidence, { at: bundle.now });
    const end = evidence.quote.length - 3065;
    for (const zeros of [0, 1, 16 * 1024]) {
      const quote = new Uint8Array(end + zeros);
      quote.set(evidence.quote.subarray(0, end));
      expect(verify({ ...evidence, quote }, { at: bundle.now })).toMatchObject({ accepted: true, canonicalHash });
    }
    const quote = new Uint8Array(end + 16 * 1024 + 1);
    quote.set(evidence.quote.subarray(0, end));
    expect(verify({ ...evidence, quote }, { at: bundle.now }).code).toBe("QUOTE_TRAILING_BYTES");
    expect(verify({ ...evidence, quote: new Uint8Array(65_537) }, { at: bundle.now }).code).toBe("QUOTE_TOO_LARGE");
  });

  it("a time that is no whole number of seconds is refused", () => {
    const { evidence } = named("tdx-v4-near");
    for (const at of [Number.NaN, 1.5, -1, Number.POSITIVE_INFINITY, 2 ** 53, "1758093775" as unknown as number, undefined as unknown as number])
      expect(verify(evidence, { at }).code).toBe("TIME_INVALID");
  });

  it("collateral of the other TEE, of another platform, of the other CA is refused as that", () => {
    const sgx = named("sgx-v3-automata").evidence;
    const tdx = named("tdx-v4-near").evidence;
    const phala = named("tdx-v4-phala").evidence;
    const at = 1756798919;
    const code = (quote: Uint8Array, collateral: typeof sgx.collateral): string | null => verify({ quote, collateral, root: sgx.root }, { at }).code;
    const { tcbInfo, tcbInfoSignature } = sgx.collateral;
    expect(code(tdx.quote, { ...tdx.collateral, tcbInfo, tcbInfoSignature })).toBe("TCB_INFO_TEE");
    const { qeIdentity, qeIdentitySignature } = sgx.collateral;
    expect(code(tdx.quote, { ...tdx.collateral, qeIdentity, qeIdentitySignature })).toBe("QE_IDENTITY_TEE");
    const collateral = { ...phala.collateral };
    const older = named("tdx-v4-debug-2023").evidence.quote;
    expect(verify({ ...phala, quote: older, collateral }, { at: 1751624191 }).code).toBe("FMSPC_MISMATCH");
    const { pckCrl } = named("sgx-v3-phala").evidence.collateral;
    expect(verify({ ...phala, collateral: { ...collateral, pckCrl } }, { at: 1751624191 }).code).toBe("PCK_CRL_ISSUER");
    expect(verify({ ...phala, collateral: { ...collateral, pckCrl: collateral.rootCrl } }, { at: 1751624191 }).code).toBe("PCK_CRL_ISSUER");
    expect(verify({ ...phala, collateral: { ...collateral, rootCrl: pckCrl } }, { at: 1751624191 }).code).toBe("ROOT_CRL_ISSUER");
  });

  it("every part of a policy decides", () => {
    const { bundle, evidence } = named("tdx-v4-near");
    const { claims } = verify(evidence, { at: bundle.now });
    if (claims?.tee !== "tdx") throw new Error("a TDX quote");
    const codes = (policy: Partial<Policy>): readonly string[] =>
      verify(evidence, { at: bundle.now, policy: { ...DEFAULT_POLICY, ...policy } }).policy.codes;
    const domain = {
      kind: "domain",
      mrtd: claims.mrtd,
      rtmrs: claims.rtmrs,
      attributesMask: "0x0100000000000000",
      attributes: "0x0000000000000000",
    } as const;
    const other = `0x${"11".repeat(48)}` as const;
    const { denied } = DEFAULT_POLICY;
    expect(codes({})).toEqual([]);
    expect(codes({ acceptedStatuses: [] })).toEqual(["POLICY_STATUS"]);
    expect(codes({ evaluationNumberMin: 17 })).toEqual([]);
    expect(codes({ evaluationNumberMin: 18 })).toEqual(["POLICY_EVALUATION_NUMBER"]);
    expect(codes({ tdAttributesAllowed: "0x0000000000000000" })).toEqual(["POLICY_TD_ATTRIBUTES"]);
    expect(codes({ xfamAllowed: "0x0300000000000000" })).toEqual(["POLICY_XFAM"]);
    expect(codes({ measurements: [] })).toEqual(["POLICY_MEASUREMENT"]);
    expect(codes({ measurements: [domain] })).toEqual([]);
    expect(codes({ measurements: [{ ...domain, mrtd: other }] })).toEqual(["POLICY_MEASUREMENT"]);
    expect(codes({ measurements: [{ ...domain, rtmrs: [claims.rtmrs[0], other] }] })).toEqual(["POLICY_MEASUREMENT"]);
    expect(codes({ measurements: [{ ...domain, attributes: "0x0100000000000000" }] })).toEqual(["POLICY_MEASUREMENT"]);
    expect(codes({ measurements: [{ kind: "enclave", mrenclave: `0x${"00".repeat(32)}` }] })).toEqual(["POLICY_MEASUREMENT"]);
    expect(codes({ reportData: claims.reportData })).toEqual([]);
    expect(codes({ reportData: claims.reportData.slice(0, 66) as `0x${string}` })).toEqual(["POLICY_REPORT_DATA"]);
    expect(codes({ denied: { ...denied, fmspcs: [claims.fmspc!] } })).toEqual(["POLICY_PLATFORM_DENIED"]);
    expect(codes({ denied: { ...denied, ppids: [claims.ppid!] } })).toEqual(["POLICY_PLATFORM_DENIED"]);
    expect(codes({ denied: { ...denied, pckSerials: [claims.pckSerial!] } })).toEqual(["POLICY_PLATFORM_DENIED"]);
    expect(codes({ denied: { ...denied, measurements: [claims.mrtd] } })).toEqual(["POLICY_MEASUREMENT_DENIED"]);
    const old = named("tdx-v5-alibaba-2026");
    const refused = verify(old.evidence, { at: old.bundle.now, policy: { ...ANYTHING, refusedAdvisories: ["INTEL-SA-01079", "INTEL-SA-00001"] } });
    expect([refused.code, refused.explanation]).toEqual(["POLICY_ADVISORY", "INTEL-SA-01079 applies"]);
    const grace = (graceSeconds: number): string | null =>
      verify(old.evidence, { at: old.bundle.now, policy: { ...ANYTHING, acceptedStatuses: ["UpToDate"], graceSeconds } }).code;
    const newer = Date.UTC(2024, 10, 13) / 1000;
    expect([grace(old.bundle.now - newer), grace(old.bundle.now - newer - 1)]).toEqual([null, "POLICY_STATUS"]);
  });

  it("inspect has every byte in exactly one field", () => {
    for (const { quote } of BUNDLES) {
      const bytes = bytesOf(quote);
      const { fields, flaw } = inspectQuote(bytes);
      const end = fields.reduce((at, { offset, length }) => {
        expect(offset).toBe(at);
        expect(length).toBeGreaterThan(0);
        return offset + length;
      }, 0);
      expect(end).toBe(flaw === null ? bytes.length : bytes.length - 39);
      if (flaw !== null) expect(Object.keys(TEE_CODES)).toContain(flaw.code);
    }
  });
});
