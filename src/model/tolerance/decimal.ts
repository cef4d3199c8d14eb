import type { Codec } from "../encoding/codec.ts";
import { JsonFormError } from "../encoding/codec.ts";
import { struct } from "../encoding/objects.ts";
import { refined, u8, u64 } from "../encoding/primitives.ts";

/** A non-negative decimal fraction, coefficient × 10^−exponent, exactly as it was written. */
export interface Decimal {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const MAX_EXPONENT = 40;

/** No number that fits is written with more characters. */
const TEXT_MAX = 64;

const raw = refined(struct("decimal", { coefficient: u64, exponent: u8 }) as Codec<Decimal>, "decimal", ({ coefficient, exponent }) => {
  if (exponent > MAX_EXPONENT) return `exponent ${exponent}, at most ${MAX_EXPONENT} allowed`;
  if (exponent > 0 && coefficient % 10n === 0n) return "a decimal is written without zeros at its end";
  return undefined;
});

/** Reads `0.000004`, `4e-6`, `12`; undefined where the text is no such number or does not fit. */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > TEXT_MAX) return undefined;
  const match = /^([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,3}))?$/.exec(text);
  if (match === null) return undefined;
  let coefficient = BigInt(match[1]! + (match[2] ?? ""));
  let exponent = (match[2]?.length ?? 0) - Number(match[3] ?? 0);
  while (exponent < 0) {
    coefficient *= 10n;
    exponent += 1;
  }
  while (exponent > 0 && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent -= 1;
  }
  return exponent <= MAX_EXPONENT && coefficient < 2n ** 64n ? { coefficient, exponent } : undefined;
}

/** The plain form, without exponent: `0.000004`. */
export function formatDecimal({ coefficient, exponent }: Decimal): string {
  const digits = coefficient.toString().padStart(exponent + 1, "0");
  return exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** Nine bytes, coefficient then exponent; one encoding per value. JSON: the plain form as a string. */
export const decimal: Codec<Decimal> = {
  ...raw,
  toJson: formatDecimal,
  fromJson(json, path) {
    const value = typeof json === "string" ? parseDecimal(json) : undefined;
    if (value === undefined || formatDecimal(value) !== json) throw new JsonFormError("a plain decimal string such as 0.000004 wanted", path);
    return value;
  },
};

/** Compares two decimals: negative, zero or positive. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const left = a.coefficient * 10n ** BigInt(b.exponent);
  const right = b.coefficient * 10n ** BigInt(a.exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}
