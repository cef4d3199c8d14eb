import type { Hasher } from "../model/crypto/hash.ts";
import { mustHold, type Part, versionBeside } from "./part.ts";

/** What @chainsafe/hashtree does of SHA-256. */
export type Pairs = Pick<Hasher, "hashPairs">;

/** The SHA-256 of 64 zero bytes. */
const OF_ZEROS = "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b";

/** Many blocks of 64 bytes at once, with the vector instructions of the processor, by @chainsafe/hashtree. Throws where it is not there. */
export async function loadPairs(): Promise<Part<Pairs>> {
  const { default: library } = await import("@chainsafe/hashtree");
  const hashes = new Uint8Array(64);
  library.hashInto(new Uint8Array(128), hashes);
  mustHold(Buffer.from(hashes).toString("hex") === OF_ZEROS + OF_ZEROS);
  return {
    name: `@chainsafe/hashtree ${versionBeside("@chainsafe/hashtree")}`,
    does: {
      hashPairs(pairs, hashes) {
        if (pairs.length > 0) library.hashInto(pairs, hashes);
      },
    },
  };
}
