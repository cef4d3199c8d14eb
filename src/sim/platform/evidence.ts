import type { Evidence } from "../../model/tee/evidence.ts";
import { authorityCertificate, type Certificate, leafCertificate, signerCertificate } from "./certificates.ts";
import { qeIdentityJson, tcbInfoJson } from "./collateral.ts";
import { type RevocationList, revocationList } from "./crls.ts";
import { isTdxKind, type Platform } from "./description.ts";
import { bytesFor, type Key, keyFor } from "./keys.ts";
import { type JsonObject, type Making, makeCertificate, makeJson, makeReport, makeRevocationList } from "./making.ts";
import { sgxExtension } from "./pck-extension.ts";
import {
  bindingOf,
  descriptorBytes,
  headerBytes,
  INTEL_QE_VENDOR,
  pemChain,
  type Quote,
  type QuoteHeader,
  quoteBytes,
  signedPart,
} from "./quotes.ts";
import { type EnclaveReport, enclaveReportBytes, tdReportBytes, zeros } from "./reports.ts";

/** A quote with everything that a verifier needs to judge it: the chain of the PCK certificate apart as well, and when it is looked at. */
export interface Made extends Evidence {
  /** Leaf, authority, root, in DER; for quotes that carry no chain. */
  readonly chain: readonly Uint8Array[];
  /** Seconds since 1970. */
  readonly at: number;
}

/** How the making of a quote differs, piece by piece. */
export interface QuoteMaking {
  readonly header?: (header: QuoteHeader) => QuoteHeader;
  readonly descriptor?: (bytes: Uint8Array) => Uint8Array;
  /** Before it is signed. */
  readonly body?: (bytes: Uint8Array) => Uint8Array;
  /** Who signs the quote; its key is the one that the quote carries and the QE vouches for. */
  readonly attestationKey?: Key;
  /** The x ‖ y that the quote carries and the QE vouches for. */
  readonly keyBytes?: (bytes: Uint8Array) => Uint8Array;
  readonly authData?: Uint8Array;
  /** The QE's report data, 64 bytes. */
  readonly binding?: (bytes: Uint8Array) => Uint8Array;
  readonly qeReport?: Making<EnclaveReport>;
  /** r ‖ s of the quote. */
  readonly signature?: (signature: Uint8Array) => Uint8Array;
  /** The certificates of the chain inside the quote. */
  readonly chain?: (chain: readonly Uint8Array[]) => readonly Uint8Array[];
  readonly certification?: (bytes: Uint8Array) => Uint8Array;
  /** When everything is signed. */
  readonly pieces?: (quote: Quote) => Quote;
  readonly after?: (bytes: Uint8Array) => Uint8Array;
}

/** How the making of evidence differs: nothing, or one item. */
export interface Makings {
  readonly root?: Making<Certificate>;
  readonly authority?: Making<Certificate>;
  readonly signer?: Making<Certificate>;
  /** The signer of QE Identity; otherwise it is that of TCB Info. */
  readonly qeSigner?: Making<Certificate>;
  readonly leaf?: Making<Certificate>;
  readonly rootCrl?: Making<RevocationList>;
  readonly pckCrl?: Making<RevocationList>;
  readonly tcbInfo?: Making<JsonObject>;
  readonly qeIdentity?: Making<JsonObject>;
  readonly quote?: QuoteMaking;
  /** When everything is made. */
  readonly evidence?: (evidence: Made) => Made;
}

/** The authorities by name. */
export const AUTHORITIES = { platform: "Intel SGX PCK Platform CA", processor: "Intel SGX PCK Processor CA" } as const;

/** Where certificates say that the root's list is. */
export const ROOT_CRL_URI = "https://certificates.example/IntelSGXRootCA.der";
/** Where they say that an authority's is; its name follows. */
export const PCK_CRL_URI = "https://api.example/sgx/certification/v4/pckcrl?ca=";

/** Who signs what on a platform. */
export interface PlatformKeys {
  readonly root: Key;
  readonly authority: Key;
  readonly signer: Key;
  /** The machine's provisioning certification key. */
  readonly leaf: Key;
  readonly attestation: Key;
}

/** The keys of a platform; each of its two authorities has its own. */
export function keysOf({ seed, ca, signers }: Pick<Platform, "seed" | "ca" | "signers">): PlatformKeys {
  const key = (label: string): Key => keyFor(seed, label, signers);
  return { root: key("root"), authority: key(ca), signer: key("signer"), leaf: key("pck"), attestation: key("attestation") };
}

/** The serial number of the machine's certificate, 20 bytes. */
export const leafSerial = (platform: Platform): Uint8Array => bytesFor(platform.seed, "pck/serial", 20);

