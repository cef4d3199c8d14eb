import type { Address } from "../crypto/address.ts";
import { taggedHash } from "../crypto/hash.ts";
import { listRoot } from "../crypto/merkle-list.ts";
import { encode } from "../encoding/codec.ts";
import { fromHex, type Hex } from "../encoding/hex.ts";
import { count64 } from "../encoding/primitives.ts";
import { type AttestationBody, attestationBodyCodec } from "./records.ts";

const attestationHash = taggedHash("attestation");
const requestHash = taggedHash("request");
const outputHashOf = taggedHash("output");
const orderHash = taggedHash("order");
const attestedHash = taggedHash("attested");
const teeReportHashOf = taggedHash("tee-report");

/** An attestation's id, and what its provider signs: H("attestation", chain id ‖ every field but the signature) (R05, R06). */
export function attestationId(chainId: Hex, body: AttestationBody): Hex {
  return attestationHash(fromHex(chainId), encode(attestationBodyCodec, body));
}

/** inputHash = H("request", canonical request) (R29). */
export function inputHash(request: Uint8Array): Hex {
  return requestHash(request);
}

/** Bytes of an output's chunk (R38). */
const CHUNK_BYTES = 1024;

/** The Merkle root of an output's canonical bytes in chunks of 1,024 (R38). */
export function outputRoot(output: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < output.length; from += CHUNK_BYTES) chunks.push(output.subarray(from, from + CHUNK_BYTES));
  return listRoot(chunks);
}

/** outputHash = H("output", chain id ‖ provider ‖ salt ‖ root of the chunks ‖ length) (R38): whose output it is, is in it. */
export function outputHash(chainId: Hex, provider: Address, salt: Hex, output: Uint8Array): Hex {
  return outputHashOf(fromHex(chainId), fromHex(provider), fromHex(salt), outputRoot(output), encode(count64, output.length));
}

/** An order's id: H("order", chain id ‖ consumer ‖ nonce of the transaction that placed it). */
export function orderId(chainId: Hex, consumer: Address, nonce: number): Hex {
  return orderHash(fromHex(chainId), fromHex(consumer), encode(count64, nonce));
}

/** The key under which R06 admits one attestation: H("attested", provider ‖ modelID ‖ inputHash). */
export function attestedKey(provider: Address, modelID: Hex, input: Hex): Hex {
  return attestedHash(fromHex(provider), fromHex(modelID), fromHex(input));
}

/** H("tee-report", report): the state keeps the hash. */
export function teeReportHash(report: Uint8Array): Hex {
  return teeReportHashOf(report);
}
