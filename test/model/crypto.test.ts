/**
 * Signatures, hashes and addresses: known answers of the real ones; and the ideal ones of simulation (section 7), which give the
 * same addresses, the same lengths, and refuse whatever the real ones refuse, with the same code.
 */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { attest, market } from "../../src/conformance/acts.ts";
import { act, addressOf, begin, buildNext, type Chain, codesOf, play, playAny, signed, signerOf } from "../../src/conformance/chain.ts";
import { apply } from "../../src/model/chain/apply.ts";
import { type Block, blockHash } from "../../src/model/chain/block.ts";
import { transactionCodec } from "../../src/model/chain/transactions.ts";
import { address, checksumAddress } from "../../src/model/crypto/address.ts";
import { beaconValue, type Keyring } from "../../src/model/crypto/crypto.ts";
import { keccak256, sha256, taggedHash } from "../../src/model/crypto/hash.ts";
import { idealKeyring } from "../../src/model/crypto/ideal.ts";
import { realKeyring } from "../../src/model/crypto/real.ts";
import { decode, encode } from "../../src/model/encoding/codec.ts";
import { fromHex, type Hex, toHex } from "../../src/model/encoding/hex.ts";

const KEYRINGS: readonly (readonly [name: string, keyring: Keyring])[] = [
  ["real", realKeyring],
  ["ideal", idealKeyring()],
];

const secretOf = (name: string): Uint8Array => sha256(new TextEncoder().encode(name));
const scalarOf = (value: bigint): Uint8Array => fromHex(`0x${value.toString(16).padStart(64, "0")}`);
const digestOf = (name: string): Hex => toHex(secretOf(name));

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

interface Parts {
  readonly r: bigint;
  readonly s: bigint;
  readonly v: number;
}

const parted = (signature: Hex): Parts => ({
  r: BigInt(`0x${signature.slice(2, 66)}`),
  s: BigInt(`0x${signature.slice(66, 130)}`),
  v: Number(`0x${signature.slice(130)}`),
});
const joined = ({ r, s, v }: Parts): Hex =>
  `0x${[r, s].map((part) => part.toString(16).padStart(64, "0")).join("")}${v.toString(16).padStart(2, "0")}`;

/** Signatures that are malformed whatever they sign: no curve arithmetic is needed to refuse them. */
const MALFORMED: readonly (readonly [what: string, alter: (parts: Parts) => Parts])[] = [
  ["s in the upper half, as a stranger could make it", ({ r, s, v }) => ({ r, s: ORDER - s, v: 1 - v })],
  ["s in the upper half, v kept", ({ r, s, v }) => ({ r, s: ORDER - s, v })],
  ["s one above the half", ({ r, v }) => ({ r, s: (ORDER + 1n) / 2n, v })],
  ["s = 0", ({ r, v }) => ({ r, s: 0n, v })],
  ["s = n", ({ r, v }) => ({ r, s: ORDER, v })],
  ["r = 0", ({ s, v }) => ({ r: 0n, s, v })],
  ["r = n", ({ s, v }) => ({ r: ORDER, s, v })],
  ["r above n", ({ s, v }) => ({ r: 2n ** 256n - 1n, s, v })],
  ["v = 2", ({ r, s }) => ({ r, s, v: 2 })],
  ["v = 27, as Ethereum writes 0", ({ r, s }) => ({ r, s, v: 27 })],
  ["v = 28", ({ r, s }) => ({ r, s, v: 28 })],
  ["v = 255", ({ r, s }) => ({ r, s, v: 255 })],
];

