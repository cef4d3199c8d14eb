import { sha256Hex } from "../crypto/hash.ts";
import { decode, encode } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct } from "../encoding/objects.ts";
import { bytes, bytes32, fixedBytes, refined, u16, u32 } from "../encoding/primitives.ts";
import { refused, type WarpRefusal } from "../errors/warp-codes.ts";
import { SIGNERS_MAX } from "./signers.ts";

/** The most bytes of a payload, as Lux's Warp has it. */
export const PAYLOAD_MAX = 256 * 1024;

/** The Avalanche codec's version, and its type ids: each object has just one here. */
const codecVersion = refined(u16, "u16 0", (value) => (value === 0 ? undefined : `codec version ${value}, 0 wanted`));
const bitSetSignature = refined(u32, "u32 0", (value) => (value === 0 ? undefined : `signature of type ${value}, 0 (bit set) wanted`));
const addressedCall = refined(u32, "u32 1", (value) => (value === 1 ? undefined : `payload of type ${value}, 1 (addressed call) wanted`));

const unsigned = { codecVersion, networkID: u32, sourceChainID: bytes32, payload: bytes(PAYLOAD_MAX) };
const unsignedCodec = struct("unsigned", unsigned);
const messageCodec = struct("message", { ...unsigned, type: bitSetSignature, signers: bytes(SIGNERS_MAX), signature: fixedBytes(96) });
const callCodec = struct("addressedCall", { codecVersion, type: addressedCall, source: bytes(256), payload: bytes(PAYLOAD_MAX) });

/** What validators sign in the Avalanche codec (protocol section 6). */
export interface AvalancheUnsigned {
  readonly networkID: number;
  readonly sourceChainID: Hex;
  readonly payload: Uint8Array;
}

/** The same with its signers, big-endian bits, and their aggregate signature, 96 bytes. */
export interface AvalancheMessage extends AvalancheUnsigned {
  readonly signers: Uint8Array;
  readonly signature: Hex;
}

/** What an account of a chain, or with an empty source the chain itself, says. */
export interface AddressedCall {
  readonly source: Uint8Array;
  readonly payload: Uint8Array;
}

/** 0000 ‖ u32 network ‖ chain 32 ‖ u32 length ‖ payload: the bytes that are signed. Throws for what does not fit. */
export function avalancheUnsigned({ networkID, sourceChainID, payload }: AvalancheUnsigned): Uint8Array {
  return encode(unsignedCodec, { codecVersion: 0, networkID, sourceChainID, payload });
}

/** The id of a message: SHA-256 of the bytes that are signed. */
export const avalancheId = (message: AvalancheUnsigned): Hex => sha256Hex(avalancheUnsigned(message));

/** unsigned ‖ u32 0 ‖ u32 length ‖ signers ‖ signature. Throws for what does not fit. */
export function encodeAvalanche({ networkID, sourceChainID, payload, signers, signature }: AvalancheMessage): Uint8Array {
  return encode(messageCodec, { codecVersion: 0, networkID, sourceChainID, payload, type: 0, signers, signature });
}

/** The message whose bytes these are. Refuses all but its one encoding. */
export function decodeAvalanche(bytes: Uint8Array): AvalancheMessage | WarpRefusal {
  const decoded = decode(messageCodec, bytes);
  if (!decoded.ok) return refused("WARP_ENVELOPE", `Avalanche codec, byte ${decoded.offset}: ${decoded.reason}`);
  const { networkID, sourceChainID, payload, signers, signature } = decoded.value;
  return { networkID, sourceChainID, payload, signers, signature };
}

/** 0000 ‖ u32 1 ‖ u32 length ‖ source ‖ u32 length ‖ payload. */
export function encodeCall({ source, payload }: AddressedCall): Uint8Array {
  return encode(callCodec, { codecVersion: 0, type: 1, source, payload });
}

/** The addressed call whose bytes these are. */
export function decodeCall(bytes: Uint8Array): AddressedCall | WarpRefusal {
  const decoded = decode(callCodec, bytes);
  if (!decoded.ok) return refused("WARP_PAYLOAD", `addressed call, byte ${decoded.offset}: ${decoded.reason}`);
  return { source: decoded.value.source, payload: decoded.value.payload };
}
