import { hash } from "node:crypto";
import type { Hasher } from "../model/crypto/hash.ts";
import { mustHold, OPENSSL, type Part } from "./part.ts";

/** What OpenSSL does of SHA-256. */
export type Sha256 = Pick<Hasher, "sha256" | "sha256Hex">;

/** A copy: a plain array with 32 bytes of its own, where Node gives a Buffer. */
const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(hash("sha256", bytes, "buffer"));

/** The SHA-256 of nothing. */
const OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** SHA-256 by the OpenSSL that Node was built with. */
export async function loadSha256(): Promise<Part<Sha256>> {
  mustHold(Buffer.from(sha256(new Uint8Array())).toString("hex") === OF_NOTHING);
  return { name: OPENSSL, does: { sha256, sha256Hex: (bytes) => `0x${hash("sha256", bytes, "hex")}` } };
}
