import { digitsToBytes, writeHex } from "./hex.ts";

/** Why bytes are not the encoding of a value. Thrown inside the decoder only; `decode` turns it into a value. */
export class DecodeError extends Error {
  /** Offset in bytes at which the decoder stopped. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.name = "DecodeError";
    this.offset = offset;
  }
}

/** Eight bytes as one number, in the machine's order of bytes. */
const word = new BigUint64Array(1);
const wordBytes = new Uint8Array(word.buffer);
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Grows as it is written to. Big-endian throughout (R35). */
export class ByteWriter {
  private buffer: Uint8Array<ArrayBuffer>;
  private length = 0;

  constructor(capacity = 1024) {
    this.buffer = new Uint8Array(capacity);
  }

  /** Makes room for `count` bytes and returns where they begin. */
  private advance(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.buffer.length) {
      const grown = new Uint8Array(Math.max(this.length, this.buffer.length * 2));
      grown.set(this.buffer.subarray(0, start));
      this.buffer = grown;
    }
    return start;
  }

  uint(value: number, width: 1 | 2 | 4): void {
    const at = this.advance(width);
    const { buffer } = this;
    if (width === 4) {
      buffer[at] = value >>> 24;
      buffer[at + 1] = value >>> 16;
    }
    if (width > 1) buffer[at + width - 2] = value >>> 8;
    buffer[at + width - 1] = value;
  }

  uint64(value: bigint): void {
    const at = this.advance(8);
    word[0] = value;
    for (let index = 0; index < 8; index += 1) this.buffer[at + index] = wordBytes[isLittleEndian ? 7 - index : index]!;
  }

  /** A whole number up to 2^53 − 1 in eight bytes. */
  safeUint64(value: number): void {
    this.uint(Math.floor(value / 0x1_0000_0000), 4);
    this.uint(value % 0x1_0000_0000, 4);
  }

  bytes(value: Uint8Array): void {
    const at = this.advance(value.length);
    this.buffer.set(value, at);
  }

  /** The bytes that a hexadecimal text says after its `0x`; false where it is no text of so many. */
  hex(text: string, count: number): boolean {
    const at = this.advance(count);
    return writeHex(text, 2, this.buffer, at, count);
  }

  /** The bytes of bare digits that the program itself made. */
  digits(digits: string): void {
    const at = this.advance(digits.length / 2);
    digitsToBytes(digits, this.buffer, at);
  }

  /** How many bytes were written. */
  get size(): number {
    return this.length;
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  /** Forgets what was written, to be used again. */
  clear(): void {
    this.length = 0;
  }

  /** What was written from a place on: a view, good until more is written. */
  view(from: number): Uint8Array {
    return this.buffer.subarray(from, this.length);
  }
}

/** Reads what a `ByteWriter` wrote; every read checks what is left before it allocates. */
export class ByteReader {
  private readonly buffer: Uint8Array;
  offset = 0;

  constructor(buffer: Uint8Array) {
    // A Buffer's slice would share its memory.
    this.buffer = buffer.constructor === Uint8Array ? buffer : new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }

  get left(): number {
    return this.buffer.length - this.offset;
  }

  fail(message: string): never {
    throw new DecodeError(message, this.offset);
  }

  private take(count: number): number {
    if (count > this.left) this.fail(`${count} bytes wanted, ${this.left} left`);
    const start = this.offset;
    this.offset += count;
    return start;
  }

  private uint32At(at: number): number {
    const { buffer } = this;
    return buffer[at]! * 0x1_00_00_00 + ((buffer[at + 1]! << 16) | (buffer[at + 2]! << 8) | buffer[at + 3]!);
  }

  uint(width: 1 | 2 | 4): number {
    const at = this.take(width);
    if (width === 1) return this.buffer[at]!;
    return width === 2 ? (this.buffer[at]! << 8) | this.buffer[at + 1]! : this.uint32At(at);
  }

  uint64(): bigint {
    const at = this.take(8);
    for (let index = 0; index < 8; index += 1) wordBytes[isLittleEndian ? 7 - index : index] = this.buffer[at + index]!;
    return word[0]!;
  }

  safeUint64(): number {
    const at = this.take(8);
    const high = this.uint32At(at);
    if (high >= 0x20_0000) {
      this.offset = at;
      this.fail("number of 2^53 or more");
    }
    return high * 0x1_0000_0000 + this.uint32At(at + 4);
  }

  /** A view of the next `count` bytes, not a copy. */
  bytes(count: number): Uint8Array {
    const start = this.take(count);
    return this.buffer.subarray(start, start + count);
  }
}
