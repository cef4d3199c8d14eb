import { concat } from "../../model/crypto/hash.ts";

/** What an SGX report says of an enclave (384 bytes; Intel SDM volume 3D, 38.15). Lengths in bytes beside each field. */
export interface EnclaveReport {
  /** 16. */
  readonly cpuSvn: Uint8Array;
  /** 4. */
  readonly miscSelect: Uint8Array;
  /** 16. */
  readonly extendedProductId: Uint8Array;
  /** 16: eight of flags (bit 1 is debug), eight of XFRM. */
  readonly attributes: Uint8Array;
  /** 32. */
  readonly mrEnclave: Uint8Array;
  /** 32. */
  readonly mrSigner: Uint8Array;
  /** 64. */
  readonly configId: Uint8Array;
  readonly isvProdId: number;
  readonly isvSvn: number;
  readonly configSvn: number;
  /** 16. */
  readonly familyId: Uint8Array;
  /** 64. */
  readonly reportData: Uint8Array;
}

/** What a TDX report says of a trust domain (584 bytes; 648 with the last two fields, which TDX 1.5 adds). Lengths in bytes beside each field. */
export interface TdReport {
  /** 16. Byte 0 is the module's SVN, byte 1 its major version. */
  readonly teeTcbSvn: Uint8Array;
  /** 48. */
  readonly mrSeam: Uint8Array;
  /** 48. */
  readonly mrSignerSeam: Uint8Array;
  /** 8. */
  readonly seamAttributes: Uint8Array;
  /** 8: bit 0 is debug, bit 28 SEPT_VE_DISABLE. */
  readonly tdAttributes: Uint8Array;
  /** 8. */
  readonly xfam: Uint8Array;
  /** 48 each. */
  readonly mrTd: Uint8Array;
  readonly mrConfigId: Uint8Array;
  readonly mrOwner: Uint8Array;
  readonly mrOwnerConfig: Uint8Array;
  /** Four of 48. */
  readonly rtmrs: readonly Uint8Array[];
  /** 64. */
  readonly reportData: Uint8Array;
  /** 16. */
  readonly teeTcbSvn2: Uint8Array;
  /** 48. */
  readonly mrServiceTd: Uint8Array;
}

/** So many zero bytes. */
export const zeros = (length: number): Uint8Array => new Uint8Array(length);

/** A number as little-endian bytes. */
export function littleEndian(value: number, width: 2 | 4): Uint8Array {
  return Uint8Array.from({ length: width }, (_, index) => value >>> (8 * index));
}

/** The 384 bytes of an enclave's report. */
export function enclaveReportBytes(report: EnclaveReport): Uint8Array {
  const { cpuSvn, miscSelect, extendedProductId, attributes, mrEnclave, mrSigner, configId, familyId, reportData } = report;
  const svns = [report.isvProdId, report.isvSvn, report.configSvn].map((value) => littleEndian(value, 2));
  const identity = concat(cpuSvn, miscSelect, zeros(12), extendedProductId, attributes, mrEnclave, zeros(32), mrSigner, zeros(32));
  return concat(identity, configId, ...svns, zeros(42), familyId, reportData);
}

/** The 584 bytes of a trust domain's report, or the 648 of TDX 1.5. */
export function tdReportBytes(report: TdReport, isOf15: boolean): Uint8Array {
  const { teeTcbSvn, mrSeam, mrSignerSeam, seamAttributes, tdAttributes, xfam, mrTd, mrConfigId, mrOwner, mrOwnerConfig, rtmrs } = report;
  const measured = [mrTd, mrConfigId, mrOwner, mrOwnerConfig, ...rtmrs];
  const added = isOf15 ? [report.teeTcbSvn2, report.mrServiceTd] : [];
  return concat(teeTcbSvn, mrSeam, mrSignerSeam, seamAttributes, tdAttributes, xfam, ...measured, report.reportData, ...added);
}
