import { curvesInUse, type P256 } from "../crypto/curves.ts";
import { sha256, sha256Hex } from "../crypto/hash.ts";
import { areEqual, demandIssued, demandNotRevoked, demandRole, isSignedBy, readRoot } from "./authority.ts";
import { type Certificate, certificateOf } from "./certificate.ts";
import { claimsOf, platformClaims } from "./claims.ts";
import { ITEMS, type Item, type TeeCode } from "./codes.ts";
import { AUTHORITIES_MAX, checkCollateral, ITEM_BYTES_MAX, type Validity, type VerifiedCollateral } from "./collateral.ts";
import { evaluate } from "./evaluate.ts";
import type { Claims, Evidence, IntelVerdict, Judgement, Short, Verdict, Window } from "./evidence.ts";
import { fail, parsed } from "./flaw.ts";
import { pemBlocks, secondBlock } from "./pem.ts";
import { DEFAULT_POLICY, policyRefusals } from "./policy.ts";
import { type Quote, quoteOf } from "./quote.ts";
import { demand, type Refusal, RefusalError, reading, refuse } from "./refusal.ts";
import { formatRfc3339 } from "./time.ts";

/** What is known of evidence so far; becomes a verdict when it ends, well or not. */
interface Draft {
  quote: Quote | undefined;
  leaf: Certificate | undefined;
  window: Window | null;
  canonicalHash: Verdict["canonicalHash"];
  intel: IntelVerdict | null;
  short: readonly Short[];
  policyRefusals: readonly Refusal[] | undefined;
}

/** A PCK certificate with its CA and root, read. */
interface PckChain {
  readonly leaf: Certificate;
  readonly ca: Certificate;
  readonly root: Uint8Array;
  /** The text of CA and root, where the quote carries them and it is not known yet. */
  readonly text: Uint8Array | undefined;
}

const LF = 0x0a;

/**
 * The chain in a quote whose text behind the PCK certificate is, to the byte, one that was found good before: only the certificate itself is read.
 * Undefined where it is not; where the rest is in any way unusual, too, so that what is said of it does not depend on what is known.
 */
function knownChain({ bytes, certification: { start, end } }: Quote, { authorities, root }: VerifiedCollateral): PckChain | undefined {
  const found = authorities.find(({ text }) => text !== undefined && areEqual(bytes.subarray(Math.max(start, end - text.length), end), text));
  if (found?.text === undefined || bytes[end - found.text.length - 1] !== LF) return undefined;
  const blocks = parsed(() => pemBlocks(bytes, start, end - found.text!.length, "CERTIFICATE", 1));
  if (!blocks.ok) return undefined;
  return { leaf: reading("pckLeaf", () => certificateOf(blocks.value[0]!)), ca: found.certificate, root: root.der, text: undefined };
}

/** The chain that was given, or where none was the one that the quote carries: exactly leaf, CA, root. */
export function readChain(quote: Quote, given: readonly Uint8Array[] | undefined, verified: VerifiedCollateral | undefined, p256: P256): PckChain {
  const { bytes, certificationType, certification } = quote;
  const isCarried = given === undefined;
  if (isCarried && certificationType !== 5)
    refuse("PCK_CHAIN_MISSING", "quote", `the quote has certification data of type ${certificationType}, and no PCK certificate chain was given`);
  const known = isCarried && verified !== undefined ? knownChain(quote, verified) : undefined;
  if (known !== undefined) return known;
  const [leaf, ca, root] = reading(isCarried ? "quote" : "pckLeaf", () => {
    for (const der of given ?? [])
      if (der.length > ITEM_BYTES_MAX.certificate)
        fail("ITEM_TOO_LARGE", 0, `a certificate of ${der.length} bytes, at most ${ITEM_BYTES_MAX.certificate} are read`);
    const chain = isCarried ? pemBlocks(bytes, certification.start, certification.end, "CERTIFICATE", 3) : given.map((der) => new Uint8Array(der));
    return chain.length === 3 ? chain : fail("CHAIN_LENGTH", certification.start, `a chain of ${chain.length}, leaf, CA and root wanted`);
  });
  const { start, end } = certification;
  const text = isCarried ? bytes.subarray(secondBlock(bytes, start, end, "CERTIFICATE"), end) : undefined;
  const read = { leaf: reading("pckLeaf", () => certificateOf(leaf!)), ca: reading("pckCa", () => certificateOf(ca!)), root: root!, text };
  readRoot(root!, p256);
  return read;
}

const PREFIXES = {
  root: "ROOT",
  rootCrl: "ROOT_CRL",
  pckCrl: "PCK_CRL",
  tcbSigner: "TCB_SIGNER",
  qeSigner: "QE_SIGNER",
  tcbInfo: "TCB_INFO",
  qeIdentity: "QE_IDENTITY",
  pckCa: "PCK_CA",
  pckLeaf: "PCK",
} as const;

