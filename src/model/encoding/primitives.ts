import type { ByteReader, ByteWriter } from "./bytes.ts";
import type { Codec, Json } from "./codec.ts";
import { JsonFormError } from "./codec.ts";
import { type Hex, parseHex, toHex } from "./hex.ts";

const MAX_U64 = 2n ** 64n - 1n;

function smallUint(name: string, width: 1 | 2 | 4): Codec<number> {
  const limit = 2 ** (8 * width);
  return {
    name,
    maxBytes: width,
    minBytes: width,
    write(writer, value) {
      if (!Number.isInteger(value) || value < 0 || value >= limit) throw new RangeError(`${value} is no ${name}`);
      writer.uint(value, width);
    },
    read: (reader) => reader.uint(width),
    toJson: (value) => value,
    fromJson(json, path) {
      if (typeof json !== "number" || !Number.isInteger(json) || json < 0 || json >= limit)
        throw new JsonFormError(`a whole number from 0 to ${limit - 1} wanted`, path);
      return json;
    },
  };
}

/** One byte; a JSON number. */
export const u8: Codec<number> = smallUint("u8", 1);
/** Two bytes, big-endian; a JSON number. */
export const u16: Codec<number> = smallUint("u16", 2);
/** Four bytes, big-endian; a JSON number. */
export const u32: Codec<number> = smallUint("u32", 4);

function decimal(json: Json, path: string, limit: bigint): bigint {
  if (typeof json !== "string" || !/^(0|[1-9][0-9]{0,19})$/.test(json)) throw new JsonFormError("a decimal string wanted", path);
  const value = BigInt(json);
  if (value > limit) throw new JsonFormError(`at most ${limit} wanted`, path);
  return value;
}

/** Eight bytes, big-endian, as a bigint: money in nLUX, and whatever can pass 2^53. JSON: a decimal string. */
export const u64: Codec<bigint> = {
  name: "u64",
  maxBytes: 8,
  minBytes: 8,
  write(writer, value) {
    if (value < 0n || value > MAX_U64) throw new RangeError(`${value} is no u64`);
    writer.uint64(value);
  },
  read: (reader) => reader.uint64(),
  toJson: (value) => value.toString(),
  fromJson: (json, path) => decimal(json, path, MAX_U64),
};

/**
 * Eight bytes on the wire, a plain number in memory: heights, times, counters. 2^53 and above are refused by the decoder
 * (a chain of one block a second would need 285 million years). JSON: a decimal string.
 */
