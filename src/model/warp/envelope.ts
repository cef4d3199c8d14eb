import type { MultiSignatures } from "../crypto/multisignature.ts";
import type { Hex } from "../encoding/hex.ts";
import { avalancheUnsigned, encodeAvalanche, encodeCall } from "./avalanche.ts";
import { encodeLookup, type Lookup } from "./payload.ts";
import { bitsOf } from "./signers.ts";
import { encodeZap, plainZap, zapSigned } from "./zap.ts";

/** A lookup on its way out: what validators sign, and how their signatures become one message. */
export interface Unsigned {
  /** The bytes that each validator signs. */
  readonly signed: Uint8Array;
  /** The message that the validators at these places of their set signed. */
  message(signers: readonly number[], signature: Hex): Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/** A lookup, said by the chain itself, in one of the two forms. */
export function unsignedLookup(form: "avalanche" | "zap", networkID: number, chainID: Hex, lookup: Lookup): Unsigned {
  const payload = encodeCall({ source: NO_BYTES, payload: encodeLookup(lookup) });
  if (form === "zap") {
    const message = plainZap(networkID, chainID, payload);
    return {
      signed: zapSigned(message),
      message: (signers, signature) => encodeZap({ message, signers: bitsOf(signers, "little-endian"), signature, pulse: NO_BYTES, mldsa: NO_BYTES }),
    };
  }
  const unsigned = { networkID, sourceChainID: chainID, payload };
  return {
    signed: avalancheUnsigned(unsigned),
    message: (signers, signature) => encodeAvalanche({ ...unsigned, signers: bitsOf(signers, "big-endian"), signature }),
  };
}

/** Puts signatures of validators, each with its place in the set, together into one message. */
export function aggregated(
  signatures: MultiSignatures,
  unsigned: Unsigned,
  parts: readonly (readonly [place: number, signature: Hex])[],
): Uint8Array {
  return unsigned.message(
    parts.map(([place]) => place),
    signatures.aggregate(parts.map(([, signature]) => signature)),
  );
}
