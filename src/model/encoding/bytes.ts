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

/** Grows as it is written to. Big-endian throughout (R35). */
export class ByteWriter {
  private buffer: Uint8Array<ArrayBuffer>;
  private view: DataView;
  private length = 0;

  constructor(capacity = 256) {
    this.buffer = new Uint8Array(capacity);
    this.view = new DataView(this.buffer.buffer);
  }

  /** Makes room for `count` bytes and returns where they begin. */
  private advance(count: number): number {
    const start = this.length;
    this.length += count;
    if (this.length > this.buffer.length) {
      const grown = new Uint8Array(Math.max(this.length, this.buffer.length * 2));
      grown.set(this.buffer.subarray(0, start));
      this.buffer = grown;
      this.view = new DataView(grown.buffer);
    }
    return start;
  }

  uint(value: number, width: 1 | 2 | 4): void {
    const at = this.advance(width);
    if (width === 1) this.view.setUint8(at, value);
    else if (width === 2) this.view.setUint16(at, value);
    else this.view.setUint32(at, value);
  }

  uint64(value: bigint): void {
    const at = this.advance(8);
    this.view.setBigUint64(at, value);
  }

  /** A whole number up to 2^53 − 1 in eight bytes. */
  safeUint64(value: number): void {
    const at = this.advance(8);
    this.view.setUint32(at, Math.floor(value / 0x1_0000_0000));
    this.view.setUint32(at + 4, value % 0x1_0000_0000);
  }

  bytes(value: Uint8Array): void {
    const at = this.advance(value.length);
    this.buffer.set(value, at);
  }

  /** Room for `count` bytes, to be filled by the caller at once. */
  room(count: number): Uint8Array {
    const start = this.advance(count);
    return this.buffer.subarray(start, start + count);
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }
}

/** Reads what a `ByteWriter` wrote; every read checks what is left before it allocates. */
export class ByteReader {
  private readonly buffer: Uint8Array;
  private readonly view: DataView;
  offset = 0;

  constructor(buffer: Uint8Array) {
    this.buffer = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength); // a Buffer's slice would share its memory
    this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
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

  uint(width: 1 | 2 | 4): number {
    const at = this.take(width);
    if (width === 1) return this.view.getUint8(at);
    return width === 2 ? this.view.getUint16(at) : this.view.getUint32(at);
  }

  uint64(): bigint {
    return this.view.getBigUint64(this.take(8));
  }

  safeUint64(): number {
    const at = this.take(8);
    const high = this.view.getUint32(at);
    if (high >= 0x20_0000) {
      this.offset = at;
      this.fail("number of 2^53 or more");
    }
    return high * 0x1_0000_0000 + this.view.getUint32(at + 4);
  }

  /** A view of the next `count` bytes, not a copy. */
  bytes(count: number): Uint8Array {
    const start = this.take(count);
    return this.buffer.subarray(start, start + count);
  }
}
