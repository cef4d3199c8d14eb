import type { Codec } from "../encoding/codec.ts";
import { JsonFormError } from "../encoding/codec.ts";
import { type Hex, parseHex, toBareHex, toHex } from "../encoding/hex.ts";
import { fixedBytes } from "../encoding/primitives.ts";
import { keccak256 } from "./hash.ts";

/** An address in memory: twenty bytes in lower-case `0x` form (R02). */
export type Address = Hex;

/** The last twenty bytes of keccak256 of the uncompressed key without its 04 (R02). */
export function addressOfPublicKey(uncompressed: Uint8Array): Address {
  return toHex(keccak256(uncompressed.subarray(1)).subarray(12));
}

const ASCII = new TextEncoder();

/** The mixed-case form with EIP-55's checksum. */
export function checksumAddress(address: Address): Hex {
  const digits = address.slice(2);
  const hash = toBareHex(keccak256(ASCII.encode(digits)));
  let text = "";
  for (let index = 0; index < 40; index += 1) {
    const digit = digits[index]!;
    text += hash.charCodeAt(index) >= 56 ? digit.toUpperCase() : digit;
  }
  return `0x${text}`;
}

const raw = fixedBytes(20);

/** Twenty bytes; JSON: EIP-55, and a wrong checksum is refused. */
export const address: Codec<Address> = {
  ...raw,
  name: "address",
  toJson: checksumAddress,
  fromJson(json, path) {
    const lower = typeof json === "string" && parseHex(json)?.length === 20 ? (json.toLowerCase() as Address) : undefined;
    if (lower === undefined || checksumAddress(lower) !== json) throw new JsonFormError("an address with its EIP-55 checksum wanted", path);
    return lower;
  },
};

/** Twenty zero bytes: the holder of what nobody holds. */
export const NOBODY: Address = `0x${"00".repeat(20)}`;
