import { CODES } from "../../model/errors/codes.ts";
import { WARP_CODES } from "../../model/errors/warp-codes.ts";
import { SLASH_CAUSES } from "../../model/events/events.ts";
import { TEE_CODES } from "../../model/tee/codes.ts";
import { BEHAVIOURS } from "../agents/behaviours.ts";
import { AMOUNT_PATTERN, BLOCKS_PATTERN, parseAmount, parseBlocks } from "../units.ts";
import { suggest } from "./problems.ts";
import type { Expectation } from "./schema.ts";

/** An expectation of the scenario, judged. `held` is null where the run stopped before its end. */
export interface JudgedExpectation {
  readonly path: string;
  readonly op: "eq" | "lte" | "gte" | "between";
  readonly value: unknown;
  readonly got: unknown;
  readonly held: boolean | null;
  readonly because: string;
  /** Line of the scenario file. */
  readonly line: number;
}

/** A path into a run's record that leads nowhere. */
export class PathError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "PathError";
  }
}

const STEP = /^([A-Za-z_][A-Za-z0-9_-]*)?((?:\[[^\]]+\])*)$/;

/** Splits `slashes[provider=cheat].amount` into steps; dots inside brackets stay. */
function stepsOf(path: string): { name: string; selectors: string[] }[] {
  return path.split(/\.(?![^[]*\])/).map((part) => {
    const match = STEP.exec(part);
    if (match === null || part === "") throw new PathError(`“${part}” is no step of a path`);
    return { name: match[1] ?? "", selectors: [...(match[2] ?? "").matchAll(/\[([^\]]+)\]/g)].map((found) => found[1]!) };
  });
}

const isDigits = (value: unknown): value is string => typeof value === "string" && /^-?[0-9]+$/.test(value);

function toNumber(value: unknown, what: string): bigint {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  if (isDigits(value)) return BigInt(value);
  throw new PathError(`${what} needs whole numbers, there is ${JSON.stringify(value)}`);
}

const AGGREGATES: { readonly [name: string]: (items: readonly unknown[]) => unknown } = {
  count: (items) => items.length,
  sum: (items) => String(items.reduce<bigint>((total, item) => total + toNumber(item, "sum"), 0n)),
  min: (items) => extreme(items, "min", (a, b) => a < b),
  max: (items) => extreme(items, "max", (a, b) => a > b),
};

function extreme(items: readonly unknown[], what: string, isBetter: (a: bigint, b: bigint) => boolean): string {
  if (items.length === 0) throw new PathError(`${what} of nothing`);
  return String(items.map((item) => toNumber(item, what)).reduce((best, item) => (isBetter(item, best) ? item : best)));
}

/** As much of a run's record as filters are checked against. */
interface Known {
  readonly agents?: readonly { readonly id: string; readonly behaviour: string }[];
}

/** What the key of a filter may be, and its values where they are known: a misspelt filter must not pass for an empty list. */
function checkFilter(list: string, key: string, wanted: string, { agents }: Known): void {
  const ids = agents?.map(({ id }) => id);
  const behaviours = agents && ["registrar", ...BEHAVIOURS.map(({ name }) => name), ...agents.map(({ behaviour }) => behaviour)];
  const keys: { readonly [list: string]: { readonly [key: string]: readonly string[] | undefined } } = {
    slashes: { provider: ids, cause: SLASH_CAUSES, address: undefined, amount: undefined, height: undefined, case: undefined },
    agents: {
      id: ids,
      behaviour: behaviours,
      address: undefined,
      profit: undefined,
      stake: undefined,
      attested: undefined,
      struck: undefined,
      slashed: undefined,
      harm: undefined,
    },
    consumers: {
      ...{ id: ids, behaviour: behaviours, asked: undefined, accepted: undefined, refused: undefined, relied: undefined },
      ...{ paid: undefined, lost: undefined, undecided: undefined },
    },
    laws: { name: undefined, checked: undefined },
  };
  const known = keys[list];
  if (known === undefined) return;
  if (!Object.hasOwn(known, key)) throw new PathError(`${list} have no “${key}” (${suggest(key, Object.keys(known))})`);
  const values = known[key];
  if (values !== undefined && !values.includes(wanted))
    throw new PathError(`no ${key} of ${list} is “${wanted}” (${suggest(wanted, [...new Set(values)])})`);
}

function select(value: unknown, list: string, selector: string, record: Known): unknown {
  if (!Array.isArray(value)) throw new PathError(`[${selector}] needs a list`);
  if (/^[0-9]+$/.test(selector)) {
    if (Number(selector) >= value.length) throw new PathError(`[${selector}] of a list of ${value.length}`);
    return value[Number(selector)];
  }
  const equals = selector.indexOf("=");
  if (equals < 0) throw new PathError(`[${selector}] is neither a number nor key=value`);
  const [key, wanted] = [selector.slice(0, equals), selector.slice(equals + 1)];
  checkFilter(list, key, wanted, record);
  return value.filter((item) => String((item as Record<string, unknown>)[key]) === wanted);
}

