/** Digits with a comma before every third from the right. No locale has a say in it. */
export function groupDigits(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A whole number (or its decimal digits), grouped. Anything else comes back as it is. */
export function whole(value: number | bigint | string): string {
  const [, sign, digits] = /^(-?)(\d+)$/.exec(String(value)) ?? [];
  return digits === undefined ? String(value) : `${sign}${groupDigits(digits)}`;
}

/** `1 case`, `2 cases`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** A number with at most `digits` decimals, trailing zeros trimmed. */
export function decimals(value: number, digits: number): string {
  const text = value.toFixed(digits);
  const trimmed = digits === 0 ? text : text.replace(/\.?0+$/, "");
  return trimmed === "-0" ? "0" : trimmed;
}

/** A share of a whole in per cent with one decimal, cut and not rounded: `100%` is said of the whole only. */
export function percent(part: bigint, total: bigint): string {
  if (total === 0n) return "–";
  const tenths = (part * 1000n) / total;
  if (tenths === 0n && part > 0n) return "< 0.1%";
  return `${tenths / 10n}.${(tenths < 0n ? -tenths : tenths) % 10n}%`.replace(".0%", "%");
}
