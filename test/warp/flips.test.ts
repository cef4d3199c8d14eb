/** Every single bit of a message matters: flipped, the message is refused. */
import { describe, expect, it } from "vitest";
import { verifyAttestationMessage } from "../../src/model/warp/index.ts";
import { FORMS, IDEAL, KINDS, NOBLE, only, type Ring, signed, validatorsOf } from "./setting.ts";

function acceptedFlips(ring: Ring, form: (typeof FORMS)[number], kind: (typeof KINDS)[number], step: number): number[] {
  const three = validatorsOf(ring, [1n, 1n, 1n]);
  const sets = only(three.set);
  const message = signed(ring, three, form, kind.lookup);
  const isAccepted = (bytes: Uint8Array): boolean => verifyAttestationMessage(ring.signatures, bytes, sets, kind.expected).ok;
  expect(isAccepted(message)).toBe(true);
  const accepted: number[] = [];
  for (let bit = 0; bit < 8 * message.length; bit += step)
    if (isAccepted(message.with(bit >> 3, message[bit >> 3]! ^ (1 << (bit & 7))))) accepted.push(bit);
  return accepted;
}

describe.each(FORMS)("in the form of %s", (form) => {
  it.each(KINDS)("no bit of a message can be flipped: $kind", (kind) => {
    expect(acceptedFlips(IDEAL, form, kind, 1)).toEqual([]);
  });

  it.each(KINDS.slice(0, 3))("nor under real signatures, of which every 61st is tried: $kind", (kind) => {
    expect(acceptedFlips(NOBLE, form, kind, 61)).toEqual([]);
  });
});
