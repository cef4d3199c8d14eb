/** Which backend is chosen: the fastest that loads, piece by piece; the reference where it is asked for; a refusal where the word is none. */
import { describe, expect, it } from "vitest";
import { nobleCurves } from "../../src/model/crypto/curves.ts";
import { nobleHasher } from "../../src/model/crypto/hash.ts";
import { type Backend, type Choice, chooseBackend, type Loaders } from "../../src/native/backend.ts";

const reference = { hasher: nobleHasher, curves: nobleCurves };
const absent = (): Promise<never> => Promise.reject(new Error("there is none\n    loaded from: somewhere"));

/** Parts that are there and can be told from the reference. */
const LOADERS = {
  sha256: async () => ({ name: "singles 1", does: { sha256: () => new Uint8Array(32).fill(1), sha256Hex: (): `0x${string}` => "0x01" } }),
  pairs: async () => ({ name: "pairs 1", does: { hashPairs: (_: Uint8Array, hashes: Uint8Array) => void hashes.fill(2) } }),
  secp256k1: async () => ({
    name: "secp256k1 1",
    does: { recoverPublicKey: () => undefined, sign: () => new Uint8Array(65), publicKeyOf: () => new Uint8Array(65) },
  }),
  p256: async () => ({ name: "p256 1", does: { verifyP256: () => true } }),
} satisfies Loaders;

const NONE: Loaders = { sha256: absent, pairs: absent, secp256k1: absent, p256: absent };

function chosen(choice: Choice): Backend {
  if (choice.kind !== "chosen") throw new Error(choice.kind);
  return choice.backend;
}

describe("the choice of a backend", () => {
  it.each([undefined, "", "native"])("ACHAIN_BACKEND=%s takes every native part that loads", async (word) => {
    const { hasher, curves, names } = chosen(await chooseBackend({ ACHAIN_BACKEND: word }, reference, LOADERS));
    expect(names).toEqual({
      sha256: "singles 1",
      pairs: "pairs 1",
      secp256k1: "secp256k1 1",
      p256: "p256 1",
      bls: expect.stringMatching(/^noble \d/),
    });
    expect([hasher.sha256(new Uint8Array(3))[0], hasher.sha256(new Uint8Array(64))[0], hasher.sha256Hex(new Uint8Array(3))]).toEqual([1, 2, "0x01"]);
    expect([curves.publicKeyOf(new Uint8Array(32))[0], curves.verifyP256(new Uint8Array(), new Uint8Array(), new Uint8Array())]).toEqual([0, true]);
  });

  it("puts the reference in the place of each part that does not load", async () => {
    for (const part of ["secp256k1", "p256"] as const) {
      const { curves, names } = chosen(await chooseBackend({}, reference, { ...LOADERS, [part]: absent }));
      expect(names[part]).toMatch(/^noble \d/);
      expect(curves.recoverPublicKey === nobleCurves.recoverPublicKey).toBe(part === "secp256k1");
      expect(curves.verifyP256 === nobleCurves.verifyP256).toBe(part === "p256");
    }
    const withoutPairs = chosen(await chooseBackend({}, reference, { ...LOADERS, pairs: absent }));
    expect([withoutPairs.names.pairs, withoutPairs.hasher.sha256(new Uint8Array(64))[0]]).toEqual(["singles 1", 1]);
    const hashes = new Uint8Array(64);
    withoutPairs.hasher.hashPairs(new Uint8Array(128), hashes);
    expect(hashes).toEqual(new Uint8Array(64).fill(1));
    const { names } = chosen(await chooseBackend({}, reference, NONE));
    for (const name of Object.values(names)) expect(name).toMatch(/^noble \d/);
  });

  it("ACHAIN_BACKEND=noble takes the reference, and loads nothing", async () => {
    const loaded = (): never => {
      throw new Error("it was loaded");
    };
    const { hasher, curves, names } = chosen(
      await chooseBackend({ ACHAIN_BACKEND: "noble" }, reference, { sha256: loaded, pairs: loaded, secp256k1: loaded, p256: loaded }),
    );
    expect([hasher, curves]).toEqual([nobleHasher, nobleCurves]);
    for (const name of Object.values(names)) expect(name).toMatch(/^noble \d+\.\d+\.\d+$/);
  });

  it("ACHAIN_BACKEND=native names what does not load, and why", async () => {
    const choice = await chooseBackend({ ACHAIN_BACKEND: "native" }, reference, { ...LOADERS, pairs: absent, secp256k1: absent });
    const why = "there is none";
    expect(choice).toEqual({
      kind: "missing",
      missing: [
        { package: "@chainsafe/hashtree", why },
        { package: "secp256k1", why },
      ],
    });
  });

  it.each(["nobel", "Noble", "native ", "0"])("ACHAIN_BACKEND=%s is no backend", async (word) => {
    expect(await chooseBackend({ ACHAIN_BACKEND: word }, reference, LOADERS)).toEqual({ kind: "unknown", word });
  });
});
