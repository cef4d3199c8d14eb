/**
 * Generated text with its top-k logits, the element type `tokens`: shape [positions, k], and for each position the token that
 * was chosen (u32, little-endian), then k candidates, each a token (u32) and its logit (fp32), little-endian. Candidates stand by falling
 * logit, then by rising token, each token once, no logit a NaN or −0: so that one answer has one encoding (R35, R40).
 */
import { FLOATS, littleEndian } from "./exact.ts";

const WORD = 4;

/** Bytes of one position with k candidates. */
export const positionBytes = (k: number): number => WORD + 2 * WORD * k;

/** The token chosen at a position. */
export const chosenAt = (data: Uint8Array, k: number, position: number): number => littleEndian(data, position * positionBytes(k), WORD);

/** Candidate `rank` (from 0) at a position: its token and the bit pattern of its logit. */
export function candidateAt(data: Uint8Array, k: number, position: number, rank: number): { readonly token: number; readonly logit: number } {
  const at = position * positionBytes(k) + WORD + 2 * WORD * rank;
  return { token: littleEndian(data, at, WORD), logit: littleEndian(data, at + WORD, WORD) };
}

const INFINITY_BITS = (2 ** FLOATS.f32.exponentBits - 1) * 2 ** FLOATS.f32.fractionBits;
const NEGATIVE_ZERO = 0x8000_0000;

/** A number that orders fp32 bit patterns as their values; undefined for a NaN and for −0. */
function orderOf(bits: number): number | undefined {
  const size = bits & 0x7fff_ffff;
  if (size > INFINITY_BITS || bits === NEGATIVE_ZERO) return undefined;
  return bits === size ? size : -size;
}

function positionFlaw(data: Uint8Array, k: number, position: number): string | undefined {
  const tokens = new Set<number>();
  let last: { readonly order: number; readonly token: number } | undefined;
  for (let rank = 0; rank < k; rank += 1) {
    const { token, logit } = candidateAt(data, k, position, rank);
    const order = orderOf(logit);
    if (order === undefined) return `candidate ${rank} of position ${position} has a logit that is NaN or −0`;
    if (last !== undefined && (order > last.order || (order === last.order && token < last.token)))
      return `candidate ${rank} of position ${position} is out of order: by falling logit, then rising token`;
    if (tokens.has(token)) return `token ${token} stands twice at position ${position}`;
    tokens.add(token);
    last = { order, token };
  }
  return undefined;
}

/** Why data of the right length is no `tokens` of that shape, or nothing. */
export function tokensFlaw([positions, k]: readonly number[], data: Uint8Array): string | undefined {
  for (let position = 0; position < positions!; position += 1) {
    const flaw = positionFlaw(data, k!, position);
    if (flaw !== undefined) return flaw;
  }
  return undefined;
}
