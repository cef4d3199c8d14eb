/** Warp: what a consumer on another chain needs in order to check an attestation. Usable alone. */
export { type IdealMultiKeyring, idealMultiKeyring } from "../crypto/ideal-multisignature.ts";
export { type Judged, type MultiSignatures, type MultiSigner, multiSignerOf, nobleMultiSignatures } from "../crypto/multisignature.ts";
export { WARP_CODES, type WarpCode, type WarpCodeEntry, type WarpRefusal } from "../errors/warp-codes.ts";
export { inOrder, type SetFrom, setAt, type ValidatorSet, type ValidatorSets, validatorSet, type WarpValidator } from "../validators/set.ts";
export {
  type AddressedCall,
  type AvalancheMessage,
  type AvalancheUnsigned,
  avalancheId,
  avalancheUnsigned,
  decodeAvalanche,
  decodeCall,
  encodeAvalanche,
  encodeCall,
} from "./avalanche.ts";
export { aggregated, type Unsigned, unsignedLookup } from "./envelope.ts";
export { type Followed, setsOfGenesis, withHandover, withHead } from "./follow.ts";
export { type Answer, answerOf, type Handover, handoverOf, maySign, signingSet } from "./lookup.ts";
export { decodeLookup, encodeLookup, isWitnessed, type Lookup, type LookupStatus, lookupCodec, type Witness } from "./payload.ts";
export { type BitOrder, bitsOf, placesOf } from "./signers.ts";
export { type Authentic, authenticate, type Expectation, verifyAttestationMessage, type WarpVerdict } from "./verify.ts";
export { decodeZap, encodeZap, plainZap, type ZapEnvelope, type ZapMessage, zapId, zapMessageBytes, zapSigned } from "./zap.ts";
