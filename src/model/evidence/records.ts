import { address } from "../crypto/address.ts";
import type { TypeOf } from "../encoding/codec.ts";
import { struct, union } from "../encoding/objects.ts";
import { bool, bytes, bytes32, count64, enumeration, list, optional, text, u8, u16, u32 } from "../encoding/primitives.ts";
import { table } from "../state/table.ts";
import { COMPONENT_STATUSES, LEVEL_STATUSES } from "../tee/evidence.ts";

/** The most bytes of an item of collateral that a transaction carries; PCS gives some 25 kB of JSON and 3 kB of a list. */
export const COLLATERAL_BYTES_MAX = 64 * 1024;

const certificate = bytes(4096);
const signed = struct("signedJson", { body: bytes(COLLATERAL_BYTES_MAX), signature: bytes(64), signer: certificate });

/** One item of collateral as it is posted (R12): Intel's bytes, and the certificate that vouches for them. Tags are append-only. */
export const collateralItemCodec = union("collateralItem", {
  rootCrl: [0, struct("rootCrl", { crl: bytes(COLLATERAL_BYTES_MAX) })],
  pckCrl: [1, struct("pckCrl", { crl: bytes(COLLATERAL_BYTES_MAX), issuer: certificate })],
  tcbInfo: [2, signed],
  qeIdentity: [3, signed],
});

/** What a post of collateral says: the root, by the SHA-256 of its certificate, and the item. */
export const postedFields = { root: bytes32, item: collateralItemCodec };

/** See `postedFields`. */
export const postedCodec = struct("posted", postedFields);

const serial = bytes(20);
const dated = struct("dated", { serial, from: count64, to: count64 });
const tee = enumeration(["sgx", "tdx"]);

/** The most certificates that a list may name: a list of `COLLATERAL_BYTES_MAX` has fewer. */
const REVOKED_MAX = 4096;

/** A certificate that a list names, and since when, unix seconds. */
export const revocationCodec = struct("revocation", { serial, date: count64 });

const crl = struct("crl", { revoked: list(revocationCodec, REVOKED_MAX) });

const level = { date: count64, advisoryIDs: list(text(32), 32) };
/** A level of a TDX module or a quoting enclave, as it is kept. */
export const svnLevelCodec = struct("svnLevel", { ...level, status: enumeration(COMPONENT_STATUSES), isvSvn: u16 });
const svns = list(u16, 16);

/** A level of a platform, as it is kept. */
export const tcbLevelCodec = struct("tcbLevel", { ...level, status: enumeration(LEVEL_STATUSES), sgx: svns, pceSvn: u16, tdx: optional(svns) });

const moduleSigner = { mrsigner: bytes(48), attributes: bytes(8), attributesMask: bytes(8) };
/** Who signed a TDX module, as it is kept. */
export const moduleSignerCodec = struct("moduleSigner", moduleSigner);

/** The identity of a TDX module, as it is kept. */
export const moduleIdentityCodec = struct("moduleIdentity", { ...moduleSigner, id: text(16), major: optional(u8), levels: list(svnLevelCodec, 16) });

const tcbInfo = struct("tcbInfo", {
  tee,
  version: u16,
  issueDate: count64,
  nextUpdate: count64,
  fmspc: bytes(6),
  pceId: bytes(2),
  evaluationNumber: u32,
  module: optional(moduleSignerCodec),
  moduleIdentities: list(moduleIdentityCodec, 16),
  levels: list(tcbLevelCodec, 64),
  hasWideSvn: bool,
});

const qeIdentity = struct("qeIdentity", {
  tee,
  issueDate: count64,
  nextUpdate: count64,
  evaluationNumber: u32,
  miscSelect: bytes(4),
  miscSelectMask: bytes(4),
  attributes: bytes(16),
  attributesMask: bytes(16),
  mrsigner: bytes(32),
  productId: u16,
  levels: list(svnLevelCodec, 16),
});

/** What an item says, verified once: what is kept of it (R12). Tags are those of `collateralItemCodec`. */
const contents = union("contents", {
  rootCrl: [0, crl],
  pckCrl: [1, crl],
  tcbInfo: [2, struct("signedTcbInfo", { tcbInfo, signer: dated })],
  qeIdentity: [3, struct("signedQeIdentity", { qeIdentity, signer: dated })],
});

/** An item of collateral in force: its order among those of its slot, its window, and what it says. */
export const standingCodec = struct("standingItem", {
  /** SHA-256 of the item's canonical bytes as posted. */
  hash: bytes32,
  /** `tcbEvaluationDataNumber`; 0 of a list. With `from` it orders the items of a slot (R12). */
  evaluationNumber: u32,
  /** Issue date (thisUpdate) and nextUpdate, unix seconds, ends included. */
  from: count64,
  to: count64,
  postedAt: count64,
  /** Time of the block that it was posted in, unix seconds. */
  postedTime: count64,
  contents,
});

/** See `standingCodec`. */
export type StandingItem = TypeOf<typeof standingCodec>;

/** Collateral in force, by slot: see `slotOf`. */
export const collateral = table({ number: 0x60, name: "collateral", key: [bytes32], value: standingCodec });

/** What is kept of a quote whose signatures held, and the root (SHA-256 of its DER) under which they did. */
export const factsCodec = struct("quoteFacts", {
  root: bytes32,
  version: u8,
  body: bytes(648),
  qeReport: bytes(384),
  leaf: struct("pckLeaf", {
    serial,
    from: count64,
    to: count64,
    fmspc: bytes(6),
    pceId: bytes(2),
    ppid: bytes(16),
    components: bytes(16),
    pceSvn: u16,
  }),
  ca: struct("pckCa", { serial, from: count64, to: count64, authority: bytes(32) }),
});

/** See `factsCodec`. */
export type KeptFacts = TypeOf<typeof factsCodec>;

/** Evidence of attestations that are undecided, by attestation, with the time of the block that accepted it, unix seconds (R48). */
export const evidences = table({
  number: 0x61,
  name: "evidence",
  key: [bytes32],
  value: struct("evidence", { ...factsCodec.fields, acceptedTime: count64 }),
});

/** Evidence with which providers serve models that require a TEE, by model and provider (section 3, "Draw"). */
export const serviceEvidences = table({ number: 0x62, name: "serviceEvidence", key: [bytes32, address], value: factsCodec });
