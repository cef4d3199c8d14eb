import { decode, encode } from "../../model/encoding/codec.ts";
import { requestCodec } from "../../model/tolerance/output.ts";

/** The canonical request for one of a source's inputs: its number in four bytes, big-endian. The nonce makes it unlike all others. */
export function requestOf(sample: number, nonce: number): Uint8Array {
  const input = new Uint8Array(4);
  new DataView(input.buffer).setUint32(0, sample);
  return encode(requestCodec, { input, parameters: new Uint8Array(0), seed: 0n, nonce: BigInt(nonce) });
}

/** The number of the input that a request names; 0 for a request of another form. */
export function sampleOf(request: Uint8Array): number {
  const decoded = decode(requestCodec, request);
  if (!decoded.ok || decoded.value.input.length !== 4) return 0;
  const { input } = decoded.value;
  return new DataView(input.buffer, input.byteOffset).getUint32(0);
}
