/** Exact bytes of values of every shape, written by hand from R35: the encoding does not drift with its implementation. */
import { describe, expect, it } from "vitest";
import { attestationCodec } from "../src/model/attestation/records.ts";
import { blockCodec, headerCodec, receiptCodec } from "../src/model/chain/block.ts";
import { type Genesis, genesisCodec } from "../src/model/chain/genesis.ts";
import { payloadCodec, transactionCodec } from "../src/model/chain/transactions.ts";
import { NOBODY } from "../src/model/crypto/address.ts";
import { appealCodec } from "../src/model/dispute/records.ts";
import { decode, encode } from "../src/model/encoding/codec.ts";
import { fromHex, type Hex, toHex } from "../src/model/encoding/hex.ts";
import { bool, bytes, count64, enumeration, fixedBytes, list, optional, text, u8, u16, u32, u64 } from "../src/model/encoding/primitives.ts";
import { eventCodec } from "../src/model/events/events.ts";
import { changeCodec } from "../src/model/governance/records.ts";
import { accounts } from "../src/model/ledger/records.ts";
import { REFERENCE } from "../src/model/params/protocol.ts";
import { measurementCodec } from "../src/model/registry/measurement.ts";
import { profileCodec } from "../src/model/staking/records.ts";
import { proofCodec } from "../src/model/state/proof.ts";
import { decimal } from "../src/model/tolerance/decimal.ts";
import { outputCodec, requestCodec } from "../src/model/tolerance/output.ts";
import { toleranceCodec } from "../src/model/tolerance/tolerance.ts";
import { text as textOf } from "./comparison-oracle.ts";
import type { AnyCodec } from "./declared.ts";

/** `0x` forms of the parts of an encoding, one after the other: each row says where every byte comes from. */
const joined = (...parts: readonly string[]): string => `0x${parts.join("")}`;

const joinedHex = (...parts: readonly string[]): Hex => joined(...parts) as Hex;

/** One position of tokens, 9 chosen, of two candidates, each given as its logit and then itself. */
const tokensOf = (...words: readonly string[]): Hex => {
  const swapped = words.map((_, index) => words[index ^ 1]!);
  return joinedHex("01", "05", "00000002", "00000001", "00000002", "00000014", "09000000", ...swapped);
};

const HASH = "11".repeat(32);
const HOLDER = "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed";
const SIGNATURE = "22".repeat(65);
const TO: Hex = `0x${HOLDER}`;

