/** Lower-case hexadecimal with the prefix `0x`: how ids, hashes and addresses are held in memory, so that equality is `===`. */
export type Hex = `0x${string}`;

const ASCII = new TextDecoder();
/** The character of each digit. */
const CHARACTERS = Uint8Array.from("0123456789abcdef", (digit) => digit.charCodeAt(0));
/** Characters on their way into a text: `0x`, then digits. One decoding of them costs less than joining texts byte by byte. */
const characters = new Uint8Array(2 + 2 * 1024);
characters[0] = 0x30;
characters[1] = 0x78;
const OF_A_HASH = characters.subarray(0, 66);

/** The `0x` form of bytes. */
export function toHex(bytes: Uint8Array): Hex {
  if (bytes.length > 1024) return `0x${toBareHex(bytes)}`;
  writeCharacters(bytes, 0, bytes.length);
  return ASCII.decode(bytes.length === 32 ? OF_A_HASH : characters.subarray(0, 2 + 2 * bytes.length)) as Hex;
}

/** The hexadecimal digits of bytes, without prefix. */
export function toBareHex(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 1024) {
    const to = Math.min(bytes.length, from + 1024);
    writeCharacters(bytes, from, to);
    text += ASCII.decode(characters.subarray(2, 2 + 2 * (to - from)));
  }
  return text;
}

function writeCharacters(bytes: Uint8Array, from: number, to: number): void {
  for (let index = from, at = 2; index < to; index += 1, at += 2) {
    const byte = bytes[index]!;
    characters[at] = CHARACTERS[byte >> 4]!;
    characters[at + 1] = CHARACTERS[byte & 15]!;
  }
}

/** The value of one digit, or −1. */
function digitOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 97 && code <= 102) return code - 87;
  if (code >= 65 && code <= 70) return code - 55;
  return -1;
}

/** The values of digits by their character; 255 where a character is none. */
const DIGITS = Uint8Array.from({ length: 256 }, (_, code) => {
  const digit = digitOf(code);
  return digit < 0 ? 255 : digit;
});

/**
 * Writes the bytes that `text` says from index `from` on into `target` at `offset`.
 * Returns false where the text is no hexadecimal of exactly `length` bytes.
 */
export function writeHex(text: string, from: number, target: Uint8Array, offset: number, length: number): boolean {
  if (text.length !== from + 2 * length) return false;
  for (let index = 0; index < length; index += 1) {
    const high = DIGITS[text.charCodeAt(from + 2 * index)] ?? 255;
    const low = DIGITS[text.charCodeAt(from + 2 * index + 1)] ?? 255;
    if (high + low > 30) return false;
    target[offset + index] = high * 16 + low;
  }
  return true;
}

/** Writes the bytes of bare digits, which the program itself made, into `target` at `offset`; says how many. */
export function digitsToBytes(digits: string, target: Uint8Array, offset = 0): number {
  const length = digits.length >> 1;
  for (let index = 0; index < length; index += 1)
    target[offset + index] = DIGITS[digits.charCodeAt(2 * index)]! * 16 + DIGITS[digits.charCodeAt(2 * index + 1)]!;
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