/** When everything is valid: from the last beginning to the first end; of several at once the first in the order of items. */
export function windowOf(validities: readonly Validity[]): Window {
  const [first] = validities;
  let last = first!;
  let soonest = first!;
  for (const validity of validities) {
    if (validity.from > last.from) last = validity;
    if (validity.to < soonest.to) soonest = validity;
  }
  return { from: last.from, to: soonest.to, fromItem: last.item, toItem: soonest.item };
}

/** Refuses a time outside the window; the item named is the one that begins last, or ends first. */
export function demandTime(at: number, { from, to, fromItem, toItem }: Window): void {
  demand(Number.isSafeInteger(at) && at >= 0, "TIME_INVALID", "time", () => `${String(at)} is no whole number of unix seconds`);
  const text = (item: Item, what: string, seconds: number): string => `${ITEMS[item]}: valid ${what} ${formatRfc3339(seconds)}, judged at ${at}`;
  const code = (item: Item, end: "NOT_YET_VALID" | "EXPIRED"): TeeCode => `${PREFIXES[item as keyof typeof PREFIXES]}_${end}`;
  demand(at >= from, code(fromItem, "NOT_YET_VALID"), fromItem, () => text(fromItem, "from", from));
  demand(at <= to, code(toItem, "EXPIRED"), toItem, () => text(toItem, "to", to));
}

/** Refuses a PCK CA that the root did not issue, or has revoked, or that did not issue the CRL; remembers the CA where it holds. */
function demandAuthority({ ca, text }: PckChain, { root, rootCrl, pckCrl, authorities }: VerifiedCollateral, p256: P256): void {
  if (authorities.some(({ certificate, by }) => by === p256 && areEqual(certificate.der, ca.der))) return;
  demandIssued(ca, root, p256, "PCK_CA_SIGNATURE", "pckCa");
  demandNotRevoked(ca, rootCrl, "PCK_CA_REVOKED", "pckCa");
  demand(areEqual(pckCrl.issuer, ca.subject), "PCK_CRL_ISSUER", "pckCrl", () => `the PCK CRL is not of “${ca.commonName}”`);
  demand(isSignedBy(pckCrl, ca, p256), "PCK_CRL_SIGNATURE", "pckCrl", () => `the PCK CRL is not signed by the key of “${ca.commonName}”`);
  if (authorities.length < AUTHORITIES_MAX) authorities.push({ certificate: ca, text: text?.slice(), by: p256 });
}

function demandChain(chain: PckChain, verified: VerifiedCollateral, p256: P256): void {
  const { leaf, ca, root } = chain;
  demand(areEqual(root, verified.root.der), "ROOT_MISMATCH", "pckCa", () => "the chain of the PCK certificate does not end with the given root");
  demandRole(leaf, "pckLeaf", "pckLeaf");
  demandRole(ca, "pckCa", "pckCa");
  demand(leaf.sgx !== undefined, "CERT_SGX_EXTENSION", "pckLeaf", () => "the PCK certificate has no SGX extension");
  demandAuthority(chain, verified, p256);
  demandIssued(leaf, ca, p256, "PCK_SIGNATURE", "pckLeaf");
  demandNotRevoked(leaf, verified.pckCrl, "PCK_REVOKED", "pckLeaf");
}

/** Refuses collateral of the other TEE, or of another platform. */
function demandCollateralOf(quote: Quote, leaf: Certificate, { tcbInfo, qeIdentity }: VerifiedCollateral): void {
  const tee = quote.tee.toUpperCase();
  demand(tcbInfo.tee === quote.tee, "TCB_INFO_TEE", "tcbInfo", () => `TCB Info of ${tcbInfo.tee.toUpperCase()} for a quote of ${tee}`);
  demand(qeIdentity.tee === quote.tee, "QE_IDENTITY_TEE", "qeIdentity", () => `QE Identity of ${qeIdentity.tee.toUpperCase()} for a quote of ${tee}`);
  const { fmspc, pceId } = leaf.sgx!;
  const part = ({ start, end }: typeof fmspc): Uint8Array => leaf.der.subarray(start, end);
  demand(areEqual(part(fmspc), tcbInfo.fmspc), "FMSPC_MISMATCH", "tcbInfo", () => "TCB Info is of another FMSPC than the PCK certificate");
  demand(areEqual(part(pceId), tcbInfo.pceId), "PCE_ID_MISMATCH", "tcbInfo", () => "TCB Info is of another PCE id than the PCK certificate");
}