describe("known answers", () => {
  const transfer = { kind: "transfer", to: TO, amount: 1_000_000_000n };
  const transaction = { chainId: `0x${HASH}`, nonce: 3, feeLimit: 5n, payload: transfer, signature: `0x${SIGNATURE}` };
  const transferBytes = ["01", HOLDER, "000000003b9aca00"];
  const moved = { kind: "moved", from: "balance", payer: TO, to: "burnt", payee: NOBODY, amount: 255n };
  const movedBytes = ["01", "00", HOLDER, "05", "00".repeat(20), "00000000000000ff"];
  const header = {
    ...{ height: 2, parent: `0x${HASH}`, time: 1_700_000_000, proposer: TO, beacon: `0x${"33".repeat(96)}` },
    ...{ transactionsRoot: `0x${"44".repeat(32)}`, receiptsRoot: `0x${"55".repeat(32)}`, stateRoot: `0x${"66".repeat(32)}` },
  };
  const headerBytes = ["0000000000000002", HASH, "000000006553f100", HOLDER, "33".repeat(96), "44".repeat(32), "55".repeat(32), "66".repeat(32)];
  const attestation = {
    ...{ modelID: `0x${HASH}`, inputHash: `0x${"44".repeat(32)}`, outputHash: `0x${"55".repeat(32)}`, provider: TO },
    ...{ teeReport: Uint8Array.of(9), timestamp: 1n, signature: `0x${SIGNATURE}` },
  };
  const attestationBytes = [HASH, "44".repeat(32), "55".repeat(32), HOLDER, "00000001", "09", "0000000000000001", SIGNATURE];
  const governance = ["01", "00000001", HOLDER];
  const validators = ["00000102", "00000001", "99".repeat(48), "aa".repeat(96), "0000000000000003"];
  const allocation = [HOLDER, "0000000000000064"];
  const genesis: Genesis = {
    ...{ name: "é", time: 1, proposers: [TO], beaconKey: `0x${"77".repeat(48)}` as const, protocol: REFERENCE },
    governance: { threshold: 1, keys: [TO] },
    validators: { networkID: 258, set: [{ publicKey: `0x${"99".repeat(48)}`, possession: `0x${"aa".repeat(96)}`, weight: 3n }] },
    roots: [new Uint8Array(3).fill(0x88)],
    collateral: [],
    accounts: [{ address: TO, balance: 100n }],
  };
  const genesisStart = ["01", "00000002", "c3a9", "0000000000000001", "00000001", HOLDER, "77".repeat(48)];
  const parametersStart = ["000000174876e800", "0000000000000258", "000000000000001e", "000000000000000a", "0000000000000002"];
  const rows: readonly (readonly [name: string, codec: AnyCodec, value: unknown, encoding: string])[] = [
    ["u8", u8, 255, "0xff"],
    ["u16", u16, 258, "0x0102"],
    ["u32", u32, 16_909_060, "0x01020304"],
    ["u64", u64, 2n ** 64n - 2n, "0xfffffffffffffffe"],
    ["count64", count64, 2 ** 53 - 1, "0x001fffffffffffff"],
    ["false", bool, false, "0x00"],
    ["true", bool, true, "0x01"],
    ["fixed bytes", fixedBytes(3), "0x0a0b0c", "0x0a0b0c"],
    ["variable bytes", bytes(9), Uint8Array.of(10, 11), "0x000000020a0b"],
    ["no bytes", bytes(9), new Uint8Array(), "0x00000000"],
    ["text", text(9), "é€", "0x00000005c3a9e282ac"],
    ["text, not normalised", text(9), "e\u0301", "0x0000000365cc81"],
    ["text with a byte order mark", text(9), "\ufeff", "0x00000003efbbbf"],
    ["list", list(u16, 9), [1, 2], "0x0000000200010002"],
    ["nothing", optional(u8), undefined, "0x00"],
    ["something", optional(u8), 0, "0x0100"],
    ["enumeration", enumeration(["one", "two"]), "two", "0x01"],
    ["decimal", decimal, { coefficient: 4n, exponent: 6 }, "0x000000000000000406"],
    ["tolerance bytes", toleranceCodec, { kind: "bytes" }, "0x00"],
    [
      "tolerance l2",
      toleranceCodec,
      { kind: "l2", agree: { coefficient: 4n, exponent: 6 }, fault: { coefficient: 2n, exponent: 4 } },
      "0x03000000000000000406000000000000000204",
    ],
    ["tolerance ulp", toleranceCodec, { kind: "ulp", agree: 4, fault: 9 }, joined("04", "00000004", "00000009")],
    [
      "tolerance cosine",
      toleranceCodec,
      { kind: "cosine", agree: { coefficient: 1n, exponent: 3 }, fault: { coefficient: 1n, exponent: 0 } },
      joined("05", "0000000000000001", "03", "0000000000000001", "00"),
    ],
    [
      "tolerance topk",
      toleranceCodec,
      {
        kind: "topk",
        agree: { overlap: 18, logit: { coefficient: 5n, exponent: 1 } },
        fault: { overlap: 10, logit: { coefficient: 2n, exponent: 0 } },
      },
      joined("06", "0012", "0000000000000005", "01", "000a", "0000000000000002", "00"),
    ],
    [
      "tolerance envelope",
      toleranceCodec,
      { kind: "envelope", rows: [{ basisPoints: 9_900, agree: { coefficient: 0n, exponent: 0 }, fault: { coefficient: 7n, exponent: 2 } }] },
      joined("07", "00000001", "26ac", "0000000000000000", "00", "0000000000000007", "02"),
    ],
    [
      "output f16",
      outputCodec,
      { dtype: "f16", shape: [1], data: Uint8Array.of(0, 0x3c) },
      joined("01", "02", "00000001", "00000001", "00000002", "003c"),
    ],
    ["output bf16", outputCodec, { dtype: "bf16", shape: [], data: Uint8Array.of(0x80, 0x3f) }, joined("01", "03", "00000000", "00000002", "803f")],
    [
      "output i32",
      outputCodec,
      { dtype: "i32", shape: [], data: Uint8Array.of(254, 255, 255, 255) },
      joined("01", "04", "00000000", "00000004", "feffffff"),
    ],
    [
      "output tokens",
      outputCodec,
      textOf(2, [
        {
          chosen: 7,
          candidates: [
            [8, -1],
            [7, 1],
          ],
        },
      ]),
      joined("01", "05", "00000002", "00000001", "00000002", "00000014", "07000000", "07000000", "0000803f", "08000000", "000080bf"),
    ],
    [
      "output tokens with infinite logits",
      outputCodec,
      textOf(2, [
        {
          chosen: 7,
          candidates: [
            [3, Infinity],
            [4, -Infinity],
          ],
        },
      ]),
      joined("01", "05", "00000002", "00000001", "00000002", "00000014", "07000000", "03000000", "0000807f", "04000000", "000080ff"),
    ],
    ["output", outputCodec, { dtype: "f32", shape: [1], data: Uint8Array.of(0, 0, 0x80, 0x3f) }, "0x01010000000100000001000000040000803f"],
    [
      "request",
      requestCodec,
      { input: Uint8Array.of(1), parameters: new Uint8Array(), seed: 2n, nonce: 3n },
      joined("01", "0000000101", "00000000", "0000000000000002", "0000000000000003"),
    ],
    ["proof", proofCodec, { siblings: [], other: undefined }, "0x010000000000"],
    [
      "proof of absence",
      proofCodec,
      { siblings: [`0x${HASH}`], other: { keyHash: `0x${"44".repeat(32)}`, valueHash: `0x${"55".repeat(32)}` } },
      joined("01", "00000001", HASH, "01", "44".repeat(32), "55".repeat(32)),
    ],
    ["payload", payloadCodec, transfer, joined(...transferBytes)],
    ["event", eventCodec, moved, joined(...movedBytes)],
    ["attestation", attestationCodec, attestation, joined(...attestationBytes)],
    ["transaction", transactionCodec, transaction, joined("01", HASH, "0000000000000003", "0000000000000005", ...transferBytes, SIGNATURE)],
    [
      "receipt",
      receiptCodec,
      { transaction: `0x${HASH}`, code: 900, fee: 16n, events: [moved] },
      joined("01", HASH, "0384", "0000000000000010", "00000001", ...movedBytes),
    ],
    ["header", headerCodec, header, joined("01", ...headerBytes)],
    ["block", blockCodec, { header, transactions: [Uint8Array.of(8, 9)] }, joined("01", ...headerBytes, "00000001", "00000002", "0809")],
    ["measurement enclave", measurementCodec, { kind: "enclave", mrenclave: `0x${HASH}` }, joined("00", HASH)],
    [
      "measurement signer",
      measurementCodec,
      { kind: "signer", mrsigner: `0x${HASH}`, productId: 1, leastSvn: 258 },
      joined("01", HASH, "0001", "0102"),
    ],
    [
      "measurement domain",
      measurementCodec,
      {
        ...{ kind: "domain", mrtd: `0x${"99".repeat(48)}`, rtmrs: [`0x${"aa".repeat(48)}`] },
        ...{ attributesMask: `0x${"ff".repeat(8)}`, attributes: `0x${"01".repeat(8)}` },
      },
      joined("02", "99".repeat(48), "00000001", "aa".repeat(48), "ff".repeat(8), "01".repeat(8)),
    ],
    ["profile", profileCodec, { name: "avx2", deterministic: true }, joined("00000004", "61767832", "01")],
    ["change of roots", changeCodec, { kind: "roots", roots: [] }, joined("01", "00000000")],
    ["change of keys", changeCodec, { kind: "keys", keys: { threshold: 1, keys: [TO] } }, joined("02", "01", "00000001", HOLDER)],
    [
      "appeal of a case",
      appealCodec,
      { appellant: TO, level: 1, lock: 255n, against: ["faulty", "clean"], outcome: "won" },
      joined(HOLDER, "01", "00000000000000ff", "00000002", "01", "02", "01"),
    ],
    ["payload appeal", payloadCodec, { kind: "appeal", case: 7 }, joined("46", "0000000000000007")],
    ["payload join", payloadCodec, { kind: "join", case: 7, attestation: `0x${HASH}` }, joined("42", "0000000000000007", HASH)],
    ["event appealed", eventCodec, { kind: "appealed", case: 7, appellant: TO, level: 1 }, joined("3f", "0000000000000007", HOLDER, "01")],
    ["account record", accounts.value, { nonce: 1, balance: 2n }, joined("01", "0000000000000001", "0000000000000002")],
  ];

  it.each(rows)("%s", (_, codec, value, encoding) => {
    expect(toHex(encode(codec, value))).toBe(encoding);
    expect(decode(codec, fromHex(encoding as Hex))).toEqual({ ok: true, value });
  });

  it("genesis: name, time, proposers, beacon key, the protocol in the order of its tables, who governs, roots of trust, accounts", () => {
    const encoding = toHex(encode(genesisCodec, genesis));
    expect(encoding.startsWith(joined(...genesisStart, ...parametersStart))).toBe(true);
    // 53 rulings at their default, no waiver, one key that governs, one root, one account.
    expect(
      encoding.endsWith(
        [
          "00".repeat(53),
          "00000000",
          ...governance,
          ...validators,
          "00000001",
          "00000003",
          "88".repeat(3),
          "00000000",
          "00000001",
          ...allocation,
        ].join(""),
      ),
    ).toBe(true);
  });

  it("JSON: wide numbers as decimal strings, bytes as lower-case hexadecimal, addresses with their checksum", () => {
    expect(transactionCodec.toJson(transaction as never)).toEqual({
      ...{ chainId: `0x${HASH}`, nonce: "3", feeLimit: "5", signature: `0x${SIGNATURE}` },
      payload: { kind: "transfer", to: "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", amount: "1000000000" },
    });
    expect(requestCodec.toJson({ input: Uint8Array.of(0xab), parameters: new Uint8Array(), seed: 2n, nonce: 3n })).toEqual({
      ...{ input: "0xab", parameters: "0x", seed: "2", nonce: "3" },
    });
  });

  const refused: readonly (readonly [why: string, codec: AnyCodec, encoding: Hex, offset: number])[] = [
    ["a bool of 2", bool, "0x02", 0],
    ["an optional of 2", optional(u8), "0x0200", 0],
    ["a count64 of 2^53", count64, "0x0020000000000000", 0],
    ["an unknown version", proofCodec, "0x020000000000", 0],
    ["an unknown kind", payloadCodec, "0x00", 0],
    ["an unknown name", enumeration(["one", "two"]), "0x02", 0],
    ["a length above the maximum", bytes(1), "0x000000020000", 0],
    ["a length beyond the end", bytes(9), "0x0000000200", 0],
    ["an overlong form of a slash", text(9), "0x00000002c0af", 0],
    ["a surrogate in UTF-8", text(9), "0x00000003eda080", 0],
    ["a decimal with a zero at its end", decimal, "0x000000000000000a01", 0],
    ["a decimal of zero with an exponent", decimal, "0x000000000000000001", 0],
    ["a decimal beyond 40 places", decimal, "0x000000000000000129", 0],
    ["an output longer than its shape", outputCodec, "0x01000000000000000002ffff", 1],
    ["an unknown element type", outputCodec, "0x01060000000000000000", 1],
    ["tokens of one extent", outputCodec, joinedHex("01", "05", "00000001", "00000000", "00000000"), 1],
    [
      "tokens of three extents",
      outputCodec,
      joinedHex("01", "05", "00000003", "00000001", "00000001", "00000001", "0000000c", "09000000", "07000000", "0000803f"),
      1,
    ],
    ["tokens without candidates", outputCodec, joinedHex("01", "05", "00000002", "00000001", "00000000", "00000004", "07000000"), 1],
    [
      "tokens shorter than their shape",
      outputCodec,
      joinedHex("01", "05", "00000002", "00000001", "00000002", "0000000c", "09000000", "07000000", "0000803f"),
      1,
    ],
    ["tokens by rising logit", outputCodec, tokensOf("000080bf", "07000000", "0000803f", "08000000"), 1],
    ["tokens by falling token where logits are equal", outputCodec, tokensOf("0000803f", "08000000", "0000803f", "07000000"), 1],
    ["a token twice at a position", outputCodec, tokensOf("0000803f", "07000000", "000080bf", "07000000"), 1],
    ["a token twice with one logit", outputCodec, tokensOf("0000803f", "07000000", "0000803f", "07000000"), 1],
    ["a logit that is NaN", outputCodec, tokensOf("0000c07f", "07000000", "0000803f", "08000000"), 1],
    ["a logit that is a NaN with a sign", outputCodec, tokensOf("0000803f", "07000000", "010080ff", "08000000"), 1],
    ["a logit that is −0", outputCodec, tokensOf("0000803f", "07000000", "00000080", "08000000"), 1],
    ["a logit above infinity", outputCodec, tokensOf("0000803f", "07000000", "0000807f", "08000000"), 1],
    ["more rows than an envelope has", toleranceCodec, joinedHex("07", "00000009", `${"0001"}${"00".repeat(18)}`.repeat(9)), 1],
    ["something after the end", u8, "0x0000", 1],
  ];

  it.each(refused)("refuses %s, and says where", (_, codec, encoding, offset) => {
    expect(decode(codec, fromHex(encoding))).toMatchObject({ ok: false, offset });
  });
});
