/**
 * What a large panel costs: the tally of 64 open seats, and the judging of those seats when the case settles, with large outputs.
 * No bar: how many comparisons of outputs there are is what the model decides, how long one takes the comparator.
 */
import { attestedPair, caseOf, contested, market, until } from "../src/conformance/acts.ts";
import { digestOf } from "../src/conformance/chain.ts";
import { type Between, betweenSeats } from "../src/model/dispute/between.ts";
import { judgeMembers, seatsAtFault } from "../src/model/dispute/judge.ts";
import { type Case, caseOutputs, type Seat } from "../src/model/dispute/records.ts";
import type { Hex } from "../src/model/encoding/hex.ts";
import { draftOf } from "../src/model/state/store.ts";
import type { Work } from "../src/model/state/work.ts";
import { f32Output, OUTPUT_DATA_MAX, type Output } from "../src/model/tolerance/index.ts";
import { medianTimes } from "./measure.ts";
import type { Row } from "./row.ts";

const SEATS = 64;
/** A quarter of the greatest size, so that the bench takes seconds; a comparison takes as long as its outputs. */
const OUTPUT_BYTES = OUTPUT_DATA_MAX / 4;

/** Numbers around 10, and `seat` thousandths more. */
const outputOf = (seat: number): Output =>
  f32Output(new Uint8Array(Float32Array.from({ length: OUTPUT_BYTES / 4 }, (_, index) => 10 + (index % 97) / 97 + seat / 1000).buffer));

/** A panel whose seats all opened: every output another one, or all the same. */
function panel(outputs: (seat: number) => Output): { readonly work: Work; readonly dispute: Case } {
  const chain = until(contested(attestedPair(market(), 0, 10)), "commit");
  const { state } = chain;
  const draft = draftOf(state.store);
  const begun = caseOf(chain);
  const seats = Array.from({ length: SEATS }, (_, index): Seat => {
    const provider = digestOf(`seat ${index}`).slice(0, 42) as Hex;
    caseOutputs.put(draft, outputs(index), begun.id, provider);
    const opened = { level: 1, round: 0, drawnAt: 0, status: "opened", commitment: undefined, profile: undefined, base: 0n } as const;
    return { provider, ...opened, comparisons: ["agree", "fault"] };
  });
  const members = begun.members.map((member) => ({ ...member, revealed: true }));
  const { chain: constants, head } = state;
  const work: Work = {
    chain: constants,
    draft,
    height: head.height,
    time: 0,
    beacon: "0x",
    parent: head.hash,
    proposer: constants.proposers[0]!,
    events: [],
  };
  return { work, dispute: { ...begun, level: 1, tallied: 1, members, seats } };
}

/** Tally and settlement as the end of the last level does both; returns how many comparisons of two outputs that took. */
function judge({ work, dispute }: ReturnType<typeof panel>): number {
  const between = betweenSeats(work, dispute);
  const asked = new Set<string>();
  const counting: Between = (a, b) => {
    asked.add([a.provider, b.provider].sort().join(" "));
    return between(a, b);
  };
  judgeMembers(work, dispute, counting);
  seatsAtFault(work, dispute, counting);
  return asked.size;
}

/** The rows of the tally. */
export default async function tally(): Promise<readonly Row[]> {
  const [apart, same] = [panel(outputOf), panel(() => outputOf(0))];
  let pairs = 0;
  const judgeApart = () => {
    pairs = judge(apart);
  };
  const times = await medianTimes({ apart: judgeApart, same: () => judge(same) }, { warmUps: 0, repeats: 1 });
  const what = `tally and settlement of a panel of ${SEATS} seats, outputs of ${OUTPUT_BYTES / 1024} KiB`;
  const note = `${pairs} comparisons; there are ${(SEATS * (SEATS - 1)) / 2} pairs of seats`;
  return [
    { what: `${what}, no two the same`, value: times.apart / 1000, unit: "s", note },
    { what: `${what}, all the same`, value: times.same / 1000, unit: "s", note: "no comparison but of bytes" },
  ];
}
