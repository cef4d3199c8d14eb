import type { Crypto } from "../crypto/crypto.ts";
import { as, sha256, taggedHash } from "../crypto/hash.ts";
import { decode, encode, type TypeOf } from "../encoding/codec.ts";
import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import { bytes, bytes32, u8 } from "../encoding/primitives.ts";
import type { Reader } from "../state/store.ts";
import type { Work } from "../state/work.ts";
import type { KeptCollateral, KeptCrl } from "../tee/facts.ts";
import { rootWindow, type VerifiedItem, verifyItem } from "../tee/items.ts";
import { collateral, collateralItemCodec, type StandingItem, standingCodec } from "./records.ts";

/** See `collateralItemCodec`. */
export type PostedItem = TypeOf<typeof collateralItemCodec>;

const itemHashOf = taggedHash("collateral-item");

/** An item's hash: H("collateral-item", canonical item). */
export const itemHash = (item: PostedItem): Hex => itemHashOf(as(collateralItemCodec, item));

const slotHash = taggedHash("collateral");
const subjectCodec = bytes(32);

const KINDS = ["rootCrl", "pckCrl", "tcbInfo", "qeIdentity"] as const;

/** A root of trust by its certificate: the SHA-256 of its DER. */
export const rootId = (certificate: Uint8Array): Hex => toHex(sha256(certificate));

/**
 * Where an item stands: H("collateral", root ‖ kind ‖ subject). The subject of a PCK CRL is its CA, of TCB Info the TEE (0 SGX, 1 TDX) and the FMSPC, of a
 * QE Identity the TEE; of a root CRL there is none. In a slot stands one item.
 */
function slot(root: Hex, kind: (typeof KINDS)[number], subject: Uint8Array): Hex {
  return slotHash(as(bytes32, root), as(u8, KINDS.indexOf(kind)), as(subjectCodec, subject));
}

const teeByte = (tee: "sgx" | "tdx"): number => (tee === "sgx" ? 0 : 1);
const NO_SUBJECT = new Uint8Array(0);

/** The slot that a verified item is for. */
export function slotOf(root: Hex, item: VerifiedItem): Hex {
  switch (item.kind) {
    case "rootCrl":
      return slot(root, item.kind, NO_SUBJECT);
    case "pckCrl":
      return slot(root, item.kind, item.authority);
    case "tcbInfo":
      return slot(root, item.kind, Uint8Array.of(teeByte(item.tcbInfo.tee), ...item.tcbInfo.fmspc));
    case "qeIdentity":
      return slot(root, item.kind, Uint8Array.of(teeByte(item.qeIdentity.tee)));
  }
}

function contentsOf(item: VerifiedItem): StandingItem["contents"] {
  if (item.kind === "rootCrl" || item.kind === "pckCrl") {
    const revoked = [...item.revoked].map(([serial, date]) => ({ serial: fromHex(`0x${serial}`), date }));
    return { kind: item.kind, revoked };
  }
  return item;
}

/** What a posted item becomes where it is taken, or why it is not. */
export type Posting = { readonly ok: true; readonly slot: Hex; readonly standing: StandingItem } | { readonly ok: false; readonly reason: string };

/** Verifies a posted item under a root, and says what would stand where (R12). What is larger than the chain keeps is refused as well. */
export function postingOf(item: PostedItem, hash: Hex, root: Uint8Array, crypto: Crypto, { height, time }: Pick<Work, "height" | "time">): Posting {
  const verified = verifyItem(item, root, crypto.p256);
  if (!verified.ok) return { ok: false, reason: `${verified.refusal.code}: ${verified.refusal.explanation}` };
  const { item: read } = verified;
  const evaluationNumber = "tcbInfo" in read ? read.tcbInfo.evaluationNumber : "qeIdentity" in read ? read.qeIdentity.evaluationNumber : 0;
  const { from, to } = read;
  const standing: StandingItem = { hash, evaluationNumber, from, to, postedAt: height, postedTime: time, contents: contentsOf(read) };
  try {
    const kept = decode(standingCodec, encode(standingCodec, standing)); // what is remembered is what its bytes say
    if (!kept.ok) throw new Error(`byte ${kept.offset}: ${kept.reason}`);
    return { ok: true, slot: slotOf(rootId(root), read), standing: kept.value };
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, reason: `more than the chain keeps of an item: ${error.message}` };
    throw error;
  }
}

/** Whether an item is newer than another of its slot: by evaluation number, then by issue time (R12). */
export function isNewer(item: StandingItem, than: StandingItem): boolean {
  return item.evaluationNumber === than.evaluationNumber ? item.from > than.from : item.evaluationNumber > than.evaluationNumber;
}

/** Which platform's collateral is wanted. */
export interface Platform {
  readonly tee: "sgx" | "tdx";
  readonly fmspc: Uint8Array;
  /** See `authorityId`. */
  readonly authority: Uint8Array;
}

type ContentsOf<K> = StandingItem["contents"] & { readonly kind: K };

/** The collateral in force for a platform, or the name of the first item that nobody has posted. */
export function standingCollateral(
  reader: Reader,
  root: Uint8Array,
  { tee, fmspc, authority }: Platform,
  crypto: Crypto,
): (KeptCollateral & { readonly postedTime: number }) | string {
  const id = rootId(root);
  const get = <K extends (typeof KINDS)[number]>(kind: K, subject: Uint8Array): (StandingItem & { readonly contents: ContentsOf<K> }) | undefined =>
    collateral.get(reader, slot(id, kind, subject)) as (StandingItem & { readonly contents: ContentsOf<K> }) | undefined;
  const rootCrl = get("rootCrl", NO_SUBJECT);
  if (rootCrl === undefined) return "root CRL";
  const pckCrl = get("pckCrl", authority);
  if (pckCrl === undefined) return "PCK CRL";
  const tcbInfo = get("tcbInfo", Uint8Array.of(teeByte(tee), ...fmspc));
  if (tcbInfo === undefined) return `TCB Info of ${tee.toUpperCase()} for FMSPC ${toHex(fmspc)}`;
  const qeIdentity = get("qeIdentity", Uint8Array.of(teeByte(tee)));
  if (qeIdentity === undefined) return `QE Identity of ${tee.toUpperCase()}`;
  const crl = ({ from, to, contents: { revoked } }: StandingItem & { readonly contents: ContentsOf<"rootCrl" | "pckCrl"> }): KeptCrl => ({
    from,
    to,
    revoked,
  });
  return {
    root: rootWindow(root, crypto.p256),
    rootCrl: crl(rootCrl),
    pckCrl: crl(pckCrl),
    tcbInfo: tcbInfo.contents.tcbInfo,
    tcbSigner: tcbInfo.contents.signer,
    qeIdentity: qeIdentity.contents.qeIdentity,
    qeSigner: qeIdentity.contents.signer,
    postedTime: Math.max(...[rootCrl, pckCrl, tcbInfo, qeIdentity].map(({ postedTime }) => postedTime)),
  };
}
