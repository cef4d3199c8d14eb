import type { Hex } from "../encoding/hex.ts";
import type { Item, TeeCode } from "./codes.ts";

/**
 * What Intel's Provisioning Certification Service (PCS v4) says of a platform, as bytes. JSON is the exact bytes that were signed: nothing here is
 * ever written again and compared. Certificates and CRLs are DER (`crlDer` and `certificatesOf` take their other forms).
 */
export interface Collateral {
  /** The JSON text of TCB Info, inside its envelope: `{"id":"TDX",…}`. */
  readonly tcbInfo: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly tcbInfoSignature: Uint8Array;
  /** The TCB signing certificate, then the root. */
  readonly tcbInfoChain: readonly Uint8Array[];
  /** The JSON text of the enclave identity, inside its envelope: `{"id":"TD_QE",…}`. */
  readonly qeIdentity: Uint8Array;
  /** r ‖ s, 64 bytes. */
  readonly qeIdentitySignature: Uint8Array;
  /** The TCB signing certificate, then the root. */
  readonly qeIdentityChain: readonly Uint8Array[];
  /** The root's CRL. Empty where there is none, which is refused. */
  readonly rootCrl: Uint8Array;
  /** The CRL of the CA that issued the PCK certificate. Empty where there is none, which is refused. */
  readonly pckCrl: Uint8Array;
}

/** Everything that a verdict is made of, but for the time and the policy. */
export interface Evidence {
  readonly quote: Uint8Array;
  readonly collateral: Collateral;
  /** The root certificate that is believed, DER. Every chain must end with these bytes. */
  readonly root: Uint8Array;
  /**
   * Leaf, CA, root, DER: for quotes that do not carry them (certification data of type 1 to 4 and 7). Where given, it is used whatever the quote
   * carries.
   */
  readonly pckChain?: readonly Uint8Array[];
}

/** Statuses of a level of the TCB of a platform (PCS v4, "Get TCB Info"). */
export const LEVEL_STATUSES = [
  "UpToDate",
  "SWHardeningNeeded",
  "ConfigurationNeeded",
  "ConfigurationAndSWHardeningNeeded",
  "OutOfDate",
  "OutOfDateConfigurationNeeded",
  "Revoked",
] as const;

/** See `LEVEL_STATUSES`. */
export type LevelStatus = (typeof LEVEL_STATUSES)[number];

/** Statuses of a level of a TDX module or of a quoting enclave (PCS v4). */
export const COMPONENT_STATUSES = ["UpToDate", "OutOfDate", "Revoked"] as const;

/** See `COMPONENT_STATUSES`. */
export type ComponentStatus = (typeof COMPONENT_STATUSES)[number];

/** Every status that Intel's rules can end with. */
export const TCB_STATUSES = [...LEVEL_STATUSES, "TDRelaunchAdvised", "TDRelaunchAdvisedConfigurationNeeded", "NotSupported"] as const;

/** See `TCB_STATUSES`. */
export type TcbStatus = (typeof TCB_STATUSES)[number];

/**
 * What an enclave must be (R10); the shapes of the chain's registry of measurements.
 * - `enclave`: SGX, this MRENCLAVE.
 * - `signer`: SGX, this MRSIGNER and product id, and a security version of at least the least.
 * - `domain`: TDX, this MRTD, these RTMRs from RTMR0 on (at most four), and these values in the bits of TDATTRIBUTES that the mask names.
 */
export type AllowedMeasurement =
  | { readonly kind: "enclave"; readonly mrenclave: Hex }
  | { readonly kind: "signer"; readonly mrsigner: Hex; readonly productId: number; readonly leastSvn: number }
  | { readonly kind: "domain"; readonly mrtd: Hex; readonly rtmrs: readonly Hex[]; readonly attributesMask: Hex; readonly attributes: Hex };

/** What is denied by name (R50). Lower-case hexadecimal. */
export interface Denied {
  /** 6 bytes each. */
  readonly fmspcs: readonly Hex[];
  /** 16 bytes each. */
  readonly ppids: readonly Hex[];
  /** Serial numbers of PCK certificates, as many bytes as the number needs. */
  readonly pckSerials: readonly Hex[];
  /** MRENCLAVE or MRSIGNER (32 bytes), MRTD (48 bytes). */
  readonly measurements: readonly Hex[];
}

/** What is asked of evidence beyond Intel's rules (tee-rules 10). `DEFAULT_POLICY` is the reference's. */
export interface Policy {
  /** Statuses that pass (R11). Revoked and NotSupported never do. */
  readonly acceptedStatuses: readonly TcbStatus[];
  /**
   * For so many seconds after the date of the level that outdated it, what is OutOfDate counts as what it was before (R11): UpToDate, or
   * ConfigurationNeeded. Of platform, module and QE, the one outdated first counts.
   */
  readonly graceSeconds: number;
  /** Ids such as INTEL-SA-00615 that are not accepted, whatever the status. */
  readonly refusedAdvisories: readonly string[];
  /** The least `tcbEvaluationDataNumber` of TCB Info and of the QE Identity. */
  readonly evaluationNumberMin: number;
  /** Whether debug enclaves, debug TDs and debug QEs pass. */
  readonly allowDebug: boolean;
  /** Whether a TD must have SEPT_VE_DISABLE. */
  readonly requireSeptVeDisable: boolean;
  /** The bits of TDATTRIBUTES that may be set, 8 bytes as they lie in the body (bit 0 is the lowest of the first byte); debug bits apart. */
  readonly tdAttributesAllowed: Hex;
  /** The bits of XFAM that may be set, 8 bytes as they lie in the body. */
  readonly xfamAllowed: Hex;
  /** Whether MRSERVICETD must be zero. */
  readonly requireNoServiceTd: boolean;
  /** What may run. An empty list allows nothing; undefined: any genuine enclave, not judged here. */
  readonly measurements?: readonly AllowedMeasurement[] | undefined;
  /** All 64 bytes of report data, compared whole; undefined: not judged here. */
  readonly reportData?: Hex | undefined;
  readonly denied: Denied;
}

