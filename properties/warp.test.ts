/**
 * Laws of Warp over any schedule of changes: the set of a height is a function of the chain; who follows handovers from genesis on
 * judges every message by the set of its height; and nothing that is replayed or reordered is taken for more than was asked.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attest, attestationOf, market } from "../src/conformance/acts.ts";
import { begin, type Chain, play, SHORT, WARP_NAMES, warpSet, warpSignerOf } from "../src/conformance/chain.ts";
import { changing } from "../src/conformance/rows/governance.ts";
import type { State } from "../src/model/chain/state.ts";
import { idealKeyring } from "../src/model/crypto/ideal.ts";
import { latestSet } from "../src/model/validators/records.ts";
import type { ValidatorSets, WarpValidator } from "../src/model/validators/set.ts";
import {
  aggregated,
  answerOf,
  authenticate,
  type Handover,
  handoverOf,
  type Lookup,
  setAt,
  setsOfGenesis,
  signingSet,
  unsignedLookup,
  verifyAttestationMessage,
  withHandover,
  withHead,
} from "../src/model/warp/index.ts";
import { runs } from "./runs.ts";

const ring = idealKeyring();
const { multi } = ring.crypto;
const holders = WARP_NAMES.map((name) => warpSignerOf(ring, name));

/** Weights of some of the four validators; never of nobody. */
const anySet = fc
  .record(Object.fromEntries(WARP_NAMES.map((name) => [name, fc.option(fc.bigInt({ min: 1n, max: 5n }), { nil: undefined, freq: 2 })])))
  .map((weights) => Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight !== undefined)) as Record<string, bigint>)
  .filter((weights) => Object.keys(weights).length > 0)
  .map((weights) => warpSet(ring, weights));

/** At which heights governance signs which set. */
const anySchedule = fc.array(fc.record({ wait: fc.nat({ max: 3 }), set: anySet }), { minLength: 1, maxLength: 4 });
type Schedule = readonly { readonly wait: number; readonly set: readonly WarpValidator[] }[];

/** The states of a chain on which a schedule is played, by height, up to some blocks after its last change. */
function statesOf(schedule: Schedule, genesis: readonly WarpValidator[]): readonly State[] {
  let chain: Chain = begin({ keyring: ring, validators: { networkID: 1, set: genesis } });
  const states = [chain.state];
  const step = (...acts: Parameters<typeof play>[1][]): void => {
    chain = play(chain, ...acts);
    states.push(chain.state);
  };
  for (const [sequence, { wait, set }] of schedule.entries()) {
    for (let blocks = 0; blocks < wait; blocks += 1) step();
    step(changing(chain, { kind: "validators", validators: set }, ["gil", "gwen"], sequence));
  }
  for (let blocks = 0; blocks < SHORT.ownerDelay + 3; blocks += 1) step();
  return states;
}

/** The sets by height as the schedule says: that of the last change whose block is more than `ownerDelay` behind. */
function expectedSets(schedule: Schedule, genesis: readonly WarpValidator[], heights: number): (readonly WarpValidator[])[] {
  const changes: { readonly from: number; readonly set: readonly WarpValidator[] }[] = [{ from: 0, set: genesis }];
  let height = 0;
  for (const { wait, set } of schedule) {
    height += wait + 1;
    changes.push({ from: height + SHORT.ownerDelay + 1, set });
  }
  return Array.from({ length: heights }, (_, at) => changes.findLast(({ from }) => from <= at)!.set);
}

/** A message signed by all of a set. */
function said({ chain }: State, set: readonly WarpValidator[], lookup: Lookup): Uint8Array {
  const unsigned = unsignedLookup("zap", 1, chain.chainId, lookup);
  const holderOf = (key: string) => holders.find(({ publicKey }) => publicKey === key)!;
  return aggregated(
    multi,
    unsigned,
    set.map(({ publicKey }, place) => [place, holderOf(publicKey).sign(unsigned.signed)] as const),
  );
}

function genesisSets(set: readonly WarpValidator[]): ValidatorSets {
  const known = setsOfGenesis(multi, set, 10_000);
  if (!known.ok) throw new Error(known.explanation);
  return known.sets;
}

