/** Laws of the strict readers: JSON against JSON.parse, base64 against Buffer, times against Date, DER against a writer of its own. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cursorOf, takeNumber, takeTime, takeUnsigned } from "../src/model/tee/der.ts";
import { type Parsed, parsed } from "../src/model/tee/flaw.ts";
import { type JsonValue, jsonOf, memberBytes, parseJson } from "../src/model/tee/json.ts";
import { certificatesOf } from "../src/model/tee/pcs.ts";
import { pemBlocks } from "../src/model/tee/pem.ts";
import { formatRfc3339, parseRfc3339 } from "../src/model/tee/time.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const codeOf = (result: Parsed<unknown>): string | null => (result.ok ? null : result.flaw.code);

/** A value as JSON.parse gives it. */
function plain(value: JsonValue): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item as JsonValue)]));
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" && value !== null && "literal" in value ? Number(value.literal) : value;
}

function accepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("the JSON reader", () => {
  it("reads what JSON.stringify writes, with space and without", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6, noUnicodeString: false }), fc.constantFrom(undefined, 1, "\t"), (text, space) => {
        const spaced = JSON.stringify(JSON.parse(text), undefined, space);
        if (!spaced.isWellFormed() || /\\ud[89a-f]/i.test(spaced)) return;
        expect(plain(jsonOf(utf8(spaced)))).toEqual(JSON.parse(spaced));
      }),
    );
  });

  it("accepts nothing that JSON.parse refuses, of texts one edit away", () => {
    const edit = fc.tuple(
      fc.nat(),
      fc.constantFrom("", " ", '"', ",", ":", "{", "}", "[", "]", "0", "-", ".", "e", "\\", "\u0001", "t", "é"),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), edit, (text, [place, piece, replaces]) => {
        const at = place % (text.length + 1);
        const edited = text.slice(0, at) + piece + text.slice(at + (replaces ? 1 : 0));
        const result = parseJson(utf8(edited));
        if (result.ok) expect(accepts(edited)).toBe(true);
        else if (accepts(edited))
          expect(["JSON_DUPLICATE_KEY", "half of a surrogate pair"]).toContain(
            result.flaw.code === "JSON_MALFORMED" ? result.flaw.reason : result.flaw.code,
          );
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["", "JSON_MALFORMED", 0],
    ["{} x", "JSON_MALFORMED", 3],
    ['{"a":1,"a":2}', "JSON_DUPLICATE_KEY", 7],
    ['{"a":{"b":1,"\\u0062":2}}', "JSON_DUPLICATE_KEY", 12],
    ['{"é":1,}', "JSON_MALFORMED", 8],
    ["[01]", "JSON_MALFORMED", 2],
    ["[1.]", "JSON_MALFORMED", 2],
    ["\ufeff{}", "JSON_MALFORMED", 0],
    ['"\\ud800"', "JSON_MALFORMED", 0],
    ["[".repeat(40), "JSON_MALFORMED", 33],
    ["'a'", "JSON_MALFORMED", 0],
    ["NaN", "JSON_MALFORMED", 0],
    ["{a:1}", "JSON_MALFORMED", 1],
    ["[1,]", "JSON_MALFORMED", 3],
    ["/**/1", "JSON_MALFORMED", 0],
  ])("refuses %j", (text, code, offset) => {
    expect(parseJson(utf8(text))).toMatchObject({ ok: false, flaw: { code, offset } });
  });

  it("takes no number for an integer that is not written as one, or that a double does not hold", () => {
    for (const text of ["1.0", "1e2", "-0", "9007199254740993"]) expect(jsonOf(utf8(text))).toEqual({ literal: text });
    for (const text of ["0", "-1", "9007199254740991"]) expect(jsonOf(utf8(text))).toBe(Number(text));
  });

  it("refuses bytes that are no UTF-8", () => {
    expect(parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toMatchObject({ ok: false, flaw: { code: "JSON_MALFORMED" } });
  });

  it("cuts the exact bytes of a member out of an envelope", () => {
    fc.assert(
      fc.property(fc.json(), fc.string({ unit: "grapheme" }), fc.constantFrom("", " ", "\n\t"), (inner, other, space) => {
        if (!inner.isWellFormed() || !other.isWellFormed() || /\\ud[89a-f]/i.test(inner)) return;
        const text = `{"x${JSON.stringify(other).slice(1)}:[1]${space},${space}"tcbInfo"${space}:${space}${inner}${space},"signature":"00"}`;
        expect(Buffer.from(memberBytes(utf8(text), "tcbInfo").value!).toString("utf8")).toBe(inner);
      }),
    );
  });
});

