/** Stores of many attestations, as a chain of some years has them: every field of its true size, ids spread like hashes. */
import { hash } from "node:crypto";
import { type AttestationRecord, attestations } from "../src/model/attestation/records.ts";
import type { Hex } from "../src/model/encoding/hex.ts";
import { commit, type Draft, draftOf, emptyStore, type Store } from "../src/model/state/store.ts";

const hashOf = (text: string): Hex => `0x${hash("sha256", text)}`;

/** Providers and models that the attestations are of. */
const PROVIDERS = Array.from({ length: 200 }, (_, index) => hashOf(`provider ${index}`).slice(0, 42) as Hex);
const MODELS = Array.from({ length: 20 }, (_, index) => hashOf(`model ${index}`));
const NO_REPORT = hashOf("no report");
const SIGNATURE = `${hashOf("r")}${hashOf("s").slice(2)}00` as Hex;

/** The id of the attestation with a number. */
export const idOf = (number: number): Hex => hashOf(`attestation ${number}`);

/** An attestation: open ones are filed under their provider and under the height at which they become final. */
export function attestationOf(number: number, status: "open" | "final", timestamp = 1_800_000_000n + BigInt(number)): AttestationRecord {
  const acceptedAt = 1 + Math.floor(number / 500);
  return {
    id: idOf(number),
    modelID: MODELS[number % MODELS.length]!,
    inputHash: hashOf(`input ${number}`),
    outputHash: hashOf(`output ${number}`),
    provider: PROVIDERS[number % PROVIDERS.length]!,
    teeReportHash: NO_REPORT,
    timestamp,
    signature: SIGNATURE,
    version: 1n,
    order: hashOf(`order ${number}`),
    acceptedAt,
    protocol: 0,
    tolerance: 0,
    profile: { name: "avx512-vnni-onednn-3.4", deterministic: true },
    base: 100_000_000_000n,
    status,
    how: status === "open" ? "none" : "unchallenged",
    finalAt: acceptedAt + 600,
    case: undefined,
    voidedAt: undefined,
    endedAt: status === "open" ? undefined : acceptedAt + 600,
  };
}

/** Writes attestations [from, to). */
export function writeAttestations(draft: Draft, from: number, to: number, status: "open" | "final"): void {
  for (let number = from; number < to; number += 1) attestations.put(draft, attestationOf(number, status), idOf(number));
}

/** A store of so many attestations, written 20,000 at a time. */
export function storeOf(count: number, status: "open" | "final"): Store {
  let store = emptyStore();
  for (let from = 0; from < count; from += 20_000) {
    const draft = draftOf(store);
    writeAttestations(draft, from, Math.min(count, from + 20_000), status);
    store = commit(draft);
  }
  return store;
}
