import { ripemd160 } from "@noble/hashes/legacy.js";
import { bech32 } from "@scure/base";
import type { Codec } from "../encoding/codec.ts";
import { JsonFormError } from "../encoding/codec.ts";
import { fromHex, type Hex, parseHex, toBareHex, toHex } from "../encoding/hex.ts";
import { fixedBytes } from "../encoding/primitives.ts";
import { keccak256, sha256 } from "./hash.ts";

/** An address in memory: twenty bytes in lower-case `0x` form (R02). */
export type Address = Hex;

/** How an address is made of a key, and shown (R02): as on the C-chain, or as on the P- and X-chain. */
export type AddressForm = "keccak" | "ripemd";

/** The key in its compressed form of 33 bytes. */
function compressed(uncompressed: Uint8Array): Uint8Array {
  const key = uncompressed.slice(0, 33);
  key[0] = 2 + (uncompressed[64]! & 1);
  return key;
}

/**
 * The address of a key of 65 bytes (R02): the last twenty bytes of keccak256 of the key without its 04, or ripemd160 of
 * sha256 of its compressed form.
 */
export function addressOfPublicKey(uncompressed: Uint8Array, form: AddressForm = "keccak"): Address {
  if (form === "ripemd") return toHex(ripemd160(sha256(compressed(uncompressed))));
  return toHex(keccak256(uncompressed.subarray(1)).subarray(12));
}

/** An address as people of its chain write it: EIP-55, or bech32 with the prefix `lux` (BIP 173). */
export function showAddress(address: Address, form: AddressForm): string {
  return form === "keccak" ? checksumAddress(address) : bech32.encode("lux", bech32.toWords(fromHex(address)));
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