/** Refuses a quote whose QE report the platform did not sign, whose key the QE did not vouch for, or that the key did not sign. */
export function demandSignatures(quote: Quote, leaf: Certificate, { verifyP256 }: P256): void {
  const { bytes, qeReportAt, qeReportSignatureAt, qeAuthData, keyAt, signatureAt, signedEnd } = quote;
  const report = bytes.subarray(qeReportAt, qeReportAt + 384);
  const isReportSigned = verifyP256(leaf.publicKey, report, bytes.subarray(qeReportSignatureAt, qeReportSignatureAt + 64));
  demand(isReportSigned, "QE_REPORT_SIGNATURE", "qeReport", () => "the QE report is not signed by the key of the PCK certificate");
  const bound = new Uint8Array(64 + qeAuthData.end - qeAuthData.start);
  bound.set(bytes.subarray(keyAt, keyAt + 64));
  bound.set(bytes.subarray(qeAuthData.start, qeAuthData.end), 64);
  const isBound = areEqual(report.subarray(320, 352), sha256(bound));
  demand(isBound, "QE_REPORT_BINDING", "qeReport", () => "the QE report's data is not the SHA-256 of attestation key and authentication data");
  const isPadded = report.subarray(352).every((byte) => byte === 0);
  demand(isPadded, "QE_REPORT_PADDING", "qeReport", () => "the upper half of the QE report's data is not zero");
  const key = new Uint8Array(65);
  key[0] = 4;
  key.set(bytes.subarray(keyAt, keyAt + 64), 1);
  const isSigned = verifyP256(key, bytes.subarray(0, signedEnd), bytes.subarray(signatureAt, signatureAt + 64));
  demand(isSigned, "QUOTE_SIGNATURE", "quote", () => "the quote is not signed by its attestation key");
}

/** All checks in their order, into the draft; refuses by exception, the policy apart. `collateral` gives the collateral once the quote is read. */
function judge(
  bytes: Uint8Array,
  collateral: () => VerifiedCollateral,
  known: VerifiedCollateral | undefined,
  judgement: Judgement,
  p256: P256,
  draft: Draft,
): Claims {
  const quote = reading("quote", () => quoteOf(bytes));
  draft.quote = quote;
  draft.canonicalHash = sha256Hex(quote.bytes);
  const chain = readChain(quote, judgement.pckChain, known, p256);
  const { leaf, ca } = chain;
  draft.leaf = leaf;
  const verified = collateral();
  draft.window = windowOf([
    ...verified.validities,
    { item: "pckCa", from: ca.notBefore, to: ca.notAfter },
    { item: "pckLeaf", from: leaf.notBefore, to: leaf.notAfter },
  ]);
  demandTime(judgement.at, draft.window);
  demandChain(chain, verified, p256);
  demandCollateralOf(quote, leaf, verified);
  demandSignatures(quote, leaf, p256);
  const outdatedAt = evaluate(quote, leaf.sgx!, verified, draft);
  const claims = claimsOf(quote, platformClaims(leaf));
  const evaluationNumbers = { tcbInfo: verified.tcbInfo.evaluationNumber, qeIdentity: verified.qeIdentity.evaluationNumber };
  const judged = { quote, claims, intel: draft.intel!, evaluationNumbers, outdatedAt, at: judgement.at };
  draft.policyRefusals = policyRefusals(judgement.policy ?? DEFAULT_POLICY, judged);
  return claims;
}

function verdictOf(draft: Draft, claims: Claims | null, refusal: Refusal | undefined): Verdict {
  const { window, canonicalHash, intel, short } = draft;
  return {
    accepted: refusal === undefined,
    code: refusal?.code ?? null,
    item: refusal?.item ?? null,
    explanation: refusal?.explanation ?? `every check holds; the TCB status is ${intel!.tcbStatus}`,
    intel,
    policy: { accepted: draft.policyRefusals?.length === 0, codes: draft.policyRefusals?.map(({ code }) => code) ?? [] },
    short,
    claims,
    window,
    canonicalHash,
  };
}

function answer(work: (draft: Draft) => Claims): Verdict {
  const draft: Draft = { quote: undefined, leaf: undefined, window: null, canonicalHash: null, intel: null, short: [], policyRefusals: undefined };
  try {
    const claims = work(draft);
    return verdictOf(draft, claims, draft.policyRefusals![0]);
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error;
    return verdictOf(draft, draft.quote === undefined ? null : claimsOf(draft.quote, draft.leaf && platformClaims(draft.leaf)), error.refusal);
  }
}

/**
 * The verdict on a quote with collateral that was verified before (see `verifyCollateral`): three signatures, of the PCK certificate, the QE report and
 * the quote, once the PCK CA is remembered in the collateral. The same arguments give the same verdict, always. `p256` verifies the signatures: the one that the collateral
 * was verified with, by default the curves in use.
 */
export function verifyQuote(quote: Uint8Array, verified: VerifiedCollateral, judgement: Judgement, p256: P256 = curvesInUse()): Verdict {
  return answer((draft) => judge(quote, () => verified, verified, judgement, p256, draft));
}

/** The verdict on evidence: `verifyCollateral`, then `verifyQuote`, in the order of checks of docs/spec/tee.md: the first failure is the code. */
export function verify(evidence: Evidence, judgement: Judgement, p256: P256 = curvesInUse()): Verdict {
  const { quote, collateral, root, pckChain } = evidence;
  const whole = pckChain === undefined ? judgement : { ...judgement, pckChain };
  return answer((draft) => judge(quote, () => checkCollateral(collateral, root, p256), undefined, whole, p256, draft));
}
