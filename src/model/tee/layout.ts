/**
 * Layouts of fields one after the other, little-endian: one declaration gives both where a field is read and what `inspect` shows, so that the two
 * cannot differ.
 */

/** A field: how many bytes, and how it is shown. */
type Field = readonly [bytes: number, kind: "uint" | "bytes"];

/** Fields of a declaration with their places. */
export interface Layout<Name extends string = string> {
  readonly title: string;
  readonly size: number;
  /** Where each field begins, from the layout's beginning. */
  readonly at: { readonly [N in Name]: number };
  /** How many bytes each field has. */
  readonly length: { readonly [N in Name]: number };
  readonly fields: readonly { readonly name: Name; readonly at: number; readonly length: number; readonly kind: "uint" | "bytes" }[];
}

/** Declares a layout. */
export function layout<const F extends { readonly [name: string]: Field }>(title: string, declared: F): Layout<keyof F & string> {
  type Name = keyof F & string;
  const at: Record<string, number> = {};
  const lengths: Record<string, number> = {};
  let size = 0;
  const fields = Object.entries(declared).map(([name, [length, kind]]) => {
    at[name] = size;
    lengths[name] = length;
    size += length;
    return { name: name as Name, at: at[name], length, kind };
  });
  type Numbers = { readonly [N in Name]: number };
  return { title, size, at: at as Numbers, length: lengths as Numbers, fields };
}

/** A whole number of two or four bytes, little-endian. */
export function uintAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = at + length - 1; index >= at; index -= 1) value = value * 256 + bytes[index]!;
  return value;
}

/** A field of bytes, as a view. */
export function fieldOf<Name extends string>(bytes: Uint8Array, base: number, { at, length }: Layout<Name>, name: Name): Uint8Array {
  const start = base + at[name];
  return bytes.subarray(start, start + length[name]);
}
