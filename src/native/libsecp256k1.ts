import type { Curves } from "../model/crypto/curves.ts";
import { mustHold, type Part, requirePackage, versionBeside } from "./part.ts";

/** What libsecp256k1 does of the curves. */
export type Secp256k1 = Pick<Curves, "recoverPublicKey" | "sign" | "publicKeyOf">;

/** What is used of the package. */
interface Binding {
  /** Writes r ‖ s into `output`; the nonce is made of the key and the 32 bytes of the digest as they stand. */
  ecdsaSign(digest: Uint8Array, scalar: Uint8Array, options: object, output: Uint8Array): { readonly recid: number };
  /** Throws where nothing is recovered. */
  ecdsaRecover(signature: Uint8Array, recovery: number, digest: Uint8Array, isCompressed: boolean): Uint8Array;
  publicKeyCreate(scalar: Uint8Array, isCompressed: boolean): Uint8Array;
}

/** The binding alone: it throws where there is none, while the package's index falls back to arithmetic in JavaScript. */
const BINDING = "secp256k1/bindings.js";

/** The order n of secp256k1's group, big-endian (SEC 2, 2.4.1). */
const ORDER = Buffer.from("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", "hex");

/**
 * The digest modulo n. The library makes its nonce of the 32 bytes that it is given, RFC 6979 of the digest modulo n (2.4, 3.2 d): they differ
 * where a digest is n or above. n is above 2^255, so that one subtraction is enough.
 */
function reduced(digest: Uint8Array): Uint8Array {
  if (Buffer.compare(digest, ORDER) < 0) return digest;
  const difference = new Uint8Array(32);
  let borrow = 0;
  for (let at = 31; at >= 0; at -= 1) {
    const value = digest[at]! - ORDER[at]! - borrow;
    borrow = value < 0 ? 1 : 0;
    difference[at] = value & 0xff;
  }
  return difference;
}

/** The curve by libsecp256k1, through the binding of the package `secp256k1`. Throws where there is none. */
export async function loadSecp256k1(): Promise<Part<Secp256k1>> {
  const library = requirePackage(BINDING) as Binding;
  const does: Secp256k1 = {
    recoverPublicKey(digest, signature) {
      if (digest.length !== 32 || signature.length !== 65) return undefined;
      try {
        return library.ecdsaRecover(signature.subarray(0, 64), signature[64]!, digest, false);
      } catch {
        return undefined; // out of range, the abscissa of no point, or the point at infinity
      }
    },
    sign(digest, scalar) {
      const signature = new Uint8Array(65);
      const { recid } = library.ecdsaSign(reduced(digest), scalar, {}, signature.subarray(0, 64));
      signature[64] = recid;
      return signature;
    },
    publicKeyOf: (scalar) => library.publicKeyCreate(scalar, false),
  };
  const one = new Uint8Array(32);
  one[31] = 1;
  const key = does.publicKeyOf(one);
  mustHold(key.length === 65 && does.recoverPublicKey(one, does.sign(one, one))?.join() === key.join());
  return { name: `libsecp256k1 (secp256k1 ${versionBeside(BINDING)})`, does };
}
