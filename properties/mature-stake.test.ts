/**
 * Mature stake (R20): the least that a provider held throughout the last `maturity` blocks, against a replay block by block, for
 * every height that a draw can still ask about although the history was trimmed.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Address } from "../src/model/crypto/address.ts";
import { nobleCurves } from "../src/model/crypto/curves.ts";
import { nobleMultiSignatures } from "../src/model/crypto/multisignature.ts";
import { ledgers, protocols } from "../src/model/ledger/records.ts";
import { STAKE_HISTORY_MAX } from "../src/model/params/consistency.ts";
import { DEFAULT_PARAMETERS } from "../src/model/params/parameters.ts";
import { longestCase, type Protocol, REFERENCE } from "../src/model/params/protocol.ts";
import { DEFAULT_RULINGS } from "../src/model/params/rulings.ts";
import { stake } from "../src/model/staking/money.ts";
import { matureStake, type Provider, providers } from "../src/model/staking/records.ts";
import { type Draft, draftOf, emptyStore } from "../src/model/state/store.ts";
import type { Work } from "../src/model/state/work.ts";

const HOLDER: Address = `0x${"ab".repeat(20)}`;

/** Windows so short that most of a run is beyond the reach of any draw. */
const shortProtocol = (stakeMaturity: number): Protocol => ({
  ...REFERENCE,
  parameters: {
    ...DEFAULT_PARAMETERS,
    stakeMaturity,
    ...{ joinWindow: 1, drawDelay: 1, commitWindow: 1, redraws: 0, revealWindow: 1, seatOpenWindow: 1, appealWindow: 1, extension: 1, ladder: [3] },
  },
});

function begin(protocol: Protocol): Draft {
  const draft = draftOf(emptyStore());
  ledgers.put(draft, { burnt: 0n, protocol: 0, cases: 0, changes: 0 });
  protocols.put(draft, protocol, 0);
  return draft;
}

const newProvider: Provider = { address: HOLDER, owner: HOLDER, stake: 0n, reserved: 0n, history: [], unbonding: [], banned: false };

const stakes = fc.oneof({ weight: 5, arbitrary: fc.bigInt({ min: 1n, max: 9n }) }, { weight: 1, arbitrary: fc.constant(0n) });
/** What the stake becomes in a block, change by change; an empty list is a block in which nothing happens. */
const blocks = fc.array(fc.oneof(fc.constant([]), fc.array(stakes, { minLength: 1, maxLength: 3 })), { minLength: 10, maxLength: 40 });

const workAt = (draft: Draft, height: number): Work => ({
  chain: {
    chainId: "0x",
    crypto: {
      name: "none",
      addresses: "keccak",
      recover: () => undefined,
      isBeaconKey: () => true,
      verifyBeacon: () => false,
      p256: nobleCurves,
      multi: nobleMultiSignatures,
    },
    rulings: DEFAULT_RULINGS,
  },
  ...{ draft, height, time: 0, beacon: "0x", parent: "0x", proposer: HOLDER, events: [] },
});

/** Plays the blocks; the provider after each, beside the stake at the end of every block so far. */
function replay(plan: readonly (readonly bigint[])[], registeredAt: number, protocol: Protocol): { provider: Provider; ends: bigint[] }[] {
  const draft = begin(protocol);
  const ends: bigint[] = [];
  return plan.map((changes, height) => {
    const work = workAt(draft, height);
    if (height === registeredAt) providers.put(draft, newProvider, HOLDER);
    const isThere = height >= registeredAt;
    for (const target of isThere ? changes : []) stake(HOLDER).change(work, target - providers.at(draft, HOLDER).stake);
    ends.push(providers.get(draft, HOLDER)?.stake ?? 0n);
    return { provider: providers.get(draft, HOLDER) ?? newProvider, ends: [...ends] };
  });
}

/** The least stake at the end of any block from `height − maturity` to `height`; before the first block there was none. */
const definedMature = (ends: readonly bigint[], height: number, maturity: number): bigint =>
  Array.from({ length: maturity + 1 }, (_, back) => ends[height - back] ?? 0n).reduce((least, one) => (one < least ? one : least));

describe("mature stake", () => {
  it("is the least held throughout, for every opening that a draw can still ask about", () => {
    fc.assert(
      fc.property(blocks, fc.nat({ max: 10 }), fc.integer({ min: 1, max: 6 }), (plan, registeredAt, maturity) => {
        const protocol = shortProtocol(maturity);
        const reach = longestCase(protocol.parameters);
        for (const [now, { provider, ends }] of replay(plan, registeredAt, protocol).entries())
          for (let opening = Math.max(0, now - reach); opening <= now; opening += 1)
            expect([now, opening, matureStake(provider, opening, maturity)]).toEqual([now, opening, definedMature(ends, opening, maturity)]);
      }),
    );
  });

  it("keeps a history that ends with the stake, rises in height, and reaches as far as any draw under any protocol can ask", () => {
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 6 }), (plan, maturity) => {
        const protocol = shortProtocol(maturity);
        for (const { provider } of replay(plan, 0, protocol)) {
          const heights = provider.history.map(({ height }) => height);
          expect(heights).toEqual([...new Set(heights)].sort((a, b) => a - b));
          expect((heights.at(-1) ?? 0) - (heights[1] ?? heights[0] ?? 0)).toBeLessThan(STAKE_HISTORY_MAX);
          if (heights.length > 0) expect(provider.history.at(-1)!.stake).toBe(provider.stake);
        }
      }),
    );
  });

  it("is zero until a whole maturity has passed since registration, and all of it from then on", () => {
    const provider: Provider = { ...newProvider, stake: 5n, history: [{ height: 10, stake: 5n }] };
    expect([10, 11, 109, 110, 111].map((height) => matureStake(provider, height, 100))).toEqual([0n, 0n, 0n, 5n, 5n]);
  });
});
