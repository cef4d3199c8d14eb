/** Records that a chain gathers with the years, put into a state at once. */
import { addressOf, digestOf } from "../../src/conformance/chain.ts";
import { type AttestationRecord, attestations, attested, type Order, orders } from "../../src/model/attestation/records.ts";
import type { State } from "../../src/model/chain/state.ts";
import type { Address } from "../../src/model/crypto/address.ts";
import type { Hex } from "../../src/model/encoding/hex.ts";
import { accounts } from "../../src/model/ledger/records.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { commit, type Draft, draftOf } from "../../src/model/state/store.ts";
import { STAKE } from "./cast.ts";

const signature: Hex = `0x${"17".repeat(64)}00`;

/** An attestation as it is for ever after nobody contested it. */
const finalRecord = (id: Hex, provider: Address, index: number): AttestationRecord => ({
  ...{ id, modelID: digestOf(`weights ${index % 20}`), inputHash: id, outputHash: id, provider, teeReportHash: id },
  ...{ timestamp: 1_700_000_000n, signature, version: 1n, order: undefined, acceptedAt: 5, protocol: 0, tolerance: 0 },
  ...{ profile: { name: "x86", deterministic: false }, base: STAKE, status: "final", how: "unchallenged", finalAt: 21 },
  ...{ case: undefined, voidedAt: undefined, endedAt: 21 },
});

/** An order that nobody fills for long. */
const openOrder = (id: Hex, provider: Address, consumer: Address): Order => ({
  ...{ id, consumer, provider, modelID: digestOf("weights 0"), inputHash: id, fee: LUX, expiry: 2n ** 40n, filledBy: undefined },
});

/** One record: of twenty, nine are attestations, nine say which attestation answers a request, one is an account, one an order. */
function put(draft: Draft, index: number, provider: Address): void {
  const id = digestOf(`padding ${index - (index % 2)}`);
  if (index % 20 === 18) accounts.put(draft, { nonce: 3, balance: LUX }, id.slice(0, 42) as Address);
  else if (index % 20 === 19) orders.put(draft, openOrder(id, provider, addressOf("user 0")), id);
  else if (index % 2 === 0) attestations.put(draft, finalRecord(id, provider, index), id);
  else attested.put(draft, { attestation: id }, id);
}

/** Records put between two commits: a draft holds what it is to write. */
const AT_ONCE = 50_000;

/** The state with so many records more. No money is in them that the supply counts on: a mix does not count it. */
export function padded(state: State, records: number): State {
  const owners = Array.from({ length: 20 }, (_, index) => addressOf(`provider ${index}`));
  let { store } = state;
  for (let from = 0; from < records; from += AT_ONCE) {
    const draft = draftOf(store);
    for (let index = from; index < Math.min(records, from + AT_ONCE); index += 1) put(draft, index, owners[index % owners.length]!);
    store = commit(draft);
  }
  return { ...state, store };
}
