/** `achain codec`: canonical bytes and their JSON form, either way. */
import { KINDS } from "../conformance/kinds.ts";
import { sha256 } from "../model/crypto/hash.ts";
import { type Codec, decode, encode, type Json, JsonFormError } from "../model/encoding/codec.ts";
import { toHex } from "../model/encoding/hex.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { EXIT, inputError } from "./exit.ts";
import { type ByteFlags, inputName, printDocument, readBytes, readJson } from "./input.ts";

/** Flags of `decode` and `encode`. */
export interface CodecFlags extends ByteFlags {
  readonly json?: boolean;
}

/** The kinds, in lines. */
export function kindsText(): string {
  const names = [...KINDS.keys()];
  const lines = Array.from({ length: Math.ceil(names.length / 8) }, (_, line) => `  ${names.slice(8 * line, 8 * line + 8).join(", ")}`);
  return `${lines.join(",\n")}\n`;
}

function codecOf(kind: string): Codec<unknown> {
  const codec = KINDS.get(kind);
  if (codec === undefined) throw inputError("KIND_UNKNOWN", kind, `there is no kind “${kind}”`, suggest(kind, [...KINDS.keys()]));
  return codec;
}

/** `achain codec decode KIND [FILE]`. */
export function decodeCommand(kind: string, file: string, flags: CodecFlags): number {
  const codec = codecOf(kind);
  const bytes = readBytes(file, flags);
  const decoded = decode(codec, bytes);
  if (!decoded.ok)
    throw inputError(
      "BYTES_REFUSED",
      `${inputName(file)}: byte ${decoded.offset}`,
      `this is no ${kind}: ${decoded.reason}`,
      "docs/spec/encoding.md has the layout",
    );
  const value = codec.toJson(decoded.value);
  if (flags.json === true) printDocument("codec", { action: "decode", kind, length: bytes.length, sha256: toHex(sha256(bytes)), value });
  else process.stdout.write(`${JSON.stringify(value, undefined, 1)}\n`);
  return EXIT.done;
}

/** What `decode --json` printed, or the value alone. */
function valueIn(json: unknown): Json {
  const isDocument = typeof json === "object" && json !== null && (json as { format?: unknown }).format === "achain/codec/1";
  return (isDocument ? (json as { value?: Json }).value : json) as Json;
}

function encoded(codec: Codec<unknown>, json: Json, file: string): Uint8Array {
  try {
    return encode(codec, codec.fromJson(json, ""));
  } catch (error) {
    const isForm = error instanceof JsonFormError || error instanceof RangeError;
    if (!isForm) throw error;
    throw inputError("JSON_REFUSED", inputName(file), error.message, `achain codec decode ${codec.name} shows the form`);
  }
}

/** `achain codec encode KIND [FILE]`. */
export function encodeCommand(kind: string, file: string, flags: CodecFlags): number {
  const bytes = encoded(codecOf(kind), valueIn(readJson(file)), file);
  if (flags.json === true)
    printDocument("codec", { action: "encode", kind, length: bytes.length, sha256: toHex(sha256(bytes)), bytes: toHex(bytes) });
  else process.stdout.write(flags.raw === true ? bytes : `${toHex(bytes)}\n`);
  return EXIT.done;
}
