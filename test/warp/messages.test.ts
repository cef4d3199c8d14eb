/** Warp messages as a consumer sees them: the known answers, every kind in both forms, and each refusal beside its accepted twin. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { describe, expect, it } from "vitest";
import { concat } from "../../src/model/crypto/hash.ts";
import { fromHex, type Hex, toHex } from "../../src/model/encoding/hex.ts";
import {
  avalancheUnsigned,
  bitsOf,
  decodeAvalanche,
  decodeCall,
  decodeZap,
  type Expectation,
  encodeAvalanche,
  encodeCall,
  encodeLookup,
  encodeZap,
  inOrder,
  multiSignerOf,
  plainZap,
  type ValidatorSets,
  validatorSet,
  verifyAttestationMessage,
  WARP_CODES,
  type WarpCode,
  type WarpValidator,
  zapSigned,
} from "../../src/model/warp/index.ts";
import { ROOT } from "../sim/fixture.ts";
import { isPossessedByLibrary, readByLibrary } from "./avalanche.ts";
import {
  CHAIN_ID,
  EXPECTED,
  FINAL,
  FORMS,
  ID,
  KINDS,
  lookupOf,
  NETWORK,
  NOBLE,
  NOBODY,
  OPEN,
  only,
  RECORD,
  RINGS,
  type Ring,
  rootLookup,
  signed,
  validatorsOf,
  witnessOf,
} from "./setting.ts";

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const u32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
const NO_BYTES = new Uint8Array(0);

describe("known answers", () => {
  it("the addressed call of the protocol, section 6", () => {
    const call = { source: Uint8Array.of(1, 2, 3, ...new Uint8Array(13)), payload: Uint8Array.of(10, 11, 12) };
    const bytes = encodeCall(call);
    expect(Buffer.from(bytes).toString("base64")).toBe("AAAAAAABAAAAEAECAwAAAAAAAAAAAAAAAAAAAAADCgsM");
    expect(decodeCall(bytes)).toEqual(call);
  });

  it("an Avalanche message is what Avalanche's own library writes, and reads", () => {
    const { signers } = validatorsOf(NOBLE, [1n, 1n, 1n]);
    const message = { networkID: 5, sourceChainID: CHAIN_ID, payload: Uint8Array.of(1, 2, 3) };
    const bytes = encodeAvalanche({ ...message, signers: bitsOf([0, 2, 9], "big-endian"), signature: signers[0]!.sign(avalancheUnsigned(message)) });
    const read = readByLibrary(bytes);
    expect([read.networkID, read.signers, ...read.written.map(toHex)]).toEqual([5, 3, toHex(bytes), toHex(avalancheUnsigned(message))]);
  });

  it("a proof of possession holds by Avalanche's own library, and not for another key", () => {
    const [one, other] = [1, 2].map((salt) => multiSignerOf(new Uint8Array(32).fill(salt)));
    const holds = (publicKey: Hex, proof: Hex): boolean => isPossessedByLibrary(fromHex(publicKey), fromHex(proof));
    expect([holds(one!.publicKey, one!.possession), holds(other!.publicKey, one!.possession)]).toEqual([true, false]);
  });

  it("a ZAP envelope, byte by byte", () => {
    const message = { ...plainZap(7, CHAIN_ID, Uint8Array.of(1, 2)), keyEra: 3n, generation: 2n ** 40n };
    const signature: Hex = `0x${"ab".repeat(96)}`;
    const envelope = { message, signers: bitsOf([0, 2, 9], "little-endian"), signature, pulse: NO_BYTES, mldsa: Uint8Array.of(9) };
    const bytes = concat(
      ...[ascii("LWZP"), Uint8Array.of(1, 2, 1), u32(7), fromHex(CHAIN_ID), new Uint8Array(32), u32(0), u32(3), u32(256), u32(0)],
      ...[
        u32(11),
        ascii("Pulsar-SHA3"),
        u32(2),
        Uint8Array.of(1, 2),
        u32(2),
        Uint8Array.of(5, 2),
        fromHex(signature),
        u32(0),
        u32(1),
        Uint8Array.of(9),
      ],
    );
    expect(toHex(encodeZap(envelope))).toBe(toHex(bytes));
    expect(decodeZap(bytes)).toEqual(envelope);
    expect(new TextDecoder().decode(zapSigned(message).subarray(0, -32))).toBe("LUX-WARP-ZAP-BEAM-v1");
  });

  it("bits of signers: one number, and bytes", () => {
    expect([bitsOf([0, 2, 9], "big-endian"), bitsOf([0, 2, 9], "little-endian")]).toEqual([Uint8Array.of(2, 5), Uint8Array.of(5, 2)]);
  });
});

/** What is checked: a message before some validators, and what is expected of it. */
interface Case {
  readonly message: Uint8Array;
  readonly sets: ValidatorSets;
  readonly expected: Expectation;
}

