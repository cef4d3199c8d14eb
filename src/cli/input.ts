/** What a command is given to read: a file, or stdin. */
import { readFileSync, statSync } from "node:fs";
import { type Hex, parseHex } from "../model/encoding/hex.ts";
import { type JsonObject, type JsonValue, parseJson } from "../model/tee/json.ts";
import { inputError } from "./exit.ts";

/** The most that is read. */
const INPUT_BYTES_MAX = 256 * 1024 * 1024;

/** How an input is named in messages. */
export const inputName = (file: string): string => (file === "-" ? "stdin" : file);

/** The bytes of a file, or with `-` of stdin. */
export function readInput(file: string): Uint8Array {
  if (file === "-") return readWhole(0, "stdin");
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) throw inputError("FILE_NOT_FOUND", file, "there is no such file", "name a file, or - for stdin");
  if (stat.isDirectory()) throw inputError("FILE_NOT_A_FILE", file, "this is a folder", "name a file in it");
  if (stat.size > INPUT_BYTES_MAX)
    throw inputError("FILE_TOO_LARGE", file, `${stat.size} bytes, at most ${INPUT_BYTES_MAX} are read`, "name a smaller file");
  return readWhole(file, file);
}

function readWhole(file: string | number, name: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw inputError("FILE_UNREADABLE", name, `it cannot be read: ${(error as NodeJS.ErrnoException).code}`, "check its permissions");
  }
}

/** Text in UTF-8, or nothing. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function hexOf(file: string, text: string): Uint8Array {
  const prefix = text.trimStart().startsWith("0x") ? text.indexOf("0x") + 2 : 0;
  const bad = [...text.slice(prefix)].findIndex((character) => !/[0-9a-fA-F\s]/.test(character));
  if (bad >= 0)
    throw inputError(
      "HEX_MALFORMED",
      `${inputName(file)}: byte ${prefix + bad}`,
      "this is no hexadecimal digit",
      "give digits 0 to 9 and a to f, or --raw",
    );
  const digits = text.slice(prefix).replace(/\s/g, "").toLowerCase();
  const bytes = parseHex(`0x${digits}`);
  if (bytes === undefined)
    throw inputError("HEX_MALFORMED", `${inputName(file)}: byte ${text.length}`, `${digits.length} digits, an odd number`, "two digits make a byte");
  return bytes;
}

/** How bytes are given: as said, or, where nothing is said, as they look. */
export interface ByteFlags {
  readonly hex?: boolean;
  readonly raw?: boolean;
}

/** Bytes that are given raw or as hexadecimal text: text that begins with 0x, or of digits and white space alone, is hexadecimal. */
export function readBytes(file: string, flags: ByteFlags = {}): Uint8Array {
  if (flags.hex === true && flags.raw === true) throw inputError("FLAG_REFUSED", "--hex --raw", "the input is one or the other", "leave one out");
  const content = readInput(file);
  if (flags.raw === true) return content;
  const text = textOf(content);
  const looksHex = text !== undefined && (text.trimStart().startsWith("0x") || /^[0-9a-fA-F\s]*[0-9a-fA-F][0-9a-fA-F\s]*$/.test(text));
  if (flags.hex !== true && !looksHex) return content;
  if (text === undefined) throw inputError("HEX_MALFORMED", `${inputName(file)}: byte 0`, "this is no text", "leave --hex out");
  return hexOf(file, text);
}

/** JSON of a file or stdin. */
export function readJson(file: string): unknown {
  const text = textOf(readInput(file));
  if (text === undefined) throw inputError("JSON_MALFORMED", inputName(file), "the file is not valid UTF-8", "give JSON in UTF-8");
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw inputError("JSON_MALFORMED", inputName(file), error instanceof Error ? error.message : String(error), "give one JSON value");
  }
}

function plain(value: JsonValue): unknown {
  if (value instanceof Map) return Object.fromEntries([...(value as JsonObject)].map(([key, item]) => [key, plain(item)]));
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "object" && value !== null && "literal" in value ? Number(value.literal) : value;
}

/** JSON of a file or stdin, where a key that stands twice is refused too, with the offset of what is wrong. */
export function readStrictJson(file: string): unknown {
  const parsed = parseJson(readInput(file));
  if (parsed.ok) return plain(parsed.value);
  const { code, offset, reason } = parsed.flaw;
  throw inputError(code, `${inputName(file)}: byte ${offset}`, reason, "give one JSON value in UTF-8, each key once");
}

/** Bytes given as a word of the command line. */
export function parseBytes(flag: string, text: string, length: number): Hex {
  if (parseHex(text.toLowerCase())?.length !== length)
    throw inputError("FLAG_REFUSED", `${flag} ${text}`, `this is not ${length} bytes`, `0x and ${2 * length} hexadecimal digits`);
  return text.toLowerCase() as Hex;
}

/** One JSON document on stdout. */
export function printDocument(command: string, document: object): void {
  process.stdout.write(`${JSON.stringify({ format: `achain/${command}/1`, ...document }, undefined, 1)}\n`);
}
