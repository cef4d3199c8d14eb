/** What a row of the table of attacks is, and the few words that rows are written in. */
import type { Item, TeeCode } from "../../../src/model/tee/codes.ts";
import type { Judgement, Policy } from "../../../src/model/tee/evidence.ts";
import { type Changes, changed, type Platform, platformOf, QUOTE_KINDS, type QuoteKind } from "../../../src/sim/platform/description.ts";
import { evidenceOf, type Made, type Makings } from "../../../src/sim/platform/evidence.ts";
import { type Key, keyFor, type P256Signers, realSigners } from "../../../src/sim/platform/keys.ts";
import type { Making } from "../../../src/sim/platform/making.ts";

/** The families of tee-rules, in their order, and behind them the rules that name no family. */
export const FAMILIES = [
  "QE Identity unsigned or not compared",
  "attestation key swapped and quote re-signed",
  "QE report data's upper half non-zero",
  "key hashed with an 04 prefix",
  "CRL empty, garbage, wrong signature, expired, of the other CA, or an outsider's that lists a victim's serial",
  "revoked leaf, CA, signer",
  "not yet valid, no longer valid, for each item",
  "time that is no integer",
  "other FMSPC, other PCE id",
  "SGX collateral for TDX and the reverse",
  "JSON re-serialised",
  "duplicate keys, wrong types, out of range, 15 or 17 components",
  "unsorted levels",
  "PCESVN byte order",
  "SGX components ignored for TDX",
  "components 0, 1 compared with a newer module",
  "module status replacing the platform's",
  "decimal module id",
  "MRSIGNERSEAM, SEAMATTRIBUTES mismatch",
  "Revoked lost in the merge",
  "date without the module's",
  "debug",
  "SEPT_VE_DISABLE = 0, reserved bits, service TD, XFAM",
  "trailing bytes, padding inside an enlarged auth length",
  "outer type not 6",
  "v5 body type or size against TEE type",
  "unknown version, key type, QE vendor",
  "truncation at every length field",
  "r or s zero or ≥ n, key off the curve",
  "chain reversed, root missing, root twice, extra certificate",
  "foreign root of the same name",
  "CA as leaf, leaf as CA, TCB signer as PCK",
  "evaluation number below the minimum, older collateral replayed",
  "report data for another chain, provider, output, time, or compared on a prefix only",
  "certificates and lists that are not DER of the profile",
  "PEM that is more than a chain",
  "signatures, one by one",
  "chain beside the quote",
  "levels that are too low, statuses and relaunch",
  "policy: statuses, advisories, grace, measurements, denials",
] as const;

/** See `FAMILIES`. */
export type Family = (typeof FAMILIES)[number];

/** How evidence and judgement differ from those of a platform on which all is well. */
export interface Setting {
  readonly changes?: (platform: Platform) => Changes;
  readonly makings?: (platform: Platform) => Makings;
  readonly policy?: (platform: Platform) => Partial<Policy>;
  /** Unix seconds, in the place of the platform's time. */
  readonly at?: (platform: Platform) => number;
  /** A chain given beside the quote. */
  readonly chain?: (made: Made) => readonly Uint8Array[];
}

/** One thing wrong: refused with this code about this item; its twin, without that thing, is accepted. */
export interface Row {
  readonly family: Family;
  /** One sentence: what is wrong. */
  readonly what: string;
  readonly code: TeeCode;
  readonly item: Item;
  /** The quotes for which it makes sense. */
  readonly on: readonly QuoteKind[];
  readonly wrong: Setting;
  readonly twin: Setting;
}

/** Evidence with what it is judged by. */
export interface Play {
  readonly made: Made;
  readonly judgement: Judgement;
  /** Differences from the default policy. */
  readonly policy: Partial<Policy>;
}

/** A setting played on a quote of a kind, with real signatures or others. */
export function played(kind: QuoteKind, setting: Setting, signers: P256Signers = realSigners): Play {
  const usual = platformOf(kind, { signers });
  const platform = setting.changes === undefined ? usual : changed(usual, setting.changes(usual));
  const made = evidenceOf(platform, setting.makings?.(platform) ?? {});
  const chain = setting.chain?.(made);
  return {
    made,
    judgement: { at: setting.at === undefined ? platform.at : setting.at(platform), ...(chain === undefined ? {} : { pckChain: chain }) },
    policy: setting.policy?.(platform) ?? {},
  };
}

