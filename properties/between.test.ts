/**
 * What seats say of each other is asked for pair by pair, and no further than the tally must (section 3, "Tally", "Seats are judged
 * too"): whatever was shown and under whatever ruling, it comes to what all comparisons, written out, come to.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attestedPair, caseOf, contested, market, outputOf } from "../src/conformance/acts.ts";
import { addressOf } from "../src/conformance/chain.ts";
import { compareShown } from "../src/model/attestation/compare.ts";
import { betweenSeats } from "../src/model/dispute/between.ts";
import { judgeMembers, seatsAtFault } from "../src/model/dispute/judge.ts";
import { levelSize, memberTolerance, openedSeats, protocolOf, shownBySeat } from "../src/model/dispute/reads.ts";
import { type Case, caseOutputs, type Seat } from "../src/model/dispute/records.ts";
import { strictMajority, tally } from "../src/model/dispute/tally.ts";
import { decode } from "../src/model/encoding/codec.ts";
import { draftOf } from "../src/model/state/store.ts";
import type { Work } from "../src/model/state/work.ts";
import { COMPARISONS, type Comparison } from "../src/model/tolerance/compare.ts";
import { outputCodec } from "../src/model/tolerance/output.ts";
import { runs } from "./runs.ts";

/** AGREE up to 1, FAULT from 3 on. */
const CHAIN = contested(attestedPair(market(), 0, 10));
const PROFILES = [undefined, { name: "x86", deterministic: true }, { name: "x86", deterministic: false }, { name: "arm", deterministic: true }];

const seat = fc.record({
  value: fc.constantFrom(0, 0, 0, 0.5, 1, 2, 3, 10, 10.5, Number.NaN),
  profile: fc.constantFrom(...PROFILES),
  level: fc.constantFrom(0, 1, 1, 1),
  comparisons: fc.array(fc.constantFrom(...COMPARISONS), { minLength: 2, maxLength: 2 }),
});
const courts = fc.record({
  seats: fc.array(seat, { maxLength: 9 }),
  revealed: fc.tuple(fc.boolean(), fc.boolean()),
  rulings: fc.record({
    R17: fc.constantFrom("default", "default", "hash-equality"),
    R21: fc.constantFrom("default", "default", "discordant-panel"),
    R33: fc.constantFrom("default", "equality-always", "tolerance-always"),
    R34: fc.constantFrom("default", "one-threshold"),
  }),
});
type Court = typeof courts extends fc.Arbitrary<infer T> ? T : never;

function stage({ seats, revealed, rulings }: Court): { readonly work: Work; readonly dispute: Case } {
  const { chain, head, store } = CHAIN.state;
  const draft = draftOf(store);
  const begun = caseOf(CHAIN);
  const sitting = seats.map(({ value, profile, level, comparisons }, index): Seat => {
    const provider = addressOf(`seat ${index}`);
    const output = decode(outputCodec, outputOf(value));
    if (!output.ok) throw new Error(output.reason);
    caseOutputs.put(draft, output.value, begun.id, provider);
    return { provider, level, round: 0, drawnAt: 0, status: "opened", commitment: undefined, profile, base: 0n, comparisons };
  });
  const members = begun.members.map((member, index) => ({ ...member, revealed: revealed[index]! }));
  const constants = { ...chain, rulings: { ...chain.rulings, ...rulings } as Work["chain"]["rulings"] };
  const work: Work = {
    chain: constants,
    draft,
    height: head.height,
    time: 0,
    beacon: "0x",
    parent: head.hash,
    proposer: addressOf("eve"),
    events: [],
  };
  return { work, dispute: { ...begun, level: 1, tallied: 1, members, seats: sitting } };
}

/** Every seat against every other, both ways. */
function written({ draft, chain }: Work, dispute: Case, seats: readonly Seat[], others: readonly Seat[]): (Comparison | undefined)[][] {
  const tolerance = memberTolerance(draft, chain.rulings, dispute.members[0]!);
  return seats.map((a) =>
    others.map((b) =>
      a.provider === b.provider ? undefined : compareShown(chain.rulings, tolerance, shownBySeat(draft, dispute, a), shownBySeat(draft, dispute, b)),
    ),
  );
}

const isFaulted = (row: readonly (Comparison | undefined)[]): boolean => {
  const said = row.filter((comparison) => comparison !== undefined);
  return 2 * said.filter((comparison) => comparison === "fault").length > said.length;
};
const isConcordant = (rows: readonly (readonly (Comparison | undefined)[])[]): boolean =>
  rows.filter((row) => !isFaulted(row)).length >= strictMajority(rows.length);

describe("what is asked no further than it must", () => {
  it("is of every pair what the comparison of the two says, in either order", () => {
    fc.assert(
      fc.property(courts, (court) => {
        const { work, dispute } = stage(court);
        const between = betweenSeats(work, dispute);
        const all = written(work, dispute, dispute.seats, dispute.seats);
        for (const [a, one] of dispute.seats.entries())
          for (const [b, other] of dispute.seats.entries()) if (a !== b) expect(between(one, other)).toBe(all[a]![b]);
      }),
    );
  });

  it("comes to the verdicts of all comparisons written out", () => {
    fc.assert(
      fc.property(courts, (court) => {
        const { work, dispute } = stage(court);
        const panel = openedSeats(dispute, 1);
        const ballots = panel.map(({ comparisons }) => comparisons);
        const concordant = court.rulings.R21 === "discordant-panel" || isConcordant(written(work, dispute, panel, panel));
        const size = levelSize(dispute, protocolOf(work.draft, dispute));
        expect(judgeMembers(work, dispute)).toEqual(tally(court.revealed, ballots, size, concordant));
      }),
      runs(3),
    );
  });

  it("comes to the seats at fault of all comparisons written out", () => {
    fc.assert(
      fc.property(courts, (court) => {
        const { work, dispute } = stage(court);
        const panel = openedSeats(dispute, 1);
        const isJudging = panel.length >= 3 && (court.rulings.R21 === "discordant-panel" || isConcordant(written(work, dispute, panel, panel)));
        const faulted = openedSeats(dispute).filter((one) => isFaulted(written(work, dispute, [one], panel)[0]!));
        expect(seatsAtFault(work, dispute)).toEqual(isJudging ? faulted : []);
      }),
      runs(3),
    );
  });
});
