import { refused, type WarpRefusal } from "../errors/warp-codes.ts";
import { VALIDATORS_MAX } from "../validators/set.ts";

/**
 * Which validators signed, as bits over the canonical order of their set. Both forms have one encoding for one set of signers:
 * `big-endian` is a big-endian whole number without leading zero bytes (Avalanche), `little-endian` has bit i in byte i / 8, without
 * trailing zero bytes (ZAP).
 */
export type BitOrder = "big-endian" | "little-endian";

/** The most bytes of signers: a bit for each validator of the largest set. */
export const SIGNERS_MAX = VALIDATORS_MAX / 8;

/** The bits of these places; at least room for the highest. */
export function bitsOf(places: readonly number[], order: BitOrder): Uint8Array {
  const bytes = new Uint8Array(places.length === 0 ? 0 : (Math.max(...places) >> 3) + 1);
  for (const place of places) {
    const at = order === "little-endian" ? place >> 3 : bytes.length - 1 - (place >> 3);
    bytes[at] = bytes[at]! | (1 << (place & 7));
  }
  return bytes;
}

/** The places that bits name, ascending, among `count` validators; or why they name none rightly. */
export function placesOf(bits: Uint8Array, order: BitOrder, count: number): readonly number[] | WarpRefusal {
  const last = order === "little-endian" ? bits.length - 1 : 0;
  if (bits.length > 0 && bits[last] === 0) return refused("WARP_SIGNERS_PADDED", `${bits.length} bytes of signers, and the highest is zero`);
  const places: number[] = [];
  for (let index = 0; index < bits.length; index += 1) {
    const byte = bits[order === "little-endian" ? index : bits.length - 1 - index]!;
    for (let bit = 0; bit < 8; bit += 1) if ((byte >> bit) & 1) places.push(8 * index + bit);
  }
  const highest = places.at(-1) ?? -1;
  if (highest >= count) return refused("WARP_SIGNERS_BEYOND", `signer ${highest} of a set of ${count}, counted from 0`);
  return places;
}
