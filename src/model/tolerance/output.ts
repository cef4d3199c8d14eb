import type { TypeOf } from "../encoding/codec.ts";
import { struct, topLevel } from "../encoding/objects.ts";
import { bytes, enumeration, list, refined, u32, u64 } from "../encoding/primitives.ts";

/** The most bytes of data in an output (section 2, sizes). */
export const OUTPUT_DATA_MAX = 256 * 1024;

/** Element types by name, with the bytes of one element. The order is that of the tag in the encoding; append-only. */
export const DTYPES = { bytes: 1, f32: 4 } as const;

/** The name of an element type. */
export type Dtype = keyof typeof DTYPES;

const raw = struct("output", {
  dtype: enumeration(Object.keys(DTYPES) as Dtype[]),
  /** Extents, outermost first. */
  shape: list(u32, 8),
  /** Elements in row-major order; floating point little-endian, as the machines that make them hold it. */
  data: bytes(OUTPUT_DATA_MAX),
});

/** What a model gave for a request: element type, shape, data (section 4, "Output"). */
export const outputCodec = topLevel(
  "output",
  refined(raw, "output", ({ dtype, shape, data }) => {
    const elements = shape.reduce((product, extent) => product * extent, 1);
    if (elements * DTYPES[dtype] === data.length) return undefined;
    return `shape ${shape.join("×")} of ${dtype} needs ${elements * DTYPES[dtype]} bytes, not ${data.length}`;
  }),
);

/** See `outputCodec`. */
export type Output = TypeOf<typeof outputCodec>;

/** An output of fp32 values in one dimension. */
export function f32Output(data: Uint8Array): Output {
  return { dtype: "f32", shape: [data.length / 4], data };
}

/** What is asked of a model (R29): the preimage of `inputHash`. */
export const requestCodec = topLevel(
  "request",
  struct("request", {
    input: bytes(64 * 1024),
    /** Decoding parameters in the model's own form. */
    parameters: bytes(1024),
    seed: u64,
    /** Makes the request unlike every other. */
    nonce: u64,
  }),
);

/** See `requestCodec`. */
export type Request = TypeOf<typeof requestCodec>;
