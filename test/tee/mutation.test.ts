/** Real evidence, altered byte by byte and cut at every length: refused, never an exception. */
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Collateral,
  type Evidence,
  inspectQuote,
  type TeeCode,
  type Verdict,
  verify,
  verifyCollateral,
  verifyQuote,
} from "../../src/model/tee/index.ts";
import { ANYTHING, describeReal, hurried, named } from "./real.ts";

let back: () => void = () => undefined;
beforeAll(async () => {
  back = await hurried();
});
afterAll(() => back());

const QUOTES = ["sgx-v3-automata", "tdx-v4-near", "tdx-v5-alibaba-2025"];

/**
 * Fields in which a byte can be altered and the quote is still accepted, with the reason. There are none: header, body and key are signed or bound, lengths and
 * types are forced, certificates have one PEM and one DER form, signatures verify as they are, zeros behind the quote must be zeros.
 */
const FREE: readonly string[] = [];

/** What a byte becomes: each bit of it in turn, and all of them. */
const altered = (byte: number, at: number): readonly number[] => [byte ^ (1 << (at % 8)), byte ^ 0xff];

function fieldAt(quote: Uint8Array, at: number): string {
  return inspectQuote(quote).fields.find(({ offset, length }) => at >= offset && at < offset + length)!.name;
}

function known(evidence: Evidence) {
  const verified = verifyCollateral(evidence.collateral, evidence.root);
  if (!verified.ok) throw new Error(verified.refusal.explanation);
  return verified.collateral;
}

describeReal("altered evidence", () => {
  for (const name of QUOTES) {
    it(`${name}: every byte of the quote`, () => {
      const { bundle, evidence } = named(name);
      const collateral = known(evidence);
      const judge = (quote: Uint8Array): Verdict => verifyQuote(quote, collateral, { at: bundle.now, policy: ANYTHING });
      expect(judge(evidence.quote).accepted).toBe(true);
      const accepted = new Set<string>();
      const quote = new Uint8Array(evidence.quote);
      for (let at = 0; at < quote.length; at += 1) {
        const byte = quote[at]!;
        for (const other of altered(byte, at)) {
          quote[at] = other;
          if (judge(quote).accepted) accepted.add(fieldAt(evidence.quote, at));
        }
        quote[at] = byte;
      }
      expect([...accepted].filter((field) => !FREE.includes(field))).toEqual([]);
    }, 600_000);

    it(`${name}: cut at every length`, () => {
      const { bundle, evidence } = named(name);
      const collateral = known(evidence);
      const whole = verifyQuote(evidence.quote, collateral, { at: bundle.now, policy: ANYTHING });
      const zeros = inspectQuote(evidence.quote).fields.find((field) => field.name === "trailing zeros");
      const end = zeros?.offset ?? evidence.quote.length;
      for (let length = 0; length <= evidence.quote.length; length += 1) {
        const cut = verifyQuote(evidence.quote.slice(0, length), collateral, { at: bundle.now, policy: ANYTHING });
        if (length >= end) expect(cut).toEqual(whole);
        else expect(cut.code).toBe("QUOTE_TRUNCATED" satisfies TeeCode);
      }
    }, 600_000);

    it(`${name}: every byte of the collateral`, () => {
      const { bundle, evidence } = named(name);
      const parts = ["tcbInfo", "tcbInfoSignature", "qeIdentity", "qeIdentitySignature", "rootCrl", "pckCrl"] as const;
      const alter = (bytes: Uint8Array, make: (bytes: Uint8Array) => Collateral): readonly number[] => {
        const copy = new Uint8Array(bytes);
        const accepted: number[] = [];
        for (let at = 0; at < copy.length; at += 1) {
          const byte = copy[at]!;
          for (const other of altered(byte, at)) {
            copy[at] = other;
            if (verify({ ...evidence, collateral: make(copy) }, { at: bundle.now, policy: ANYTHING }).accepted) accepted.push(at);
          }
          copy[at] = byte;
        }
        return accepted;
      };
      const { collateral } = evidence;
      for (const part of parts) expect([part, alter(collateral[part], (bytes) => ({ ...collateral, [part]: bytes }))]).toEqual([part, []]);
      for (const part of ["tcbInfoChain", "qeIdentityChain"] as const)
        for (const index of [0, 1]) {
          const make = (bytes: Uint8Array): Collateral => ({
            ...collateral,
            [part]: collateral[part].map((der, place) => (place === index ? bytes : der)),
          });
          expect([part, index, alter(collateral[part][index]!, make)]).toEqual([part, index, []]);
        }
    }, 600_000);

    it(`${name}: every byte of the root`, () => {
      const { bundle, evidence } = named(name);
      const root = new Uint8Array(evidence.root);
      for (let at = 0; at < root.length; at += 1) {
        root[at]! ^= 1 << (at % 8);
        expect(verify({ ...evidence, root }, { at: bundle.now, policy: ANYTHING }).accepted).toBe(false);
        root[at]! ^= 1 << (at % 8);
      }
    });
  }

  it("collateral cut at every length", () => {
    const { bundle, evidence } = named("tdx-v4-near");
    const { collateral } = evidence;
    for (const part of ["tcbInfo", "tcbInfoSignature", "qeIdentity", "qeIdentitySignature", "rootCrl", "pckCrl"] as const)
      for (let length = 0; length < collateral[part].length; length += 1) {
        const cut = { ...collateral, [part]: collateral[part].slice(0, length) };
        expect(verify({ ...evidence, collateral: cut }, { at: bundle.now, policy: ANYTHING }).accepted).toBe(false);
      }
  }, 600_000);
});