const codeOf = (ring: Ring, { message, sets, expected }: Case): WarpCode | "accepted" => {
  const verdict = verifyAttestationMessage(ring.signatures, message, sets, expected);
  return verdict.ok ? "accepted" : verdict.code;
};

describe.each(RINGS)("under $name signatures", (ring) => {
  const four = validatorsOf(ring, [10n, 30n, 30n, 30n]);
  const sets = only(four.set);

  describe.each(FORMS)("a message in the form of %s", (form) => {
    const say = (lookup = lookupOf(FINAL, ID), options = {}): Uint8Array => signed(ring, four, form, lookup, options);
    const twin: Case = { message: say(), sets, expected: EXPECTED };

    it.each(KINDS)("is accepted: $kind", ({ lookup, expected }) => {
      const verdict = verifyAttestationMessage(ring.signatures, say(lookup), sets, expected);
      expect(verdict).toMatchObject({ ok: true, form, signers: [0, 1, 2, 3], weight: 100n, total: 100n, status: expected.status ?? "final" });
    });

    it("is accepted by just 67 hundredths of the weight, and of validators that differ in weight", () => {
      const uneven = validatorsOf(ring, [33n, 30n, 37n], 1);
      const by = (places: readonly number[]) => ({
        message: signed(ring, uneven, form, lookupOf(FINAL, ID), { places }),
        sets: only(uneven.set),
        expected: EXPECTED,
      });
      expect([codeOf(ring, by([1, 2])), codeOf(ring, by([0, 2])), codeOf(ring, by([0, 1]))]).toEqual(["accepted", "accepted", "WARP_QUORUM"]);
    });

    /** The same message with other signers or signature than it was made with. */
    const remade = (change: { signers?: Uint8Array; signature?: Hex; payload?: Uint8Array; pulse?: Uint8Array }): Uint8Array => {
      if (form === "zap") {
        const envelope = decodeZap(twin.message);
        if ("ok" in envelope) throw new Error(envelope.explanation);
        const { payload = envelope.message.payload, ...rest } = change;
        return encodeZap({ ...envelope, ...rest, message: { ...envelope.message, payload } });
      }
      const message = decodeAvalanche(twin.message);
      if ("ok" in message) throw new Error(message.explanation);
      const { pulse: _, ...rest } = change;
      return encodeAvalanche({ ...message, ...rest });
    };
    const order = form === "zap" ? "little-endian" : "big-endian";
    const padded = (bits: Uint8Array): Uint8Array => (form === "zap" ? concat(bits, new Uint8Array(1)) : concat(new Uint8Array(1), bits));
    const byAccount = encodeCall({ source: new Uint8Array(20), payload: encodeLookup(lookupOf(FINAL, ID)) });
    const noLookup = encodeCall({ source: NO_BYTES, payload: Uint8Array.of(1, 9) });
    const later = lookupOf({ ...FINAL, head: { ...FINAL.head, height: FINAL.head.height + 1 } }, ID);
    const proofOfOpen = { ...EXPECTED, witness: witnessOf(OPEN, ID) };

    const REFUSALS: readonly (readonly [WarpCode, string, Partial<Case>])[] = [
      ["WARP_ENVELOPE", "nothing", { message: NO_BYTES }],
      ["WARP_ENVELOPE", "a byte after the end", { message: concat(twin.message, Uint8Array.of(0)) }],
      ["WARP_ENVELOPE", "a byte too few", { message: twin.message.slice(0, -1) }],
      ["WARP_ENVELOPE", "another version", { message: twin.message.with(form === "zap" ? 4 : 1, 7) }],
      ["WARP_NETWORK", "another network", { message: say(undefined, { network: NETWORK + 1 }) }],
      ["WARP_CHAIN", "another chain", { message: say(undefined, { chain: NOBODY }) }],
      ["WARP_SOURCE", "an account's words", { message: remade({ payload: byAccount }) }],
      ["WARP_PAYLOAD", "no addressed call", { message: remade({ payload: Uint8Array.of(1) }) }],
      ["WARP_PAYLOAD", "no lookup", { message: remade({ payload: noLookup }) }],
      ["WARP_SET_UNKNOWN", "a height before every known set", { sets: { ...sets, sets: [{ from: FINAL.head.height + 1, set: four.set }] } }],
      ["WARP_SET_RETIRED", "a height older than sets are kept", { sets: { ...sets, head: FINAL.head.height + 1001 } }],
      ["WARP_SIGNERS_PADDED", "padding in the bits", { message: remade({ signers: padded(bitsOf([0, 1, 2, 3], order)) }) }],
      ["WARP_SIGNERS_BEYOND", "a bit beyond the set", { message: remade({ signers: bitsOf([0, 1, 2, 3, 4], order) }) }],
      ["WARP_SIGNERS_NONE", "no signers", { message: remade({ signers: NO_BYTES }) }],
      ["WARP_QUORUM", "too little weight", { message: say(undefined, { places: [2, 3] }) }],
      ["WARP_SIGNATURE_FORM", "no point", { message: remade({ signature: `0x${"ab".repeat(96)}` }) }],
      ["WARP_SIGNATURE_FORM", "the point at infinity", { message: remade({ signature: `0xc0${"00".repeat(95)}` }) }],
      ["WARP_SIGNATURE", "of fewer than are named", { message: remade({ signature: signatureOf(say(undefined, { places: [1, 2, 3] })) }) }],
      ["WARP_SIGNATURE", "of another message", { message: remade({ signature: signatureOf(say(later)) }) }],
      ["WARP_SIGNATURE", "one counted twice", { message: remade({ signature: twiceOf(ring, four.signers[0]!.sign(NO_BYTES)) }) }],
      ["WARP_HEIGHT", "an older message", { expected: { ...EXPECTED, notBefore: FINAL.head.height + 1 } }],
      ["WARP_ATTESTATION", "another attestation", { expected: { ...EXPECTED, attestation: NOBODY } }],
      [
        "WARP_ATTESTATION",
        "a record of another",
        { message: say(rootLookup(FINAL)), expected: { ...EXPECTED, attestation: NOBODY, witness: witnessOf(FINAL, ID) } },
      ],
      ["WARP_PROOF_MISSING", "a root alone", { message: say(rootLookup(FINAL)) }],
      ["WARP_PROOF", "a proof under an older root", { message: say(rootLookup(FINAL)), expected: proofOfOpen }],
      [
        "WARP_PROOF",
        "a record altered",
        {
          message: say(rootLookup(FINAL)),
          expected: { ...EXPECTED, witness: { ...witnessOf(FINAL, ID), record: { ...RECORD, base: RECORD.base + 1n } } },
        },
      ],
      [
        "WARP_PROOF",
        "absence of what is there",
        { message: say(rootLookup(FINAL)), expected: { ...EXPECTED, status: "absent", witness: { ...witnessOf(FINAL, ID), record: undefined } } },
      ],
      ["WARP_STATUS", "open, where final is asked for", { message: say(lookupOf(OPEN, ID)) }],
      ["WARP_STATUS", "open by proof", { message: say(rootLookup(OPEN)), expected: proofOfOpen }],
      ["WARP_STATUS", "final, where absence is asked for", { expected: { ...EXPECTED, status: "absent" } }],
      ["WARP_FIELD", "another output", { expected: { ...EXPECTED, fields: { outputHash: NOBODY } } }],
      ...(form === "zap" ? ([["WARP_LANES", "signatures of another scheme", { message: remade({ pulse: Uint8Array.of(1) }) }]] as const) : []),
    ];

    it.each(REFUSALS)("%s: %s; the twin is accepted", (code, _, change) => {
      expect([codeOf(ring, { ...twin, ...change }), codeOf(ring, twin)]).toEqual([code, "accepted"]);
    });

    it("has a row for every refusal of messages", () => {
      const shown = new Set<string>(REFUSALS.map(([code]) => code));
      const wanted = Object.keys(WARP_CODES).filter((code) => !/^WARP_(KEY|POSSESSION|WEIGHT)/.test(code));
      expect(wanted.filter((code) => !shown.has(code))).toEqual(form === "zap" ? [] : ["WARP_LANES"]);
    });
  });

  describe("a set of validators", () => {
    const { validators } = four;
    const [a, b, c, d] = validators as [WarpValidator, WarpValidator, WarpValidator, WarpValidator];
    const SETS: readonly (readonly [WarpCode, string, readonly WarpValidator[]])[] = [
      ["WARP_KEYS_EMPTY", "nobody", []],
      ["WARP_KEYS_ORDER", "unsorted keys", [b, a, c, d]],
      ["WARP_KEYS_TWICE", "a key twice", [a, b, b, c, d]],
      ["WARP_WEIGHT_ZERO", "a validator without weight", [a, { ...b, weight: 0n }, c, d]],
      ["WARP_WEIGHT_OVERFLOW", "weights of 2^64 and more", [a, b, c, { ...d, weight: 2n ** 64n - 70n }]],
      ["WARP_KEY", "the point at infinity", inOrder([a, { ...b, publicKey: `0xc0${"00".repeat(47)}` }])],
      ["WARP_KEY", "no point", inOrder([a, { ...b, publicKey: `0x9f${"ab".repeat(47)}` }])],
      ["WARP_POSSESSION", "another's proof", [{ ...a, possession: b.possession }, b, c, d]],
      ["WARP_POSSESSION", "no proof", [{ ...a, possession: `0x${"00".repeat(96)}` }, b, c, d]],
    ];
    it.each(SETS)("%s: %s; the twin is accepted", (code, _, changed) => {
      const judged = validatorSet(ring.signatures, changed);
      expect([judged.ok ? "accepted" : judged.code, validatorSet(ring.signatures, validators).ok]).toEqual([code, true]);
    });

    it("has a row for every refusal of sets", () => {
      const shown = new Set<string>(SETS.map(([code]) => code));
      expect(Object.keys(WARP_CODES).filter((code) => /^WARP_(KEY|POSSESSION|WEIGHT)/.test(code) && !shown.has(code))).toEqual([]);
    });

    it("of just less than 2^64 in all is accepted, and a quorum of it counted without rounding", () => {
      const heavy = validatorsOf(ring, [2n ** 63n, 2n ** 63n - 1n], 2);
      const by = (places: readonly number[]) => ({
        message: signed(ring, heavy, "zap", lookupOf(FINAL, ID), { places }),
        sets: only(heavy.set),
        expected: EXPECTED,
      });
      expect([codeOf(ring, by([0, 1])), codeOf(ring, by([0]))]).toEqual(["accepted", "WARP_QUORUM"]);
    });

    it("that changes by k keys costs k decodings and k proofs", () => {
      const changed = inOrder([...validators.slice(1), ...validatorsOf(ring, [5n, 6n], 3).validators]);
      let [decoded, proven] = [0, 0];
      const counting = {
        ...ring.signatures,
        decodeKey(key: Hex) {
          decoded += 1;
          return ring.signatures.decodeKey(key);
        },
        verifyPossession(key: Hex, point: unknown, proof: Hex) {
          proven += 1;
          return ring.signatures.verifyPossession(key, point, proof);
        },
      };
      const set = validatorSet(counting, changed, four.set);
      expect([set.ok, decoded, proven]).toEqual([true, 2, 2]);
      const message = signed(
        ring,
        {
          ...four,
          signers: changed.map(
            ({ publicKey }) => [...four.signers, ...validatorsOf(ring, [5n, 6n], 3).signers].find((one) => one.publicKey === publicKey)!,
          ),
        },
        "zap",
        lookupOf(FINAL, ID),
      );
      expect(codeOf(ring, { message, sets: only(set as never), expected: EXPECTED })).toBe("accepted");
    });

    it("is that of the message's height", () => {
      const other = validatorsOf(ring, [1n, 1n, 1n], 4);
      const both: ValidatorSets = {
        ...sets,
        sets: [
          { from: 0, set: four.set },
          { from: FINAL.head.height, set: other.set },
        ],
      };
      const by = (who: typeof four, state = FINAL) => ({
        message: signed(ring, who, "avalanche", lookupOf(state, ID)),
        sets: both,
        expected: { ...EXPECTED, status: state === FINAL ? "final" : "open" } as const,
      });
      expect([by(other), by(four), by(four, OPEN), by(other, OPEN)].map((one) => codeOf(ring, one))).toEqual([
        ...["accepted", "WARP_SIGNERS_BEYOND", "accepted", "WARP_SIGNATURE"],
      ]);
    });
  });
});

