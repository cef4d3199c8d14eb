import { fromHex, type Hex, toHex } from "../encoding/hex.ts";
import { concat, sha256, taggedHash } from "./hash.ts";
import type { MultiSignatures, MultiSigner } from "./multisignature.ts";

const keyOf = taggedHash("ideal-warp-key");
const tagOf = taggedHash("ideal-warp-signature");
const possessionOf = taggedHash("ideal-warp-possession");
const formOf = taggedHash("ideal-warp-form");

/** What a key's holder and the ring know: a secret of 32 bytes, and the same as eight little-endian words. */
interface Held {
  readonly secret: Uint8Array;
  readonly words: Uint32Array;
}

function heldOf(secret: Uint8Array): Held {
  const view = new DataView(secret.buffer, secret.byteOffset, 32);
  return { secret, words: Uint32Array.from({ length: 8 }, (_, word) => view.getUint32(4 * word, true)) };
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
 * alone can make and check them. Refusals are those of the real ones: what no holder made is malformed, or wrong.
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
    verifyPossession: (publicKey, { secret }, proof) => proof === possession(secret, publicKey),
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

  const possession = (secret: Uint8Array, publicKey: Hex): Hex => {
    const tag = fromHex(possessionOf(secret, publicKey));
    return formed(concat(tag, tag));
  };

  return {
    signatures,
    signer(secret) {
      const key = heldOf(sha256(secret));
      const publicKey: Hex = `0x${keyOf(key.secret).slice(2)}${keyOf(key.secret).slice(2, 34)}`;
      held.set(publicKey, key);
      return {
        publicKey,
        possession: possession(key.secret, publicKey),
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
