/** Why a Warp message, or a set of validators, is refused: what was found, and what whoever holds it can do. */
export interface WarpCodeEntry {
  readonly meaning: string;
  readonly remedy: string;
}

const code = (meaning: string, remedy: string): WarpCodeEntry => ({ meaning, remedy });

const ASK_AGAIN = "ask the validators for the message again; nothing in it may be changed";
const OTHER_SET = "take the set as the chain's governance states it";

/** Every refusal. Those of a message stand in the order of its checks: where two things are wrong, the earlier code is the answer. */
export const WARP_CODES = {
  WARP_KEYS_EMPTY: code("the set has no validator, or more than a signature can name", OTHER_SET),
  WARP_KEYS_TWICE: code("a key stands twice in the set", "give each key once, with the sum of its weights"),
  WARP_KEYS_ORDER: code("the keys of the set do not rise by their uncompressed bytes", "sort the set; a signer is named by its place in it"),
  WARP_WEIGHT_ZERO: code("a validator has no weight", "leave it out of the set"),
  WARP_WEIGHT_OVERFLOW: code("the weights sum to 2^64 or more", OTHER_SET),
  WARP_KEY: code("a key is no point of the group G1, or the point at infinity", OTHER_SET),
  WARP_POSSESSION: code(
    "a key comes without a valid proof that somebody holds its secret",
    "have the validator prove possession; else it could cancel others",
  ),

  WARP_ENVELOPE: code("the bytes are no envelope of either form, or not its one encoding", ASK_AGAIN),
  WARP_LANES: code("the envelope carries signatures of other schemes, which nothing here can check", "ask for the message signed by BLS alone"),
  WARP_NETWORK: code("the message is of another network", "ask the validators of the network that is meant"),
  WARP_CHAIN: code("the message is of another chain", "ask the validators of the chain that is meant"),
  WARP_SOURCE: code("the message was sent by an account of the chain, not by the chain itself", "ask the chain; an account can say anything"),
  WARP_PAYLOAD: code("the payload is none of a lookup, or not its one encoding", ASK_AGAIN),
  WARP_SET_UNKNOWN: code("no set of validators is known for the height of the message", "learn the set of that height from governance"),
  WARP_SET_RETIRED: code("the height of the message is older than sets of validators are kept", "ask for the message at a newer height"),
  WARP_SIGNERS_PADDED: code("the bits of the signers have bytes that say nothing: a second encoding of one set", ASK_AGAIN),
  WARP_SIGNERS_BEYOND: code("a bit names a signer that the set does not have", "use the set of the message's height"),
  WARP_SIGNERS_NONE: code("nobody signed", ASK_AGAIN),
  WARP_QUORUM: code("those who signed have less than 67 hundredths of the weight", "wait for more validators to sign"),
  WARP_SIGNATURE_FORM: code("the signature is no point of the group G2, or the point at infinity", ASK_AGAIN),
  WARP_SIGNATURE: code("the signature is not that of the signers over this message", ASK_AGAIN),
  WARP_HEIGHT: code("the message speaks of a height before the one that was asked for", "ask for the message at a newer height"),
  WARP_ATTESTATION: code("the message is about another attestation", "ask for the one that is meant"),
  WARP_PROOF_MISSING: code("the message is a state root, and no proof of the record, or of its absence, was given", "give the proof with it"),
  WARP_PROOF: code(
    "the proof does not lead from the record, or its absence, to the root that was signed",
    "ask for a proof at the height of the root",
  ),
  WARP_STATUS: code("the attestation's status is not the one that was asked for", "wait until it is final; do not act on less"),
  WARP_FIELD: code("the attestation is of another model, input, output or provider", "do not use its output for this request"),
} as const satisfies { readonly [name: string]: WarpCodeEntry };

/** See `WARP_CODES`. */
export type WarpCode = keyof typeof WARP_CODES;

/** A refusal: its code, and in words what was found, with the numbers. */
export interface WarpRefusal {
  readonly ok: false;
  readonly code: WarpCode;
  readonly explanation: string;
}

/** Makes a refusal. */
export const refused = (code: WarpCode, explanation: string): WarpRefusal => ({ ok: false, code, explanation });
