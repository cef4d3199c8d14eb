/** The vectors of comparison against a definition of their own, in both orders, and what they cover. */
import { describe, expect, it } from "vitest";
import { definedComparison, definedDistance } from "../../properties/comparison-oracle.ts";
import { compareOf, compareVectors, type GivenComparison } from "../../src/conformance/vectors/compare.ts";
import { decode, JsonFormError } from "../../src/model/encoding/codec.ts";
import { fromHex, type Hex } from "../../src/model/encoding/hex.ts";
import { toleranceFlaw } from "../../src/model/tolerance/flaw.ts";
import { DTYPES, type Output, outputCodec } from "../../src/model/tolerance/output.ts";
import { MEASURED } from "../../src/model/tolerance/premises.ts";
import { type Tolerance, toleranceCodec } from "../../src/model/tolerance/tolerance.ts";

const VECTORS = compareVectors().map(({ about }) => about);

interface Pair {
  readonly tolerance: Tolerance;
  readonly a: Output;
  readonly b: Output;
}

function outputOf(hex: string): Output {
  const decoded = decode(outputCodec, fromHex(hex as Hex));
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.value;
}

function pairOf(given: unknown): Pair {
  const { tolerance, a, b } = given as { tolerance: never; a: string; b: string };
  return { tolerance: toleranceCodec.fromJson(tolerance, ""), a: outputOf(a), b: outputOf(b) };
}

const isOneForm = ({ a, b }: Pair): boolean => a.dtype === b.dtype && a.shape.join() === b.shape.join();

interface Fraction {
  readonly numerator: string;
  readonly denominator: string;
}

describe("vectors of comparison", () => {
  it.each(VECTORS)("$name", ({ given, expected, about }) => {
    const pair = pairOf(given);
    const { comparison, distance } = expected as { comparison: string; distance: "infinite" | Fraction };
    expect(about).toMatch(/: \S.{5,}/);
    expect(toleranceFlaw(pair.tolerance)).toBeUndefined();
    expect(compareOf(given)).toEqual(expected);
    expect(compareOf(given, true)).toEqual(expected);
    if (!isOneForm(pair)) {
      expect([comparison, distance]).toEqual(["fault", "infinite"]);
      return;
    }
    expect(comparison).toBe(definedComparison(pair.tolerance, pair.a, pair.b));
    const defined = definedDistance(pair.tolerance, pair.a, pair.b);
    if (defined === undefined) expect(distance).toBe("infinite");
    else {
      const { numerator, denominator } = distance as Fraction;
      expect(BigInt(numerator) * defined.under).toBe(defined.over * BigInt(denominator));
    }
  });

  it("have distances in lowest terms", () => {
    const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisor(b, a % b));
    for (const { name, expected } of VECTORS) {
      const { distance } = expected as { distance: "infinite" | Fraction };
      if (distance !== "infinite") expect(divisor(BigInt(distance.numerator), BigInt(distance.denominator)), name).toBe(1n);
    }
  });

  it("are of every comparator with every element type that it measures, and one that it does not", () => {
    const seen = new Set(
      VECTORS.flatMap(({ given }) => {
        const pair = pairOf(given);
        return isOneForm(pair) ? [`${pair.tolerance.kind} ${pair.a.dtype}`] : [];
      }),
    );
    for (const [kind, measured] of Object.entries(MEASURED)) {
      const dtypes = kind === "bytes" ? Object.keys(DTYPES) : measured;
      for (const dtype of dtypes) expect(seen).toContain(`${kind} ${dtype}`);
      if (kind !== "bytes") expect([...seen].some((name) => name.startsWith(`${kind} `) && !dtypes.includes(name.split(" ")[1] as never))).toBe(true);
    }
  });

  it("come to every word under every comparator, and to an infinite distance", () => {
    for (const kind of Object.keys(MEASURED)) {
      const of = VECTORS.filter(({ given }) => pairOf(given).tolerance.kind === kind);
      const words = kind === "bytes" ? ["agree", "fault"] : ["agree", "band", "fault"];
      expect([...new Set(of.map(({ expected }) => expected["comparison"]))].sort()).toEqual(words);
      expect(of.map(({ expected }) => expected["distance"])).toContain("infinite");
    }
  });

  it("are said by small outputs", () => {
    for (const { given } of VECTORS) for (const output of [pairOf(given).a, pairOf(given).b]) expect(output.data.length).toBeLessThanOrEqual(64);
  });

  it("are refused where what they are given is no output or no tolerance", () => {
    const given = VECTORS[0]!.given as unknown as GivenComparison;
    for (const wrong of [{ a: "0x" }, { b: "0x02" }, { a: "abc" }, { a: 1 }, { tolerance: { kind: "none" } }, { tolerance: null }])
      expect(() => compareOf({ ...given, ...wrong })).toThrow(JsonFormError);
  });
});