describe("times", () => {
  it("are those of the calendar", () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }), (seconds) => {
        const text = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
        expect([formatRfc3339(seconds), parseRfc3339(text)]).toEqual([text, seconds]);
      }),
    );
  });

  it.each([
    "2025-02-29T00:00:00Z",
    "2025-13-01T00:00:00Z",
    "2025-01-01T24:00:00Z",
    "2025-01-01T00:00:60Z",
    "2025-01-01T00:00:00+00:00",
    "2025-01-01 00:00:00Z",
    "2025-01-01T00:00:00.0Z",
    "2025-1-1T0:0:0Z",
    "2025-00-10T00:00:00Z",
  ])("%s is none", (text) => expect(parseRfc3339(text)).toBeUndefined());

  const time = (tag: number, text: string): Parsed<number> =>
    parsed(() => takeTime(cursorOf(Uint8Array.of(tag, text.length, ...utf8(text))), "a time"));
  it.each([
    [0x17, "491231235959Z", Date.UTC(2049, 11, 31, 23, 59, 59) / 1000],
    [0x17, "500101000000Z", Date.UTC(1950, 0, 1) / 1000],
    [0x18, "20500101000000Z", Date.UTC(2050, 0, 1) / 1000],
    [0x18, "99991231235959Z", 253_402_300_799],
    [0x18, "20491231235959Z", "DER_TIME"],
    [0x17, "2501010000Z", "DER_TIME"],
    [0x17, "250101000000+0000", "DER_TIME"],
    [0x17, "250230000000Z", "DER_TIME"],
    [0x17, "25010100000aZ", "DER_TIME"],
    [0x18, "20500101000000.5Z", "DER_TIME"],
    [0x16, "250101000000Z", "DER_UNEXPECTED"],
  ])("ASN.1 tag %i, %s", (tag, text, expected) => {
    const result = time(tag, text);
    expect(result.ok ? result.value : result.flaw.code).toBe(expected);
  });
});

describe("DER", () => {
  /** The shortest form of a number. */
  function integer(value: bigint): readonly number[] {
    const digits = value.toString(16);
    const bytes = [...Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex")];
    const content = bytes[0]! >= 0x80 ? [0, ...bytes] : bytes;
    return [2, content.length, ...content];
  }
  const number = (bytes: readonly number[], max = 2 ** 31 - 1): Parsed<number> =>
    parsed(() => takeNumber(cursorOf(Uint8Array.from(bytes)), "n", max));

  it("reads integers in their one form, and no others", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (value) => {
        const bytes = integer(BigInt(value));
        expect(number(bytes)).toEqual({ ok: true, value });
        expect(codeOf(number([2, bytes[1]! + 1, 0, ...bytes.slice(2)]))).toBe("DER_INTEGER");
        expect(codeOf(number([2, 0x81, ...bytes.slice(1)]))).toBe("DER_LENGTH");
        expect(codeOf(number(bytes.slice(0, -1)))).toBe("DER_TRUNCATED");
        if (value > 0) expect(codeOf(number(bytes, value - 1))).toBe("DER_INTEGER");
      }),
    );
    expect(codeOf(number([2, 1, 0x80]))).toBe("DER_INTEGER");
    expect(codeOf(number([2, 0]))).toBe("DER_INTEGER");
    expect(codeOf(number([2, 0x80, 1, 0, 0]))).toBe("DER_LENGTH");
    expect(codeOf(number([2, 0x85, 0, 0, 0, 0, 1, 1]))).toBe("DER_LENGTH");
    expect(codeOf(number([2, 0x82, 0, 1, 1]))).toBe("DER_LENGTH");
    expect(codeOf(number([2, 0x84, 0xff, 0xff, 0xff, 0xff, 1]))).toBe("DER_TRUNCATED");
    expect(codeOf(number([2]))).toBe("DER_TRUNCATED");
    expect(codeOf(number([]))).toBe("DER_UNEXPECTED");
    expect(codeOf(parsed(() => takeUnsigned(cursorOf(Uint8Array.of(2, 2, 0, 0x7f)), "n")))).toBe("DER_INTEGER");
  });
});

