/** What is remembered of a good quote's chain changes when something is computed, never what is said: of evidence as it is, or altered anywhere in its chain. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { concat } from "../../src/model/crypto/hash.ts";
import { inspectQuote, type VerifiedCollateral, verifyCollateral, verifyQuote } from "../../src/model/tee/index.ts";
import { platformOf, QUOTE_KINDS } from "../../src/sim/platform/description.ts";
import { evidenceOf } from "../../src/sim/platform/evidence.ts";
import { pemBlock, pemChain } from "../../src/sim/platform/quotes.ts";
import { hurried } from "./real.ts";

let back: () => void = () => undefined;
beforeAll(async () => {
  back = await hurried();
});
afterAll(() => back());

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe.each(QUOTE_KINDS)("a chain that was seen before, %s", (kind) => {
  const platform = platformOf(kind);
  const { quote, collateral, root, at, chain } = evidenceOf(platform);
  const verified = verifyCollateral(collateral, root);
  if (!verified.ok) throw new Error(verified.refusal.explanation);
  const warm = verified.collateral;
  const cold = (): VerifiedCollateral => ({ ...warm, authorities: [] });
  const same = (bytes: Uint8Array): boolean => {
    const [seen, fresh] = [warm, cold()].map((known) => verifyQuote(bytes, known, { at }));
    expect(seen).toEqual(fresh);
    return fresh!.accepted;
  };

  it("is known by its text", () => {
    expect([warm.authorities.length, same(quote), warm.authorities.length]).toEqual([0, true, 1]);
    expect(same(quote)).toBe(true);
  });

  it("altered at any byte, it is judged as if it were new", () => {
    const { offset, length } = inspectQuote(quote).fields.find(({ name }) => name === "QE certification data")!;
    const copy = new Uint8Array(quote);
    for (let place = offset; place < offset + length; place += 3) {
      copy[place]! ^= 1 << (place & 7);
      expect(same(copy)).toBe(false);
      copy[place]! ^= 1 << (place & 7);
    }
  });

  const [leaf, ca] = chain.map(pemBlock);
  const CHAINS: readonly (readonly [string, Uint8Array])[] = [
    ["no leaf", pemChain(chain.slice(1))],
    ["the leaf twice", utf8(`${leaf}${pemChain(chain).reduce((text, byte) => text + String.fromCharCode(byte), "")}`)],
    ["another certificate before", concat(utf8(ca!), pemChain(chain))],
    ["a NUL behind the leaf", utf8(`${leaf}\0${chain.slice(1).map(pemBlock).join("")}\0`)],
    ["no line end behind the leaf", utf8(`${leaf!.trimEnd()}${chain.slice(1).map(pemBlock).join("")}\0`)],
    ["a text behind the leaf", utf8(`${leaf}leaf\n${chain.slice(1).map(pemBlock).join("")}\0`)],
    ["no NUL at the end", pemChain(chain).slice(0, -1)],
    ["half a leaf", utf8(`${leaf!.slice(0, 400)}\n${chain.slice(1).map(pemBlock).join("")}\0`)],
  ];
  it.each(CHAINS)("with %s it is judged as if it were new", (_, text) => {
    same(evidenceOf(platform, { quote: { certification: () => text } }).quote);
  });
});
