import { createPublicKey, type KeyObject, verify } from "node:crypto";
import type { P256 } from "../model/crypto/curves.ts";
import { mustHold, OPENSSL, type Part } from "./part.ts";

const digitsOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64url");

/** Keys as OpenSSL holds them: to make one costs as much as a verification. A platform's and an authority's come again and again. */
const keys = new Map<string, KeyObject>();
/** So many are kept; then all are forgotten. */
const KEYS_MAX = 1024;

/**
 * A key by its coordinates (RFC 7517): OpenSSL refuses those that are not below p or lie off the curve, and knows no other forms of a point
 * there. Throws where it refuses; nothing is remembered then.
 */
function keyOf(publicKey: Uint8Array): KeyObject {
  const name = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString("latin1");
  const known = keys.get(name);
  if (known !== undefined) return known;
  const [x, y] = [digitsOf(publicKey.subarray(1, 33)), digitsOf(publicKey.subarray(33))];
  const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  if (keys.size === KEYS_MAX) keys.clear();
  keys.set(name, key);
  return key;
}

/** r and s OpenSSL refuses outside 1 … n − 1 itself (FIPS 186-5, 6.4.2). */
function verifyP256(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 65 || publicKey[0] !== 4 || signature.length !== 64) return false;
  try {
    return verify("sha256", message, { key: keyOf(publicKey), dsaEncoding: "ieee-p1363" }, signature);
  } catch {
    return false; // no point of the curve
  }
}

/** RFC 6979, A.2.5: the key, and its signature with SHA-256 of "sample". */
const KEY = "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb67903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
const SIGNATURE = "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";

/** P-256 by the OpenSSL that Node was built with. Throws where it has no such curve. */
export async function loadP256(): Promise<Part<P256>> {
  mustHold(verifyP256(Buffer.from(KEY, "hex"), Buffer.from("sample"), Buffer.from(SIGNATURE, "hex")));
  return { name: OPENSSL, does: { verifyP256 } };
}
