/** As much of Avalanche's own library as is asked here: an oracle. The types that it ships do not resolve. */
import * as library from "@avalabs/avalanchejs";

/** The codec of the library, and what it writes. */
type LibraryCodec = object;
interface Written {
  toBytes(codec: LibraryCodec): Uint8Array;
}
interface WarpMessage extends Written {
  readonly unsignedMessage: Written & { readonly networkId: { value(): number } };
  readonly signature: { numOfSigners(): number };
}
interface Manager {
  unpack(bytes: Uint8Array, type: object): WarpMessage;
  getDefaultCodec(): LibraryCodec;
}
interface Bls {
  publicKeyFromBytes(bytes: Uint8Array): object;
  signatureFromBytes(bytes: Uint8Array): object;
  verifyProofOfPossession(key: object, signature: object, message: Uint8Array): boolean;
}

const { bls, pvmSerial } = library as unknown as {
  readonly bls: Bls;
  readonly pvmSerial: { readonly warp: { getWarpManager(): Manager; readonly WarpMessage: object } };
};

/** A Warp message as the library reads it, with what the library writes for it and for its unsigned part, each behind the codec's version. */
export function readByLibrary(bytes: Uint8Array): { readonly networkID: number; readonly signers: number; readonly written: readonly Uint8Array[] } {
  const manager = pvmSerial.warp.getWarpManager();
  const read = manager.unpack(bytes, pvmSerial.warp.WarpMessage);
  const written = [read, read.unsignedMessage].map((part) => Uint8Array.of(0, 0, ...part.toBytes(manager.getDefaultCodec())));
  return { networkID: read.unsignedMessage.networkId.value(), signers: read.signature.numOfSigners(), written };
}

/** Whether the library takes a proof of possession of a key. */
export function isPossessedByLibrary(publicKey: Uint8Array, proof: Uint8Array): boolean {
  return bls.verifyProofOfPossession(bls.publicKeyFromBytes(publicKey), bls.signatureFromBytes(proof), publicKey);
}
