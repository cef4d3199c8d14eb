import type { Curves, P256 } from "../model/crypto/curves.ts";
import type { Hasher } from "../model/crypto/hash.ts";
import { loadPairs, type Pairs } from "./hashtree.ts";
import { loadSecp256k1, type Secp256k1 } from "./libsecp256k1.ts";
import { loadP256 } from "./node-p256.ts";
import { loadSha256, type Sha256 } from "./node-sha256.ts";
import { type Loaded, loadPart, type Missing, type Part, versionBeside } from "./part.ts";

/** Who computes what, with versions. */
export interface BackendNames {
  readonly sha256: string;
  /** SHA-256 of blocks of 64 bytes: the nodes of trees. */
  readonly pairs: string;
  readonly secp256k1: string;
  readonly p256: string;
  readonly bls: string;
}

/** The implementations that the model is given. */
export interface Backend {
  readonly hasher: Hasher;
  readonly curves: Curves;
  readonly names: BackendNames;
}

/** The reference: what is used where a part is not there, or where nothing else is wanted. */
export type Reference = Pick<Backend, "hasher" | "curves">;

/** A backend; or the word of ACHAIN_BACKEND that is none; or, where native was asked for, what did not load. */
export type Choice =
  | { readonly kind: "chosen"; readonly backend: Backend }
  | { readonly kind: "unknown"; readonly word: string }
  | { readonly kind: "missing"; readonly missing: readonly Missing[] };

/** How each part is loaded: rejects where it is not there. */
export interface Loaders {
  readonly sha256: () => Promise<Part<Sha256>>;
  readonly pairs: () => Promise<Part<Pairs>>;
  readonly secp256k1: () => Promise<Part<Secp256k1>>;
  readonly p256: () => Promise<Part<P256>>;
}

/** The native parts. */
export const NATIVE: Loaders = { sha256: loadSha256, pairs: loadPairs, secp256k1: loadSecp256k1, p256: loadP256 };

/** What ACHAIN_BACKEND may say. */
export const BACKENDS = ["noble", "native"] as const;

const nobleCurves = (): string => `noble ${versionBeside("@noble/curves/utils.js")}`;
const nobleHashes = (): string => `noble ${versionBeside("@noble/hashes/utils.js")}`;

const partIn = <T>(loaded: Loaded<T>): Part<T> | undefined => ("part" in loaded ? loaded.part : undefined);

/** A single message of 64 bytes takes half as long by what hashes pairs; any other is OpenSSL's. */
function hasherOf({ sha256, sha256Hex }: Sha256, pairs: Pairs["hashPairs"] | undefined): Hasher {
  if (pairs === undefined)
    return {
      name: "native",
      sha256,
      sha256Hex,
      hashPairs(blocks, hashes) {
        for (let at = 0; at < blocks.length; at += 64) hashes.set(sha256(blocks.subarray(at, at + 64)), at / 2);
      },
    };
  return {
    name: "native",
    sha256(bytes) {
      if (bytes.length !== 64) return sha256(bytes);
      const hash = new Uint8Array(32);
      pairs(bytes, hash);
      return hash;
    },
    sha256Hex,
    hashPairs: pairs,
  };
}

/**
 * The fastest backend that loads, part by part, with the reference in the place of what does not. `ACHAIN_BACKEND=noble` in the environment
 * takes the reference for all, `native` insists on every native part. All give the same bytes. Never rejects.
 */
export async function chooseBackend(
  environment: { readonly [name: string]: string | undefined },
  reference: Reference,
  loaders: Loaders = NATIVE,
): Promise<Choice> {
  const word = environment["ACHAIN_BACKEND"] ?? "";
  if (word !== "" && !BACKENDS.some((known) => known === word)) return { kind: "unknown", word };
  const { hasher, curves } = reference;
  const bls = nobleCurves();
  if (word === "noble") {
    const hashes = nobleHashes();
    return { kind: "chosen", backend: { hasher, curves, names: { sha256: hashes, pairs: hashes, secp256k1: bls, p256: bls, bls } } };
  }
  const loaded = await Promise.all([
    loadPart("node:crypto", loaders.sha256),
    loadPart("@chainsafe/hashtree", loaders.pairs),
    loadPart("secp256k1", loaders.secp256k1),
    loadPart("node:crypto", loaders.p256),
  ]);
  const missing = loaded.flatMap((one) => ("missing" in one ? [one.missing] : []));
  if (word === "native" && missing.length > 0) return { kind: "missing", missing };
  const [sha256, pairs, secp256k1, p256] = [partIn(loaded[0]), partIn(loaded[1]), partIn(loaded[2]), partIn(loaded[3])];
  const singles = sha256?.name ?? nobleHashes();
  return {
    kind: "chosen",
    backend: {
      hasher: hasherOf(sha256?.does ?? hasher, pairs?.does.hashPairs),
      curves: { ...curves, ...secp256k1?.does, ...p256?.does, name: "native" },
      names: { sha256: singles, pairs: pairs?.name ?? singles, secp256k1: secp256k1?.name ?? bls, p256: p256?.name ?? bls, bls },
    },
  };
}
