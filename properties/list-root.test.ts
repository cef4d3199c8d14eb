/** The root of a list (R03) is that of RFC 6962: its definition, its published vectors, and no two lists with one root. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outputRoot } from "../src/model/attestation/hashes.ts";
import { doublingListRoot, listRoot } from "../src/model/crypto/merkle-list.ts";
import { DEFAULT_RULINGS } from "../src/model/params/rulings.ts";

const sha256 = (...parts: readonly Uint8Array[]): Buffer => parts.reduce((digest, part) => digest.update(part), createHash("sha256")).digest();

/** RFC 6962, 2.1, as it is written there. */
function definedRoot(items: readonly Uint8Array[]): Buffer {
  if (items.length === 0) return sha256();
  if (items.length === 1) return sha256(Uint8Array.of(0), items[0]!);
  const k = 2 ** Math.ceil(Math.log2(items.length) - 1);
  return sha256(Uint8Array.of(1), definedRoot(items.slice(0, k)), definedRoot(items.slice(k)));
}

/** A level's nodes in pairs, an odd one at its end paired with itself, until one is left (R03 `odd-leaf-doubled`). */
function definedDoublingRoot(items: readonly Uint8Array[]): Buffer {
  let level = items.map((item) => sha256(Uint8Array.of(0), item));
  if (level.length === 0) return sha256();
  while (level.length > 1) {
    const paired = level.length % 2 === 0 ? level : [...level, level.at(-1)!];
    level = paired.flatMap((node, index) => (index % 2 === 0 ? [sha256(Uint8Array.of(1), node, paired[index + 1]!)] : []));
  }
  return level[0]!;
}

const lists = fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 20 });

describe("list root", () => {
  it("is that of the definition", () => {
    fc.assert(fc.property(lists, (items) => Buffer.compare(listRoot(items), definedRoot(items)) === 0));
  });

  it("is another for another list: an item doubled at the end, left out, cut in two, or taken for a node", () => {
    fc.assert(
      fc.property(lists, lists, (items, others) => {
        fc.pre(JSON.stringify(items.map((item) => [...item])) !== JSON.stringify(others.map((item) => [...item])));
        expect(listRoot(items)).not.toEqual(listRoot(others));
        expect(listRoot([...items, items.at(-1) ?? new Uint8Array()])).not.toEqual(listRoot(items));
        if (items.length === 2)
          expect(listRoot([Buffer.concat([sha256(Uint8Array.of(0), items[0]!), sha256(Uint8Array.of(0), items[1]!)])])).not.toEqual(listRoot(items));
      }),
    );
  });

  /** The leaves of the reference vectors of Certificate Transparency, and the root of the first n of them. */
  const leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
  const roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];

  it.each(roots.map((root, count) => ({ count, root })))("of the first $count leaves is the published one", ({ count, root }) => {
    const items = leaves.slice(0, count).map((leaf) => Buffer.from(leaf, "hex"));
    expect(Buffer.from(listRoot(items)).toString("hex")).toBe(root);
  });
});

describe("list root with the odd node doubled", () => {
  it("is that of the definition, and one for an odd list and the list with its last item doubled", () => {
    fc.assert(
      fc.property(lists, (items) => {
        expect(Buffer.compare(doublingListRoot(items), definedDoublingRoot(items))).toBe(0);
        if (items.length > 1 && items.length % 2 === 1) expect(doublingListRoot([...items, items.at(-1)!])).toEqual(doublingListRoot(items));
      }),
    );
  });
});

describe("output root", () => {
  it("is the root of chunks of 1,024 bytes, the last one shorter", () => {
    fc.assert(
      fc.property(fc.constantFrom(0, 1, 1023, 1024, 1025, 2048, 2049, 5000), fc.nat({ max: 255 }), (length, fill) => {
        const output = new Uint8Array(length).map((_, index) => (index * 7 + fill) & 255);
        const chunks = Array.from({ length: Math.ceil(length / 1024) }, (_, index) => output.slice(1024 * index, 1024 * (index + 1)));
        expect(Buffer.compare(outputRoot({ rulings: DEFAULT_RULINGS }, output), definedRoot(chunks))).toBe(0);
        const doubling = outputRoot({ rulings: { ...DEFAULT_RULINGS, R03: "odd-leaf-doubled" } }, output);
        expect(Buffer.compare(doubling, definedDoublingRoot(chunks))).toBe(0);
      }),
    );
  });
});
