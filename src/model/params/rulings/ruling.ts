import type { ParameterName } from "../parameters.ts";

/** A point that LP-0035 leaves open, the default that the reference takes, and the variants that run today. */
export interface Ruling {
  readonly question: string;
  /** What the default does, in a sentence. */
  readonly default: string;
  /** Variants that can be switched on: name → what it does instead. Only those that work are here. */
  readonly variants: { readonly [name: string]: string };
  /** The numbers by which the ruling varies as well, or instead. */
  readonly numbers?: readonly ParameterName[];
  /** What LP-0035 says about it, or "silent". */
  readonly lp: string;
  /** Whether the default is in force in this version; where not, what is missing. */
  readonly missing?: string;
}

/** What a ruling may have beside its question, its default and the LP's words. */
interface More<V> {
  readonly variants?: V;
  readonly numbers?: readonly ParameterName[];
  readonly missing?: string;
}

/** A row of the table; the names of its variants stay in its type. */
export function ruling<const V extends Ruling["variants"] = Record<never, string>>(
  question: string,
  standard: string,
  lp: string,
  more: More<V> = {},
): Ruling & { readonly variants: V } {
  const { variants = {} as V, ...rest } = more;
  return { question, default: standard, lp, variants, ...rest };
}
