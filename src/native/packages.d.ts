/** What is used of the optional packages: declared here, so that the types check where they are not installed. */

/** The binding of libsecp256k1 alone: it throws where there is none, while the package's index falls back to arithmetic in JavaScript. */
declare module "secp256k1/bindings.js" {
  const binding: {
    /** Writes r ‖ s into `output`; the nonce is made of the key and the 32 bytes of the digest as they stand. */
    ecdsaSign(digest: Uint8Array, scalar: Uint8Array, options: object, output: Uint8Array): { readonly recid: number };
    /** Throws where nothing is recovered. */
    ecdsaRecover(signature: Uint8Array, recovery: number, digest: Uint8Array, isCompressed: boolean): Uint8Array;
    publicKeyCreate(scalar: Uint8Array, isCompressed: boolean): Uint8Array;
  };
  export default binding;
}

declare module "@chainsafe/hashtree" {
  const binding: {
    /** The SHA-256 of each 64 bytes of `pairs`, into `hashes`. */
    hashInto(pairs: Uint8Array, hashes: Uint8Array): void;
  };
  export default binding;
}
