/** Keys and times of the simulated platform, against node:crypto and the calendar of the language. */
import { createPublicKey, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesFor, keyFor, otherHalf } from "../../../src/sim/platform/keys.ts";
import { compactTime, isoTime } from "../../../src/sim/platform/time.ts";

/** Whether r ‖ s is the key's signature of the message, by OpenSSL. */
function holds(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: Buffer.from(publicKey.subarray(1, 33)).toString("base64url"),
    y: Buffer.from(publicKey.subarray(33)).toString("base64url"),
  };
  return verify("sha256", message, { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" }, signature);
}

describe("keys", () => {
  it("sign as OpenSSL verifies, in either half of s", () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array({ maxLength: 200 }), (label, message) => {
        const key = keyFor("seed", label);
        const signature = key.sign(message);
        expect(holds(key.publicKey, message, signature)).toBe(true);
        expect(holds(key.publicKey, message, otherHalf(signature))).toBe(true);
        expect(otherHalf(otherHalf(signature))).toEqual(signature);
      }),
    );
  });

  it("are the same for the same seed and label, and others for others", () => {
    expect(keyFor("a", "root").publicKey).toEqual(keyFor("a", "root").publicKey);
    expect(keyFor("b", "root").publicKey).not.toEqual(keyFor("a", "root").publicKey);
    expect(bytesFor("a", "ppid", 16)).not.toEqual(bytesFor("a", "instance", 16));
  });
});

describe("times", () => {
  it("are those of the calendar, from 1970 to 9999", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        const iso = `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
        expect(isoTime(seconds)).toBe(iso);
        expect(compactTime(seconds)).toBe(iso.replace(/[-:T]/g, ""));
      }),
      { numRuns: 2000 },
    );
  });
});
