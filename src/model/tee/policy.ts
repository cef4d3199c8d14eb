import { type Hex, parseHex, toHex } from "../encoding/hex.ts";
import { areEqual } from "./authority.ts";
import { isDebugEnclave, isDebugTd, qeField, sgxField, TD_DEBUG_BITS, td15Field, tdField } from "./claims.ts";
import type { TeeCode } from "./codes.ts";
import { converge, withoutOutOfDate } from "./converge.ts";
import type { AllowedMeasurement, Claims, IntelVerdict, Policy, TcbStatus } from "./evidence.ts";
import type { Reports } from "./quote.ts";
import type { Refusal } from "./refusal.ts";
import { formatRfc3339 } from "./time.ts";

/**
 * The reference's policy (R11, tee-rules 10). TDATTRIBUTES allowed: LASS (27), SEPT_VE_DISABLE (28), PKS (30), KL (31), PERFMON (63); not MIGRATABLE
 * (29), with which a TD's state can leave the platform, nor what is reserved (Intel TDX Module ABI Specification, ATTRIBUTES). XFAM allowed: the bits
 * that Intel's modules of TDX 1.0 and 1.5 support (0x6DBE7: x87, SSE, AVX, AVX-512, PT, PKRU, CET, UINTR, LBR, AMX).
 */
export const DEFAULT_POLICY: Policy = {
  acceptedStatuses: ["UpToDate", "SWHardeningNeeded"],
  graceSeconds: 14 * 86_400,
  refusedAdvisories: [],
  evaluationNumberMin: 0,
  allowDebug: false,
  requireSeptVeDisable: true,
  tdAttributesAllowed: "0x000000d800000080",
  xfamAllowed: "0xe7db060000000000",
  requireNoServiceTd: true,
  measurements: undefined,
  reportData: undefined,
  denied: { fmspcs: [], ppids: [], pckSerials: [], measurements: [] },
};

/** What a policy judges. */
export interface Judged {
  readonly quote: Reports;
  readonly claims: Claims;
  readonly intel: IntelVerdict;
  /** The collateral's evaluation numbers, of which `intel` has the lesser. */
  readonly evaluationNumbers: { readonly tcbInfo: number; readonly qeIdentity: number };
  /** When the first of platform, module and QE was outdated by a newer level, unix seconds; undefined where none was. */
  readonly outdatedAt: number | undefined;
  /** Unix seconds. */
  readonly at: number;
}

type Check = (policy: Policy, judged: Judged) => string | undefined;

const TERMINAL: readonly TcbStatus[] = ["Revoked", "NotSupported"];

function checkStatus(policy: Policy, { intel, outdatedAt, at }: Judged): string | undefined {
  const { tcbStatus, platformStatus } = intel;
  if (tcbStatus === null || platformStatus === null || TERMINAL.includes(tcbStatus)) return `the TCB status is ${tcbStatus}`;
  if (policy.acceptedStatuses.includes(tcbStatus)) return undefined;
  const wanted = `the TCB status is ${tcbStatus}, the policy accepts ${policy.acceptedStatuses.join(", ") || "none"}`;
  if (outdatedAt === undefined || !policy.acceptedStatuses.includes(withoutOutOfDate(converge(platformStatus, [])))) return wanted;
  const end = outdatedAt + policy.graceSeconds;
  if (at <= end) return undefined;
  return Number.isFinite(end) ? `${wanted}; the grace after the newer level ended ${formatRfc3339(end)}` : wanted;
}

function checkAdvisories({ refusedAdvisories }: Policy, { intel }: Judged): string | undefined {
  const found = intel.advisoryIDs.filter((id) => refusedAdvisories.includes(id));
  return found.length === 0 ? undefined : `${found.join(", ")} ${found.length === 1 ? "applies" : "apply"}`;
}

const checkEvaluationNumber: Check = ({ evaluationNumberMin }, { intel }) =>
  intel.evaluationNumber >= evaluationNumberMin ? undefined : `evaluation number ${intel.evaluationNumber}, at least ${evaluationNumberMin} wanted`;