/** The certificates of a platform: root, authority, signer, leaf. */
export function certificatesOf(platform: Platform): Readonly<Record<"root" | "authority" | "signer" | "leaf", Certificate>> {
  const { rootName, windows, ca, machine } = platform;
  const keys = keysOf(platform);
  const underRoot = { issuerName: rootName, issuerKey: keys.root, crlUri: ROOT_CRL_URI };
  const authorityName = AUTHORITIES[ca];
  return {
    root: authorityCertificate({ name: rootName, key: keys.root, window: windows.root, ...underRoot }, 1),
    authority: authorityCertificate({ name: authorityName, key: keys.authority, window: windows.authority, ...underRoot }, 0),
    signer: signerCertificate({ name: "Intel SGX TCB Signing", key: keys.signer, window: windows.signer, ...underRoot }),
    leaf: leafCertificate(
      {
        name: "Intel SGX PCK Certificate",
        key: keys.leaf,
        window: windows.leaf,
        issuerName: authorityName,
        issuerKey: keys.authority,
        crlUri: `${PCK_CRL_URI}${ca}&encoding=der`,
      },
      leafSerial(platform),
      sgxExtension(machine, ca === "platform"),
    ),
  };
}

/** Type and size of a body of version 5. */
const BODY_TYPES: { readonly [kind: string]: readonly [type: number, size: number] } = {
  "sgx-v5": [1, 384],
  "tdx-v5-1.0": [2, 584],
  "tdx-v5-1.5": [3, 648],
};

const same = <T>(value: T): T => value;

/** Header, descriptor and body of a platform's quote: what the attestation key signs. */
function claims(platform: Platform, making: QuoteMaking): Pick<Quote, "header" | "descriptor" | "body"> {
  const { kind, seed, machine, qe } = platform;
  const version = Number(kind[5]);
  const isTdx = isTdxKind(kind);
  const header: QuoteHeader = {
    version,
    keyType: 2,
    teeType: isTdx ? 0x81 : 0,
    qeSvn: qe.isvSvn,
    pceSvn: machine.pceSvn,
    vendor: INTEL_QE_VENDOR,
    userData: new Uint8Array([...bytesFor(seed, "user-data", 16), ...zeros(4)]),
  };
  const descriptor = version === 5 ? descriptorBytes(...BODY_TYPES[kind]!) : zeros(0);
  const body = isTdx ? tdReportBytes(platform.td, kind === "tdx-v5-1.5") : enclaveReportBytes(platform.enclave);
  return {
    header: headerBytes((making.header ?? same)(header)),
    descriptor: (making.descriptor ?? same)(descriptor),
    body: (making.body ?? same)(body),
  };
}

function makeQuote(platform: Platform, making: QuoteMaking, chain: readonly Uint8Array[]): Uint8Array {
  const keys = keysOf(platform);
  const signer = making.attestationKey ?? keys.attestation;
  const said = claims(platform, making);
  const attestationKey = (making.keyBytes ?? same)(signer.publicKey.slice(1));
  const qeAuthData = making.authData ?? Uint8Array.from({ length: 32 }, (_, index) => index);
  const reportData = (making.binding ?? same)(bindingOf(attestationKey, qeAuthData));
  const [qeReport, qeSignature] = makeReport({ ...platform.qe, reportData }, enclaveReportBytes, keys.leaf, making.qeReport ?? {});
  const quote: Quote = {
    ...said,
    signature: (making.signature ?? same)(signer.sign(signedPart(said))),
    attestationKey,
    qeReport,
    qeSignature,
    qeAuthData,
    certificationType: 5,
    certification: (making.certification ?? same)(pemChain((making.chain ?? same)(chain))),
    outerType: platform.kind === "sgx-v3" ? undefined : 6,
    inside: zeros(0),
    trailing: zeros(0),
    lengths: {},
  };
  return (making.after ?? same)(quoteBytes((making.pieces ?? same)(quote)));
}

/** The evidence of a platform, with what is made otherwise. */
export function evidenceOf(platform: Platform, makings: Makings = {}): Made {
  const keys = keysOf(platform);
  const { root: rootSays, authority: authoritySays, signer: signerSays, leaf: leafSays } = certificatesOf(platform);
  const root = makeCertificate(rootSays, keys.root, makings.root);
  const authority = makeCertificate(authoritySays, keys.root, makings.authority);
  const signer = makeCertificate(signerSays, keys.root, makings.signer);
  const qeSigner = makings.qeSigner === undefined ? signer : makeCertificate(signerSays, keys.root, makings.qeSigner);
  const chain = [makeCertificate(leafSays, keys.authority, makings.leaf), authority, root];
  const { rootName, windows, revoked, ca } = platform;
  const rootList = revocationList(rootName, keys.root.publicKey, windows.rootCrl, revoked.root);
  const pckList = revocationList(AUTHORITIES[ca], keys.authority.publicKey, windows.pckCrl, revoked.pck);
  const [tcbInfo, tcbInfoSignature] = makeJson(tcbInfoJson(platform.tcbInfo), keys.signer, makings.tcbInfo);
  const [qeIdentity, qeIdentitySignature] = makeJson(qeIdentityJson(platform.qeIdentity), keys.signer, makings.qeIdentity);
  const evidence: Made = {
    quote: makeQuote(platform, makings.quote ?? {}, chain),
    collateral: {
      tcbInfo,
      tcbInfoSignature,
      tcbInfoChain: [signer, root],
      qeIdentity,
      qeIdentitySignature,
      qeIdentityChain: [qeSigner, root],
      rootCrl: makeRevocationList(rootList, keys.root, makings.rootCrl),
      pckCrl: makeRevocationList(pckList, keys.authority, makings.pckCrl),
    },
    root,
    at: platform.at,
    chain,
  };
  return (makings.evidence ?? same)(evidence);
}
