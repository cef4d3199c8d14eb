import { LUX } from "../model/params/parameters.ts";
import { type Micros, SECOND } from "./kernel/kernel.ts";

/** `100 LUX`, `0.5 LUX`, `250 nLUX`: the pattern of the JSON Schema. */
export const AMOUNT_PATTERN = /^[0-9]+(\.[0-9]{1,9})? LUX$|^[0-9]+ nLUX$/;

/** `600 blocks`, `1 block`. */
export const BLOCKS_PATTERN = /^[0-9]+ blocks?$/;

/** `20 s`, `200 ms`, `1.5 s`. */
export const TIME_PATTERN = /^[0-9]+(\.[0-9]{1,3})? (s|ms)$/;

/** nLUX of an amount that matches `AMOUNT_PATTERN`. */
export function parseAmount(text: string): bigint {
  const [number, unit] = text.split(" ") as [string, string];
  if (unit === "nLUX") return BigInt(number);
  const [whole, fraction = ""] = number.split(".") as [string, string?];
  return BigInt(whole) * LUX + BigInt(fraction.padEnd(9, "0"));
}

/** Blocks of a duration that matches `BLOCKS_PATTERN`. */
export function parseBlocks(text: string): number {
  return Number(text.split(" ")[0]);
}

/** Virtual microseconds of a duration that matches `TIME_PATTERN`. */
export function parseTime(text: string): Micros {
  const [number, unit] = text.split(" ") as [string, string];
  const [whole, fraction = ""] = number.split(".") as [string, string?];
  const thousandths = Number(whole) * 1000 + Number(fraction.padEnd(3, "0"));
  return unit === "s" ? thousandths * (SECOND / 1000) : thousandths;
}

/** nLUX as LUX with its unit, without zeros at the end: `14.4 LUX`. */
export function formatAmount(nanoLux: bigint): string {
  const sign = nanoLux < 0n ? "-" : "";
  const magnitude = nanoLux < 0n ? -nanoLux : nanoLux;
  const fraction = (magnitude % LUX).toString().padStart(9, "0").replace(/0+$/, "");
  return `${sign}${magnitude / LUX}${fraction === "" ? "" : `.${fraction}`} LUX`;
}

/** Unix seconds in RFC 3339, UTC, by the proleptic Gregorian calendar (Hinnant, “chrono-compatible date algorithms”). */
export function formatTime(unixSeconds: number): string {
  const days = Math.floor(unixSeconds / 86_400);
  const rest = unixSeconds - days * 86_400;
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthIndex = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthIndex + 2) / 5) + 1;
  const month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const two = (value: number): string => value.toString().padStart(2, "0");
  const clock = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60].map(two).join(":");
  return `${year.toString().padStart(4, "0")}-${two(month)}-${two(day)}T${clock}Z`;
}
