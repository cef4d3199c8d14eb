import type { TypeOf } from "../encoding/codec.ts";
import { struct, topLevel } from "../encoding/objects.ts";
import { bytes, enumeration, list, refined, u32, u64 } from "../encoding/primitives.ts";
import { positionBytes, tokensFlaw } from "./tokens.ts";

/** The most bytes of data in an output (section 2, sizes). */
export const OUTPUT_DATA_MAX = 256 * 1024;

/**
 * Element types by name, with the bytes of one element; of `tokens`, whose positions take 4 + 8k, with those of its words.
 * The order is that of the tag in the encoding; append-only.
 */
export const DTYPES = { bytes: 1, f32: 4, f16: 2, bf16: 2, i32: 4, tokens: 4 } as const;

/** The name of an element type. */
export type Dtype = keyof typeof DTYPES;

const raw = struct("output", {
  dtype: enumeration(Object.keys(DTYPES) as Dtype[]),
  /** Extents, outermost first. */
  shape: list(u32, 8),
  /** Elements in row-major order, little-endian as the machines that make them hold them; i32 in two's complement. */
  data: bytes(OUTPUT_DATA_MAX),
});

/** Bytes of the data of a type and shape. Exact wherever the result is within the limit. */
function dataLength(dtype: Dtype, shape: readonly number[]): number {
  if (dtype === "tokens") return shape[0]! * positionBytes(shape[1]!);
  return shape.reduce((product, extent) => product * extent, 1) * DTYPES[dtype];
}

function outputFlaw({ dtype, shape, data }: TypeOf<typeof raw>): string | undefined {
  if (dtype === "tokens" && (shape.length !== 2 || shape[1] === 0)) return "tokens have the shape [positions, k], k at least 1";
  const wanted = dataLength(dtype, shape);
  if (wanted !== data.length) return `shape ${shape.join("×")} of ${dtype} needs ${wanted} bytes, not ${data.length}`;
  return dtype === "tokens" ? tokensFlaw(shape, data) : undefined;
}

/** What a model gave for a request: element type, shape, data (section 4, "Output"). */
export const outputCodec = topLevel("output", refined(raw, "output", outputFlaw));

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
