/**
 * What real keyrings remember changes no answer: any sequence of signatures and digests, altered ones among them, recovers with the memory
 * what it recovers without, also after the memory was full many times.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Address, type AddressForm, addressOfPublicKey } from "../src/model/crypto/address.ts";
import { isWellFormed } from "../src/model/crypto/crypto.ts";
import { nobleCurves } from "../src/model/crypto/curves.ts";
import { boundedMemory } from "../src/model/crypto/memory.ts";
import { realKeyringOf } from "../src/model/crypto/real.ts";
import { fromHex, type Hex, toHex } from "../src/model/encoding/hex.ts";
import { bytesOf, SECP } from "./ecdsa-edges.ts";

describe("a bounded memory", () => {
  const key = fc.nat(12).map(String);

  it("gives of every key what was to be computed of it, whatever else is asked for", () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 200 }), fc.integer({ min: 1, max: 6 }), (keys, limit) => {
        const memory = boundedMemory<string | undefined>(limit);
        const worth = (text: string) => (text === "3" ? undefined : `value of ${text}`);
        expect(keys.map((text) => memory.of(text, () => worth(text)))).toEqual(keys.map(worth));
      }),
    );
  });

  it("computes again only what is not among the last so many keys, and keeps no more than twice as many", () => {
    fc.assert(
      fc.property(fc.array(key, { maxLength: 200 }), fc.integer({ min: 1, max: 6 }), (keys, limit) => {
        const memory = boundedMemory<number>(limit);
        const recent: string[] = [];
        for (const text of keys) {
          let isComputed = false;
          memory.of(text, () => {
            isComputed = true;
            return 0;
          });
          const place = recent.lastIndexOf(text);
          const since = place < 0 ? Number.POSITIVE_INFINITY : new Set(recent.slice(place + 1)).size;
          if (since < limit) expect(isComputed).toBe(false);
          if (since >= 2 * limit) expect(isComputed).toBe(true);
          recent.push(text);
        }
      }),
    );
  });
});

/** A digest and what is taken for its signature. */
type Question = readonly [digest: Hex, signature: Hex];

/** What is recovered where nothing is remembered, by the reference. */
function answerTo([digest, signature]: Question, form: AddressForm): Address | undefined {
  const key = isWellFormed(signature) ? nobleCurves.recoverPublicKey(fromHex(digest), fromHex(signature)) : undefined;
  return key && addressOfPublicKey(key, form);
}

const flipped = (hex: Hex, bit: number): Hex => {
  const bytes = fromHex(hex);
  bytes[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
  return toHex(bytes);
};

const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
const digest = secret.map(toHex);

/** Two signers' signatures of two digests, and what is near: other bits, each other's digests, halves exchanged, the other v, the opposite key. */
const questions = fc
  .record({
    secrets: fc.tuple(secret, secret),
    digests: fc.tuple(digest, digest),
    bits: fc.array(fc.nat(8 * 65 - 1), { minLength: 1, maxLength: 4 }),
  })
  .map(({ secrets, digests, bits }): Question[] => {
    const made = secrets.flatMap((one) => {
      const { sign } = realKeyringOf("keccak").signer(one);
      return digests.map((signed): Question => [signed, sign(signed)]);
    });
    const crossed = made.flatMap(([, signature]) => digests.map((signed): Question => [signed, signature]));
    const altered = made.flatMap(([signed, signature]) =>
      bits.flatMap((bit): Question[] => [
        [signed, flipped(signature, bit)],
        [flipped(signed, bit), signature],
      ]),
    );
    const exchanged = made.flatMap(([signed, signature]): Question[] => [
      [signed, `0x${signature.slice(66, 130)}${signature.slice(2, 66)}${signature.slice(130)}`],
      [signed, `${signature.slice(0, 66)}${made[0]![1].slice(66)}` as Hex],
      [signed, flipped(signature, 8 * 64)],
      [toHex(bytesOf((2n * SECP.n - BigInt(signed)) % SECP.n)), flipped(signature, 8 * 64)], // of the key −Q
      [`0x${signature.slice(2, 66)}`, `0x${signed.slice(2)}${signature.slice(66)}`],
    ]);
    return [...made, ...crossed, ...altered, ...exchanged];
  });

describe.each<AddressForm>(["keccak", "ripemd"])("a real keyring with addresses by %s", (form) => {
  it("recovers of any sequence what it recovers of each alone", () => {
    fc.assert(
      fc.property(questions, fc.array(fc.nat(), { minLength: 20, maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (asked, order, limit) => {
        const { crypto } = realKeyringOf(form, limit);
        const answers = asked.map((question) => answerTo(question, form));
        for (const place of [...asked.keys(), ...order.map((any) => any % asked.length)])
          expect(crypto.recover(...asked[place]!), `question ${place}`).toBe(answers[place]);
      }),
      { numRuns: 8 },
    );
  });
});
