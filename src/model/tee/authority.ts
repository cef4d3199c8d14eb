import type { P256 } from "../crypto/curves.ts";
import { type Certificate, certificateOf, type Role, roleFlaw } from "./certificate.ts";
import { ITEMS, type Item, type TeeCode } from "./codes.ts";
import { type Crl, revokes } from "./crl.ts";
import { demand, reading, refuse } from "./refusal.ts";

/** Whether bytes are the same. */
export function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

/** Whether something signed verifies under a certificate's key. */
export const isSignedBy = (what: { readonly signed: Uint8Array; readonly signature: Uint8Array }, signer: Certificate, p256: P256): boolean =>
  p256.verifyP256(signer.publicKey, what.signed, what.signature);

/** Refuses a certificate that cannot have a role. */
export function demandRole(certificate: Certificate, role: Role, item: Item): void {
  const flaw = roleFlaw(certificate, role);
  if (flaw !== undefined) refuse("CERT_ROLE", item, `${ITEMS[item]}: ${flaw}`);
}

/** Refuses a certificate that an issuer did not issue: by name, then by signature. */
export function demandIssued(certificate: Certificate, issuer: Certificate, p256: P256, code: TeeCode, item: Item): void {
  demand(areEqual(certificate.issuer, issuer.subject), code, item, () => `${ITEMS[item]}: it names another issuer than “${issuer.commonName}”`);
  demand(isSignedBy(certificate, issuer, p256), code, item, () => `${ITEMS[item]}: the signature is not by the key of “${issuer.commonName}”`);
}

/** Refuses a certificate that its issuer's CRL names. */
export function demandNotRevoked(certificate: Certificate, crl: Crl, code: TeeCode, item: Item): void {
  demand(!revokes(crl, certificate.serial), code, item, () => `${ITEMS[item]}: its serial number is in the CRL of its issuer`);
}

/**
 * The last root that was read and found signed by itself, with who found it: there is one, as a rule. It is known by all its bytes, and copied, so that no
 * other answers. What ideal signatures vouch for says nothing of real ones, nor of another ring's.
 */
let known: { readonly root: Certificate; readonly by: P256 } | undefined;

/** The given root, read. Refuses with `CERT_…`, `DER_…`. */
export function readRoot(der: Uint8Array, p256: P256): Certificate {
  return known?.by === p256 && areEqual(known.root.der, der) ? known.root : reading("root", () => certificateOf(new Uint8Array(der)));
}

/** Refuses a root that is not in its role (`CERT_ROLE`) or not signed by itself (`ROOT_SIGNATURE`). */
export function demandRoot(root: Certificate, p256: P256): void {
  if (root === known?.root && p256 === known.by) return;
  demandRole(root, "root", "root");
  demandIssued(root, root, p256, "ROOT_SIGNATURE", "root");
  known = { root, by: p256 };
}
