/** Lower-case hexadecimal with the prefix `0x`: how ids, hashes and addresses are held in memory, so that equality is `===`. */
export type Hex = `0x${string}`;

const BYTE_TO_TEXT: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** The `0x` form of bytes. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${toBareHex(bytes)}`;
}

/** The hexadecimal digits of bytes, without prefix. */
export function toBareHex(bytes: Uint8Array): string {
  let text = "";
  for (let index = 0; index < bytes.length; index += 1) text += BYTE_TO_TEXT[bytes[index]!]!;
  return text;
}

/** The value of one digit, or −1. */
function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}

/**
 * Writes the bytes that `text` says from index `from` on into `target` at `offset`.
 * Returns false where the text is no hexadecimal of exactly `length` bytes.
 */
export function writeHex(text: string, from: number, target: Uint8Array, offset: number, length: number): boolean {
  if (text.length !== from + 2 * length) return false;
  for (let index = 0; index < length; index += 1) {
    const high = digitOf(text.charCodeAt(from + 2 * index));
    const low = digitOf(text.charCodeAt(from + 2 * index + 1));
    if (high < 0 || low < 0) return false;
    target[offset + index] = high * 16 + low;
  }
  return true;
}

/** The values of digits by their character; 255 where a character is none. */
const DIGITS = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = digitOf(code);
  return digit < 0 ? 255 : digit;
});

/** Writes the bytes of bare digits, which the program itself made, to the beginning of `target`; says how many. */
export function digitsToBytes(digits: string, target: Uint8Array): number {
  const length = digits.length >> 1;
  for (let index = 0; index < length; index += 1)
    target[index] = DIGITS[digits.charCodeAt(2 * index)]! * 16 + DIGITS[digits.charCodeAt(2 * index + 1)]!;
  return length;
}

/** The bytes of a `0x` text, or undefined where it is not one. */
export function parseHex(text: string): Uint8Array | undefined {
  if (!text.startsWith("0x") || text.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(text.length / 2 - 1);
  return writeHex(text, 2, bytes, 0, bytes.length) ? bytes : undefined;
}

/** The bytes of a `0x` text that the program itself made: anything else is a bug, and throws. */
export function fromHex(text: Hex): Uint8Array {
  const bytes = parseHex(text);
  if (bytes === undefined) throw new Error(`not hexadecimal: ${text.slice(0, 80)}`);
  return bytes;
}
