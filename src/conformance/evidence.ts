/** Evidence for a small chain: a simulated Intel whose root the chain trusts, its collateral item by item, and quotes of two machines. */

import type { Payload } from "../model/chain/transactions.ts";
import { idealKeyring } from "../model/crypto/ideal.ts";
import { fromHex, type Hex, toHex } from "../model/encoding/hex.ts";
import { rootId } from "../model/evidence/collateral.ts";
import { reportData, servingReportData } from "../model/evidence/report-data.ts";
import type { Measurement } from "../model/registry/measurement.ts";
import { type Changes, changed, type Platform, platformOf } from "../sim/platform/description.ts";
import { evidenceOf, leafSerial } from "../sim/platform/evidence.ts";
import { type Attested, attest, provide, registerModel, SITTERS, WEIGHTS } from "./acts.ts";
import { type Act, act, addressOf, begin, type Chain, type ChainOptions, GENESIS_TIME, type Name, play, skip } from "./chain.ts";

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

/** The kinds of items, in the order in which they are posted. */
export const ITEM_KINDS = ["rootCrl", "pckCrl", "tcbInfo", "qeIdentity"] as const satisfies readonly ItemKind[];

/** The report with which someone begins to serve the model. */
export const servingReport = (chain: Chain, name: Name, changes: Changes = {}): Uint8Array =>
  quoteFor(chain, servingReportData(chain.state.chain, WEIGHTS, addressOf(name)) ?? NO_DATA, changes);

const NO_DATA: Hex = `0x${"00".repeat(64)}`;

/** Attests with a quote over what is attested. */
export function proven(chain: Chain, name: Name, said: Attested = {}, changes: Changes = {}): Act {
  const { payload } = attest(chain, name, said);
  if (payload.kind !== "attest") throw new Error("no attestation");
  const data = reportData(chain.state.chain, { ...payload, weightHash: WEIGHTS }) ?? NO_DATA;
  return attest(chain, name, { ...said, teeReport: quoteFor(chain, data, changes) });
}

/** The trusting chain before anyone has posted collateral: a model that requires a TEE, and allows the usual enclave. */
export function trusting(options: ChainOptions): Chain {
  const keyring = options.keyring ?? idealKeyring();
  const begun = begin({ ...options, keyring, roots: [rootFor({ keyring })] });
  const registered = play(begun, act("olga", registerModel({ teeRequired: true })));
  const allowed = play(registered, act("olga", { kind: "allowMeasurement", modelID: WEIGHTS, measurement: measurementFor(begun) }));
  return skip(allowed, begun.genesis.protocol.parameters.ownerDelay);
}

/** The same with the collateral posted, three providers and sitters that serve with a report, and mature stake. */
export function provenMarket(options: ChainOptions, sitters = SITTERS): Chain {
  const bare = trusting(options);
  const posted = bare.state.chain.rulings.R12 === "pinned" ? bare : play(bare, ...ITEM_KINDS.map((kind) => posting(bare, kind)));
  const stakes = Object.fromEntries([...["ann", "ben", "cid"].map((name) => [name, 100n] as const), ...sitters.map((name) => [name, 200n] as const)]);
  return skip(
    provide(posted, stakes, (name) => servingReport(posted, name)),
    posted.genesis.protocol.parameters.stakeMaturity,
  );
}

/** Newer collateral: issued so many seconds after the usual, under a higher evaluation number. */
export const later = (seconds: number, evaluationNumber = 19): Changes => {
  const window = { from: ISSUED.from + seconds, to: ISSUED.to + seconds };
  return { windows: { rootCrl: window, pckCrl: window }, tcbInfo: { window, evaluationNumber }, qeIdentity: { window, evaluationNumber } };
};

/** Newer collateral in which the machine's PCK certificate is revoked since a time. */
export const revoking = (chain: Pick<Chain, "keyring">): Changes => ({ ...later(60), revoked: { pck: [leafSerial(platformFor(chain))] } });