/** Signatures that are well formed and not the signer's: they recover nothing, or someone else. */
const FORGED: readonly (readonly [what: string, alter: (parts: Parts) => Parts])[] = [
  ["another r", ({ r, s, v }) => ({ r: r ^ 1n, s, v })],
  ["a far r", ({ r, s, v }) => ({ r: r ^ (1n << 200n), s, v })],
  ["another s", ({ r, s, v }) => ({ r, s: s ^ 1n, v })],
  ["a far s", ({ r, s, v }) => ({ r, s: s ^ (1n << 200n), v })],
  ["the other v", ({ r, s, v }) => ({ r, s, v: 1 - v })],
  ["r = 1, s = 1", ({ v }) => ({ r: 1n, s: 1n, v })],
];

describe.each(KEYRINGS)("%s", (_, { crypto, signer, beaconSigner }) => {
  const key = signer(secretOf("key"));
  const digest = digestOf("message");
  const signature = key.sign(digest);

  it("recovers the signer of its own signature of 65 bytes, with a low s and v 0 or 1", () => {
    for (let index = 0; index < 16; index += 1) {
      const message = digestOf(`message ${index}`);
      const made = key.sign(message);
      expect(fromHex(made)).toHaveLength(65);
      expect(parted(made).s).toBeLessThanOrEqual(ORDER / 2n);
      expect(parted(made).v).toBeLessThanOrEqual(1);
      expect(crypto.recover(message, made)).toBe(key.address);
      expect(key.sign(message)).toBe(made);
    }
  });

  it.each(MALFORMED)("recovers nothing where %s", (_what, alter) => {
    expect(crypto.recover(digest, joined(alter(parted(signature))))).toBeUndefined();
  });

  it.each(FORGED)("recovers nobody's key that signed where it has %s", (_what, alter) => {
    expect(crypto.recover(digest, joined(alter(parted(signature))))).not.toBe(key.address);
  });

  it("recovers another for another digest, and for another's signature", () => {
    expect(crypto.recover(digestOf("another message"), signature)).not.toBe(key.address);
    expect(crypto.recover(digest, signer(secretOf("another key")).sign(digest))).not.toBe(key.address);
  });

  const beacon = beaconSigner(secretOf("beacon"));
  const mark = beacon.sign(digest);

  it("makes a unique beacon of 96 bytes for a key of 48", () => {
    expect(fromHex(beacon.publicKey)).toHaveLength(48);
    expect(fromHex(mark)).toHaveLength(96);
    expect(beacon.sign(digest)).toBe(mark);
    expect(crypto.verifyBeacon(beacon.publicKey, digest, mark)).toBe(true);
    expect(beaconValue(mark)).toBe(`0x${createHash("sha256").update(fromHex(mark)).digest("hex")}`);
  });

  it.each([
    ["of another digest", beacon.publicKey, digestOf("another message"), mark],
    ["by another key", beaconSigner(secretOf("another beacon")).publicKey, digest, mark],
    ["by a key that is none", `0x${"00".repeat(48)}` as const, digest, mark],
    ["with a bit altered", beacon.publicKey, digest, turned(mark)],
    ["of nothing but zeros", beacon.publicKey, digest, `0x${"00".repeat(96)}` as const],
    ["at infinity", beacon.publicKey, digest, `0xc0${"00".repeat(95)}` as const],
    ["too short", beacon.publicKey, digest, `0x${mark.slice(2, -2)}` as const],
  ])("refuses a beacon %s", (_what, publicKey, message, made) => {
    expect(crypto.verifyBeacon(publicKey, message, made)).toBe(false);
  });
});

function turned(hex: Hex): Hex {
  const bytes = fromHex(hex);
  bytes[bytes.length - 1]! ^= 1;
  return toHex(bytes);
}