describe("PEM", () => {
  const LABEL = "CERTIFICATE";
  function pem(der: Uint8Array, end = "\n", width = 64): string {
    const lines = Buffer.from(der)
      .toString("base64")
      .match(new RegExp(`.{1,${width}}`, "g"))!;
    return [`-----BEGIN ${LABEL}-----`, ...lines, `-----END ${LABEL}-----`, ""].join(end);
  }
  const read = (text: string): Parsed<readonly Uint8Array[]> => parsed(() => pemBlocks(utf8(text), 0, utf8(text).length, LABEL, 3));
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });

  it("reads what it is made of", () => {
    fc.assert(
      fc.property(
        fc.array(bytes, { minLength: 1, maxLength: 3 }),
        fc.constantFrom("\n", "\r\n"),
        fc.constantFrom("", "\0"),
        fc.constantFrom(64, 76),
        (list, end, nul, width) => {
          expect(read(list.map((der) => pem(der, end, width)).join("") + nul)).toEqual({ ok: true, value: list.map((der) => new Uint8Array(der)) });
        },
      ),
    );
  });

  it("reads nothing that has one character more, less, or another", () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.constantFrom("", " ", "\n", "=", "A", "-", "\0", "!"), fc.boolean(), (der, place, piece, replaces) => {
        const text = pem(der);
        const at = place % text.length;
        const edited = text.slice(0, at) + piece + text.slice(at + (replaces ? 1 : 0));
        const result = read(edited);
        if (result.ok && Buffer.from(result.value[0]!).equals(Buffer.from(der)))
          expect([text, text.slice(0, -1), `${text}\0`, text.replace(/\n$/, "\0")]).toContain(edited);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["text before", (text: string) => `x\n${text}`],
    ["text between", (text: string) => `${text}x\n${text}`],
    ["text after", (text: string) => `${text}x`],
    ["an empty line between", (text: string) => `${text}\n${text}`],
    ["two NULs", (text: string) => `${text}\0\0`],
    ["nothing", () => ""],
    ["another label", (text: string) => text.replaceAll("CERTIFICATE", "X509 CRL")],
  ])("refuses %s", (_, make) => {
    expect(codeOf(read(make(pem(Uint8Array.of(1, 2, 3)))))).toBe("PEM_MALFORMED");
  });

  it("refuses a fourth block, bits over, padding inside", () => {
    const text = pem(Uint8Array.of(1, 2, 3));
    expect(codeOf(read(text.repeat(4)))).toBe("CHAIN_LENGTH");
    const block = (base64: string): string => `-----BEGIN ${LABEL}-----\n${base64}\n-----END ${LABEL}-----\n`;
    for (const base64 of ["AR==", "AAF=", "A===", "AA=A", "AAAAA", "====", "AAAA=", "AA==AAAA"])
      expect(codeOf(read(block(base64)))).toBe("PEM_MALFORMED");
    expect(read(block("AQ=="))).toEqual({ ok: true, value: [Uint8Array.of(1)] });
  });

  it("reads a percent-encoded chain, as the headers of PCS have it", () => {
    const der = Uint8Array.from({ length: 100 }, (_, index) => index);
    expect(certificatesOf(utf8(encodeURIComponent(pem(der) + pem(der))))).toEqual({ ok: true, value: [der, der] });
  });
});
