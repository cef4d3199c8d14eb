/** From 32 bytes of secret to a key of secp256k1: what real and ideal keyrings share. */
import { toBareHex } from "../encoding/hex.ts";
import { type Address, type AddressForm, addressOfPublicKey } from "./address.ts";
import { isScalar } from "./crypto.ts";
import { curvesInUse } from "./curves.ts";
import { sha256 } from "./hash.ts";

/** The scalar of a secret: hashed until it is one, so that any 32 bytes give a key. */
export function secretScalar(secret: Uint8Array): Uint8Array {
  let scalar = secret;
  while (!isScalar(toBareHex(scalar))) scalar = sha256(scalar);
  return scalar;
}

/** The secp256k1 address of a secret of 32 bytes. */
export function addressOfSecret(secret: Uint8Array, form: AddressForm): Address {
  return addressOfPublicKey(curvesInUse().publicKeyOf(secretScalar(secret)), form);
}
