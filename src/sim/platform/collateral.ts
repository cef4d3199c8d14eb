import { toBareHex } from "../../model/encoding/hex.ts";
import { isoTime, type Window } from "./time.ts";

/** A JSON value whose keys are written in the order in which they stand. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** What Intel says of a level. */
interface Judged {
  /** Seconds since 1970. */
  readonly date: number;
  /** `UpToDate`, `OutOfDate`, `Revoked`, …; any text, so that wrong ones can be said. */
  readonly status: string;
  readonly advisories: readonly string[];
}

/** A TCB level of a platform: least component SVNs of SGX, of TDX where the TCB Info is of TDX, and the least PCESVN. */
export interface TcbLevel extends Judged {
  readonly sgx: readonly number[];
  readonly tdx: readonly number[];
  readonly pceSvn: number;
}

/** A level of a TDX module or of a QE: its least ISVSVN. */
export interface SvnLevel extends Judged {
  readonly isvSvn: number;
}

/** The identity of TDX modules of one major version. */
export interface ModuleIdentity {
  /** `TDX_` and two hexadecimal digits. */
  readonly id: string;
  /** 48 bytes. */
  readonly mrSigner: Uint8Array;
  /** 8 bytes each. */
  readonly attributes: Uint8Array;
  readonly attributesMask: Uint8Array;
  readonly levels: readonly SvnLevel[];
}

/** TCB Info (Intel PCS API, TCB Info V2 and V3). */
export interface TcbInfo {
  readonly id: string;
  /** 2 or 3. Version 2 is of SGX, has no id, and names each component. */
  readonly version: number;
  readonly window: Window;
  /** 6 bytes. */
  readonly fmspc: Uint8Array;
  /** 2 bytes. */
  readonly pceId: Uint8Array;
  readonly evaluationNumber: number;
  /** What is said of the module where no identity is (TDX only). */
  readonly module: Omit<ModuleIdentity, "id" | "levels">;
  readonly modules: readonly ModuleIdentity[];
  readonly levels: readonly TcbLevel[];
}

/** QE Identity (Intel PCS API, Enclave Identity V2). */
export interface QeIdentity {
  /** `QE` or `TD_QE`. */
  readonly id: string;
  readonly version: number;
  readonly window: Window;
  readonly evaluationNumber: number;
  /** 4 bytes each. */
  readonly miscSelect: Uint8Array;
  readonly miscSelectMask: Uint8Array;
  /** 16 bytes each. */
  readonly attributes: Uint8Array;
  readonly attributesMask: Uint8Array;
  /** 32 bytes. */
  readonly mrSigner: Uint8Array;
  readonly isvProdId: number;
  readonly levels: readonly SvnLevel[];
}

const upper = (bytes: Uint8Array): string => toBareHex(bytes).toUpperCase();

/** Levels without advisories say nothing of them. */
const judgement = ({ date, status, advisories }: Judged): { readonly [key: string]: JsonValue } => ({
  tcbDate: isoTime(date),
  tcbStatus: status,
  ...(advisories.length === 0 ? {} : { advisoryIDs: advisories }),
});

const svnLevel = (level: SvnLevel): JsonValue => ({ tcb: { isvsvn: level.isvSvn }, ...judgement(level) });

const moduleFields = ({ mrSigner, attributes, attributesMask }: TcbInfo["module"]): { readonly [key: string]: JsonValue } => ({
  mrsigner: upper(mrSigner),
  attributes: upper(attributes),
  attributesMask: upper(attributesMask),
});

function levelTcb(info: TcbInfo, level: TcbLevel): JsonValue {
  const { sgx, tdx, pceSvn } = level;
  if (info.version === 2) {
    const named = sgx.map((svn, index) => [`sgxtcbcomp${String(index + 1).padStart(2, "0")}svn`, svn] as const);
    return { ...Object.fromEntries(named), pcesvn: pceSvn };
  }
  const components = (svns: readonly number[]): JsonValue => svns.map((svn) => ({ svn }));
  return { sgxtcbcomponents: components(sgx), pcesvn: pceSvn, ...(info.id === "TDX" ? { tdxtcbcomponents: components(tdx) } : {}) };
}

/** TCB Info as a JSON object in Intel's order of keys. */
export function tcbInfoJson(info: TcbInfo): { readonly [key: string]: JsonValue } {
  const { id, version, window, evaluationNumber } = info;
  const isTdx = id === "TDX";
  const modules = info.modules.map((one) => ({ id: one.id, ...moduleFields(one), tcbLevels: one.levels.map(svnLevel) }));
  return {
    ...(version === 2 ? {} : { id }),
    version,
    issueDate: isoTime(window.from),
    nextUpdate: isoTime(window.to),
    fmspc: upper(info.fmspc),
    pceId: upper(info.pceId),
    tcbType: 0,
    tcbEvaluationDataNumber: evaluationNumber,
    ...(isTdx ? { tdxModule: moduleFields(info.module) } : {}),
    ...(isTdx && modules.length > 0 ? { tdxModuleIdentities: modules } : {}),
    tcbLevels: info.levels.map((level) => ({ tcb: levelTcb(info, level), ...judgement(level) })),
  };
}

/** QE Identity as a JSON object in Intel's order of keys. */
export function qeIdentityJson(identity: QeIdentity): { readonly [key: string]: JsonValue } {
  return {
    id: identity.id,
    version: identity.version,
    issueDate: isoTime(identity.window.from),
    nextUpdate: isoTime(identity.window.to),
    tcbEvaluationDataNumber: identity.evaluationNumber,
    miscselect: upper(identity.miscSelect),
    miscselectMask: upper(identity.miscSelectMask),
    attributes: upper(identity.attributes),
    attributesMask: upper(identity.attributesMask),
    mrsigner: upper(identity.mrSigner),
    isvprodid: identity.isvProdId,
    tcbLevels: identity.levels.map(svnLevel),
  };
}

/** The bytes that are signed: JSON without a space. */
export const jsonBytes = (json: JsonValue): Uint8Array => new TextEncoder().encode(JSON.stringify(json));
