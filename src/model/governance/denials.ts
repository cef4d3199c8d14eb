import { as, taggedHash } from "../crypto/hash.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct } from "../encoding/objects.ts";
import { bytes, bytes32, count64, enumeration, u8 } from "../encoding/primitives.ts";
import type { Reader } from "../state/store.ts";
import { table } from "../state/table.ts";
import type { Work } from "../state/work.ts";
import { DENIED_KINDS, type Denial } from "./records.ts";

/** Denials by H("denial", what ‖ value) (R50). */
export const denials = table({
  number: 0x54,
  name: "denial",
  key: [bytes32],
  value: struct("denied", { what: enumeration(DENIED_KINDS), value: bytes(48), from: count64 }),
});

const denialHash = taggedHash("denial");
const valueCodec = bytes(48);

/** A denial's key. */
function denialId({ what, value }: Pick<Denial, "what" | "value">): Hex {
  return denialHash(as(u8, DENIED_KINDS.indexOf(what)), as(valueCodec, value));
}

const LENGTHS: { readonly [K in Denial["what"]]: readonly number[] } = {
  fmspc: [6],
  ppid: [16],
  pckSerial: Array.from({ length: 20 }, (_, index) => index + 1),
  measurement: [32, 48],
};

/** Why a denial names nothing, or nothing: an FMSPC has 6 bytes, a PPID 16, a serial number 1 to 20, MRENCLAVE and MRSIGNER 32, MRTD 48. */
export function denialFlaw({ what, value }: Denial): string | undefined {
  return LENGTHS[what].includes(value.length) ? undefined : `${what}: ${value.length} bytes, ${LENGTHS[what].join(" or ")} wanted`;
}

/** Writes a denial down, or takes it back. */
export function deny(work: Work, denial: Denial): void {
  const { what, value, from } = denial;
  if (from === undefined) denials.delete(work.draft, denialId(denial));
  else denials.put(work.draft, { what, value, from }, denialId(denial));
}

/** Whether something is denied at a height. */
export function isDenied(reader: Reader, height: number, what: Denial["what"], value: Uint8Array): boolean {
  const denial = denials.get(reader, denialId({ what, value }));
  return denial !== undefined && denial.from <= height;
}
