/**
 * SHA-256 by native parts of a backend against the reference: every length and place, single messages and levels of pairs, whichever parts
 * are there. Where a part is not installed its tests say that they are skipped; ACHAIN_REQUIRE_ALL=1 makes that a failure.
 */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nobleCurves } from "../src/model/crypto/curves.ts";
import { nobleHasher } from "../src/model/crypto/hash.ts";
import { chooseBackend, type Loaders, NATIVE } from "../src/native/backend.ts";
import { joined } from "./ecdsa-edges.ts";
import { isSkipped, partOf, shown } from "./native-parts.ts";

const [sha256, hashtree] = await Promise.all([partOf(NATIVE.sha256), partOf(NATIVE.pairs)]);

const anyBytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });

const lengths = [...Array.from({ length: 301 }, (_, length) => length), ...[9, 10, 12, 16, 17].flatMap((k) => [-1, 0, 1].map((by) => 2 ** k + by))];
const filled = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 131 + length) & 255);

/** A hasher of some of the native parts, which must all be there. */
async function hasherOf(loaders: Partial<Loaders>) {
  for (const load of Object.values(loaders)) await load();
  const absent = (): Promise<never> => Promise.reject(new Error("left out"));
  const none = { sha256: absent, pairs: absent, secp256k1: absent, p256: absent };
  const choice = await chooseBackend({}, { hasher: nobleHasher, curves: nobleCurves }, { ...none, ...loaders });
  if (choice.kind !== "chosen") throw new Error(choice.kind);
  return choice.backend.hasher;
}

describe.each<[string, Partial<Loaders>, unknown]>([
  ["node:crypto and @chainsafe/hashtree", { sha256: NATIVE.sha256, pairs: NATIVE.pairs }, sha256 && hashtree],
  ["node:crypto alone", { sha256: NATIVE.sha256 }, sha256],
  ["@chainsafe/hashtree and the reference", { pairs: NATIVE.pairs }, hashtree],
  ["the reference alone", {}, true],
])("SHA-256 by %s", (_, loaders, isThere) => {
  const test = it.skipIf(isSkipped(isThere));

  test("messages of every length, wherever they lie", async () => {
    const hasher = await hasherOf(loaders);
    for (const length of lengths) {
      const message = filled(length);
      const wanted = createHash("sha256").update(message).digest("hex");
      expect(shown(hasher.sha256(message)), `${length} bytes`).toBe(wanted);
      expect(shown(hasher.sha256(Buffer.from(message)))).toBe(wanted);
      for (const offset of [1, 7, 8])
        expect(shown(hasher.sha256(joined(filled(offset), message, filled(3)).subarray(offset, offset + length)))).toBe(wanted);
    }
  });

  test("any messages, each hash an array of its own", async () => {
    const hasher = await hasherOf(loaders);
    fc.assert(
      fc.property(fc.array(fc.oneof(anyBytes(64), fc.uint8Array({ maxLength: 200 })), { minLength: 1, maxLength: 20 }), (messages) => {
        const hashes = messages.map(hasher.sha256);
        expect(hashes.map(shown)).toEqual(messages.map((message) => shown(nobleHasher.sha256(message))));
        hashes[0]!.fill(0);
        expect(hashes.slice(1).map(shown)).toEqual(messages.slice(1).map((message) => shown(nobleHasher.sha256(message))));
      }),
    );
  });

  test("pairs, however many, wherever they lie, and writes nothing beside their place", async () => {
    const hasher = await hasherOf(loaders);
    for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 64, 1000])
      for (const [before, after] of [
        [0, 0],
        [1, 3],
        [32, 64],
      ] as const) {
        const pairs = joined(filled(before), filled(64 * count), filled(after));
        const hashes = new Uint8Array(before + 32 * count + after).fill(0xee);
        const wanted = hashes.slice();
        const place = [before, before + 64 * count] as const;
        nobleHasher.hashPairs(pairs.slice(...place), wanted.subarray(before, before + 32 * count));
        const kept = pairs.slice();
        hasher.hashPairs(pairs.subarray(...place), hashes.subarray(before, before + 32 * count));
        expect(shown(hashes), `${count} pairs`).toBe(shown(wanted));
        expect(shown(pairs)).toBe(shown(kept));
      }
  });
});
