import { authorityCertificate, type Certificate, signerCertificate } from "./certificates.ts";
import { type Platform, platformOf } from "./description.ts";
import { AUTHORITIES, ROOT_CRL_URI } from "./evidence.ts";
import { type Key, keyFor, type P256Signers } from "./keys.ts";
import { makeCertificate } from "./making.ts";
import { type Authority, DAY, type IntelSchedule, type Tee } from "./schedule.ts";
import type { Window } from "./time.ts";

/** A year of 365 days in seconds. */
export const YEAR = 365 * DAY;

/** Who vouches for machines and levels, with keys and certificates (DER); and what platforms of this seed have in common. */
export interface Authorities {
  readonly keyOf: (label: string) => Key;
  readonly keys: Readonly<Record<"root" | "signer" | Authority, Key>>;
  readonly rootName: string;
  readonly root: Uint8Array;
  /** Who signs TCB Info and QE Identity. */
  readonly signer: Uint8Array;
  readonly cas: Readonly<Record<Authority, Uint8Array>>;
  readonly serials: Readonly<Record<Authority, Uint8Array>>;
  /** A platform on which all is well: what schedules do not say. */
  readonly usual: Readonly<Record<Tee, Platform>>;
}

/** The authorities of a schedule. They hold from years before its origin until years after. */
export function authoritiesOf({ seed, origin }: IntelSchedule, signers: P256Signers): Authorities {
  const usual = { sgx: platformOf("sgx-v3", { seed, signers }), tdx: platformOf("tdx-v4", { seed, signers }) };
  const keyOf = (label: string): Key => keyFor(seed, label, signers);
  const keys = { root: keyOf("root"), signer: keyOf("signer"), platform: keyOf("platform"), processor: keyOf("processor") };
  const { rootName } = usual.sgx;
  const years = (before: number, after: number): Window => ({ from: Math.max(0, origin - before * YEAR), to: origin + after * YEAR });
  const underRoot = { issuerName: rootName, issuerKey: keys.root, crlUri: ROOT_CRL_URI };
  const authority = (ca: Authority): Certificate =>
    authorityCertificate({ name: AUTHORITIES[ca], key: keys[ca], window: years(7, 25), ...underRoot }, 0);
  const cas = { platform: authority("platform"), processor: authority("processor") };
  return {
    ...{ keyOf, keys, rootName, usual },
    root: makeCertificate(authorityCertificate({ name: rootName, key: keys.root, window: years(8, 30), ...underRoot }, 1), keys.root),
    signer: makeCertificate(signerCertificate({ name: "Intel SGX TCB Signing", key: keys.signer, window: years(1, 20), ...underRoot }), keys.root),
    cas: { platform: makeCertificate(cas.platform, keys.root), processor: makeCertificate(cas.processor, keys.root) },
    serials: { platform: cas.platform.serial, processor: cas.processor.serial },
  };
}
