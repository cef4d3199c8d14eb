/**
 * The canonical encoding (R35): every value has one encoding, every byte string is the encoding of at most one value and is
 * refused without a throw otherwise, the JSON form says the same as the bytes, and no encoding is longer than declared.
 */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TRANSACTIONS } from "../src/model/chain/transactions.ts";
import { decode, encode, type Json, JsonFormError } from "../src/model/encoding/codec.ts";
import { toHex } from "../src/model/encoding/hex.ts";
import { struct } from "../src/model/encoding/objects.ts";
import { bytes, bytes32, count64, fixedBytes, list, text, u8, u16, u32, u64 } from "../src/model/encoding/primitives.ts";
import { eventCodec } from "../src/model/events/events.ts";
import { arbitraryOf, caseOf } from "./arbitraries.ts";
import { type AnyCodec, CODECS, TABLES } from "./declared.ts";
import { runs } from "./runs.ts";

/** Everything that is encoded: exported codecs, records of tables, each kind of payload, each kind of event. */
const SUBJECTS: readonly { readonly at: string; readonly codec: AnyCodec }[] = [
  ...CODECS,
  ...TABLES.map(({ name, value }) => ({ at: `table ${name}`, codec: value })),
  ...Object.entries(TRANSACTIONS).map(([name, { payload }]) => ({ at: `payload ${name}`, codec: payload })),
  ...Object.entries(eventCodec.cases).map(([name, [, codec]]) => ({ at: `event ${name}`, codec })),
];

/** Bytes made from valid ones: a byte changed, some taken away, put in, cut off or put at the end; or nothing but noise. */
function damaged(valid: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> {
  const byte = fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 255 }), fc.constantFrom(0x7f, 0x80, 0xff));
  const some = fc.array(byte, { minLength: 1, maxLength: 6 });
  const edits = fc.tuple(valid, fc.nat(), byte, some, fc.constantFrom("change", "flip", "take", "put", "cut", "append"));
  const edited = edits.map(([base, where, value, extra, edit]) => {
    const at = base.length === 0 ? 0 : where % base.length;
    if (edit === "change") return base.map((old, index) => (index === at ? value : old));
    if (edit === "flip") return base.map((old, index) => (index === at ? old ^ (1 << (value & 7)) : old));
    if (edit === "take") return Uint8Array.from([...base.subarray(0, at), ...base.subarray(at + extra.length)]);
    if (edit === "put") return Uint8Array.from([...base.subarray(0, at), ...extra, ...base.subarray(at)]);
    return edit === "cut" ? base.slice(0, at) : Uint8Array.from([...base, ...extra]);
  });
  return fc.oneof({ weight: 6, arbitrary: edited }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) });
}

/** Whether bytes are refused, or are the one encoding of what they decode to. */
function isCanonicalOrRefused(codec: AnyCodec, candidate: Uint8Array): boolean {
  const decoded = decode(codec, candidate);
  if (!decoded.ok) return decoded.offset >= 0 && decoded.offset <= candidate.length && decoded.reason !== "";
  return isDeepStrictEqual(encode(codec, decoded.value), candidate);
}

const throughText = (json: Json): Json => JSON.parse(JSON.stringify(json));

describe.each(SUBJECTS)("$at", ({ codec }) => {
  const values = arbitraryOf(codec);
  const encodings = values.map((value) => encode(codec, value));

  it("decodes what it encodes, and nothing longer or shorter", () => {
    fc.assert(
      fc.property(values, fc.nat({ max: 255 }), (value, extra) => {
        const encoded = encode(codec, value);
        expect(isDeepStrictEqual(decode(codec, encoded), { ok: true, value })).toBe(true);
        expect(encoded.length).toBeLessThanOrEqual(codec.maxBytes);
        expect(encoded.length).toBeGreaterThanOrEqual(codec.minBytes);
        expect(decode(codec, Uint8Array.from([...encoded, extra])).ok).toBe(false);
        if (encoded.length > 0) expect(decode(codec, encoded.subarray(0, -1)).ok).toBe(false);
      }),
    );
  });

  it("refuses any other bytes, or they are the one encoding of another value", () => {
    fc.assert(fc.property(damaged(encodings), (candidate) => isCanonicalOrRefused(codec, candidate)));
  });

  it("says the same in JSON", () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(isDeepStrictEqual(codec.fromJson(throughText(codec.toJson(value)), ""), value)).toBe(true);
      }),
    );
  });
});