const checkEnclaveDebug: Check = ({ allowDebug }, { quote }) =>
  !allowDebug && quote.tee === "sgx" && isDebugEnclave(sgxField(quote, "attributes")) ? "the enclave has attribute DEBUG" : undefined;

const checkTdDebug: Check = ({ allowDebug }, { quote }) =>
  !allowDebug && quote.tee === "tdx" && isDebugTd(tdField(quote, "tdAttributes"))
    ? `TDATTRIBUTES ${toHex(tdField(quote, "tdAttributes"))}: the TD is under debug`
    : undefined;

const checkQeDebug: Check = ({ allowDebug }, { quote }) =>
  !allowDebug && isDebugEnclave(qeField(quote, "attributes")) ? "the QE has attribute DEBUG" : undefined;

const checkSeptVe: Check = ({ requireSeptVeDisable }, { quote }) =>
  requireSeptVeDisable && quote.tee === "tdx" && (tdField(quote, "tdAttributes")[3]! & 0x10) === 0 ? "TDATTRIBUTES bit 28 is 0" : undefined;

/** The bits that are set and not allowed, the lowest first. */
function bitsBeyond(have: Uint8Array, allowed: Hex, aside = 0): readonly number[] {
  const mask = parseHex(allowed) ?? new Uint8Array(8);
  const bits: number[] = [];
  for (let bit = 0; bit < 64; bit += 1) {
    const isSet = ((have[bit >> 3]! >> (bit & 7)) & 1) === 1;
    const isAllowed = (((mask[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
    if (isSet && !isAllowed && !(bit < 8 && ((aside >> bit) & 1) === 1)) bits.push(bit);
  }
  return bits;
}

const bitsText = (name: string, bits: readonly number[]): string | undefined =>
  bits.length === 0 ? undefined : `${name} ${bits.length === 1 ? "bit" : "bits"} ${bits.join(", ")} ${bits.length === 1 ? "is" : "are"} set`;

const checkTdAttributes: Check = ({ tdAttributesAllowed }, { quote }) =>
  quote.tee === "tdx" ? bitsText("TDATTRIBUTES", bitsBeyond(tdField(quote, "tdAttributes"), tdAttributesAllowed, TD_DEBUG_BITS)) : undefined;

const checkXfam: Check = ({ xfamAllowed }, { quote }) =>
  quote.tee === "tdx" ? bitsText("XFAM", bitsBeyond(tdField(quote, "xfam"), xfamAllowed)) : undefined;

function checkServiceTd({ requireNoServiceTd }: Policy, { quote }: Judged): string | undefined {
  const mrServiceTd = td15Field(quote, "mrServiceTd");
  return requireNoServiceTd && mrServiceTd?.some((byte) => byte !== 0) === true ? `MRSERVICETD is ${toHex(mrServiceTd)}` : undefined;
}

const lower = (text: string): string => text.toLowerCase();

function isMaskedEqual(have: Uint8Array, mask: Hex, value: Hex): boolean {
  const maskBytes = parseHex(mask);
  const valueBytes = parseHex(value);
  if (maskBytes?.length !== have.length || valueBytes?.length !== have.length) return false;
  return have.every((byte, index) => ((byte ^ valueBytes[index]!) & maskBytes[index]!) === 0);
}

/** Whether a quote is of a measurement: every part of it compared whole. */
export function isOfMeasurement(quote: Reports, claims: Claims, wanted: AllowedMeasurement): boolean {
  if (wanted.kind === "domain")
    return (
      claims.tee === "tdx" &&
      claims.mrtd === lower(wanted.mrtd) &&
      wanted.rtmrs.length <= 4 &&
      wanted.rtmrs.every((rtmr, index) => claims.rtmrs[index] === lower(rtmr)) &&
      isMaskedEqual(tdField(quote, "tdAttributes"), wanted.attributesMask, wanted.attributes)
    );
  if (claims.tee !== "sgx") return false;
  if (wanted.kind === "enclave") return claims.mrenclave === lower(wanted.mrenclave);
  return claims.mrsigner === lower(wanted.mrsigner) && claims.productId === wanted.productId && claims.isvSvn >= wanted.leastSvn;
}

const checkMeasurement: Check = ({ measurements }, { quote, claims }) =>
  measurements === undefined || measurements.some((wanted) => isOfMeasurement(quote, claims, wanted))
    ? undefined
    : `${claims.tee === "sgx" ? `MRENCLAVE ${claims.mrenclave}` : `MRTD ${claims.mrtd}`} is not among the ${measurements.length} that are allowed`;

function checkReportData({ reportData }: Policy, { quote }: Judged): string | undefined {
  if (reportData === undefined) return undefined;
  const have = quote.tee === "sgx" ? sgxField(quote, "reportData") : tdField(quote, "reportData");
  const wanted = parseHex(reportData);
  return wanted !== undefined && areEqual(have, wanted) ? undefined : `the report data is ${toHex(have)}, ${reportData} wanted`;
}

const has = (list: readonly Hex[], value: Hex | undefined): boolean => value !== undefined && list.some((entry) => lower(entry) === value);

function checkPlatformDenied({ denied }: Policy, { claims }: Judged): string | undefined {
  if (has(denied.fmspcs, claims.fmspc)) return `FMSPC ${claims.fmspc} is denied`;
  if (has(denied.ppids, claims.ppid)) return `PPID ${claims.ppid} is denied`;
  return has(denied.pckSerials, claims.pckSerial) ? `the PCK certificate with serial number ${claims.pckSerial} is denied` : undefined;
}

function checkMeasurementDenied({ denied }: Policy, { claims }: Judged): string | undefined {
  const measurements = claims.tee === "sgx" ? [claims.mrenclave, claims.mrsigner] : [claims.mrtd];
  const found = measurements.find((measurement) => has(denied.measurements, measurement));
  return found && `measurement ${found} is denied`;
}

/** In order of precedence: each gives the reason why not. */
const CHECKS: readonly (readonly [code: TeeCode, item: Refusal["item"] | ((judged: Judged) => Refusal["item"]), check: Check])[] = [
  ["POLICY_STATUS", "platform", checkStatus],
  ["POLICY_ADVISORY", "platform", checkAdvisories],
  [
    "POLICY_EVALUATION_NUMBER",
    ({ evaluationNumbers: { tcbInfo, qeIdentity } }) => (tcbInfo <= qeIdentity ? "tcbInfo" : "qeIdentity"),
    checkEvaluationNumber,
  ],
  ["POLICY_ENCLAVE_DEBUG", "enclave", checkEnclaveDebug],
  ["POLICY_TD_DEBUG", "td", checkTdDebug],
  ["POLICY_QE_DEBUG", "qeReport", checkQeDebug],
  ["POLICY_SEPT_VE", "td", checkSeptVe],
  ["POLICY_TD_ATTRIBUTES", "td", checkTdAttributes],
  ["POLICY_XFAM", "td", checkXfam],
  ["POLICY_SERVICE_TD", "td", checkServiceTd],
  ["POLICY_MEASUREMENT", "quote", checkMeasurement],
  ["POLICY_REPORT_DATA", "quote", checkReportData],
  ["POLICY_PLATFORM_DENIED", "pckLeaf", checkPlatformDenied],
  ["POLICY_MEASUREMENT_DENIED", "quote", checkMeasurementDenied],
];

/** Every reason why a policy does not accept, in the order of `TEE_CODES`; none where it accepts. */
export function policyRefusals(policy: Policy, judged: Judged): readonly Refusal[] {
  return CHECKS.flatMap(([code, item, check]) => {
    const explanation = check(policy, judged);
    return explanation === undefined ? [] : [{ code, item: typeof item === "string" ? item : item(judged), explanation }];
  });
}
