import { ByteReader, ByteWriter, DecodeError } from "./bytes.ts";

/** What JSON can say. Numbers in it are at most 32 bits wide; wider ones are decimal strings (R35). */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON value that is not the form of a value; names the place in dotted form. */
export class JsonFormError extends Error {
  readonly path: string;
  constructor(message: string, path: string) {
    super(`${path === "" ? "value" : path}: ${message}`);
    this.name = "JsonFormError";
    this.path = path;
  }
}

/**
 * One declaration of a type of the protocol: its bytes, its JSON form, its TypeScript type and its maximum size (R35).
 * `write` expects a value of the type (a value out of range is a bug, and throws); `read` and `fromJson` trust nothing.
 */
export interface Codec<T> {
  /** How the specification names it: `u64`, `bytes32`, `list<address, 16>`. */
  readonly name: string;
  /** The most bytes that an encoding can take. */
  readonly maxBytes: number;
  /** The fewest bytes that an encoding can take: bounds a list's count before anything is allocated. */
  readonly minBytes: number;
  write(writer: ByteWriter, value: T): void;
  read(reader: ByteReader): T;
  toJson(value: T): Json;
  fromJson(json: Json, path: string): T;
}

/** The TypeScript type of what a codec encodes. */
export type TypeOf<C> = C extends Codec<infer T> ? T : never;

/** A decoding: the value, or where and why there is none. */
export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly offset: number; readonly reason: string };

/** Writers that nobody is writing with: encodings nest where one is part of another. */
const spare: ByteWriter[] = [];

/** Lends an empty writer. What it holds is good until `use` returns. */
export function withWriter<T>(use: (writer: ByteWriter) => T): T {
  const writer = spare.pop() ?? new ByteWriter();
  const result = use(writer); // where it throws, the writer is lost with what it held
  if (writer.size > SPARE_BYTES) return result;
  writer.clear();
  spare.push(writer);
  return result;
}

/** The canonical bytes of a value. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  return withWriter((writer) => {
    codec.write(writer, value);
    return writer.finish();
  });
}

/** A writer that held more is not kept: a block of thousands of transactions fits. */
const SPARE_BYTES = 4 * 1024 * 1024;

/** The value whose canonical bytes these are. Refuses trailing bytes; never throws for what it is given. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): Decoded<T> {
  const reader = new ByteReader(bytes);
  try {
    const value = codec.read(reader);
    if (reader.left > 0) reader.fail(`${reader.left} bytes after the end`);
    return { ok: true, value };
  } catch (error) {
    if (error instanceof DecodeError) return { ok: false, offset: error.offset, reason: error.message };
    throw error;
  }
}