export const count64: Codec<number> = {
  name: "count64",
  maxBytes: 8,
  minBytes: 8,
  write(writer, value) {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count64`);
    writer.safeUint64(value);
  },
  read: (reader) => reader.safeUint64(),
  toJson: (value) => value.toString(),
  fromJson: (json, path) => Number(decimal(json, path, BigInt(Number.MAX_SAFE_INTEGER))),
};

/** One byte, 00 or 01. */
export const bool: Codec<boolean> = {
  name: "bool",
  maxBytes: 1,
  minBytes: 1,
  write: (writer, value) => writer.uint(value ? 1 : 0, 1),
  read(reader) {
    const byte = reader.uint(1);
    if (byte > 1) {
      reader.offset -= 1;
      reader.fail(`a bool is 00 or 01, not ${byte}`);
    }
    return byte === 1;
  },
  toJson: (value) => value,
  fromJson(json, path) {
    if (typeof json !== "boolean") throw new JsonFormError("true or false wanted", path);
    return json;
  },
};

/** A fixed number of raw bytes, held as lower-case hexadecimal. */
export function fixedBytes(length: number): Codec<Hex> {
  return {
    name: `bytes${length}`,
    maxBytes: length,
    minBytes: length,
    write(writer, value) {
      if (!writer.hex(value, length)) throw new RangeError(`${value} is no bytes${length}`);
    },
    read: (reader) => toHex(reader.bytes(length)),
    toJson: (value) => value,
    fromJson(json, path) {
      const bytes = typeof json === "string" && json === json.toLowerCase() ? parseHex(json) : undefined;
      if (bytes?.length !== length) throw new JsonFormError(`${length} bytes in lower-case 0x form wanted`, path);
      return json as Hex;
    },
  };
}

/** Thirty-two raw bytes: a hash or an id. */
export const bytes32: Codec<Hex> = fixedBytes(32);

function readLength(reader: ByteReader, max: number, unitMinBytes: number, what: string): number {
  const count = reader.uint(4);
  if (count > max || count * unitMinBytes > reader.left) {
    reader.offset -= 4;
    reader.fail(count > max ? `${what} of ${count}, at most ${max} allowed` : `${what} of ${count}, but ${reader.left - 4} bytes left`);
  }
  return count;
}

/** Variable bytes with a u32 length, at most `max`. */
export function bytes(max: number): Codec<Uint8Array> {
  return {
    name: `bytes<${max}>`,
    maxBytes: 4 + max,
    minBytes: 4,
    write(writer, value) {
      if (value.length > max) throw new RangeError(`${value.length} bytes, at most ${max} allowed`);
      writer.uint(value.length, 4);
      writer.bytes(value);
    },
    read: (reader) => reader.bytes(readLength(reader, max, 1, "length")).slice(),
    toJson: (value) => toHex(value),
    fromJson(json, path) {
      const value = typeof json === "string" && json === json.toLowerCase() ? parseHex(json) : undefined;
      if (value === undefined || value.length > max) throw new JsonFormError(`at most ${max} bytes in lower-case 0x form wanted`, path);
      return value;
    },
  };
}

const UTF8_ENCODER = new TextEncoder();
const UTF8_DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function utf8(value: string, fail: (message: string) => never): Uint8Array {
  const encoded = UTF8_ENCODER.encode(value);
  if (!value.isWellFormed()) fail("a lone surrogate is no valid UTF-8");
  return encoded;
}

/** Text in UTF-8, not normalised, with a u32 length in bytes, at most `max` bytes. */
export function text(max: number): Codec<string> {
  return {
    name: `string<${max}>`,
    maxBytes: 4 + max,
    minBytes: 4,
    write(writer, value) {
      const encoded = utf8(value, (message) => {
        throw new RangeError(message);
      });
      if (encoded.length > max) throw new RangeError(`${encoded.length} bytes of text, at most ${max} allowed`);
      writer.uint(encoded.length, 4);
      writer.bytes(encoded);
    },
    read(reader) {
      const start = reader.offset;
      const encoded = reader.bytes(readLength(reader, max, 1, "length"));
      try {
        return UTF8_DECODER.decode(encoded);
      } catch {
        reader.offset = start;
        return reader.fail("text is not valid UTF-8");
      }
    },
    toJson: (value) => value,
    fromJson(json, path) {
      if (typeof json !== "string") throw new JsonFormError("a string wanted", path);
      const encoded = utf8(json, (message) => {
        throw new JsonFormError(message, path);
      });
      if (encoded.length > max) throw new JsonFormError(`at most ${max} bytes of UTF-8 wanted`, path);
      return json;
    },
  };
}

/** Items one after the other behind a u32 count, at most `max`. */
export function list<T>(item: Codec<T>, max: number): Codec<readonly T[]> {
  return {
    name: `list<${item.name}, ${max}>`,
    maxBytes: 4 + max * item.maxBytes,
    minBytes: 4,
    write(writer, values) {
      if (values.length > max) throw new RangeError(`${values.length} items, at most ${max} allowed`);
      writer.uint(values.length, 4);
      for (const value of values) item.write(writer, value);
    },
    read(reader) {
      const count = readLength(reader, max, item.minBytes, "count");
      const values: T[] = [];
      for (let index = 0; index < count; index += 1) values.push(item.read(reader));
      return values;
    },
    toJson: (values) => values.map((value) => item.toJson(value)),
    fromJson(json, path) {
      if (!Array.isArray(json) || json.length > max) throw new JsonFormError(`a list of at most ${max} wanted`, path);
      return json.map((value: Json, index) => item.fromJson(value, `${path}[${index}]`));
    },
  };
}

/** 00 for nothing, or 01 and the value. */
export function optional<T>(item: Codec<T>): Codec<T | undefined> {
  return {
    name: `optional<${item.name}>`,
    maxBytes: 1 + item.maxBytes,
    minBytes: 1,
    write(writer, value) {
      bool.write(writer, value !== undefined);
      if (value !== undefined) item.write(writer, value);
    },
    read: (reader) => (bool.read(reader) ? item.read(reader) : undefined),
    toJson: (value) => (value === undefined ? null : item.toJson(value)),
    fromJson: (json, path) => (json === null ? undefined : item.fromJson(json, path)),
  };
}

/** One of the names, as its index in one byte; the list is append-only. */
export function enumeration<const Name extends string>(names: readonly Name[]): Codec<Name> {
  const indexOf = new Map<string, number>(names.map((name, index) => [name, index]));
  return {
    name: `enum<${names.join(" | ")}>`,
    maxBytes: 1,
    minBytes: 1,
    write(writer: ByteWriter, value) {
      const index = indexOf.get(value);
      if (index === undefined) throw new RangeError(`${value} is none of ${names.join(", ")}`);
      writer.uint(index, 1);
    },
    read(reader) {
      const index = reader.uint(1);
      const name = names[index];
      if (name === undefined) {
        reader.offset -= 1;
        return reader.fail(`${index} names none of ${names.join(", ")}`);
      }
      return name;
    },
    toJson: (value) => value,
    fromJson(json, path) {
      if (typeof json !== "string" || !indexOf.has(json)) throw new JsonFormError(`one of ${names.join(", ")} wanted`, path);
      return json as Name;
    },
  };
}

/** A codec whose values are further restricted; `reason` says why a value is not one, or nothing. */
export function refined<T>(base: Codec<T>, name: string, reason: (value: T) => string | undefined): Codec<T> {
  return {
    ...base,
    name,
    write(writer, value) {
      const why = reason(value);
      if (why !== undefined) throw new RangeError(why);
      base.write(writer, value);
    },
    read(reader) {
      const start = reader.offset;
      const value = base.read(reader);
      const why = reason(value);
      if (why !== undefined) {
        reader.offset = start;
        reader.fail(why);
      }
      return value;
    },
    fromJson(json, path) {
      const value = base.fromJson(json, path);
      const why = reason(value);
      if (why !== undefined) throw new JsonFormError(why, path);
      return value;
    },
  };
}
