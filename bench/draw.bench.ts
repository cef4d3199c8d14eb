/** The draw of seats: 7 of 100,000 candidates. Bar: at most a millisecond. How long it takes to find the candidates in the state is told beside. */

import { attestedPair, caseOf, contested, market, WEIGHTS } from "../src/conformance/acts.ts";
import { type Chain, digestOf } from "../src/conformance/chain.ts";
import { drawFrom } from "../src/model/dispute/draw.ts";
import { eligibleSeats } from "../src/model/dispute/eligibility.ts";
import { type Candidate, type Field, fieldOf, weightAt } from "../src/model/dispute/field.ts";
import { fromHex, type Hex } from "../src/model/encoding/hex.ts";
import { LUX } from "../src/model/params/parameters.ts";
import { providers, services } from "../src/model/staking/records.ts";
import { commit, draftOf, type Store } from "../src/model/state/store.ts";
import { median, sampleTimes } from "./measure.ts";
import type { Row } from "./row.ts";

const CANDIDATES = 100_000;
const SEATS = 7;

const nth = (index: number): Hex => `0x${index.toString(16).padStart(8, "0").padEnd(40, "5")}`;
const seedOf = (nonce: number): Uint8Array => fromHex(digestOf(`draw ${nonce}`));

/** Nine in ten own themselves; the others belong to a thousand owners. */
function candidates(): Candidate[] {
  return Array.from({ length: CANDIDATES }, (_, index) => ({
    provider: nth(index),
    owner: index % 10 === 0 ? nth(2 ** 31 + (index % 1000)) : nth(index),
    weight: BigInt(100 + ((index * 7919) % 10_000)) * LUX,
  }));
}

/** A small chain with a case, and a store to which as many providers of its model were added as there are candidates. */
function crowded(): { readonly chain: Chain; readonly store: Store } {
  const chain = contested(attestedPair(market(), 0, 10));
  const draft = draftOf(chain.state.store);
  for (const { provider: address, owner, weight: stake } of candidates()) {
    const provider = { address, owner, stake, reserved: 0n, history: [{ height: 0, stake }], unbonding: [], banned: false };
    providers.put(draft, provider, address);
    services.put(draft, { modelID: WEIGHTS, provider: address, since: 0, profile: undefined }, WEIGHTS, address);
  }
  return { chain, store: commit(draft) };
}

/** The least that a draw does: one running sum over all weights. */
function runningSums(weights: Float64Array, sums: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < weights.length; place += 1) {
    sum += weights[place]!;
    sums[place] = sum;
  }
  return sum;
}

async function drawRow(field: Field): Promise<Row> {
  const weights = Float64Array.from({ length: CANDIDATES }, (_, place) => Number(weightAt(field, place)));
  const sums = new Float64Array(CANDIDATES);
  const seeds = Array.from({ length: 256 }, (_, nonce) => seedOf(nonce));
  let drawn = 0;
  const samples = await sampleTimes(
    { draw: () => drawFrom(seeds[drawn++ % seeds.length]!, field, SEATS), sums: () => runningSums(weights, sums) },
    { warmUps: 200, repeats: 200 },
  );
  return {
    what: `draw of ${SEATS} seats among ${CANDIDATES.toLocaleString("en")} candidates`,
    value: median(samples.draw),
    unit: "ms",
    peer: { name: "one running sum over as many weights", value: median(samples.sums) },
    bar: { of: "value", wants: "at most", limit: 1 },
  };
}

async function readRow({ chain, store }: ReturnType<typeof crowded>): Promise<Row> {
  const { protocol } = chain.genesis;
  const dispute = caseOf(chain);
  const samples = await sampleTimes({ read: () => eligibleSeats(store, dispute, protocol, () => true) }, { warmUps: 3, repeats: 9 });
  return {
    what: `the candidates of a draw read from a state with ${CANDIDATES.toLocaleString("en")} providers of the model`,
    value: median(samples.read),
    unit: "ms",
  };
}

/** The rows of the draw. */
export default async function draw(): Promise<readonly Row[]> {
  return [await drawRow(fieldOf(candidates())), await readRow(crowded())];
}
