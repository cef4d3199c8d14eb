import type { P256 } from "../crypto/curves.ts";
import { toBareHex, toHex } from "../encoding/hex.ts";
import { areEqual, demandIssued, demandRole, demandRoot, readRoot } from "./authority.ts";
import { claimsOf, sgxField, tdField } from "./claims.ts";
import { ITEMS, type Item, type TeeCode } from "./codes.ts";
import type { Validity } from "./collateral.ts";
import { evaluate } from "./evaluate.ts";
import type { IntelVerdict, PlatformClaims, Policy, Short } from "./evidence.ts";
import { authorityId, type Dated, datedOf } from "./items.ts";
import { policyRefusals } from "./policy.ts";
import type { QeIdentity } from "./qe-identity.ts";
import { type Quote, quoteOf, type Reports } from "./quote.ts";
import { demand, type Refusal, RefusalError, reading, refuse } from "./refusal.ts";
import { SGX_REPORT, TD10_REPORT, TD15_REPORT } from "./report-body.ts";
import type { TcbInfo } from "./tcb-info.ts";
import { demandSignatures, demandTime, readChain, windowOf } from "./verify.ts";

/** What is left of a quote once its signatures hold: all that collateral, time and policy are later asked about. It owns its bytes. */
export interface QuoteFacts {
  /** 3, 4 or 5. */
  readonly version: number;
  /** The report body: 384 (SGX), 584 (TD 1.0) or 648 bytes (TD 1.5). */
  readonly body: Uint8Array;
  /** The QE's report, 384 bytes. */
  readonly qeReport: Uint8Array;
  /** The PCK certificate, with what it says of the platform. */
  readonly leaf: Dated & {
    /** 6 bytes. */
    readonly fmspc: Uint8Array;
    /** 2 bytes. */
    readonly pceId: Uint8Array;
    /** 16 bytes. */
    readonly ppid: Uint8Array;
    /** 16 SVNs. */
    readonly components: Uint8Array;
    readonly pceSvn: number;
  };
  /** The PCK CA; `authority` says which (see `authorityId`). */
  readonly ca: Dated & { readonly authority: Uint8Array };
}

/** A certificate that a CRL names: its serial number as `Certificate.serial` has it, and when it was revoked, unix seconds. */
export interface Revocation {
  readonly serial: Uint8Array;
  readonly date: number;
}

/** A CRL as it is kept: when it is valid, and whom it names. */
export interface KeptCrl {
  readonly from: number;
  readonly to: number;
  readonly revoked: readonly Revocation[];
}

/** The collateral that one platform is judged by, item by item. */
export interface KeptCollateral {
  readonly root: { readonly from: number; readonly to: number };
  readonly rootCrl: KeptCrl;
  readonly pckCrl: KeptCrl;
  readonly tcbInfo: TcbInfo;
  readonly tcbSigner: Dated;
  readonly qeIdentity: QeIdentity;
  readonly qeSigner: Dated;
}

/** What judges facts: when, by which policy, and whether by collateral of then or by collateral that came later. */
export interface FactsJudgement {
  /** Unix seconds. */
  readonly at: number;
  readonly policy: Policy;
  /**
   * Whether the collateral is newer than `at`: then its own windows are not asked, and a revocation counts from its date on. What is left is the
   * question whether the evidence was bad at that time, as is known now.
   */
  readonly isLater: boolean;
}

/** The TEE of a report body. */
export const teeOf = ({ body }: Pick<QuoteFacts, "body">): "sgx" | "tdx" => (body.length === SGX_REPORT.size ? "sgx" : "tdx");

/** Facts as the parts of a quote that is judged. */
function reportsOf({ version, body, qeReport }: QuoteFacts): Reports {
  const layout = [SGX_REPORT, TD10_REPORT, TD15_REPORT].find(({ size }) => size === body.length)!;
  const bytes = new Uint8Array(body.length + qeReport.length);
  bytes.set(body);
  bytes.set(qeReport, body.length);
  return {
    bytes,
    version: version as Quote["version"],
    tee: layout === SGX_REPORT ? "sgx" : "tdx",
    body: layout as Quote["body"],
    bodyAt: 0,
    qeReportAt: body.length,
  };
}

function checkSignatures(bytes: Uint8Array, rootDer: Uint8Array, p256: P256): QuoteFacts {
  const quote = reading("quote", () => quoteOf(bytes));
  const { leaf, ca, root } = readChain(quote, undefined, undefined, p256);
  const given = readRoot(rootDer, p256);
  demandRoot(given, p256);
  demand(areEqual(root, given.der), "ROOT_MISMATCH", "pckCa", () => "the chain of the PCK certificate does not end with the given root");
  demandRole(leaf, "pckLeaf", "pckLeaf");
  demandRole(ca, "pckCa", "pckCa");
  const { sgx } = leaf;
  if (sgx === undefined) return refuse("CERT_SGX_EXTENSION", "pckLeaf", "the PCK certificate has no SGX extension");
  demandIssued(ca, given, p256, "PCK_CA_SIGNATURE", "pckCa");
  demandIssued(leaf, ca, p256, "PCK_SIGNATURE", "pckLeaf");
  demandSignatures(quote, leaf, p256);
  const part = ({ start, end }: { readonly start: number; readonly end: number }): Uint8Array => leaf.der.slice(start, end);
  const copy = (dated: Dated): Dated => ({ ...dated, serial: dated.serial.slice() });
  return {
    version: quote.version,
    body: quote.bytes.slice(quote.bodyAt, quote.bodyAt + quote.body.size),
    qeReport: quote.bytes.slice(quote.qeReportAt, quote.qeReportAt + SGX_REPORT.size),
    leaf: {
      ...copy(datedOf(leaf)),
      fmspc: part(sgx.fmspc),
      pceId: part(sgx.pceId),
      ppid: part(sgx.ppid),
      components: sgx.components.slice(),
      pceSvn: sgx.pceSvn,
    },
    ca: { ...copy(datedOf(ca)), authority: authorityId(ca) },
  };
}

