import { decimals, groupDigits } from "./numbers.ts";

/** Round values within a range, and how far apart they are. */
export interface Ticks {
  readonly values: readonly number[];
  readonly step: number;
}

/** The least of 1, 2 and 5 times a power of ten that is at or over `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const multiple = [1, 2, 5, 10].find((factor) => factor * power >= least * 0.999_999)!;
  return multiple * power;
}

/** Multiples of a round step within [from, to], about `wanted` of them; steps are whole where `isWhole`. */
export function ticks(from: number, to: number, wanted: number, isWhole = false): Ticks {
  const span = to - from;
  if (!(span > 0)) return { values: [from], step: 1 };
  const step = isWhole ? Math.max(1, roundStep(span / wanted)) : roundStep(span / wanted);
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  const values = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { values, step };
}

/** A tick's text: as many decimals as its step has, thousands grouped. */
export function tickText(value: number, step: number): string {
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const [, sign, whole, fraction] = /^(-?)(\d+)(\.\d+)?$/.exec(decimals(value, places)) ?? [];
  return whole === undefined ? decimals(value, places) : `${sign === "-" ? "−" : ""}${groupDigits(whole)}${fraction ?? ""}`;
}
