/**
 * Arbitrary values of every codec, derived from its declaration: from its fields and cases where it shows them, else from
 * its name, which is a small language (`u64`, `bytes32`, `list<address, 16>`). What neither says is an error, so that no
 * declaration goes untested.
 */
import fc from "fast-check";
import { type AttestationRecord, recordCodec } from "../src/model/attestation/records.ts";
import { appealCodec, memberCodec, seatCodec } from "../src/model/dispute/records.ts";
import { type Hex, toHex } from "../src/model/encoding/hex.ts";
import { eventCodec } from "../src/model/events/events.ts";
import { moduleIdentityCodec, moduleSignerCodec, postedCodec, revocationCodec, svnLevelCodec, tcbLevelCodec } from "../src/model/evidence/records.ts";
import { profileCodec } from "../src/model/staking/records.ts";
import { envelopeRowCodec } from "../src/model/tolerance/tolerance.ts";
import { type Step, text } from "./comparison-oracle.ts";
import type { AnyCodec } from "./declared.ts";

type Arbitrary = fc.Arbitrary<unknown>;

/** `length` bytes as lower-case hexadecimal. */
export const hexOf = (length: number): fc.Arbitrary<Hex> => fc.uint8Array({ minLength: length, maxLength: length }).map(toHex);

/** Any u64, its edges often. */
export const anyU64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

const anyUint = (width: number): fc.Arbitrary<number> => fc.nat({ max: 2 ** (8 * width) - 1 });

const encoder = new TextEncoder();

/** Text of every plane of Unicode, at most `max` bytes of UTF-8. */
const anyText = (max: number): fc.Arbitrary<string> =>
  fc
    .oneof(fc.string({ unit: "binary", maxLength: 12 }), fc.string({ unit: "grapheme-ascii", maxLength: 20 }))
    .filter((text) => encoder.encode(text).length <= max);

const record = (fields: { readonly [name: string]: Arbitrary }): Arbitrary => fc.record(fields, { noNullPrototype: true });

/** A decimal in its one form: no zeros at the end of what follows the point. */
const anyDecimal = fc
  .record({ coefficient: anyU64, exponent: fc.nat({ max: 40 }) }, { noNullPrototype: true })
  .map(({ coefficient, exponent }) => (exponent > 0 && coefficient % 10n === 0n ? { coefficient, exponent: 0 } : { coefficient, exponent }));

const ELEMENT_BYTES = { bytes: 1, f32: 4, f16: 2, bf16: 2, i32: 4 } as const;

/** An output whose data is as long as its shape and type say. */
const anyPlainOutput = fc
  .record({
    dtype: fc.constantFrom(...(Object.keys(ELEMENT_BYTES) as (keyof typeof ELEMENT_BYTES)[])),
    shape: fc.array(fc.nat({ max: 3 }), { maxLength: 3 }),
  })
  .chain(({ dtype, shape }) => {
    const length = ELEMENT_BYTES[dtype] * shape.reduce((product, extent) => product * extent, 1);
    return record({ dtype: fc.constant(dtype), shape: fc.constant(shape), data: fc.uint8Array({ minLength: length, maxLength: length }) });
  });

/** Logits that are close to each other, or at an edge; never −0 or NaN, which no output of tokens holds. */
const anyLogit = fc
  .oneof(fc.constantFrom(0, 1, 1.5, 2, -1, 2 ** -149, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY), fc.float({ noNaN: true }))
  .map((logit) => logit + 0);

/** One position of generated text with k candidates of few tokens, so that two of them often share some. */
export const anyStep = (k: number): fc.Arbitrary<Step> =>
  fc.record({
    chosen: fc.nat({ max: k + 1 }),
    candidates: fc.uniqueArray(fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.nat({ max: k + 2 }) }, fc.nat({ max: 0xffff_ffff })), anyLogit), {
      minLength: k,
      maxLength: k,
      selector: ([token]) => token,
    }),
  });

const anyTokens = fc.integer({ min: 1, max: 4 }).chain((k) => fc.array(anyStep(k), { maxLength: 3 }).map((steps) => text(k, steps)));

const anyOutput = fc.oneof({ weight: 5, arbitrary: anyPlainOutput }, { weight: 1, arbitrary: anyTokens });