/** JSON that a careless or hostile hand would put in the place of a value. */
const FOREIGN: readonly Json[] = [
  ...[null, true, 0, -1, 1.5, 256, 65_536, 4_294_967_296, 2 ** 53],
  ...["", "0x", "0X00", "00", "-1", "01", "1e3", "0.10", ".5", "1.", "١", " 1", "18446744073709551616", "9007199254740992"],
  ...[`0x${"AB".repeat(32)}`, `0x${"ab".repeat(20)}`, "\ud800", [], {}, [[]], { kind: "toString" }, { __proto__: null, kind: "transfer" }],
];

/** The paths of everything inside a JSON value. */
function pathsOf(json: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof json !== "object" || json === null) return [path];
  return [path, ...Object.entries(json).flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

/** A JSON value with the one at a path replaced. */
function replaced(json: Json, [key, ...rest]: readonly string[], by: Json): Json {
  if (key === undefined) return by;
  if (Array.isArray(json)) return json.map((item: Json, index) => (String(index) === key ? replaced(item, rest, by) : item));
  return Object.fromEntries(Object.entries(json as object).map(([name, item]) => [name, name === key ? replaced(item, rest, by) : item]));
}

/** The value that JSON says, or undefined where it says none: never another throw. */
function readJson(codec: AnyCodec, json: Json): { readonly value: unknown } | undefined {
  try {
    return { value: codec.fromJson(json, "") };
  } catch (error) {
    if (error instanceof JsonFormError) return undefined;
    throw error;
  }
}

/** A value that JSON said has that JSON form, and is the value that its own bytes say. */
function expectOneForm(codec: AnyCodec, value: unknown, json: Json): void {
  expect(codec.toJson(value)).toEqual(json);
  expect(isDeepStrictEqual(decode(codec, encode(codec, value)), { ok: true, value })).toBe(true);
}

describe.each(SUBJECTS)("JSON of $at", ({ codec }) => {
  it("has one form for one value, and refuses every other", () => {
    const foreign = fc.oneof(fc.constantFrom(...FOREIGN), fc.constant("louder" as const), fc.constant("longer" as const));
    fc.assert(
      fc.property(arbitraryOf(codec), fc.nat(), foreign, (value, where, by) => {
        const json = throughText(codec.toJson(value));
        const paths = pathsOf(json);
        const path = paths[where % paths.length]!;
        const old = path.reduce((part, key) => (part as { readonly [key: string]: Json })[key]!, json);
        const loud = typeof old === "string" && by === "louder" ? old.replace(/[a-f]/g, (digit) => digit.toUpperCase()) : by;
        const candidate = replaced(json, path, typeof old === "string" && by === "longer" ? `${old}0` : loud);
        const read = readJson(codec, candidate);
        if (read !== undefined) expectOneForm(codec, read.value, candidate);
      }),
    );
  });

  it("refuses what is of another form altogether, and never throws for it", () => {
    for (const json of FOREIGN) {
      const read = readJson(codec, json);
      if (read !== undefined) expectOneForm(codec, read.value, json);
    }
  });

  it("misses no key and ignores none", () => {
    fc.assert(
      fc.property(arbitraryOf(codec), fc.nat(), (value, which) => {
        const json = throughText(codec.toJson(value));
        if (typeof json !== "object" || json === null || Array.isArray(json)) return;
        expect(readJson(codec, { ...json, stranger: 1 })).toBeUndefined();
        const keys = Object.keys(json);
        if (keys.length === 0) return;
        const gone = keys[which % keys.length]!;
        expect(readJson(codec, Object.fromEntries(Object.entries(json).filter(([key]) => key !== gone)))).toBeUndefined();
      }),
      runs(0.2),
    );
  });
});

describe("limits", () => {
  const item = fixedBytes(2);
  const rows = [
    { name: "bytes", codec: bytes(5) as AnyCodec, full: new Uint8Array(5), over: new Uint8Array(6) },
    { name: "text in bytes, not in letters", codec: text(5) as AnyCodec, full: "ab€", over: "abc€" },
    { name: "list", codec: list(item, 2) as AnyCodec, full: ["0x0102", "0x0304"], over: ["0x0102", "0x0304", "0x0506"] },
  ];

  it.each(rows)("$name: the greatest is taken, one more is refused by every door", ({ codec, full, over }) => {
    const encoded = encode(codec, full);
    expect(encoded.length).toBe(codec.maxBytes);
    expect(decode(codec, encoded)).toEqual({ ok: true, value: full });
    expect(() => encode(codec, over)).toThrow(RangeError);
    expect(readJson(codec, codec.toJson(over))).toBeUndefined();
  });

  it("checks a count against what is left before it reads, whatever the maximum is", () => {
    const huge = Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 0, 0);
    for (const codec of [bytes(2 ** 31), text(2 ** 31), list(item, 2 ** 31)] as AnyCodec[])
      expect(decode(codec, huge)).toMatchObject({ ok: false, offset: 0 });
  });

  it.each([
    ["an array", (encoded: Uint8Array) => encoded],
    ["a view into a larger one", (encoded: Uint8Array) => Uint8Array.of(7, ...encoded, 7).subarray(1, -1)],
    ["what a file is read into", (encoded: Uint8Array) => Buffer.from(encoded)],
  ])("gives values that share no memory with %s that they were read from", (_, held) => {
    const source = held(encode(bytes(4), Uint8Array.of(1, 2)));
    const decoded = decode(bytes(4), source);
    source.fill(9);
    expect(isDeepStrictEqual(decoded, { ok: true, value: Uint8Array.of(1, 2) })).toBe(true);
  });
});

