import { COMPONENT_STATUSES, type ComponentStatus, LEVEL_STATUSES, type LevelStatus } from "./evidence.ts";
import { type Fields, fieldsOf, hexField, listField, numberField, objectField, textField, textsField, timeField, wordField } from "./fields.ts";
import { fail } from "./flaw.ts";
import { jsonOf } from "./json.ts";

/** What every level has beside what it asks for. */
export interface Level<Status> {
  readonly status: Status;
  /** Unix seconds. */
  readonly date: number;
  readonly advisoryIDs: readonly string[];
}

/** A level of a component that has one security version: a TDX module, a quoting enclave. */
export interface SvnLevel extends Level<ComponentStatus> {
  readonly isvSvn: number;
}

/** A level of a platform. */
export interface TcbLevel extends Level<LevelStatus> {
  /** 16 SVNs. */
  readonly sgx: readonly number[];
  readonly pceSvn: number;
  /** 16 SVNs; none for SGX. */
  readonly tdx: readonly number[] | undefined;
}

/** Who signed a TDX module, and the attributes that it must have under a mask. */
export interface ModuleSigner {
  /** 48 bytes. */
  readonly mrsigner: Uint8Array;
  /** 8 bytes. */
  readonly attributes: Uint8Array;
  /** 8 bytes. */
  readonly attributesMask: Uint8Array;
}

/** A TDX module by its major version. */
export interface ModuleIdentity extends ModuleSigner {
  /** As it stands: `TDX_` and the major version in two hexadecimal digits. */
  readonly id: string;
  /** The major version; undefined where the id is of another form, so that it names no module. */
  readonly major: number | undefined;
  /** The highest first. */
  readonly levels: readonly SvnLevel[];
}

/** TCB Info (PCS v4, "Get TCB Info"; version 2 of PCS v3 for SGX). */
export interface TcbInfo {
  readonly tee: "sgx" | "tdx";
  /** 2 or 3. */
  readonly version: number;
  /** Unix seconds, ends included. */
  readonly issueDate: number;
  readonly nextUpdate: number;
  /** 6 bytes. */
  readonly fmspc: Uint8Array;
  /** 2 bytes. */
  readonly pceId: Uint8Array;
  readonly evaluationNumber: number;
  /** TDX only. */
  readonly module: ModuleSigner | undefined;
  readonly moduleIdentities: readonly ModuleIdentity[];
  /** The highest first, whatever their order in the text: see `byComponents`. */
  readonly levels: readonly TcbLevel[];
  /** Whether an SVN of a component is no byte: no level can then be told (Intel's synthetic samples have such). */
  readonly hasWideSvn: boolean;
}

const COMPONENTS = 16;
const LEVELS_MAX = 256;
/** SVNs of components are bytes; wider ones are read, so that they are refused in their place of the order: where levels are compared. */
const SVN_MAX = 0xffff;

const levelOf = <Status extends string>(fields: Fields, statuses: readonly Status[]): Level<Status> => ({
  status: wordField(fields, "tcbStatus", statuses),
  date: timeField(fields, "tcbDate"),
  advisoryIDs: textsField(fields, "advisoryIDs"),
});

/** Levels of one security version each, the highest first. */
export function svnLevels(fields: Fields): readonly SvnLevel[] {
  return listField(fields, "tcbLevels", 1, LEVELS_MAX)
    .map((level) => ({ ...levelOf(level, COMPONENT_STATUSES), isvSvn: numberField(objectField(level, "tcb"), "isvsvn", 0xffff) }))
    .sort((one, other) => other.isvSvn - one.isvSvn);
}

const components = (tcb: Fields, key: string): readonly number[] =>
  listField(tcb, key, COMPONENTS, COMPONENTS).map((component) => numberField(component, "svn", SVN_MAX));

/** Version 2 has one key for each component, and no more than sixteen. */
function components2(tcb: Fields): readonly number[] {
  const keys = Array.from({ length: COMPONENTS }, (_, index) => `sgxtcbcomp${String(index + 1).padStart(2, "0")}svn`);
  for (const key of tcb.object.keys())
    if (key.startsWith("sgxtcbcomp") && !keys.includes(key)) fail(tcb.code, 0, `${tcb.path}.${key}: there are ${COMPONENTS} components`);
  return keys.map((key) => numberField(tcb, key, SVN_MAX));
}

