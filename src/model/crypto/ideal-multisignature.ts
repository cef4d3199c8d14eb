import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import { concat, sha256, taggedHash } from "./hash.ts";
import { type MultiSignatures, type MultiSigner, multiSignerOf } from "./multisignature.ts";

const tagOf = taggedHash("ideal-warp-signature");
const formOf = taggedHash("ideal-warp-form");

/** What a key's holder and the ring know: the key with its proof, and its secret as eight little-endian words. */
interface Held {
  readonly publicKey: Hex;
  readonly possession: Hex;
  readonly words: Uint32Array;
}

/** Keys are real, and so are their proofs: a chain's genesis holds them. Curve arithmetic is done once a secret in the life of a process. */
const real = new Map<Hex, Pick<MultiSigner, "publicKey" | "possession">>();

function heldOf(secret: Uint8Array): Held {
  const digits = toHex(secret);
  const { publicKey, possession } = real.get(digits) ?? multiSignerOf(secret);
  real.set(digits, { publicKey, possession });
  const hashed = sha256(secret);
  const view = new DataView(hashed.buffer, hashed.byteOffset, 32);
  return { publicKey, possession, words: Uint32Array.from({ length: 8 }, (_, word) => view.getUint32(4 * word, true)) };
}

/** A ring of ideal keys: it makes holders, and judges what they sign. */
export interface IdealMultiKeyring {
  readonly signatures: MultiSignatures<Held>;
  signer(secret: Uint8Array): MultiSigner;
}

/** 64 bytes, then what says that they are a signature of this ring: as a point says by its equation that it lies on its curve. */
function formed(body: Uint8Array): Hex {
  return toHex(concat(body, fromHex(formOf(body))));
}

const isFormed = (signature: Hex): boolean => signature.length === 194 && formed(fromHex(signature).subarray(0, 64)) === signature;

/** The secrets of many as one, word by word modulo 2^32: their order does not matter, and twice the same is not the same once. */
function sumOf(keys: readonly Held[]): Uint8Array {
  const sum = new Uint32Array(8);
  for (const { words } of keys) for (let word = 0; word < 8; word += 1) sum[word] = sum[word]! + words[word]!;
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let word = 0; word < 8; word += 1) view.setUint32(4 * word, sum[word]!, true);
  return bytes;
}

/**
 * Ideal BLS (section 7): a signature is a tag keyed by the secret, and so is an aggregate, keyed by the sum of the secrets. The ring
 * alone can make and check them; keys and proofs of possession are the real ones, known by their bytes. Refusals are those of the real
 * ones: what no holder made is malformed, or wrong.
 */
export function idealMultiKeyring(): IdealMultiKeyring {
  const held = new Map<Hex, Held>();
  /** Which key made a signature, and of what: an aggregate is asked for parts that were signed in this ring. */
  const made = new Map<Hex, { readonly key: Held; readonly digest: Uint8Array }>();

  const signatureOf = (sum: Uint8Array, digest: Uint8Array): Hex => {
    const tag = fromHex(tagOf(sum, digest));
    return formed(concat(tag, tag));
  };

  const signatures: MultiSignatures<Held> = {
    name: "ideal",
    decodeKey: (publicKey) => held.get(publicKey),
    verifyPossession: (publicKey, key, proof) => publicKey === key.publicKey && proof === key.possession,
    verify(keys, message, signature) {
      if (!isFormed(signature)) return "malformed";
      return signature === signatureOf(sumOf(keys), sha256(message)) ? "valid" : "wrong";
    },
    aggregate(parts) {
      const known = parts.map((part) => made.get(part));
      const [first] = known;
      const areOne = first !== undefined && known.every((part) => part !== undefined && toHex(part.digest) === toHex(first.digest));
      if (areOne) return signatureOf(sumOf(known.map((part) => part!.key)), first.digest);
      const wrong = parts.find((part) => !isFormed(part));
      if (wrong !== undefined) throw new Error(`${wrong.slice(0, 20)}… is no signature`);
      return formed(concat(...[0, 1].map(() => sha256(concat(...parts.map(fromHex)))))); // of several messages, or of others: wrong for all
    },
  };

  return {
    signatures,
    signer(secret) {
      const key = heldOf(secret);
      held.set(key.publicKey, key);
      return {
        publicKey: key.publicKey,
        possession: key.possession,
        sign(message) {
          const digest = sha256(message);
          const signature = signatureOf(sumOf([key]), digest);
          made.set(signature, { key, digest });
          return signature;
        },
      };
    },
  };
}
