import { as, taggedHash } from "../crypto/hash.ts";
import type { TypeOf } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct, union } from "../encoding/objects.ts";
import { bytes32, fixedBytes, list, u16 } from "../encoding/primitives.ts";

/**
 * What an enclave must be to run a model (R10). Tags are append-only.
 * - `enclave`: SGX, this MRENCLAVE.
 * - `signer`: SGX, any enclave of this MRSIGNER and product id whose security version is at least the least.
 * - `domain`: TDX, this MRTD and RTMRs, and these values in the bits of TDATTRIBUTES that the mask names.
 */
export const measurementCodec = union("measurement", {
  enclave: [0, struct("enclave", { mrenclave: bytes32 })],
  signer: [1, struct("signer", { mrsigner: bytes32, productId: u16, leastSvn: u16 })],
  domain: [2, struct("domain", { mrtd: fixedBytes(48), rtmrs: list(fixedBytes(48), 4), attributesMask: fixedBytes(8), attributes: fixedBytes(8) })],
});

/** See `measurementCodec`. */
export type Measurement = TypeOf<typeof measurementCodec>;

const measurementHash = taggedHash("measurement");

/** A measurement's id: H("measurement", canonical bytes). */
export function measurementId(measurement: Measurement): Hex {
  return measurementHash(as(measurementCodec, measurement));
}