function compareLists(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < COMPONENTS; index += 1) if (one[index] !== other[index]) return other[index]! - one[index]!;
  return 0;
}

/**
 * The order in which levels are tried: descending by the SGX components, the first that differs deciding, then by PCESVN, then by the TDX components;
 * levels that are equal in all of them stay as they lie. That is the order in which Intel's verification library holds them (`TcbLevel::operator>`).
 */
export function byComponents(one: TcbLevel, other: TcbLevel): number {
  const bySgx = compareLists(one.sgx, other.sgx) || other.pceSvn - one.pceSvn;
  return bySgx !== 0 || one.tdx === undefined || other.tdx === undefined ? bySgx : compareLists(one.tdx, other.tdx);
}

function tcbLevel(level: Fields, version: 2 | 3, tee: "sgx" | "tdx"): TcbLevel {
  const tcb = objectField(level, "tcb");
  return {
    ...levelOf(level, LEVEL_STATUSES),
    sgx: version === 2 ? components2(tcb) : components(tcb, "sgxtcbcomponents"),
    pceSvn: numberField(tcb, "pcesvn", 0xffff),
    tdx: tee === "tdx" ? components(tcb, "tdxtcbcomponents") : undefined,
  };
}

const moduleSigner = (fields: Fields): ModuleSigner => ({
  mrsigner: hexField(fields, "mrsigner", 48),
  attributes: hexField(fields, "attributes", 8),
  attributesMask: hexField(fields, "attributesMask", 8),
});

function moduleIdentities(fields: Fields): readonly ModuleIdentity[] {
  if (!fields.object.has("tdxModuleIdentities")) return [];
  const identities = listField(fields, "tdxModuleIdentities", 0, 256).map((identity) => {
    const id = textField(identity, "id");
    const major = /^TDX_[0-9A-Fa-f]{2}$/.test(id) ? Number.parseInt(id.slice(4), 16) : undefined;
    return { id, major, ...moduleSigner(identity), levels: svnLevels(identity) };
  });
  const majors = identities.map(({ major }) => major);
  const twice = identities.find(({ major }, index) => major !== undefined && majors.indexOf(major) !== index);
  if (twice !== undefined) fail(fields.code, 0, `tdxModuleIdentities: ${twice.id} stands twice`);
  return identities;
}

/**
 * TCB Info from the exact bytes that were signed, once their signature is verified. Version 2 is of SGX; version 3 says `id` SGX or TDX. Fails with
 * `JSON_…`, `TCB_INFO_VERSION`, `TCB_INFO_MALFORMED`. Keys that are unknown are passed over: they are signed, and PCS adds some.
 */
export function tcbInfoOf(bytes: Uint8Array): TcbInfo {
  const fields = fieldsOf(jsonOf(bytes), "", "TCB_INFO_MALFORMED");
  const version = numberField(fields, "version", 0xffff);
  if (version !== 2 && version !== 3) return fail("TCB_INFO_VERSION", 0, `version ${version}`);
  const id = version === 2 && !fields.object.has("id") ? "SGX" : textField(fields, "id");
  if (id !== "SGX" && (id !== "TDX" || version === 2)) fail("TCB_INFO_VERSION", 0, `version ${version} with id ${id}`);
  const tee = id === "SGX" ? "sgx" : "tdx";
  if (numberField(fields, "tcbType", 0xffff) !== 0)
    fail("TCB_INFO_VERSION", 0, "tcbType is not 0: components are compared in a way that is unknown here");
  const levels = listField(fields, "tcbLevels", 1, LEVELS_MAX).map((level) => tcbLevel(level, version, tee));
  return {
    tee,
    version,
    issueDate: timeField(fields, "issueDate"),
    nextUpdate: timeField(fields, "nextUpdate"),
    fmspc: hexField(fields, "fmspc", 6),
    pceId: hexField(fields, "pceId", 2),
    evaluationNumber: numberField(fields, "tcbEvaluationDataNumber", 0xffff_ffff),
    module: tee === "tdx" ? moduleSigner(objectField(fields, "tdxModule")) : undefined,
    moduleIdentities: tee === "tdx" ? moduleIdentities(fields) : [],
    levels: levels.sort(byComponents),
    hasWideSvn: levels.some(({ sgx, tdx }) => sgx.some((svn) => svn > 255) || tdx?.some((svn) => svn > 255) === true),
  };
}