describe("the keyrings", () => {
  it("give the same addresses for any 32 bytes, scalars or not, and beacon keys of their own", () => {
    const secrets = [...[0n, 1n, ORDER - 1n, ORDER, 2n ** 256n - 1n].map(scalarOf), secretOf("a"), secretOf("b")];
    const addressesOf = ({ signer }: Keyring) => secrets.map((secret) => signer(secret).address);
    const [real, ideal] = KEYRINGS.map(([, keyring]) => addressesOf(keyring));
    expect(ideal).toEqual(real);
    expect(new Set(real).size).toBe(secrets.length);
    const beacons = KEYRINGS.flatMap(([, { beaconSigner }]) => secrets.map((secret) => beaconSigner(secret).publicKey));
    expect(new Set(beacons).size).toBe(beacons.length);
    for (const key of beacons) expect(fromHex(key)).toHaveLength(48);
  });

  it("take for a beacon's key what a holder made, and nothing else", () => {
    const secret = secretOf("beacon of one run");
    for (const [name, { crypto, beaconSigner }] of KEYRINGS) {
      const { publicKey } = beaconSigner(secret);
      expect([name, crypto.isBeaconKey(publicKey)]).toEqual([name, true]);
      for (const wrong of [turned(publicKey), `${publicKey.slice(0, -2)}` as Hex, `0x${"00".repeat(48)}` as const, `0xc0${"00".repeat(47)}` as const])
        expect([name, wrong, crypto.isBeaconKey(wrong)]).toEqual([name, wrong, false]);
    }
    const [one, other] = [idealKeyring(), idealKeyring()];
    const { publicKey, sign } = one.beaconSigner(secret);
    expect(other.crypto.isBeaconKey(publicKey)).toBe(false);
    expect(other.crypto.verifyBeacon(publicKey, digestOf("height"), sign(digestOf("height")))).toBe(false);
    expect(one.crypto.verifyBeacon(publicKey, digestOf("height"), sign(digestOf("height")))).toBe(true);
    expect(one.crypto.isBeaconKey(realKeyring.beaconSigner(secret).publicKey)).toBe(false);
  });

  it("know the key of no other run: a signature of one ideal run is nobody's in another", () => {
    const [one, other] = [idealKeyring(), idealKeyring()];
    const { address: holder, sign } = one.signer(secretOf("key"));
    expect(other.crypto.recover(digestOf("message"), sign(digestOf("message")))).not.toBe(holder);
  });

  /** A chain of a transfer, an attestation and a forged one, under a keyring. */
  function story(keyring: Keyring): { readonly chain: Chain; readonly codes: readonly string[]; readonly dropped: readonly string[] } {
    const chain = market({ keyring }, []);
    const forged = [...MALFORMED, ...FORGED].map(([, alter]) => altered(chain, alter));
    const { dropped } = buildNext(chain, forged);
    const said = [
      attest(chain, "ann"),
      attest(chain, "ben", { signedBy: "ann" }),
      act("eve", { kind: "transfer", to: addressOf("dan"), amount: 5n }),
    ];
    const next = playAny(chain, said);
    return { chain: next, codes: codesOf(next), dropped: dropped.map(({ refusal }) => refusal.code) };
  }

  /** Eve's transfer with its signature altered. */
  function altered(chain: Chain, alter: (parts: Parts) => Parts): Uint8Array {
    const [bytes] = signed(chain, [act("eve", { kind: "transfer", to: addressOf("dan"), amount: 5n })]);
    const transaction = decode(transactionCodec, bytes!);
    if (!transaction.ok) throw new Error(transaction.reason);
    return encode(transactionCodec, { ...transaction.value, signature: joined(alter(parted(transaction.value.signature))) });
  }

  it("tell the same story of one chain: the same codes, the same refusals, the same money", () => {
    const [real, ideal] = KEYRINGS.map(([, keyring]) => story(keyring));
    expect(real!.codes).toEqual(["applied", "ATTESTATION_SIGNATURE_INVALID", "applied"]);
    expect(new Set(real!.dropped)).toEqual(new Set(["SIGNATURE_INVALID"]));
    expect(ideal!.codes).toEqual(real!.codes);
    expect(ideal!.dropped).toEqual(real!.dropped);
    const { beaconKey, ...genesis } = real!.chain.genesis;
    expect(ideal!.chain.genesis).toMatchObject(genesis);
    expect(ideal!.chain.genesis.beaconKey).not.toBe(beaconKey);
    const events = [real, ideal].map((one) => one!.chain.last!.events.filter(({ kind }) => kind === "moved"));
    expect(events[1]).toEqual(events[0]);
  });

  it("refuse the blocks of each other's beacons", () => {
    const [real, ideal] = KEYRINGS.map(([, keyring]) => begin({ keyring }));
    const [ours, theirs] = [real!, ideal!].map((chain) => buildNext(chain, []).block);
    const exchanged = (block: Block, { header: { beacon } }: Block): Block => ({ ...block, header: { ...block.header, beacon } });
    for (const [{ state }, block] of [
      [real!, exchanged(ours!, theirs!)],
      [ideal!, exchanged(theirs!, ours!)],
    ] as const)
      expect(apply(state, block)).toMatchObject({ ok: false, refusal: { code: "BLOCK_BEACON_WRONG" } });
    expect(play(real!).state.head.hash).toBe(blockHash(buildNext(real!, []).block.header));
  });
});

