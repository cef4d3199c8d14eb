import type { P256 } from "../crypto/curves.ts";
import { concat, sha256 } from "../crypto/hash.ts";
import { areEqual, demandIssued, demandRole, demandRoot, isSignedBy, readRoot } from "./authority.ts";
import { type Certificate, certificateOf } from "./certificate.ts";
import { ITEMS } from "./codes.ts";
import { ITEM_BYTES_MAX } from "./collateral.ts";
import { type Crl, crlOf } from "./crl.ts";
import { type QeIdentity, qeIdentityOf } from "./qe-identity.ts";
import { demand, type Refusal, RefusalError, reading } from "./refusal.ts";
import { type TcbInfo, tcbInfoOf } from "./tcb-info.ts";

/** One item of collateral as it travels by itself, with the certificate that vouches for it. */
export type CollateralItem =
  | { readonly kind: "rootCrl"; readonly crl: Uint8Array }
  | { readonly kind: "pckCrl"; readonly crl: Uint8Array /** The PCK CA, DER. */; readonly issuer: Uint8Array }
  | {
      readonly kind: "tcbInfo" | "qeIdentity";
      /** The JSON text that was signed. */
      readonly body: Uint8Array;
      /** r ‖ s, 64 bytes. */
      readonly signature: Uint8Array;
      /** The TCB signing certificate, DER. */
      readonly signer: Uint8Array;
    };

/** A certificate by what is asked of it later: its serial number, and when it is valid, unix seconds, ends included. */
export interface Dated {
  readonly serial: Uint8Array;
  readonly from: number;
  readonly to: number;
}

/** What an item says, its signatures verified: when it is valid, and its contents. */
export type VerifiedItem = { readonly from: number; readonly to: number } & (
  | { readonly kind: "rootCrl"; readonly revoked: Crl["revoked"] }
  | { readonly kind: "pckCrl"; readonly authority: Uint8Array; readonly revoked: Crl["revoked"] }
  | { readonly kind: "tcbInfo"; readonly tcbInfo: TcbInfo; readonly signer: Dated }
  | { readonly kind: "qeIdentity"; readonly qeIdentity: QeIdentity; readonly signer: Dated }
);

/** By what a CA is known, whichever certificate it has: SHA-256 of its key and its name. */
export const authorityId = ({ publicKey, subject }: Certificate): Uint8Array => sha256(concat(publicKey, subject));

/** A certificate by its serial number and its window. */
export const datedOf = ({ serial, notBefore, notAfter }: Certificate): Dated => ({ serial, from: notBefore, to: notAfter });

function crlItem(der: Uint8Array, item: "rootCrl" | "pckCrl", issuer: Certificate, p256: P256): Crl {
  demand(der.length > 0, "CRL_MISSING", item, () => `there is no ${ITEMS[item]}`);
  const crl = reading(item, () => crlOf(der));
  const prefix = item === "rootCrl" ? "ROOT_CRL" : "PCK_CRL";
  demand(areEqual(crl.issuer, issuer.subject), `${prefix}_ISSUER`, item, () => `the ${ITEMS[item]} is not of “${issuer.commonName}”`);
  demand(isSignedBy(crl, issuer, p256), `${prefix}_SIGNATURE`, item, () => `the ${ITEMS[item]} is not signed by the key of “${issuer.commonName}”`);
  return crl;
}