function enter(value: unknown, name: string): unknown {
  if (name === "") return value;
  if (Array.isArray(value)) {
    if (Object.hasOwn(AGGREGATES, name)) return AGGREGATES[name]!(value);
    return value.map((item) => enter(item, name));
  }
  if (typeof value !== "object" || value === null) throw new PathError(`“${name}” of ${JSON.stringify(value)}`);
  if (Object.hasOwn(value, name)) return (value as Record<string, unknown>)[name];
  throw new PathError(`there is no “${name}” (${suggest(name, Object.keys(value))})`);
}

/** Codes that did not occur are not in a record: their count is 0. */
function withZeroCodes(path: string, record: unknown): number | undefined {
  const warp = /^warp\.refused\.([A-Z_]+)$/.exec(path)?.[1];
  const refused = (record as { warp?: { refused: Record<string, number> } }).warp?.refused;
  if (warp !== undefined && refused !== undefined) {
    if (!Object.hasOwn(WARP_CODES, warp)) throw new PathError(`there is no code “${warp}” (${suggest(warp, Object.keys(WARP_CODES))})`);
    return refused[warp] ?? 0;
  }
  const place = /^evidence\.(?:(collateral|reports)\.)?(refused|reasons)\.([A-Z_]+)$/.exec(path);
  const { evidence } = record as { evidence?: Record<string, Record<string, unknown>> };
  if (place !== null && evidence !== undefined) {
    const [, part, list, name] = place as unknown as [string, string | undefined, string, string];
    const known = list === "reasons" ? { ...CODES, ...TEE_CODES } : CODES;
    if (!Object.hasOwn(known, name)) throw new PathError(`there is no code “${name}” (${suggest(name, Object.keys(known))})`);
    return (((part === undefined ? evidence : evidence[part])?.[list] ?? {}) as Record<string, number>)[name] ?? 0;
  }
  const match = /^transactions\.(refused|dropped)\.([A-Z_]+)$/.exec(path);
  const counts = match === null ? undefined : (record as { transactions: Record<string, Record<string, number>> }).transactions[match[1]!];
  if (counts === undefined) return undefined;
  const code = match![2]!;
  if (!Object.hasOwn(CODES, code)) throw new PathError(`there is no code “${code}” (${suggest(code, Object.keys(CODES))})`);
  return counts[code] ?? 0;
}

/**
 * The value at a path of a run's record: names, `[3]`, `[key=value]` (which filters), and on lists `count`, `sum`, `min`, `max`.
 * A filter that leaves one value is that value.
 */
export function valueAtPath(record: unknown, path: string): unknown {
  const code = withZeroCodes(path, record);
  if (code !== undefined) return code;
  const found = stepsOf(path).reduce<unknown>(
    (value, { name, selectors }) => selectors.reduce((list, selector) => select(list, name, selector, record as Known), enter(value, name)),
    record,
  );
  return Array.isArray(found) && found.length === 1 ? found[0] : found;
}

/** What was wanted, as the record writes it: amounts in nLUX, blocks as numbers. */
function wantedOf(value: string | number | boolean): unknown {
  if (typeof value === "string" && AMOUNT_PATTERN.test(value)) return String(parseAmount(value));
  if (typeof value === "string" && /^-/.test(value) && AMOUNT_PATTERN.test(value.slice(1))) return String(-parseAmount(value.slice(1)));
  if (typeof value === "string" && BLOCKS_PATTERN.test(value)) return parseBlocks(value);
  return value;
}

function isEqual(got: unknown, wanted: unknown): boolean {
  if (typeof got === "boolean" || typeof wanted === "boolean") return got === wanted;
  if ((typeof got === "number" || isDigits(got)) && (typeof wanted === "number" || isDigits(wanted)))
    return Number.isInteger(Number(got)) ? BigInt(got) === BigInt(wanted) : Number(got) === Number(wanted);
  return String(got) === String(wanted);
}

function holds(op: Expectation["op"], got: unknown, wanted: readonly unknown[]): boolean {
  if (op === "eq") return isEqual(got, wanted[0]);
  const number = toNumber(got, op);
  const [low, high] = [toNumber(wanted[0], op), toNumber(wanted.at(-1), op)];
  if (op === "lte") return number <= low;
  return op === "gte" ? number >= low : low <= number && number <= high;
}

/** Judges one expectation; a path that leads nowhere is an expectation that failed, and `got` says why. */
export function judge(expectation: Expectation, line: number, record: unknown, isPartial: boolean): JudgedExpectation {
  const { path, op, value, because } = expectation;
  const wanted = [value].flat().map(wantedOf);
  try {
    const got = valueAtPath(record, path);
    return { path, op, value, got, held: isPartial ? null : holds(op, got, wanted), because, line };
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    return { path, op, value, got: error.message, held: isPartial ? null : false, because, line };
  }
}