describe("long values", () => {
  const filler = text(600);
  const leaves: readonly { readonly name: string; readonly codec: AnyCodec; readonly value: unknown }[] = [
    { name: "u8", codec: u8, value: 7 },
    { name: "u16", codec: u16, value: 7 },
    { name: "u32", codec: u32, value: 7 },
    { name: "u64", codec: u64, value: 7n },
    { name: "count64", codec: count64, value: 7 },
    { name: "bytes32", codec: bytes32, value: `0x${"07".repeat(32)}` },
    { name: "bytes", codec: bytes(600), value: new Uint8Array(600).fill(7) },
    { name: "text", codec: text(600), value: "7".repeat(600) },
  ];

  it.each(leaves)("$name is written alike wherever the writer has to grow", ({ codec, value }) => {
    const alone = encode(codec, value);
    for (let length = 0; length <= 600; length += 1) {
      const encoded = encode(struct("long", { filler, value: codec }), { filler: "x".repeat(length), value });
      expect(isDeepStrictEqual(encoded.subarray(4 + length), alone)).toBe(true);
    }
  });
});

describe("declarations", () => {
  it("are all found", () => {
    expect(TABLES.length).toBeGreaterThanOrEqual(15);
    expect(CODECS.length).toBeGreaterThanOrEqual(30);
  });

  it("of transactions, tables and events have an arbitrary each", () => {
    for (const { codec } of SUBJECTS) expect(fc.sample(arbitraryOf(codec), 1)).toHaveLength(1);
    for (const [kind, [, codec]] of Object.entries(eventCodec.cases)) expect(fc.sample(caseOf(kind, codec), 1)).toMatchObject([{ kind }]);
  });

  it("use every number of a table and of a transaction once", () => {
    for (const numbers of [TABLES.map(({ number }) => number), Object.values(TRANSACTIONS).map(({ number }) => number)])
      expect(new Set(numbers).size).toBe(numbers.length);
  });
});

describe("hexadecimal", () => {
  it("writes two lower-case digits a byte", () => {
    fc.assert(fc.property(fc.uint8Array(), (value) => toHex(value) === `0x${Buffer.from(value).toString("hex")}`));
  });
});