function signedItem(item: CollateralItem & { readonly kind: "tcbInfo" | "qeIdentity" }, root: Certificate, p256: P256): VerifiedItem {
  const { kind, body, signature } = item;
  const who = kind === "tcbInfo" ? "tcbSigner" : "qeSigner";
  demand(signature.length === 64, "SIGNATURE_LENGTH", kind, () => `${ITEMS[kind]}: a signature of ${signature.length} bytes, 64 wanted`);
  const signer = reading(who, () => certificateOf(item.signer));
  demandRole(signer, "signer", who);
  demandIssued(signer, root, p256, "TCB_SIGNER_SIGNATURE", who);
  const code = kind === "tcbInfo" ? "TCB_INFO_SIGNATURE" : "QE_IDENTITY_SIGNATURE";
  const isSigned = p256.verifyP256(signer.publicKey, body, signature);
  demand(isSigned, code, kind, () => `${ITEMS[kind]}: ${body.length} bytes that its signer did not sign`);
  if (kind === "tcbInfo") {
    const tcbInfo = reading(kind, () => tcbInfoOf(body));
    return { kind, from: tcbInfo.issueDate, to: tcbInfo.nextUpdate, tcbInfo, signer: datedOf(signer) };
  }
  const qeIdentity = reading(kind, () => qeIdentityOf(body));
  return { kind, from: qeIdentity.issueDate, to: qeIdentity.nextUpdate, qeIdentity, signer: datedOf(signer) };
}

function demandItemSizes(item: CollateralItem): void {
  const limit = (bytes: Uint8Array, what: "rootCrl" | "pckCrl" | "pckCa" | "tcbInfo" | "qeIdentity" | "tcbSigner", max: number): void =>
    demand(bytes.length <= max, "ITEM_TOO_LARGE", what, () => `${ITEMS[what]}: ${bytes.length} bytes, at most ${max} are read`);
  if ("crl" in item) limit(item.crl, item.kind, ITEM_BYTES_MAX.crl);
  else limit(item.body, item.kind, ITEM_BYTES_MAX.json);
  if ("issuer" in item) limit(item.issuer, "pckCa", ITEM_BYTES_MAX.certificate);
  if ("signer" in item) limit(item.signer, "tcbSigner", ITEM_BYTES_MAX.certificate);
}

function checkItem(item: CollateralItem, rootDer: Uint8Array, p256: P256): VerifiedItem {
  demandItemSizes(item);
  const root = readRoot(rootDer, p256);
  demandRoot(root, p256);
  switch (item.kind) {
    case "rootCrl": {
      const { thisUpdate: from, nextUpdate: to, revoked } = crlItem(item.crl, item.kind, root, p256);
      return { kind: item.kind, from, to, revoked };
    }
    case "pckCrl": {
      const issuer = reading("pckCa", () => certificateOf(item.issuer));
      demandRole(issuer, "pckCa", "pckCa");
      demandIssued(issuer, root, p256, "PCK_CA_SIGNATURE", "pckCa");
      const { thisUpdate: from, nextUpdate: to, revoked } = crlItem(item.crl, item.kind, issuer, p256);
      return { kind: item.kind, from, to, authority: authorityId(issuer), revoked };
    }
    default:
      return signedItem(item, root, p256);
  }
}

/**
 * Whether one item of collateral holds under a root (DER), by itself: sizes, the role of the certificate that vouches for it, signatures over the exact
 * bytes, then its contents. Not asked: times, and whether that certificate is revoked; both are judged with the evidence (`judgeFacts`).
 */
export function verifyItem(
  item: CollateralItem,
  root: Uint8Array,
  p256: P256,
): { readonly ok: true; readonly item: VerifiedItem } | { readonly ok: false; readonly refusal: Refusal } {
  try {
    return { ok: true, item: checkItem(item, root, p256) };
  } catch (error) {
    if (error instanceof RefusalError) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

/** Why a certificate (DER) cannot be a root of trust, or nothing: it does not read as one, is not in the role of one, or not signed by itself. */
export function rootFlaw(root: Uint8Array, p256: P256): string | undefined {
  try {
    demandRoot(readRoot(root, p256), p256);
    return undefined;
  } catch (error) {
    if (error instanceof RefusalError) return `${error.refusal.code}: ${error.refusal.explanation}`;
    throw error;
  }
}

/** When a root that was found good is valid: unix seconds, ends included. */
export function rootWindow(root: Uint8Array, p256: P256): { readonly from: number; readonly to: number } {
  const { notBefore: from, notAfter: to } = readRoot(root, p256);
  return { from, to };
}