/** What Intel's rules say, where every signature, chain, CRL and time holds. */
export interface IntelVerdict {
  /** Platform, module and QE together; null where the QE or the module is not the one that Intel names. */
  readonly tcbStatus: TcbStatus | null;
  readonly platformStatus: LevelStatus | null;
  /** Null for SGX, and where TDX components 0 and 1 are judged as components. */
  readonly moduleStatus: ComponentStatus | null;
  readonly qeStatus: ComponentStatus | "NotSupported" | null;
  /** Of the matched levels of platform, module and QE: sorted, each once. */
  readonly advisoryIDs: readonly string[];
  /** Of the matched level of the platform, RFC 3339. */
  readonly tcbDate: string | null;
  /** The least of platform, module and QE, RFC 3339. */
  readonly earliestTcbDate: string | null;
  /** The lesser of those of TCB Info and QE Identity. */
  readonly evaluationNumber: number;
}

/** A component that is below the newest level whose status is UpToDate (or the newest, where none is). */
export interface Short {
  /** "SGX component 1" to 16 as certificates count, "PCESVN", "TDX component 0" to 15 as bytes of TEE_TCB_SVN, "TDX module", "QE ISVSVN". */
  readonly component: string;
  readonly have: number;
  readonly need: number;
  /** The status of the level that needs it. */
  readonly status: LevelStatus;
}

/** What a quote's PCK certificate says of the platform (Intel SGX PCK Certificate and CRL Profile Specification). */
export interface PlatformClaims {
  readonly fmspc: Hex;
  readonly pceId: Hex;
  readonly ppid: Hex;
  readonly pckSerial: Hex;
  readonly cpuSvn: Hex;
  readonly pceSvn: number;
  readonly sgxType: "standard" | "scalable" | "scalableWithIntegrity";
  readonly platformInstanceId: Hex | null;
  readonly dynamicPlatform: boolean | null;
  readonly cachedKeys: boolean | null;
  readonly smtEnabled: boolean | null;
}

/** What an SGX report body says. */
export interface SgxClaims {
  readonly tee: "sgx";
  readonly version: 3 | 4 | 5;
  readonly mrenclave: Hex;
  readonly mrsigner: Hex;
  readonly productId: number;
  readonly isvSvn: number;
  readonly attributes: Hex;
  readonly miscSelect: Hex;
  readonly configId: Hex;
  readonly configSvn: number;
  readonly familyId: Hex;
  readonly extendedProductId: Hex;
  readonly reportData: Hex;
  readonly debug: boolean;
}

/** What a TD report body says. */
export interface TdxClaims {
  readonly tee: "tdx";
  readonly version: 4 | 5;
  readonly body: "TD 1.0" | "TD 1.5";
  readonly mrtd: Hex;
  readonly rtmrs: readonly [Hex, Hex, Hex, Hex];
  readonly reportData: Hex;
  readonly attributes: Hex;
  readonly xfam: Hex;
  readonly mrConfigId: Hex;
  readonly mrOwner: Hex;
  readonly mrOwnerConfig: Hex;
  readonly mrSeam: Hex;
  readonly mrSignerSeam: Hex;
  readonly seamAttributes: Hex;
  readonly teeTcbSvn: Hex;
  readonly teeTcbSvn2: Hex | null;
  readonly mrServiceTd: Hex | null;
  readonly debug: boolean;
}

/** What the quote says; true only where the verdict accepts, or `intel` is not null. */
export type Claims = (SgxClaims | TdxClaims) & { readonly qeIsvSvn: number } & Partial<PlatformClaims>;

/** When the signatures, chains and CRLs of this evidence hold, ends included, unix seconds, and which item ends it. From is after to where never. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly fromItem: Item;
  readonly toItem: Item;
}

/** The answer. */
export interface Verdict {
  readonly accepted: boolean;
  /** The first failure in the order of checks; null where accepted. */
  readonly code: TeeCode | null;
  /** What it is about; null where accepted. */
  readonly item: Item | null;
  /** In words, with the numbers. */
  readonly explanation: string;
  /** Null unless all signatures, chains, CRLs and times hold. */
  readonly intel: IntelVerdict | null;
  /** Whether the policy accepts, and every reason why not; not accepted, without reasons, where it was not reached. */
  readonly policy: { readonly accepted: boolean; readonly codes: readonly TeeCode[] };
  readonly short: readonly Short[];
  /** Null where the quote does not parse. */
  readonly claims: Claims | null;
  /** Null where an item of it does not parse. */
  readonly window: Window | null;
  /** SHA-256 of the quote without its trailing zeros; null where the quote does not parse. Signatures can be made anew: no identity of a report. */
  readonly canonicalHash: Hex | null;
}

/** When, and by which policy. */
export interface Judgement {
  /** Unix seconds: a safe integer, not negative; anything else is refused. */
  readonly at: number;
  /** `DEFAULT_POLICY` where it is left out. */
  readonly policy?: Policy;
  /** See `Evidence`. */
  readonly pckChain?: readonly Uint8Array[];
}