/** The signature in a message: of a ZAP envelope, or an Avalanche message. */
function signatureOf(message: Uint8Array): Hex {
  const decoded = message[0] === 0x4c ? decodeZap(message) : decodeAvalanche(message);
  if ("ok" in decoded) throw new Error(decoded.explanation);
  return decoded.signature;
}

const twiceOf = ({ signatures }: Ring, signature: Hex): Hex => signatures.aggregate([signature, signature]);

describe("a point that is not of prime order", () => {
  /** Compressed points with a small abscissa: some lie on the curve, and then outside the subgroup of prime order. */
  const small = (bytes: number): Hex[] =>
    Array.from({ length: 60 }, (_, x): Hex => `0x80${"00".repeat(bytes - 2)}${x.toString(16).padStart(2, "0")}`);
  const isOnCurve = (decode: () => unknown): boolean => {
    try {
      decode();
      return true;
    } catch (error) {
      return /subgroup/.test((error as Error).message);
    }
  };

  it("is no key", () => {
    expect(small(48).some((key) => isOnCurve(() => bls12_381.G1.Point.fromBytes(fromHex(key))))).toBe(true);
    for (const { signatures } of RINGS) expect(small(48).filter((key) => signatures.decodeKey(key) !== undefined)).toEqual([]);
  });

  it("is no signature", () => {
    expect(small(96).some((point) => isOnCurve(() => bls12_381.G2.Point.fromBytes(fromHex(point))))).toBe(true);
    for (const ring of RINGS) {
      const { set } = validatorsOf(ring, [1n]);
      expect(small(96).filter((point) => ring.signatures.verify(set.keys, NO_BYTES, point) !== "malformed")).toEqual([]);
    }
  });
});

describe("docs/spec/warp.md", () => {
  it("lists the refusals in their order", () => {
    const page = readFileSync(join(ROOT, "docs", "spec", "warp.md"), "utf8");
    const rows = [...page.matchAll(/^\| `(WARP_\w+)` \| (.*) \|$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(rows).toEqual(Object.entries(WARP_CODES).map(([code, { meaning }]) => [code, meaning]));
  });
});
