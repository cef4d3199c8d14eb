import { concat } from "../../model/crypto/hash.ts";
import { type Key, keyFor, type P256Signers, realSigners } from "./keys.ts";
import { makeReport } from "./making.ts";
import { bindingOf, headerBytes, INTEL_QE_VENDOR, type Quote, quoteBytes, signedPart } from "./quotes.ts";
import { type EnclaveReport, enclaveReportBytes, type TdReport, tdReportBytes, zeros } from "./reports.ts";
import type { Tee } from "./schedule.ts";

/** What a quote says of an enclave or a trust domain, but for its report data, which is given with each quote. */
export type Report = { readonly tee: "sgx"; readonly report: EnclaveReport } | { readonly tee: "tdx"; readonly report: TdReport };

/** An attestation key with what vouches for it. Who has it makes quotes that every verifier takes for the machine's: of any enclave, with any data. */
export interface AttestationKey {
  readonly tee: Tee;
  readonly key: Key;
  /** All of its quotes that is the same in each. */
  readonly vouched: Omit<Quote, "body" | "signature">;
}

/** A machine's provisioning certification key. Who has it certifies attestation keys of its own. */
export interface PckKey {
  readonly key: Key;
  /** The PEM text of leaf, authority and root, as quotes carry it. */
  readonly certification: Uint8Array;
  readonly pceSvn: number;
  /** The reports of Intel's quoting enclaves as they run on the machine: what a certified key must seem to come from. */
  readonly quotingEnclaves: Readonly<Record<Tee, EnclaveReport>>;
}

/** SGX version 3, TDX version 4 with the body of TDX 1.0: what quoting libraries make where nothing else is asked for. */
const VERSIONS = { sgx: 3, tdx: 4 } as const;
const TEE_TYPES = { sgx: 0, tdx: 0x81 } as const;
const AUTH_DATA = Uint8Array.from({ length: 32 }, (_, index) => index);

/** An attestation key that a provisioning certification key vouches for, as the machine's own quoting enclave has it done. */
export function vouchedFor(pck: PckKey, tee: Tee, key: Key, userData: Uint8Array = zeros(20)): AttestationKey {
  const qe = pck.quotingEnclaves[tee];
  const attestationKey = key.publicKey.slice(1);
  const [qeReport, qeSignature] = makeReport({ ...qe, reportData: bindingOf(attestationKey, AUTH_DATA) }, enclaveReportBytes, pck.key, {});
  const header = {
    version: VERSIONS[tee],
    keyType: 2,
    teeType: TEE_TYPES[tee],
    qeSvn: qe.isvSvn,
    pceSvn: pck.pceSvn,
    vendor: INTEL_QE_VENDOR,
    userData,
  };
  const vouched = {
    header: headerBytes(header),
    descriptor: zeros(0),
    ...{ attestationKey, qeReport, qeSignature, qeAuthData: AUTH_DATA },
    ...{ certificationType: 5, certification: pck.certification, outerType: tee === "sgx" ? undefined : 6 },
    ...{ inside: zeros(0), trailing: zeros(0), lengths: {} },
  };
  return { tee, key, vouched };
}

/** A quote by an attestation key: of whatever report, with 64 bytes of report data. Throws where the report is of the other TEE, or the data of another length. */
export function forgeQuote({ tee, key, vouched }: AttestationKey, report: Report, reportData: Uint8Array): Uint8Array {
  if (reportData.length !== 64) throw new RangeError(`report data of ${reportData.length} bytes, 64 wanted: pad it with zeros`);
  if (report.tee !== tee) throw new RangeError(`a report of ${report.tee} for a key of ${tee}: take the machine's key of ${report.tee}`);
  const body = report.tee === "sgx" ? enclaveReportBytes({ ...report.report, reportData }) : tdReportBytes({ ...report.report, reportData }, false);
  const signature = key.sign(signedPart({ ...vouched, body }));
  return quoteBytes({ ...vouched, body, signature });
}

/** An attestation key made up by who has a provisioning certification key; the same name makes the same one. */
export function certifyKey(pck: PckKey, tee: Tee, name: string, signers: P256Signers = realSigners): AttestationKey {
  return vouchedFor(pck, tee, keyFor(name, "made-up", signers), concat(new TextEncoder().encode(name).slice(0, 16), zeros(20)).slice(0, 20));
}
