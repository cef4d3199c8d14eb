/**
 * Every hash that the protocol names (sections 1 and 3; R03, R05, R29, R36 to R38), put together again from its text: the tag, then
 * each part in its order and width. A part left out or exchanged would be another hash.
 */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { attest, outputOf, requestOf } from "../../src/conformance/acts.ts";
import { act, addressOf, begin, digestOf, play, signed } from "../../src/conformance/chain.ts";
import { attestationId, attestedKey, inputHash, orderId, outputHash, teeReportHash } from "../../src/model/attestation/hashes.ts";
import { beaconDigest, blockHash, headerCodec } from "../../src/model/chain/block.ts";
import { chainIdOf, genesisCodec } from "../../src/model/chain/genesis.ts";
import { transactionCodec, transactionDigest, transactionHash } from "../../src/model/chain/transactions.ts";
import { caseSeedHash, claimHash, drawSeed, seatCommitment, shareCommitment } from "../../src/model/dispute/hashes.ts";
import { decode, encode } from "../../src/model/encoding/codec.ts";
import { fromHex, type Hex, toHex } from "../../src/model/encoding/hex.ts";
import { governanceDigest } from "../../src/model/governance/approval.ts";
import { measurementId } from "../../src/model/registry/measurement.ts";
import { ownerConsent } from "../../src/model/staking/register-provider.ts";

type Part = Uint8Array | Hex;

const u8 = (value: number): Uint8Array => Uint8Array.of(value);
const u64 = (value: number | bigint): Hex => `0x${value.toString(16).padStart(16, "0")}`;
const bytesOf = (part: Part): Uint8Array => (typeof part === "string" ? fromHex(part) : part);
const sha256 = (...parts: readonly Part[]): Hex => {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(bytesOf(part));
  return `0x${digest.digest("hex")}`;
};

/** H(object, x) = SHA-256("lux/achain/" ‖ object ‖ "/v1" ‖ 00 ‖ x). */
const H = (object: string, ...parts: readonly Part[]): Hex => sha256(new TextEncoder().encode(`lux/achain/${object}/v1`), u8(0), ...parts);

const CHAIN = begin();
const { chainId } = CHAIN.state.chain;
const { block } = play(CHAIN).last!;
const [ann, eve, salt, root, beacon, first, second] = [
  addressOf("ann"),
  addressOf("eve"),
  ...["salt", "root", "beacon", "first", "second"].map(digestOf),
] as [...[Hex, Hex, Hex, Hex, Hex, Hex, Hex]];
const output = outputOf(1, 2, 3);

const [bytes] = signed(CHAIN, [act("eve", { kind: "transfer", to: ann, amount: 1n })]) as [Uint8Array];
const decoded = decode(transactionCodec, bytes);
if (!decoded.ok) throw new Error(decoded.reason);
const transaction = decoded.value;

const {
  kind: _,
  signature: __,
  ...attested
} = attest(CHAIN, "ann", { teeReport: u8(9) }).payload as Extract<ReturnType<typeof attest>["payload"], { kind: "attest" }>;
const attestedParts: readonly Part[] = [
  ...[attested.modelID, attested.inputHash, attested.outputHash, attested.provider],
  ...[Uint8Array.of(0, 0, 0, 1, 9), u64(attested.timestamp)],
];

const rows: readonly (readonly [what: string, actual: Hex, defined: Hex])[] = [
  ["a chain's id", chainIdOf(CHAIN.genesis), H("genesis", encode(genesisCodec, CHAIN.genesis))],
  ["a block's hash", blockHash(block.header), H("block", encode(headerCodec, block.header))],
  ["a beacon's digest", beaconDigest(chainId, 258), H("beacon", chainId, u64(258))],
  ["what a sender signs: every field before the signature", transactionDigest(transaction), H("transaction", bytes.subarray(0, -65))],
  ["a transaction's hash", transactionHash(bytes), H("transaction-id", bytes)],
  ["an attestation's id: chain, then every field but the signature", attestationId(chainId, attested), H("attestation", chainId, ...attestedParts)],
  ["an input's hash", inputHash(CHAIN.state.chain, requestOf(3)), H("request", requestOf(3))],
  ["an output's hash", outputHash(CHAIN.state.chain, ann, salt, output), H("output", chainId, ann, salt, sha256(u8(0), output), u64(output.length))],
  ["an order's id", orderId(chainId, eve, 258), H("order", chainId, eve, u64(258))],
  ["what R06 admits once", attestedKey(ann, first, 258n, second), H("attested", ann, first, u64(258), second)],
  ["a report's hash", teeReportHash(u8(9)), H("tee-report", u8(9))],
  ["an owner's consent", ownerConsent(chainId, ann), H("owner", chainId, ann)],
  ["a claim", claimHash(chainId, eve, first, second, salt), H("claim", chainId, eve, first, second, salt)],
  ["a seat's commitment", seatCommitment(chainId, 258, 3, ann, fromHex(root), salt), H("seat", chainId, u64(258), u8(3), ann, root, salt)],
  ["a case under R18 case-hash", caseSeedHash(eve, first, second, salt), H("case-seed", eve, first, second, salt)],
  ["a share of a draw", shareCommitment(chainId, 258, ann, salt), H("draw-share", chainId, u64(258), ann, salt)],
  [
    "a change of governance",
    governanceDigest(chainId, 258, { kind: "roots", roots: [] }),
    H("governance", chainId, u64(258), u8(1), u8(0), u8(0), u8(0), u8(0)),
  ],
  ["a measurement", measurementId({ kind: "enclave", mrenclave: first }), H("measurement", u8(0), first)],
  ["a draw's seed", toHex(drawSeed(chainId, 258, 3, 2, beacon)), H("draw", chainId, u64(258), u8(3), u8(2), beacon)],
];

describe("hash", () => {
  it.each(rows)("%s", (_what, actual, defined) => {
    expect(actual).toBe(defined);
  });

  it("is another for each", () => {
    expect(new Set(rows.map(([, actual]) => actual)).size).toBe(rows.length);
  });
});