/**
 * Whether a quote that carries its PCK chain is genuine under a root (DER): form, roles, and every signature from the root to the report. Four signatures,
 * three of them the quote's own. What it says is judged by `judgeFacts`, then or later, without the quote.
 */
export function verifyGenuine(
  quote: Uint8Array,
  root: Uint8Array,
  p256: P256,
): { readonly ok: true; readonly facts: QuoteFacts } | { readonly ok: false; readonly refusal: Refusal } {
  try {
    return { ok: true, facts: checkSignatures(quote, root, p256) };
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

function demandStanding({ serial }: Dated, crl: KeptCrl, { at, isLater }: FactsJudgement, code: TeeCode, item: Item): void {
  const found = crl.revoked.find((entry) => areEqual(entry.serial, serial));
  const isRevoked = found !== undefined && (!isLater || found.date <= at);
  demand(!isRevoked, code, item, () => `${ITEMS[item]}: its serial number ${toBareHex(serial)} is in the CRL of its issuer`);
}

function demandFits({ leaf }: QuoteFacts, tee: "sgx" | "tdx", { tcbInfo, qeIdentity }: KeptCollateral): void {
  const name = tee.toUpperCase();
  demand(tcbInfo.tee === tee, "TCB_INFO_TEE", "tcbInfo", () => `TCB Info of ${tcbInfo.tee.toUpperCase()} for a quote of ${name}`);
  demand(qeIdentity.tee === tee, "QE_IDENTITY_TEE", "qeIdentity", () => `QE Identity of ${qeIdentity.tee.toUpperCase()} for a quote of ${name}`);
  demand(areEqual(leaf.fmspc, tcbInfo.fmspc), "FMSPC_MISMATCH", "tcbInfo", () => "TCB Info is of another FMSPC than the PCK certificate");
  demand(areEqual(leaf.pceId, tcbInfo.pceId), "PCE_ID_MISMATCH", "tcbInfo", () => "TCB Info is of another PCE id than the PCK certificate");
}

function validitiesOf({ ca, leaf }: QuoteFacts, kept: KeptCollateral): readonly Validity[] {
  const { root, rootCrl, pckCrl, tcbInfo, tcbSigner, qeIdentity, qeSigner } = kept;
  return [
    { item: "root", ...root },
    { item: "rootCrl", ...rootCrl },
    { item: "pckCrl", ...pckCrl },
    { item: "tcbSigner", ...tcbSigner },
    { item: "qeSigner", ...qeSigner },
    { item: "tcbInfo", from: tcbInfo.issueDate, to: tcbInfo.nextUpdate },
    { item: "qeIdentity", from: qeIdentity.issueDate, to: qeIdentity.nextUpdate },
    { item: "pckCa", ...ca },
    { item: "pckLeaf", ...leaf },
  ];
}

function checkFacts(facts: QuoteFacts, kept: KeptCollateral, judgement: FactsJudgement): Refusal | undefined {
  const { at, policy, isLater } = judgement;
  const reports = reportsOf(facts);
  if (!isLater) demandTime(at, windowOf(validitiesOf(facts, kept)));
  demandStanding(kept.tcbSigner, kept.rootCrl, judgement, "TCB_SIGNER_REVOKED", "tcbSigner");
  demandStanding(kept.qeSigner, kept.rootCrl, judgement, "TCB_SIGNER_REVOKED", "qeSigner");
  demandStanding(facts.ca, kept.rootCrl, judgement, "PCK_CA_REVOKED", "pckCa");
  demandStanding(facts.leaf, kept.pckCrl, judgement, "PCK_REVOKED", "pckLeaf");
  demandFits(facts, reports.tee, kept);
  const told: { intel: IntelVerdict | null; short: readonly Short[] } = { intel: null, short: [] };
  const outdatedAt = evaluate(reports, facts.leaf, kept, told);
  const { fmspc, ppid, serial } = facts.leaf;
  const platform: Partial<PlatformClaims> = { fmspc: toHex(fmspc), ppid: toHex(ppid), pckSerial: toHex(serial) };
  const evaluationNumbers = { tcbInfo: kept.tcbInfo.evaluationNumber, qeIdentity: kept.qeIdentity.evaluationNumber };
  return policyRefusals(policy, { quote: reports, claims: claimsOf(reports, platform), intel: told.intel!, evaluationNumbers, outdatedAt, at })[0];
}

/**
 * Judges what is known of a genuine quote: every window, revocation by each CRL, Intel's verdict, then the policy; the first failure is the answer, undefined
 * where there is none. The same steps as `verifyQuote` behind its signatures.
 */
export function judgeFacts(facts: QuoteFacts, collateral: KeptCollateral, judgement: FactsJudgement): Refusal | undefined {
  try {
    return checkFacts(facts, collateral, judgement);
  } catch (error) {
    if (error instanceof RefusalError) return error.refusal;
    throw error;
  }
}

/** The measurements that a quote names: MRENCLAVE and MRSIGNER (32 bytes each), or MRTD (48 bytes). */
export function measurementsOf(facts: QuoteFacts): readonly Uint8Array[] {
  const reports = reportsOf(facts);
  return reports.tee === "sgx" ? [sgxField(reports, "mrEnclave"), sgxField(reports, "mrSigner")] : [tdField(reports, "mrTd")];
}
