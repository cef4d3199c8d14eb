import { curvesInUse, type P256 } from "../crypto/curves.ts";
import { concat, sha256Hex } from "../crypto/hash.ts";
import type { Hex } from "../encoding/hex.ts";
import { areEqual, demandIssued, demandNotRevoked, demandRole, demandRoot, isSignedBy, readRoot } from "./authority.ts";
import { type Certificate, certificateOf } from "./certificate.ts";
import { ITEMS, type Item } from "./codes.ts";
import { type Crl, crlOf } from "./crl.ts";
import type { Collateral } from "./evidence.ts";
import { type QeIdentity, qeIdentityOf } from "./qe-identity.ts";
import { demand, type Refusal, RefusalError, reading, refuse } from "./refusal.ts";
import { type TcbInfo, tcbInfoOf } from "./tcb-info.ts";

/** When an item is valid: unix seconds, ends included. */
export interface Validity {
  readonly item: Item;
  readonly from: number;
  readonly to: number;
}

/**
 * Collateral whose chains and signatures hold under a root, read; at whatever time, for whatever quote. The PCK CRL is read, and its signature is
 * verified with the quote, whose chain has its issuer. It owns its bytes.
 */
export interface VerifiedCollateral {
  readonly root: Certificate;
  readonly rootCrl: Crl;
  readonly pckCrl: Crl;
  readonly tcbInfo: TcbInfo;
  readonly qeIdentity: QeIdentity;
  readonly validities: readonly Validity[];
  /**
   * PCK CAs that were found to be issued by this root, not revoked by this root's CRL, and to have signed this PCK CRL, so that it is not computed
   * again: at most `AUTHORITIES_MAX`. It changes when something is computed, never what.
   */
  readonly authorities: Authority[];
}

/** A PCK CA that was found good. */
export interface Authority {
  readonly certificate: Certificate;
  /** The PEM text in which a quote carried it and the root behind the PCK certificate; undefined where they were given. */
  readonly text: Uint8Array | undefined;
  /** Who verified the signatures. */
  readonly by: P256;
}

/** See `VerifiedCollateral.authorities`: there are two, processor and platform. */
export const AUTHORITIES_MAX = 4;

/** Whether collateral holds. */
export type CollateralVerdict = { readonly ok: true; readonly collateral: VerifiedCollateral } | { readonly ok: false; readonly refusal: Refusal };

/** The two certificates of a chain, read: signer, then root. */
function chainOf(chain: readonly Uint8Array[], item: "tcbSigner" | "qeSigner", root: Certificate): readonly [Certificate, Uint8Array] {
  const [signer, last] = chain;
  if (signer === undefined || last === undefined || chain.length !== 2)
    return refuse("CHAIN_LENGTH", item, `${ITEMS[item]}: a chain of ${chain.length}, signer and root wanted`);
  const read = reading(item, () => certificateOf(new Uint8Array(signer)));
  if (!areEqual(root.der, last)) reading("root", () => certificateOf(last));
  return [read, last];
}

function readCrl(der: Uint8Array, item: "rootCrl" | "pckCrl"): Crl {
  demand(der.length > 0, "CRL_MISSING", item, () => `there is no ${ITEMS[item]}`);
  return reading(item, () => crlOf(new Uint8Array(der)));
}

function demandSigner(signer: Certificate, root: Certificate, rootCrl: Crl, p256: P256, item: "tcbSigner" | "qeSigner"): void {
  demandRole(signer, "signer", item);
  demandIssued(signer, root, p256, "TCB_SIGNER_SIGNATURE", item);
  demandNotRevoked(signer, rootCrl, "TCB_SIGNER_REVOKED", item);
}

function demandSignature(text: Uint8Array, signature: Uint8Array, signer: Certificate, p256: P256, item: "tcbInfo" | "qeIdentity"): void {
  const code = item === "tcbInfo" ? "TCB_INFO_SIGNATURE" : "QE_IDENTITY_SIGNATURE";
  demand(p256.verifyP256(signer.publicKey, text, signature), code, item, () => `${ITEMS[item]}: ${text.length} bytes that its signer did not sign`);
}

/**
 * The most bytes of each kind of item, many times what PCS gives (25 KB of JSON, 3 KB of a list): who sends evidence does not decide how long it
 * takes to refuse it. A list of this size names some 4,800 certificates.
 */
export const ITEM_BYTES_MAX = { json: 256 * 1024, crl: 256 * 1024, certificate: 16 * 1024 } as const;

/** Refuses items that are too large, before anything in them is looked at. */
function demandSizes({ tcbInfo, qeIdentity, tcbInfoChain, qeIdentityChain, rootCrl, pckCrl }: Collateral, root: Uint8Array): void {
  const limit = (bytes: Uint8Array, item: Item, max: number): void =>
    demand(bytes.length <= max, "ITEM_TOO_LARGE", item, () => `${ITEMS[item]}: ${bytes.length} bytes, at most ${max} are read`);
  limit(root, "root", ITEM_BYTES_MAX.certificate);
  for (const certificate of tcbInfoChain) limit(certificate, "tcbSigner", ITEM_BYTES_MAX.certificate);
  for (const certificate of qeIdentityChain) limit(certificate, "qeSigner", ITEM_BYTES_MAX.certificate);
  limit(rootCrl, "rootCrl", ITEM_BYTES_MAX.crl);
  limit(pckCrl, "pckCrl", ITEM_BYTES_MAX.crl);
  limit(tcbInfo, "tcbInfo", ITEM_BYTES_MAX.json);
  limit(qeIdentity, "qeIdentity", ITEM_BYTES_MAX.json);
}

