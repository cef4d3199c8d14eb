/** Evidence for a small chain: a simulated Intel whose root the chain trusts, its collateral item by item, and quotes of two machines. */

import type { Payload } from "../model/chain/transactions.ts";
import { fromHex, type Hex, toHex } from "../model/encoding/hex.ts";
import { rootId } from "../model/evidence/collateral.ts";
import type { Measurement } from "../model/registry/measurement.ts";
import { type Changes, changed, type Platform, platformOf } from "../sim/platform/description.ts";
import { evidenceOf } from "../sim/platform/evidence.ts";
import { type Act, act, type Chain, GENESIS_TIME } from "./chain.ts";

/** The kinds of items of collateral. */
export type ItemKind = Extract<Payload, { kind: "postCollateral" }>["item"]["kind"];

const DAY = 86_400;
const around = { from: GENESIS_TIME - 400 * DAY, to: GENESIS_TIME + 2_000 * DAY };
/** Lists and collateral: from a day before the chain begins, for thirty days. */
export const ISSUED = { from: GENESIS_TIME - DAY, to: GENESIS_TIME + 29 * DAY };
const LEVELS_BEFORE = [400, 600, 800].map((days) => GENESIS_TIME - days * DAY);

/** The platform on which all is well at the time of the small chain. */
function platform(signers: Platform["signers"]): Platform {
  const usual = platformOf("sgx-v3", { signers });
  const dated = <L extends { readonly date: number }>(levels: readonly L[]): L[] =>
    levels.map((level, index) => ({ ...level, date: LEVELS_BEFORE[index]! }));
  return changed(usual, {
    at: GENESIS_TIME,
    windows: { root: around, authority: around, signer: around, leaf: around, rootCrl: ISSUED, pckCrl: ISSUED },
    tcbInfo: { window: ISSUED, levels: dated(usual.tcbInfo.levels) },
    qeIdentity: { window: ISSUED, levels: dated(usual.qeIdentity.levels) },
  });
}

/** The platform of a chain's own keys, with changes. */
export const platformFor = ({ keyring }: Pick<Chain, "keyring">, changes: Changes = {}): Platform =>
  changed(
    platform((secret) => keyring.p256Signer(secret)),
    changes,
  );

/** A quote of it over 64 bytes of report data. */
export const quoteFor = (chain: Pick<Chain, "keyring">, reportData: Hex, changes: Changes = {}): Uint8Array =>
  evidenceOf(platformFor(chain, { ...changes, enclave: { ...changes.enclave, reportData: fromHex(reportData) } })).quote;

/** The certificate of its root. */
export const rootFor = (chain: Pick<Chain, "keyring">): Uint8Array => evidenceOf(platformFor(chain)).root;

/** What allows its enclave. */
export const measurementFor = (chain: Pick<Chain, "keyring">): Measurement => ({
  kind: "enclave",
  mrenclave: toHex(platformFor(chain).enclave.mrEnclave),
});

/** Posts an item of its collateral. */
export function posting(chain: Chain, kind: ItemKind, changes: Changes = {}, from = "eve"): Act {
  const { collateral, root, chain: certificates } = evidenceOf(platformFor(chain, changes));
  const signer = collateral.tcbInfoChain[0]!;
  const items = {
    rootCrl: { kind: "rootCrl", crl: collateral.rootCrl },
    pckCrl: { kind: "pckCrl", crl: collateral.pckCrl, issuer: certificates[1]! },
    tcbInfo: { kind: "tcbInfo", body: collateral.tcbInfo, signature: collateral.tcbInfoSignature, signer },
    qeIdentity: { kind: "qeIdentity", body: collateral.qeIdentity, signature: collateral.qeIdentitySignature, signer },
  } as const;
  return act(from, { kind: "postCollateral", root: rootId(root), item: items[kind] });
}
