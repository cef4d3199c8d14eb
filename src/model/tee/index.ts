/** Verifying SGX and TDX quotes against Intel's collateral: a pure function of bytes and a time, usable alone. */
export { ITEMS, type Item, TEE_CODES, type TeeCode, type TeeCodeEntry } from "./codes.ts";
export { type CollateralVerdict, collateralHash, ITEM_BYTES_MAX, type Validity, type VerifiedCollateral, verifyCollateral } from "./collateral.ts";
export {
  type AllowedMeasurement,
  type Claims,
  COMPONENT_STATUSES,
  type Collateral,
  type ComponentStatus,
  type Denied,
  type Evidence,
  type IntelVerdict,
  type Judgement,
  LEVEL_STATUSES,
  type LevelStatus,
  type PlatformClaims,
  type Policy,
  type SgxClaims,
  type Short,
  TCB_STATUSES,
  type TcbStatus,
  type TdxClaims,
  type Verdict,
  type Window,
} from "./evidence.ts";
export type { Flaw, Parsed } from "./flaw.ts";
export { type InspectedCertificate, type InspectedField, type Inspection, inspectQuote } from "./inspect.ts";
export { certificatesOf, crlDer, type SignedText, signedText } from "./pcs.ts";
export { DEFAULT_POLICY } from "./policy.ts";
export type { Refusal } from "./refusal.ts";
export { formatRfc3339, parseRfc3339 } from "./time.ts";
export { verify, verifyQuote } from "./verify.ts";