/** Does what `verifyCollateral` does; refuses by exception. */
export function checkCollateral(collateral: Collateral, rootDer: Uint8Array, p256: P256): VerifiedCollateral {
  demandSizes(collateral, rootDer);
  for (const [item, signature] of [
    ["tcbInfo", collateral.tcbInfoSignature],
    ["qeIdentity", collateral.qeIdentitySignature],
  ] as const)
    demand(signature.length === 64, "SIGNATURE_LENGTH", item, () => `${ITEMS[item]}: a signature of ${signature.length} bytes, 64 wanted`);
  const root = readRoot(rootDer, p256);
  const [tcbSigner, tcbRoot] = chainOf(collateral.tcbInfoChain, "tcbSigner", root);
  const isOneChain = collateral.qeIdentityChain.length === 2 && areEqual(collateral.qeIdentityChain[0]!, tcbSigner.der);
  const [qeSigner, qeRoot] = isOneChain ? [tcbSigner, collateral.qeIdentityChain[1]!] : chainOf(collateral.qeIdentityChain, "qeSigner", root);
  const rootCrl = readCrl(collateral.rootCrl, "rootCrl");
  const pckCrl = readCrl(collateral.pckCrl, "pckCrl");
  demandRoot(root, p256);
  demand(areEqual(tcbRoot, root.der), "ROOT_MISMATCH", "tcbSigner", () => "the chain of TCB Info does not end with the given root");
  demand(areEqual(qeRoot, root.der), "ROOT_MISMATCH", "qeSigner", () => "the chain of the QE Identity does not end with the given root");
  demand(areEqual(rootCrl.issuer, root.subject), "ROOT_CRL_ISSUER", "rootCrl", () => "the root CRL names another issuer than the root");
  demand(isSignedBy(rootCrl, root, p256), "ROOT_CRL_SIGNATURE", "rootCrl", () => "the root CRL is not signed by the root");
  demandSigner(tcbSigner, root, rootCrl, p256, "tcbSigner");
  if (qeSigner !== tcbSigner) demandSigner(qeSigner, root, rootCrl, p256, "qeSigner");
  demandSignature(collateral.tcbInfo, collateral.tcbInfoSignature, tcbSigner, p256, "tcbInfo");
  demandSignature(collateral.qeIdentity, collateral.qeIdentitySignature, qeSigner, p256, "qeIdentity");
  const tcbInfo = reading("tcbInfo", () => tcbInfoOf(collateral.tcbInfo));
  const qeIdentity = reading("qeIdentity", () => qeIdentityOf(collateral.qeIdentity));
  const validities: readonly Validity[] = [
    { item: "root", from: root.notBefore, to: root.notAfter },
    { item: "rootCrl", from: rootCrl.thisUpdate, to: rootCrl.nextUpdate },
    { item: "pckCrl", from: pckCrl.thisUpdate, to: pckCrl.nextUpdate },
    { item: "tcbSigner", from: tcbSigner.notBefore, to: tcbSigner.notAfter },
    { item: "qeSigner", from: qeSigner.notBefore, to: qeSigner.notAfter },
    { item: "tcbInfo", from: tcbInfo.issueDate, to: tcbInfo.nextUpdate },
    { item: "qeIdentity", from: qeIdentity.issueDate, to: qeIdentity.nextUpdate },
  ];
  return { root, rootCrl, pckCrl, tcbInfo, qeIdentity, validities, authorities: [] };
}

/**
 * Whether collateral holds under a root (DER), independent of time and of any quote: chains byte for byte to the root, roles, CRL of the root,
 * revocation of the signers, signatures over the exact bytes, then their contents. Its result can be remembered by `collateralHash`,
 * with who verified the signatures: the curves in use, where nobody else is named.
 */
export function verifyCollateral(collateral: Collateral, root: Uint8Array, p256: P256 = curvesInUse()): CollateralVerdict {
  try {
    return { ok: true, collateral: checkCollateral(collateral, root, p256) };
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

/** The SHA-256 of collateral and root: every part behind its length (u32, big-endian), chains behind their count. */
export function collateralHash(collateral: Collateral, root: Uint8Array): Hex {
  const count = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
  const part = (bytes: Uint8Array): readonly Uint8Array[] => [count(bytes.length), bytes];
  const chain = (list: readonly Uint8Array[]): readonly Uint8Array[] => [count(list.length), ...list.flatMap(part)];
  const { tcbInfo, tcbInfoSignature, tcbInfoChain, qeIdentity, qeIdentitySignature, qeIdentityChain, rootCrl, pckCrl } = collateral;
  return sha256Hex(
    concat(
      ...[...part(root), ...part(tcbInfo), ...part(tcbInfoSignature), ...chain(tcbInfoChain)],
      ...[...part(qeIdentity), ...part(qeIdentitySignature), ...chain(qeIdentityChain), ...part(rootCrl), ...part(pckCrl)],
    ),
  );
}