describe("after any schedule of changes", () => {
  it("the set of a height is a function of the chain's state there", () => {
    fc.assert(
      fc.property(anySchedule, anySet, (schedule, genesis) => {
        const states = statesOf(schedule, genesis);
        const expected = expectedSets(schedule, genesis, states.length);
        expect(states.map((state) => signingSet(state)!.validators)).toEqual(expected);
        expect(states.map((state) => latestSet(state.store)!.last)).toEqual(states.map(() => undefined));
      }),
      runs(0.2),
    );
  });

  it("who follows handovers judges every message by the set of its height, whatever order they come in again", () => {
    fc.assert(
      fc.property(anySchedule, anySet, fc.infiniteStream(fc.nat({ max: 1000 })), (schedule, genesis, dice) => {
        const states = statesOf(schedule, genesis);
        const expected = expectedSets(schedule, genesis, states.length);
        const { chainId: chainID } = states[0]!.chain;
        const meant = { networkID: 1, chainID };
        const handovers = states.flatMap((state): { readonly handover: Handover; readonly message: Uint8Array }[] => {
          const handover = handoverOf(state);
          return handover === undefined ? [] : [{ handover, message: said(state, signingSet(state)!.validators, handover.lookup) }];
        });
        let sets = genesisSets(genesis);
        for (const [index, { handover, message }] of handovers.entries()) {
          const before = handovers[dice.next().value! % (index + 1)]!; // one that came before, or this one
          for (const { handover: shown, message: bytes } of [before, { handover, message }, before]) {
            const followed = withHandover(multi, sets, meant, { message: bytes, record: shown.record, proof: shown.proof });
            if (followed.ok) sets = followed.sets;
          }
        }
        for (const [height, state] of states.entries()) {
          const set = setAt(sets, height);
          expect(set.ok && set.validators).toEqual(expected[height]);
          const lookup: Lookup = { kind: "absence", height: state.head.height, id: chainID };
          expect(authenticate(multi, said(state, expected[height]!, lookup), sets, meant).ok).toBe(true);
        }
      }),
      runs(0.2),
    );
  });

  it("a handover that is left out is noticed: the next one is refused, unless one and the same key suffices for both sets", () => {
    const [one, two, three] = [{ vera: 1n }, { vic: 1n }, { viv: 1n }].map((weights) => warpSet(ring, weights));
    const states = statesOf(
      [
        { wait: 0, set: two! },
        { wait: 2, set: three! },
      ],
      one!,
    );
    const handing = states.filter((state) => handoverOf(state) !== undefined);
    const deliveries = handing.map((state) => {
      const { lookup, record, proof } = handoverOf(state)!;
      return { message: said(state, signingSet(state)!.validators, lookup), record, proof };
    });
    const meant = { networkID: 1, chainID: states[0]!.chain.chainId };
    expect(withHandover(multi, genesisSets(one!), meant, deliveries[1]!)).toMatchObject({ ok: false, code: "WARP_SIGNATURE" });
    const first = withHandover(multi, genesisSets(one!), meant, deliveries[0]!);
    expect(first.ok && withHandover(multi, first.sets, meant, deliveries[1]!).ok).toBe(true);
    const forged = { ...deliveries[0]!, record: { ...deliveries[0]!.record, validators: three! } };
    expect(withHandover(multi, genesisSets(one!), meant, forged)).toMatchObject({ ok: false, code: "WARP_PROOF" });
  });
});

describe("a message that is replayed or reordered", () => {
  const set = warpSet(ring, { vera: 1n, vic: 1n });
  const begun = market({ keyring: ring, validators: { networkID: 1, set } });
  const states: State[] = [];
  for (let chain = play(begun, attest(begun, "ann")); states.length < 20; chain = play(chain)) states.push(chain.state);
  const id = attestationOf({ ...begun, state: states[0]! }, "ann");
  const messages = states.map((state) => said(state, set, answerOf(state, id)!.lookup));
  const statusAt = (index: number) => {
    const { lookup } = answerOf(states[index]!, id)!;
    return lookup.kind === "attestation" ? lookup.status : "absent";
  };

  it("never makes a consumer rely on another status than it asked for, nor on a height before it", () => {
    expect(new Set(states.map((_, index) => statusAt(index)))).toEqual(new Set(["open", "final"]));
    const anyHearing = fc.array(fc.nat({ max: states.length - 1 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(anyHearing, fc.constantFrom("open", "final"), fc.nat({ max: 25 }), fc.nat({ max: 30 }), (order, status, back, retention) => {
        let sets = { ...genesisSets(set), retention };
        const notBefore = states[0]!.head.height + back;
        for (const index of order) {
          const expectation = { networkID: 1, chainID: states[0]!.chain.chainId, attestation: id, status, notBefore } as const;
          const verdict = verifyAttestationMessage(multi, messages[index]!, sets, expectation);
          const { height } = states[index]!.head;
          const isRight = statusAt(index) === status && height >= notBefore && height >= sets.head - retention;
          expect(verdict.ok).toBe(isRight);
          if (verdict.ok) sets = withHead(sets, height);
        }
      }),
      runs(1),
    );
  });
});
