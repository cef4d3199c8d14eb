import { type Hex, toBareHex, toHex } from "../encoding/hex.ts";
import type { Certificate } from "./certificate.ts";
import type { Span } from "./der.ts";
import type { Claims, PlatformClaims, SgxClaims, TdxClaims } from "./evidence.ts";
import { fieldOf, type Layout, uintAt } from "./layout.ts";
import type { Reports } from "./quote.ts";
import { SGX_REPORT, TD10_REPORT, TD15_REPORT } from "./report-body.ts";

type Names<L> = L extends { readonly at: infer A } ? keyof A & string : never;

/** A field of the quote's SGX report body, as a view. */
export const sgxField = (quote: Reports, name: Names<typeof SGX_REPORT>): Uint8Array => fieldOf(quote.bytes, quote.bodyAt, SGX_REPORT, name);
/** A field of the quote's TD report body, as a view: the body of TD 1.5 begins with that of TD 1.0. */
export const tdField = (quote: Reports, name: Names<typeof TD10_REPORT>): Uint8Array => fieldOf(quote.bytes, quote.bodyAt, TD10_REPORT, name);
/** A field of the QE's report, as a view. */
export const qeField = (quote: Reports, name: Names<typeof SGX_REPORT>): Uint8Array => fieldOf(quote.bytes, quote.qeReportAt, SGX_REPORT, name);
/** TEE_TCB_SVN2 and MRSERVICETD, which the body of TD 1.5 has. */
export const td15Field = (quote: Reports, name: "teeTcbSvn2" | "mrServiceTd"): Uint8Array | undefined =>
  quote.body === TD15_REPORT ? fieldOf(quote.bytes, quote.bodyAt, TD15_REPORT, name) : undefined;

/** ISVSVN of the QE. */
export const qeIsvSvn = (quote: Reports): number => uintAt(qeField(quote, "isvSvn"), 0, 2);

/** ATTRIBUTES of an enclave: bit 1 is DEBUG (SDM 3D, 35.7.1 "ATTRIBUTES"). */
export const isDebugEnclave = (attributes: Uint8Array): boolean => (attributes[0]! & 2) !== 0;

/**
 * TDATTRIBUTES with which the host sees into a TD: bits 0 (DEBUG), 4 (HGS_PLUS_PROF), 5 (PERF_PROF), 6 (PMT_PROF), the group "TD under debug" (Intel TDX
 * Module ABI Specification, ATTRIBUTES).
 */
export const TD_DEBUG_BITS = 0x71;

/** Whether a TD can be debugged or profiled. */
export const isDebugTd = (attributes: Uint8Array): boolean => (attributes[0]! & TD_DEBUG_BITS) !== 0;

/** The fields of the quote's body in `0x` form: it is written as digits once. */
function hexOf<Name extends string>({ bytes, bodyAt }: Reports, { size, at, length }: Layout<Name>): (name: Name) => Hex {
  const digits = toBareHex(bytes.subarray(bodyAt, bodyAt + size));
  return (name) => `0x${digits.slice(2 * at[name], 2 * (at[name] + length[name]))}`;
}

/** What every claim ends with: the QE, and the platform where its PCK certificate was read. */
type Rest = { readonly qeIsvSvn: number } & Partial<PlatformClaims>;

function sgxClaims(quote: Reports, rest: Rest): SgxClaims & Rest {
  const hex = hexOf(quote, SGX_REPORT);
  const number = (name: "isvProdId" | "isvSvn" | "configSvn"): number => uintAt(sgxField(quote, name), 0, 2);
  return {
    tee: "sgx",
    version: quote.version,
    mrenclave: hex("mrEnclave"),
    mrsigner: hex("mrSigner"),
    productId: number("isvProdId"),
    isvSvn: number("isvSvn"),
    attributes: hex("attributes"),
    miscSelect: hex("miscSelect"),
    configId: hex("configId"),
    configSvn: number("configSvn"),
    familyId: hex("isvFamilyId"),
    extendedProductId: hex("isvExtProdId"),
    reportData: hex("reportData"),
    debug: isDebugEnclave(sgxField(quote, "attributes")),
    ...rest,
  };
}

function tdxClaims(quote: Reports, rest: Rest): TdxClaims & Rest {
  const hex = hexOf(quote, TD10_REPORT);
  const hex15 = (name: Parameters<typeof td15Field>[1]): Hex | null => {
    const bytes = td15Field(quote, name);
    return bytes === undefined ? null : toHex(bytes);
  };
  return {
    tee: "tdx",
    version: quote.version as 4 | 5,
    body: quote.body === TD15_REPORT ? "TD 1.5" : "TD 1.0",
    mrtd: hex("mrTd"),
    rtmrs: [hex("rtmr0"), hex("rtmr1"), hex("rtmr2"), hex("rtmr3")],
    reportData: hex("reportData"),
    attributes: hex("tdAttributes"),
    xfam: hex("xfam"),
    mrConfigId: hex("mrConfigId"),
    mrOwner: hex("mrOwner"),
    mrOwnerConfig: hex("mrOwnerConfig"),
    mrSeam: hex("mrSeam"),
    mrSignerSeam: hex("mrSignerSeam"),
    seamAttributes: hex("seamAttributes"),
    teeTcbSvn: hex("teeTcbSvn"),
    teeTcbSvn2: hex15("teeTcbSvn2"),
    mrServiceTd: hex15("mrServiceTd"),
    debug: isDebugTd(tdField(quote, "tdAttributes")),
    ...rest,
  };
}

/** What a PCK certificate says of its platform; undefined where it has no SGX extension. */
export function platformClaims({ der, serial, sgx }: Certificate): PlatformClaims | undefined {
  if (sgx === undefined) return undefined;
  const hex = ({ start, end }: Span): Hex => toHex(der.subarray(start, end));
  const { configuration } = sgx;
  return {
    fmspc: hex(sgx.fmspc),
    pceId: hex(sgx.pceId),
    ppid: hex(sgx.ppid),
    pckSerial: toHex(serial),
    cpuSvn: hex(sgx.cpuSvn),
    pceSvn: sgx.pceSvn,
    sgxType: sgx.sgxType,
    platformInstanceId: sgx.platformInstanceId === undefined ? null : hex(sgx.platformInstanceId),
    dynamicPlatform: configuration?.dynamicPlatform ?? null,
    cachedKeys: configuration?.cachedKeys ?? null,
    smtEnabled: configuration?.smtEnabled ?? null,
  };
}

/** What a quote says, with what is known of its platform. */
export function claimsOf(quote: Reports, platform: Partial<PlatformClaims> | undefined): Claims {
  const rest: Rest = { qeIsvSvn: qeIsvSvn(quote), ...platform };
  return quote.tee === "sgx" ? sgxClaims(quote, rest) : tdxClaims(quote, rest);
}
