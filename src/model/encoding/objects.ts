import type { Codec, Json, TypeOf } from "./codec.ts";
import { JsonFormError } from "./codec.ts";
import { u8 } from "./primitives.ts";

type Loose = Codec<unknown>;

/** The TypeScript type of an object with these fields. */
export type ObjectOf<F> = { readonly [K in keyof F]: TypeOf<F[K]> };

function isObject(json: Json): json is { readonly [key: string]: Json } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** Checks that a JSON object has these keys and no others. */
function checkKeys(json: Json, keys: readonly string[], path: string): { readonly [key: string]: Json } {
  if (!isObject(json)) throw new JsonFormError("an object wanted", path);
  for (const key of Object.keys(json)) if (!keys.includes(key)) throw new JsonFormError(`unknown key ${key}`, path);
  for (const key of keys) if (!Object.hasOwn(json, key)) throw new JsonFormError(`key ${key} is missing`, path);
  return json;
}

const at = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

/** Fields one after the other, nothing between them. Part of a larger object: it has no version byte of its own. */
// biome-ignore lint/suspicious/noExplicitAny: the type of each field is recovered by ObjectOf
export function struct<F extends { readonly [name: string]: Codec<any> }>(name: string, fields: F): Codec<ObjectOf<F>> & { readonly fields: F } {
  const entries = Object.entries(fields) as unknown as readonly (readonly [string, Loose])[];
  const keys = entries.map(([key]) => key);
  const blank: Record<string, unknown> = Object.fromEntries(keys.map((key) => [key, undefined])); // every value begins as a copy: one shape
  return {
    name,
    fields,
    maxBytes: entries.reduce((sum, [, field]) => sum + field.maxBytes, 0),
    minBytes: entries.reduce((sum, [, field]) => sum + field.minBytes, 0),
    write(writer, value) {
      for (const [key, field] of entries) field.write(writer, (value as Record<string, unknown>)[key]);
    },
    read(reader) {
      const value = { ...blank };
      for (const [key, field] of entries) value[key] = field.read(reader);
      return value as ObjectOf<F>;
    },
    toJson: (value) => Object.fromEntries(entries.map(([key, field]) => [key, field.toJson((value as Record<string, unknown>)[key])])),
    fromJson(json, path) {
      const object = checkKeys(json, keys, path);
      return Object.fromEntries(entries.map(([key, field]) => [key, field.fromJson(object[key]!, at(path, key))])) as ObjectOf<F>;
    },
  };
}

/** The version byte that begins every top-level object (R35). */
export const VERSION = 1;

/** An object that stands alone: a version byte, 01, then the body. Its name is its kind in `achain codec`. */
export function topLevel<T>(name: string, body: Codec<T>): Codec<T> & { readonly body: Codec<T> } {
  return {
    ...body,
    name,
    body,
    maxBytes: 1 + body.maxBytes,
    minBytes: 1 + body.minBytes,
    write(writer, value) {
      writer.uint(VERSION, 1);
      body.write(writer, value);
    },
    read(reader) {
      const version = u8.read(reader);
      if (version !== VERSION) {
        reader.offset -= 1;
        reader.fail(`version ${version} is unknown, 1 wanted`);
      }
      return body.read(reader);
    },
  };
}

/** The cases of a union: name → [tag byte, fields]. */
// biome-ignore lint/suspicious/noExplicitAny: the type of each case is recovered by UnionOf
export type Cases = { readonly [name: string]: readonly [number, Codec<any>] };

/** The TypeScript type of a union: the case's name as `kind`, beside its fields. */
export type UnionOf<C extends Cases> = { [K in keyof C & string]: { readonly kind: K } & TypeOf<C[K][1]> }[keyof C & string];

/** A tag byte, then the fields of that case. JSON: the fields with `kind`. */
export function union<C extends Cases>(name: string, cases: C): Codec<UnionOf<C>> & { readonly cases: C } {
  const byTag = new Map(Object.entries(cases).map(([kind, [tag, body]]) => [tag, [kind, body as Loose] as const]));
  if (byTag.size !== Object.keys(cases).length) throw new Error(`union ${name} has a tag twice`);
  const bodies = [...byTag.values()].map(([, body]) => body);
  return {
    name,
    cases,
    maxBytes: 1 + Math.max(...bodies.map((body) => body.maxBytes)),
    minBytes: 1 + Math.min(...bodies.map((body) => body.minBytes)),
    write(writer, value) {
      const [tag, body] = cases[value.kind]!;
      writer.uint(tag, 1);
      body.write(writer, value);
    },
    read(reader) {
      const tag = reader.uint(1);
      const found = byTag.get(tag);
      if (found === undefined) {
        reader.offset -= 1;
        return reader.fail(`${name} of kind ${tag} is unknown`);
      }
      return { kind: found[0], ...(found[1].read(reader) as object) } as UnionOf<C>;
    },
    toJson: (value) => ({ kind: value.kind, ...(cases[value.kind]![1].toJson(value) as object) }),
    fromJson(json, path) {
      const kind = isObject(json) ? json["kind"] : undefined;
      const found = typeof kind === "string" && Object.hasOwn(cases, kind) ? cases[kind] : undefined;
      if (found === undefined) throw new JsonFormError(`kind must be one of ${Object.keys(cases).join(", ")}`, path);
      const { kind: _, ...rest } = json as { readonly [key: string]: Json };
      return { kind, ...(found[1].fromJson(rest, path) as object) } as UnionOf<C>;
    },
  };
}
