import type { Hex } from "../../model/encoding/hex.ts";
import type { Collateral } from "../../model/tee/evidence.ts";
import type { Tee } from "./schedule.ts";

/** One item of collateral as Intel serves it. Certificates and lists are DER; JSON is the bytes that were signed; signatures are r ‖ s, 64 bytes. */
export type IntelItem =
  | { readonly kind: "rootCrl"; readonly crl: Uint8Array }
  /** The list of a PCK CA, with the certificate of it. */
  | { readonly kind: "pckCrl"; readonly crl: Uint8Array; readonly issuer: Uint8Array }
  | {
      readonly kind: "tcbInfo";
      readonly tee: Tee;
      /** 6 bytes. */
      readonly fmspc: Hex;
      readonly body: Uint8Array;
      readonly signature: Uint8Array;
      /** The certificate of who signed it. */
      readonly signer: Uint8Array;
    }
  | { readonly kind: "qeIdentity"; readonly tee: Tee; readonly body: Uint8Array; readonly signature: Uint8Array; readonly signer: Uint8Array };

/** Of which machine a quote is, as far as collateral asks. */
export interface Wanted {
  readonly tee: Tee;
  readonly fmspc: Hex;
  /** The certificate of the PCK CA, DER. */
  readonly issuer: Uint8Array;
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && one.every((byte, index) => byte === other[index]);

/**
 * Items put together as a verifier takes them. They may be of different times: the first of each kind counts. Throws where one is missing.
 */
export function collateralOf(items: readonly IntelItem[], root: Uint8Array, { tee, fmspc, issuer }: Wanted): Collateral {
  let rootCrl: Uint8Array | undefined;
  let pckCrl: Uint8Array | undefined;
  let tcbInfo: Extract<IntelItem, { kind: "tcbInfo" }> | undefined;
  let qeIdentity: Extract<IntelItem, { kind: "qeIdentity" }> | undefined;
  for (const item of items) {
    if (item.kind === "rootCrl") rootCrl ??= item.crl;
    else if (item.kind === "pckCrl") pckCrl ??= isSame(item.issuer, issuer) ? item.crl : undefined;
    else if (item.tee === tee && item.kind === "qeIdentity") qeIdentity ??= item;
    else if (item.tee === tee && item.kind === "tcbInfo" && item.fmspc === fmspc) tcbInfo ??= item;
  }
  if (rootCrl === undefined || pckCrl === undefined || tcbInfo === undefined || qeIdentity === undefined)
    throw new RangeError(`no whole collateral for ${tee} of FMSPC ${fmspc} among ${items.length} items: take those of one time at least`);
  return {
    ...{ tcbInfo: tcbInfo.body, tcbInfoSignature: tcbInfo.signature, tcbInfoChain: [tcbInfo.signer, root] },
    ...{ qeIdentity: qeIdentity.body, qeIdentitySignature: qeIdentity.signature, qeIdentityChain: [qeIdentity.signer, root] },
    ...{ rootCrl, pckCrl },
  };
}
