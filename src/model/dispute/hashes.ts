import type { Address } from "../crypto/address.ts";
import { as, taggedHash } from "../crypto/hash.ts";
import { fromHex, type Hex } from "../encoding/hex.ts";
import { count64, u8 } from "../encoding/primitives.ts";

const claim = taggedHash("claim");
const seat = taggedHash("seat");
const draw = taggedHash("draw");
const caseSeed = taggedHash("case-seed");
const drawShare = taggedHash("draw-share");

/** A claim: H("claim", chain id ‖ challenger ‖ first id ‖ second id ‖ salt) (R47). */
export function claimHash(chainId: Hex, challenger: Address, first: Hex, second: Hex, salt: Hex): Hex {
  return claim(chainId, challenger, first, second, salt);
}

/** A seat's commitment: H("seat", chain id ‖ case ‖ level ‖ provider ‖ output root ‖ salt) (section 3, COMMIT). */
export function seatCommitment(chainId: Hex, caseId: number, level: number, provider: Address, root: Uint8Array, salt: Hex): Hex {
  return seat(chainId, as(count64, caseId), as(u8, level), provider, root, salt);
}

/** The seed of a draw: H("draw", chain id ‖ case ‖ level ‖ round ‖ value), of the beacon's value or what R18 puts in its place. */
export function drawSeed(chainId: Hex, caseId: number, level: number, round: number, value: Hex): Uint8Array {
  return fromHex(draw(chainId, as(count64, caseId), as(u8, level), as(u8, round), value));
}

/** The hash of a case under R18 `case-hash`: H("case-seed", challenger ‖ first id ‖ second id ‖ salt). */
export function caseSeedHash(challenger: Address, first: Hex, second: Hex, salt: Hex): Hex {
  return caseSeed(challenger, first, second, salt);
}

/** A commitment to a share of a draw under R18 `commit-reveal`: H("draw-share", chain id ‖ case ‖ provider ‖ share). */
export function shareCommitment(chainId: Hex, caseId: number, provider: Address, share: Hex): Hex {
  return drawShare(chainId, as(count64, caseId), provider, share);
}