export const ALL = QUOTE_KINDS;
export const SGX = QUOTE_KINDS.filter((kind) => kind.startsWith("sgx"));
export const TDX = QUOTE_KINDS.filter((kind) => kind.startsWith("tdx"));
export const SINCE_V4 = QUOTE_KINDS.filter((kind) => !kind.includes("v3"));
export const V5 = QUOTE_KINDS.filter((kind) => kind.includes("v5"));
export const V3: readonly QuoteKind[] = ["sgx-v3"];
export const TD15: readonly QuoteKind[] = ["tdx-v5-1.5"];

const WELL: Setting = {};

/** Rows of one family. */
export function rowsOf(family: Family): {
  readonly rows: Row[];
  /** Adds a row; on quotes of every kind where none are named, with a twin on which all is well where none is given. */
  readonly row: (
    what: string,
    refused: readonly [code: TeeCode, item: Item],
    wrong: Setting,
    rest?: { on?: readonly QuoteKind[]; twin?: Setting },
  ) => void;
} {
  const rows: Row[] = [];
  return {
    rows,
    row(what, [code, item], wrong, { on = ALL, twin = WELL } = {}) {
      rows.push({ family, what, code, item, on, wrong, twin });
    },
  };
}

/** A key that nobody vouches for. */
export const outsider = ({ signers }: Pick<Platform, "signers">): Key => keyFor("outsider", "key", signers);

/** Bytes with one of them another. */
export function flipped(bytes: Uint8Array, at: number, mask = 1): Uint8Array {
  const other = bytes.slice();
  const index = at < 0 ? bytes.length + at : at;
  other[index] = other[index]! ^ mask;
  return other;
}

/** Bytes with others put at a place. */
export function patched(bytes: Uint8Array, at: number, put: ArrayLike<number>): Uint8Array {
  const other = bytes.slice();
  other.set(put, at);
  return other;
}

export const joined = (...parts: readonly ArrayLike<number>[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => Array.from(part)));

export const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Makings of one item. */
export const making =
  <K extends Exclude<keyof Makings, "quote" | "evidence">>(item: K, how: NonNullable<Makings[K]>): (() => Makings) =>
  () => ({ [item]: how });

/** Makings of one item that an outsider signs. */
export const foreign =
  <K extends Exclude<keyof Makings, "quote" | "evidence">>(item: K, how?: Makings[K]): ((platform: Platform) => Makings) =>
  (platform) => ({ [item]: { ...how, signedBy: outsider(platform) } });

/** A making that replaces a piece of JSON text before it is signed. Throws where the text is not there: the row would say nothing. */
export function texts<T>(from: string | RegExp, to: string): Making<T> {
  return {
    before(bytes) {
      const text = textOf(bytes);
      const other = text.replace(from, to);
      if (other === text) throw new Error(`nothing to replace: ${from}`);
      return ascii(other);
    },
  };
}

/** What a setting touches on a quote of a kind, as words: two settings that share none can be put together. */
function touched({ changes, makings, policy, at, chain }: Setting, kind: QuoteKind): readonly string[] {
  const platform = platformOf(kind);
  const words = (object: object, prefix: string): string[] => Object.keys(object).map((key) => `${prefix}${key}`);
  const made = makings?.(platform) ?? {};
  return [
    ...words(changes?.(platform) ?? {}, ""),
    ...words(made, "").filter((word) => word !== "quote"),
    ...words(made.quote ?? {}, "quote."),
    ...words(policy?.(platform) ?? {}, "policy."),
    ...(at === undefined ? [] : ["at"]),
    ...(chain === undefined ? [] : ["chain"]),
  ];
}

/** Two settings at once; undefined where they touch the same. */
export function together(one: Setting, other: Setting, kind: QuoteKind): Setting | undefined {
  const words = new Set(touched(one, kind));
  if (touched(other, kind).some((word) => words.has(word))) return undefined;
  const at = one.at ?? other.at;
  const chain = one.chain ?? other.chain;
  return {
    changes: (platform) => ({ ...one.changes?.(platform), ...other.changes?.(platform) }),
    makings(platform) {
      const [first, second] = [one.makings?.(platform) ?? {}, other.makings?.(platform) ?? {}];
      return { ...first, ...second, quote: { ...first.quote, ...second.quote } };
    },
    policy: (platform) => ({ ...one.policy?.(platform), ...other.policy?.(platform) }),
    ...(at === undefined ? {} : { at }),
    ...(chain === undefined ? {} : { chain }),
  };
}