describe("known answers", () => {
  it("the address of the key 1, and of 2 to 3", () => {
    const addresses = [1n, 2n, 3n].map((secret) => checksumAddress(realKeyring.signer(scalarOf(secret)).address));
    expect(addresses).toEqual([
      "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",
      "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF",
      "0x6813Eb9362372EEF6200f3b1dbC3f819671cBA69",
    ]);
  });

  it.each([
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
    "0xde709f2102306220921060314715629080e2fb77",
    "0x27b1fdb04752bbc536007a920d24acb045561c26",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
    "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
    "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
  ] as const)("%s is as EIP-55 prints it, and no other case of it is taken", (text) => {
    const lower = text.toLowerCase() as Hex;
    expect(checksumAddress(lower)).toBe(text);
    expect(address.fromJson(text, "")).toBe(lower);
    expect(address.toJson(lower)).toBe(text);
    for (const wrong of [lower, `0x${text.slice(2).toUpperCase()}`].filter((other) => other !== text))
      expect(() => address.fromJson(wrong, "")).toThrow("checksum");
  });

  it("keccak256 and SHA-256 of nothing", () => {
    expect(toHex(keccak256(new Uint8Array()))).toBe("0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    expect(toHex(sha256(new Uint8Array()))).toBe("0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  it("an ECDSA signature of the key 1, deterministic as in RFC 6979", () => {
    const signature = realKeyring.signer(scalarOf(1n)).sign(digestOf("Satoshi Nakamoto"));
    expect(signature.slice(2, 130)).toBe(
      "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8" + "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5",
    );
  });

  it("the beacon key of 32 zero bytes: SHA-256 of them without its top two bits, as a scalar in G1", () => {
    expect(realKeyring.beaconSigner(new Uint8Array(32)).publicKey).toBe(
      "0xac3257fb3dd229907bccb4601b6cafc548b699bd188ab32f823354ac5248b297206b59ae61c0ee9c4025687b604c052c",
    );
  });

  it("a tagged hash: SHA-256 of tag, object, version, a zero byte, and the parts one after the other", () => {
    const defined = createHash("sha256")
      .update("lux/achain/attestation/v1")
      .update(Uint8Array.of(0, 1, 2, 3))
      .digest("hex");
    expect(taggedHash("attestation")(Uint8Array.of(1), Uint8Array.of(2, 3))).toBe(`0x${defined}`);
    expect(taggedHash("attestation")(Uint8Array.of(1, 2, 3))).toBe(`0x${defined}`);
    expect(taggedHash("attestations")(Uint8Array.of(1, 2, 3))).not.toBe(`0x${defined}`);
  });

  it("names of the tests have the addresses of their keys under every keyring", () => {
    for (const [, keyring] of KEYRINGS) expect(signerOf(keyring, "eve").address).toBe(addressOf("eve"));
  });
});