/** Structures that are part of an exported one and are seen there by their name only. */
const PARTS: { readonly [name: string]: () => Arbitrary } = {
  member: () => arbitraryOf(memberCodec),
  seat: () => arbitraryOf(seatCodec),
  appeal: () => arbitraryOf(appealCodec),
  profile: () => arbitraryOf(profileCodec),
  event: () => arbitraryOf(eventCodec),
  envelopeRow: () => arbitraryOf(envelopeRowCodec),
  posted: () => arbitraryOf(postedCodec),
  revocation: () => arbitraryOf(revocationCodec),
  svnLevel: () => arbitraryOf(svnLevelCodec),
  tcbLevel: () => arbitraryOf(tcbLevelCodec),
  moduleSigner: () => arbitraryOf(moduleSignerCodec),
  moduleIdentity: () => arbitraryOf(moduleIdentityCodec),
  allocation: () => record({ address: hexOf(20), balance: anyU64 }),
  warpValidator: () => record({ publicKey: hexOf(48), possession: hexOf(96), weight: anyU64 }),
  checkpoint: () => record({ height: fc.maxSafeNat(), stake: anyU64 }),
  unbondingEntry: () => record({ amount: anyU64, begunAt: fc.maxSafeNat(), endsAt: fc.maxSafeNat(), ended: fc.boolean() }),
  leaf: () => record({ keyHash: hexOf(32), valueHash: hexOf(32) }),
};

/** Leaves, and structures whose fields bind each other, by name. */
const LEAVES: { readonly [name: string]: () => Arbitrary } = {
  u8: () => anyUint(1),
  u16: () => anyUint(2),
  u32: () => anyUint(4),
  u64: () => anyU64,
  count64: () => fc.maxSafeNat(),
  bool: () => fc.boolean(),
  address: () => hexOf(20),
  decimal: () => anyDecimal,
  output: () => anyOutput,
  attestationLookup: () =>
    fc.tuple(fc.maxSafeNat(), arbitraryOf(recordCodec) as fc.Arbitrary<AttestationRecord>).map(([height, { id, status, ...rest }]) => {
      return { height, id, status, record: { id, status, ...rest } };
    }),
};

/** The forms of names that take something: pattern → arbitrary of what it takes. */
const FORMS: readonly (readonly [RegExp, (...taken: readonly string[]) => Arbitrary])[] = [
  [/^bytes([0-9]+)$/, (length) => hexOf(Number(length))],
  [/^bytes<([0-9]+)>$/, (max) => fc.uint8Array({ maxLength: Math.min(Number(max), 40) })],
  [/^string<([0-9]+)>$/, (max) => anyText(Number(max))],
  [/^enum<(.*)>$/, (names) => fc.constantFrom(...names!.split(" | "))],
  [/^optional<(.*)>$/, (item) => fc.option(arbitraryNamed(item!), { nil: undefined, freq: 3 })],
  [/^list<(.*), ([0-9]+)>$/, (item, max) => fc.array(arbitraryNamed(item!), { maxLength: Math.min(Number(max), 4) })],
];

/** Arbitrary values of the codec of this name. */
function arbitraryNamed(name: string): Arbitrary {
  const leaf = LEAVES[name] ?? PARTS[name];
  if (leaf !== undefined) return leaf();
  for (const [pattern, arbitrary] of FORMS) {
    const taken = pattern.exec(name);
    if (taken !== null) return arbitrary(...taken.slice(1));
  }
  throw new Error(`no arbitrary for ${name}: give it one in arbitraries.ts`);
}

/** What a codec may show of its making. */
interface Shown {
  readonly fields?: { readonly [name: string]: AnyCodec };
  readonly cases?: { readonly [name: string]: readonly [number, AnyCodec] };
  readonly body?: AnyCodec;
}

const fieldsOf = (fields: { readonly [name: string]: AnyCodec }): { readonly [name: string]: Arbitrary } =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, arbitraryOf(field)]));

/** Arbitrary values of a codec; throws where its declaration cannot be read. */
export function arbitraryOf(codec: AnyCodec): Arbitrary {
  const { fields, cases, body }: Shown = codec as AnyCodec & Shown;
  if (LEAVES[codec.name] !== undefined) return LEAVES[codec.name]!();
  if (body !== undefined) return arbitraryOf(body);
  if (cases !== undefined) return fc.oneof(...Object.entries(cases).map(([kind, [, item]]) => caseOf(kind, item)));
  return fields === undefined ? arbitraryNamed(codec.name) : record(fieldsOf(fields));
}

/** Arbitrary values of one case of a union: its fields beside its `kind`. */
export function caseOf(kind: string, item: AnyCodec): Arbitrary {
  return arbitraryOf(item).map((fields) => ({ kind, ...(fields as object) }));
}
