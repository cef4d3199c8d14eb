import type { Decimals } from "../sim/run/record.ts";
import { html, type Markup } from "./markup.ts";
import { groupDigits } from "./numbers.ts";

/** Decimals of one LUX in nLUX (R01). */
const PLACES = 9;

/** nLUX as LUX with the unit, every digit that counts and none more: `100 LUX`, `14.4 LUX`, `-0.0021 LUX`. What is no whole number comes back as it is. */
export function lux(amount: Decimals | bigint): string {
  const [, sign, digits] = /^(-?)0*(\d+)$/.exec(String(amount)) ?? [];
  if (digits === undefined) return String(amount);
  const padded = digits.padStart(PLACES + 1, "0");
  const fraction = padded.slice(-PLACES).replace(/0+$/, "");
  const isZero = /^0*$/.test(digits);
  return `${isZero ? "" : sign}${groupDigits(padded.slice(0, -PLACES))}${fraction === "" ? "" : `.${fraction}`} LUX`;
}

/** The exact amount in nLUX, as a title says it. */
export function exactly(amount: Decimals | bigint): string {
  const text = String(amount);
  return text === "-0" ? "0 nLUX" : `${text} nLUX`;
}

/** An amount for people, the exact one in its title. A gain or a loss can be told from its class too. */
export function money(amount: Decimals | bigint): Markup {
  const text = lux(amount);
  const kind = text.startsWith("-") ? "money loss" : text === "0 LUX" ? "money zero" : "money";
  return html`<span class="${kind}" title="${exactly(amount)}">${text}</span>`;
}

/** A change of money: as `money`, a gain with its sign. */
export function moneyChange(amount: Decimals | bigint): Markup {
  const text = lux(amount);
  if (text.startsWith("-") || text === "0 LUX") return money(amount);
  return html`<span class="money gain" title="${exactly(amount)}">+${text}</span>`;
}

/** The sum of amounts. */
export function sumOf(amounts: readonly (Decimals | bigint)[]): bigint {
  return amounts.reduce((sum: bigint, amount) => sum + BigInt(amount), 0n);
}

/** nLUX as a number of LUX, for a chart only. */
export function luxNumber(amount: bigint): number {
  return Number(amount) / 1e9;
}
