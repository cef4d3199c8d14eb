/**
 * Writes into a large store: 1,000 random ones into a million records, then the root. Bar: 20 ms. The limit is what the hashes that
 * this takes cost by themselves, in the same portions.
 */
import { attestations } from "../src/model/attestation/records.ts";
import { hashPairs, sha256 } from "../src/model/crypto/hash.ts";
import { commit, type Draft, draftOf, recordCount, type Store, storeRoot } from "../src/model/state/store.ts";
import { attestationOf, idOf, storeOf } from "./big-store.ts";
import { listen } from "./heard.ts";
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

/** The rows of the store. */
export default async function store(): Promise<readonly Row[]> {
  const base = storeOf(RECORDS, "open");
  if (recordCount(base) !== RECORDS) throw new Error("records were lost");
  const draft = drafted(base, 0);
  const { messages, levels } = listen(() => commit(draft));
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
        for (let index = 0; index < messages.count; index += 1) sum += sha256(messages.at(index))[0]!;
        for (let index = 0; index < levels.count; index += 1) {
          const hashes = new Uint8Array(levels.at(index).length / 2);
          hashPairs(levels.at(index), hashes);
          sum += hashes[0]!;
        }
        return sum;
      },
    },
    { warmUps: 3, repeats: REPEATS, collects: false },
  );
  const what = `${WRITES.toLocaleString("en")} random writes into ${RECORDS.toLocaleString("en")} attestations, then the root`;
  const peer = { name: `its hashes alone: ${messages.count} single, ${levels.size / 64} of pairs in ${levels.count} calls`, value: times.hashes };
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
