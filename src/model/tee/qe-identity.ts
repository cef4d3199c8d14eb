import { fieldsOf, hexField, numberField, textField, timeField } from "./fields.ts";
import { fail } from "./flaw.ts";
import { jsonOf } from "./json.ts";
import { type SvnLevel, svnLevels } from "./tcb-info.ts";

/** What a quoting enclave must be (PCS v4, "Get SGX QE Identity", "Get TDX QE Identity"). */
export interface QeIdentity {
  /** The TEE whose quotes it signs: QE for SGX, TD_QE for TDX. */
  readonly tee: "sgx" | "tdx";
  /** Unix seconds, ends included. */
  readonly issueDate: number;
  readonly nextUpdate: number;
  readonly evaluationNumber: number;
  /** 4 bytes as they lie in a report. */
  readonly miscSelect: Uint8Array;
  readonly miscSelectMask: Uint8Array;
  /** 16 bytes as they lie in a report. */
  readonly attributes: Uint8Array;
  readonly attributesMask: Uint8Array;
  /** 32 bytes. */
  readonly mrsigner: Uint8Array;
  readonly productId: number;
  /** The highest first. */
  readonly levels: readonly SvnLevel[];
}

/**
 * A QE Identity from the exact bytes that were signed, once their signature is verified. The identity of a quote verification enclave (QVE) is refused
 * as one that signs no quotes. Fails with `JSON_…`, `QE_IDENTITY_VERSION`, `QE_IDENTITY_MALFORMED`.
 */
export function qeIdentityOf(bytes: Uint8Array): QeIdentity {
  const fields = fieldsOf(jsonOf(bytes), "", "QE_IDENTITY_MALFORMED");
  const version = numberField(fields, "version", 0xffff);
  const id = textField(fields, "id");
  if (version !== 2) fail("QE_IDENTITY_VERSION", 0, `version ${version}`);
  if (id !== "QE" && id !== "TD_QE") fail("QE_IDENTITY_VERSION", 0, `the identity of ${id === "QVE" ? "a quote verification enclave (QVE)" : id}`);
  return {
    tee: id === "QE" ? "sgx" : "tdx",
    issueDate: timeField(fields, "issueDate"),
    nextUpdate: timeField(fields, "nextUpdate"),
    evaluationNumber: numberField(fields, "tcbEvaluationDataNumber", 0xffff_ffff),
    miscSelect: hexField(fields, "miscselect", 4),
    miscSelectMask: hexField(fields, "miscselectMask", 4),
    attributes: hexField(fields, "attributes", 16),
    attributesMask: hexField(fields, "attributesMask", 16),
    mrsigner: hexField(fields, "mrsigner", 32),
    productId: numberField(fields, "isvprodid", 0xffff),
    levels: svnLevels(fields),
  };
}
