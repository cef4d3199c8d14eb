import type { Address } from "../crypto/address.ts";
import { as, sha256, taggedHash } from "../crypto/hash.ts";
import { doublingListRoot, listRoot } from "../crypto/merkle-list.ts";
import { decode } from "../encoding/codec.ts";
import { type Hex, toHex } from "../encoding/hex.ts";
import { count64, u64 } from "../encoding/primitives.ts";
import type { RulingChoices } from "../params/rulings.ts";
import { requestCodec } from "../tolerance/output.ts";
import { type AttestationBody, attestationBodyCodec } from "./records.ts";

const attestationHash = taggedHash("attestation");
const requestHash = taggedHash("request");
const outputHashOf = taggedHash("output");
const orderHash = taggedHash("order");
const attestedHash = taggedHash("attested");
const teeReportHashOf = taggedHash("tee-report");

/** An attestation's id, and what its provider signs: H("attestation", chain id ‖ every field but the signature) (R05, R06). */
export function attestationId(chainId: Hex, body: AttestationBody): Hex {
  return attestationHash(chainId, as(attestationBodyCodec, body));
}

/** What the hashes of a request and of an output depend on beside them. */
export interface HashingChain {
  readonly chainId: Hex;
  readonly rulings: RulingChoices;
}

/** inputHash = H("request", canonical request); under `plain-input` SHA-256 of the request's input, or of bytes that are no request (R29). */
export function inputHash({ rulings }: Pick<HashingChain, "rulings">, request: Uint8Array): Hex {
  if (rulings.R29 === "default") return requestHash(request);
  const decoded = decode(requestCodec, request);
  return toHex(sha256(decoded.ok ? decoded.value.input : request));
}

/** Bytes of an output's chunk (R38). */
const CHUNK_BYTES = 1024;

/** The Merkle root of an output's canonical bytes in chunks of 1,024 (R38; R03). */
export function outputRoot({ rulings }: Pick<HashingChain, "rulings">, output: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < output.length; from += CHUNK_BYTES) chunks.push(output.subarray(from, from + CHUNK_BYTES));
  return rulings.R03 === "default" ? listRoot(chunks) : doublingListRoot(chunks);
}

/**
 * outputHash = H("output", chain id ‖ provider ‖ salt ‖ root of the chunks ‖ length): whose output it is, is in it. Under
 * `plain-output` SHA-256 of the output's bytes (R38).
 */
export function outputHash(chain: HashingChain, provider: Address, salt: Hex, output: Uint8Array): Hex {
  if (chain.rulings.R38 === "plain-output") return toHex(sha256(output));
  return outputHashOf(chain.chainId, provider, salt, outputRoot(chain, output), as(count64, output.length));
}

/** An order's id: H("order", chain id ‖ consumer ‖ nonce of the transaction that placed it). */
export function orderId(chainId: Hex, consumer: Address, nonce: number): Hex {
  return orderHash(chainId, consumer, as(count64, nonce));
}

/** The key under which R06 admits one attestation: H("attested", provider ‖ modelID ‖ version ‖ inputHash); the version is the model's (R04). */
export function attestedKey(provider: Address, modelID: Hex, version: bigint, input: Hex): Hex {
  return attestedHash(provider, modelID, as(u64, version), input);
}

/** H("tee-report", report): the state keeps the hash. */
export function teeReportHash(report: Uint8Array): Hex {
  return teeReportHashOf(report);
}
