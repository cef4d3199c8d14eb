/**
 * Writes into a large store: 1,000 random ones into a million records, then the root. Bar: 20 ms. The limit is what the hashes that
 * this takes cost by themselves, in the same portions.
 */
import { attestations } from "../src/model/attestation/records.ts";
import { type Hasher, hashPairs, sha256, useHasher } from "../src/model/crypto/hash.ts";
import { commit, type Draft, draftOf, recordCount, type Store, storeRoot } from "../src/model/state/store.ts";
import { attestationOf, idOf, storeOf } from "./big-store.ts";
import { medianTimes } from "./measure.ts";
import type { Row } from "./row.ts";

const RECORDS = 1_000_000;
const WRITES = 1_000;

/** Numbers that look random and are the same in every run. */
function numbers(round: number): number[] {
  let seed = 12_345 + round;
  return Array.from({ length: WRITES }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return seed % RECORDS;
  });
}

/** A draft in which other values stand for so many records; the values are made before. */
function drafted(store: Store, round: number): Draft {
  const draft = draftOf(store);
  for (const number of numbers(round)) attestations.put(draft, attestationOf(number, "open", BigInt(round)), idOf(number));
  return draft;
}

/** What is hashed while `work` runs. */
function heard(work: () => void): { readonly messages: Uint8Array[]; readonly levels: Uint8Array[] } {
  const messages: Uint8Array[] = [];
  const levels: Uint8Array[] = [];
  let inner: Hasher | undefined;
  inner = useHasher({
    name: "listening",
    sha256: (bytes) => {
      messages.push(bytes.slice());
      return inner!.sha256(bytes);
    },
    sha256Hex: (bytes) => inner!.sha256Hex(bytes),
    hashPairs(pairs, hashes) {
      levels.push(pairs.slice());
      inner!.hashPairs(pairs, hashes);
    },
  });
  work();
  useHasher(inner);
  return { messages, levels };
}

/** The rows of the store. */
export default async function store(): Promise<readonly Row[]> {
  const base = storeOf(RECORDS, "open");
  if (recordCount(base) !== RECORDS) throw new Error("records were lost");
  const { messages, levels } = heard(() => commit(drafted(base, 0)));
  const pairs = levels.reduce((sum, level) => sum + level.length / 64, 0);
  const REPEATS = 15;
  const drafts = Array.from({ length: REPEATS + 3 }, (_, round) => drafted(base, round + 1));
  const values = Array.from({ length: REPEATS + 3 }, (_, round) =>
    numbers(round + 100).map((number) => attestationOf(number, "open", BigInt(round))),
  );
  let [nextDraft, nextValues] = [0, 0];
  const times = await medianTimes(
    {
      commit: () => storeRoot(commit(drafts[nextDraft++]!)),
      whole() {
        const draft = draftOf(base);
        for (const value of values[nextValues++]!) attestations.put(draft, value, value.id);
        return storeRoot(commit(draft));
      },
      hashes() {
        let sum = 0;
        for (const message of messages) sum += sha256(message)[0]!;
        for (const level of levels) {
          const hashes = new Uint8Array(level.length / 2);
          hashPairs(level, hashes);
          sum += hashes[0]!;
        }
        return sum;
      },
    },
    { warmUps: 3, repeats: REPEATS },
  );
  const what = `${WRITES.toLocaleString("en")} random writes into ${RECORDS.toLocaleString("en")} attestations, then the root`;
  const peer = { name: `its hashes alone: ${messages.length} single, ${pairs} of pairs in ${levels.length} calls`, value: times.hashes };
  return [
    {
      what,
      value: times.whole,
      unit: "ms",
      peer,
      bar: { of: "value", wants: "at most", limit: 20 },
      note: "reads of what stood there and both indices are in it",
    },
    { what: "of it, the commit: encoding, hashing, pages, tree", value: times.commit, unit: "ms", peer },
  ];
}
