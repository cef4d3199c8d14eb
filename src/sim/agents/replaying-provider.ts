import { z } from "zod";
import { taggedHash } from "../../model/crypto/hash.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import type { Behaviour } from "./behaviour.ts";
import { honestConduct } from "./conduct.ts";
import { latency } from "./parameters.ts";
import type { Prove } from "./proof.ts";
import { createProvider } from "./provider.ts";

const elsewhere = taggedHash("report-data-elsewhere");

/** One genuine quote, made when it began to serve, for every output after that. */
function reusing(): Prove {
  let only: Uint8Array | undefined;
  return (tee, { id }, data, purpose) => {
    if (only === undefined || purpose === "serve") only = tee.quote(id, data);
    return only;
  };
}

/** A genuine quote of the same run on another chain: of report data that its chain id goes into. */
const fromAnotherChain: Prove = (tee, { id }, data, purpose) => {
  const other: Hex = `${elsewhere(data)}${"00".repeat(32)}`;
  return tee.quote(id, purpose === "serve" ? data : other);
};

/** Runs cheaper weights outside of its enclave, and shows a genuine quote of something else. */
export const replayingProvider: Behaviour<{ latency: number; quotes: "first" | "other-chain" }> = {
  name: "replayer",
  role: "provider",
  isHonest: false,
  about: "runs cheaper weights, and shows genuine quotes of its enclave that were made for something else",
  computes: "cheat",
  parameters: {
    latency,
    quotes: z
      .enum(["first", "other-chain"])
      .default("first")
      .describe("first: the one with which it began to serve, again and again; other-chain: one made for another chain"),
  },
  create(host, common, { latency: time, quotes }) {
    const prove = quotes === "first" ? reusing() : fromAnotherChain;
    return createProvider(host, common, { ...honestConduct(common, time), appeals: false, profile: undefined, prove });
  },
};
