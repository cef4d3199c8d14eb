import { concat, keccak256 } from "../crypto/hash.ts";
import { decode, encode } from "../encoding/codec.ts";
import { type Hex, toHex } from "../encoding/hex.ts";
import { struct } from "../encoding/objects.ts";
import { bytes, bytes32, fixedBytes, refined, text, u8, u32, u64 } from "../encoding/primitives.ts";
import { refused, type WarpRefusal } from "../errors/warp-codes.ts";
import { PAYLOAD_MAX } from "./avalanche.ts";
import { SIGNERS_MAX } from "./signers.ts";

const UTF8 = new TextEncoder();
const DIGEST_TAG = UTF8.encode("LUX-WARP-ZAP-CORE-v1");
const BEAM_TAG = UTF8.encode("LUX-WARP-ZAP-BEAM-v1");

/** "LWZP", then the version of the format. */
const MAGIC: Hex = "0x4c575a5001";
/** A name of a hash suite has so many bytes at most; lanes of other schemes have as many as an envelope. */
const SUITE_MAX = 255;
const LANE_MAX = 1024 * 1024;

const magic = refined(fixedBytes(5), "bytes5 LWZP 01", (value) => (value === MAGIC ? undefined : `${value}, ${MAGIC} wanted`));
const messageKind = refined(u8, "u8 1", (value) => (value === 1 ? undefined : `kind ${value}, 1 (message) wanted`));
const envelopeKind = refined(u8, "u8 2", (value) => (value === 2 ? undefined : `kind ${value}, 2 (envelope) wanted`));

const messageCodec = struct("message", {
  kind: messageKind,
  networkID: u32,
  sourceChainID: bytes32,
  nebulaRoot: bytes32,
  keyEra: u64,
  generation: u64,
  hashSuite: text(SUITE_MAX),
  payload: bytes(PAYLOAD_MAX),
});

const envelopeCodec = struct("envelope", {
  magic,
  kind: envelopeKind,
  message: messageCodec,
  signers: bytes(SIGNERS_MAX),
  signature: fixedBytes(96),
  pulse: bytes(LANE_MAX),
  mldsa: bytes(LANE_MAX),
});

/** What validators sign in the ZAP form (protocol section 6); the lineage of post-quantum keys is part of it. */
export interface ZapMessage {
  readonly networkID: number;
  readonly sourceChainID: Hex;
  readonly nebulaRoot: Hex;
  readonly keyEra: bigint;
  readonly generation: bigint;
  readonly hashSuite: string;
  readonly payload: Uint8Array;
}

/** The same with its signers, little-endian bits, and their aggregate signature, 96 bytes. */
export interface ZapEnvelope {
  readonly message: ZapMessage;
  readonly signers: Uint8Array;
  readonly signature: Hex;
  /** Signatures of other schemes, which BLS does not cover; empty where there are none. */
  readonly pulse: Uint8Array;
  readonly mldsa: Uint8Array;
}

/** A message without lineage, as a chain without post-quantum keys sends it. */
export function plainZap(networkID: number, sourceChainID: Hex, payload: Uint8Array): ZapMessage {
  const nebulaRoot: Hex = `0x${"00".repeat(32)}`;
  return { networkID, sourceChainID, nebulaRoot, keyEra: 0n, generation: 0n, hashSuite: "Pulsar-SHA3", payload };
}

/** 01 ‖ u32 network ‖ chain 32 ‖ nebula root 32 ‖ u64 key era ‖ u64 generation ‖ u32 length ‖ suite ‖ u32 length ‖ payload. */
export const zapMessageBytes = (message: ZapMessage): Uint8Array => encode(messageCodec, { kind: 1, ...message });

/** The id of a message: D = keccak256("LUX-WARP-ZAP-CORE-v1" ‖ message). */
export const zapId = (message: ZapMessage): Hex => toHex(keccak256(concat(DIGEST_TAG, zapMessageBytes(message))));

/** The bytes that are signed by BLS: "LUX-WARP-ZAP-BEAM-v1" ‖ D. */
export const zapSigned = (message: ZapMessage): Uint8Array => concat(BEAM_TAG, keccak256(concat(DIGEST_TAG, zapMessageBytes(message))));

/** "LWZP" 01 ‖ 02 ‖ message ‖ u32 length ‖ signers ‖ signature ‖ u32 length ‖ pulse ‖ u32 length ‖ mldsa. Throws for what does not fit. */
export function encodeZap({ message, ...lanes }: ZapEnvelope): Uint8Array {
  return encode(envelopeCodec, { magic: MAGIC, kind: 2, message: { kind: 1, ...message }, ...lanes });
}

/** Whether bytes begin as an envelope of this form does. */
export const isZap = (envelope: Uint8Array): boolean => toHex(envelope.subarray(0, 4)) === MAGIC.slice(0, 10);

/** The envelope whose bytes these are. Refuses all but its one encoding. */
export function decodeZap(envelope: Uint8Array): ZapEnvelope | WarpRefusal {
  const decoded = decode(envelopeCodec, envelope);
  if (!decoded.ok) return refused("WARP_ENVELOPE", `ZAP, byte ${decoded.offset}: ${decoded.reason}`);
  const { message, signers, signature, pulse, mldsa } = decoded.value;
  const { kind: _, ...said } = message;
  return { message: said, signers, signature, pulse, mldsa };
}
