/** A policy from a JSON file: every key of `Policy` may be left out and is then the reference's; unknown keys and wrong values are refused by path. */
import { type Hex, parseHex } from "../model/encoding/hex.ts";
import { type AllowedMeasurement, DEFAULT_POLICY, type Denied, type Policy, TCB_STATUSES, type TcbStatus } from "../model/tee/index.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { inputError } from "./exit.ts";
import { inputName, readStrictJson } from "./input.ts";

/** A value of the file at a path; `bad` refuses it. */
interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly file: string;
}

function bad({ file, path }: Place, wanted: string): never {
  throw inputError("POLICY_MALFORMED", `${inputName(file)}: ${path || "the file"}`, wanted, "docs/cli.md has the form of a policy");
}

const inside = (place: Place, key: string | number, value: unknown): Place => ({
  ...place,
  value,
  path: typeof key === "number" ? `${place.path}[${key}]` : place.path === "" ? key : `${place.path}.${key}`,
});

function objectOf(place: Place, known: readonly string[]): ReadonlyMap<string, Place> {
  const { value } = place;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return bad(place, "an object wanted");
  for (const key of Object.keys(value)) if (!known.includes(key)) bad(inside(place, key, undefined), `there is no such key; ${suggest(key, known)}`);
  return new Map(Object.entries(value).map(([key, item]) => [key, inside(place, key, item)]));
}

function listOf<T>(place: Place, read: (item: Place) => T): readonly T[] {
  if (!Array.isArray(place.value)) return bad(place, "a list wanted");
  return place.value.map((item: unknown, index) => read(inside(place, index, item)));
}

function numberOf(place: Place, max: number): number {
  const { value } = place;
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= max
    ? (value as number)
    : bad(place, `a whole number from 0 to ${max} wanted`);
}

const flagOf = (place: Place): boolean => (typeof place.value === "boolean" ? place.value : bad(place, "true or false wanted"));
const textOf = (place: Place): string => (typeof place.value === "string" ? place.value : bad(place, "text wanted"));

/** Bytes in hexadecimal, with 0x or without, of this length or of 1 to 64. */
function hexOf(place: Place, ...lengths: readonly number[]): Hex {
  const text = textOf(place).toLowerCase();
  const hex: Hex = text.startsWith("0x") ? (text as Hex) : `0x${text}`;
  const length = parseHex(hex)?.length;
  const isRight = length !== undefined && (lengths.length === 0 ? length >= 1 && length <= 64 : lengths.includes(length));
  return isRight ? hex : bad(place, `${lengths.join(" or ") || "1 to 64"} bytes in hexadecimal wanted`);
}

const statusOf = (place: Place): TcbStatus => {
  const found = TCB_STATUSES.find((status) => status === place.value && status !== "Revoked" && status !== "NotSupported");
  return found ?? bad(place, `one of ${TCB_STATUSES.filter((status) => status !== "Revoked" && status !== "NotSupported").join(", ")} wanted`);
};

const KINDS = {
  enclave: ["mrenclave"],
  signer: ["mrsigner", "productId", "leastSvn"],
  domain: ["mrtd", "rtmrs", "attributesMask", "attributes"],
} as const;

function measurementOf(place: Place): AllowedMeasurement {
  const kind = (place.value as { kind?: unknown } | null)?.kind;
  if (kind !== "enclave" && kind !== "signer" && kind !== "domain") return bad(inside(place, "kind", kind), "enclave, signer or domain wanted");
  const object = objectOf(place, ["kind", ...KINDS[kind]]);
  const get = (key: string): Place => object.get(key) ?? bad(inside(place, key, undefined), "it is missing");
  if (kind === "enclave") return { kind, mrenclave: hexOf(get("mrenclave"), 32) };
  if (kind === "signer")
    return { kind, mrsigner: hexOf(get("mrsigner"), 32), productId: numberOf(get("productId"), 0xffff), leastSvn: numberOf(get("leastSvn"), 0xffff) };
  const rtmrs = listOf(get("rtmrs"), (item) => hexOf(item, 48));
  if (rtmrs.length > 4) bad(get("rtmrs"), "at most four wanted");
  return { kind, mrtd: hexOf(get("mrtd"), 48), rtmrs, attributesMask: hexOf(get("attributesMask"), 8), attributes: hexOf(get("attributes"), 8) };
}

function deniedOf(place: Place): Denied {
  const lengths: { readonly [key in keyof Denied]: readonly number[] } = { fmspcs: [6], ppids: [16], pckSerials: [], measurements: [32, 48] };
  const object = objectOf(place, Object.keys(lengths));
  const list = (key: keyof Denied): readonly Hex[] => {
    const found = object.get(key);
    return found === undefined ? [] : listOf(found, (item) => hexOf(item, ...lengths[key]));
  };
  return { fmspcs: list("fmspcs"), ppids: list("ppids"), pckSerials: list("pckSerials"), measurements: list("measurements") };
}

const READERS: { readonly [key in keyof Policy]-?: (place: Place) => Policy[key] } = {
  acceptedStatuses: (place) => listOf(place, statusOf),
  graceSeconds: (place) => numberOf(place, 90 * 86_400),
  refusedAdvisories: (place) => listOf(place, textOf),
  evaluationNumberMin: (place) => numberOf(place, 0xffff_ffff),
  allowDebug: flagOf,
  requireSeptVeDisable: flagOf,
  tdAttributesAllowed: (place) => hexOf(place, 8),
  xfamAllowed: (place) => hexOf(place, 8),
  requireNoServiceTd: flagOf,
  measurements: (place) => (place.value === null ? undefined : listOf(place, measurementOf)),
  reportData: (place) => (place.value === null ? undefined : hexOf(place, 64)),
  denied: deniedOf,
};

/** Reads a policy. Bad input where it is none. */
export function readPolicy(file: string): Policy {
  const place: Place = { value: readStrictJson(file), path: "", file };
  const object = objectOf(place, Object.keys(READERS));
  const given = [...object].map(([key, item]) => [key, READERS[key as keyof Policy](item)]);
  return { ...DEFAULT_POLICY, ...(Object.fromEntries(given) as Partial<Policy>) };
}
