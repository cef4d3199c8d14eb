/**
 * What a large panel costs: the tally of 64 open seats, and the judging of those seats when the case settles, with outputs of the
 * greatest size. No bar: how many comparisons of outputs there are is what the model decides, how long one takes the comparator.
 */
import { attestedPair, caseOf, contested, market, until } from "../src/conformance/acts.ts";
import { digestOf } from "../src/conformance/chain.ts";
import { judgeMembers, seatsAtFault } from "../src/model/dispute/judge.ts";
import { type Case, caseOutputs, type Seat } from "../src/model/dispute/records.ts";
import type { Hex } from "../src/model/encoding/hex.ts";
import { draftOf } from "../src/model/state/store.ts";
import type { Work } from "../src/model/state/work.ts";
import { parseDecimal } from "../src/model/tolerance/decimal.ts";
import { compareOutputs, f32Output, OUTPUT_DATA_MAX, type Output } from "../src/model/tolerance/index.ts";
import { medianTimes } from "./measure.ts";
import type { Row } from "./row.ts";

const SEATS = 64;
const TOLERANCE = { kind: "absolute", agree: parseDecimal("1")!, fault: parseDecimal("3")! } as const;

/** Numbers around 10, and `seat` thousandths more. */
const outputOf = (seat: number): Output =>
  f32Output(new Uint8Array(Float32Array.from({ length: OUTPUT_DATA_MAX / 4 }, (_, index) => 10 + (index % 97) / 97 + seat / 1000).buffer));

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

/** The rows of the tally. */
export default async function tally(): Promise<readonly Row[]> {
  const [apart, same] = [panel(outputOf), panel(() => outputOf(0))];
  const judge =
    ({ work, dispute }: ReturnType<typeof panel>) =>
    () => [judgeMembers(work, dispute), seatsAtFault(work, dispute)];
  const [one, other] = [outputOf(0), outputOf(1)];
  const compare = () => compareOutputs(TOLERANCE, one, other);
  const times = await medianTimes({ apart: judge(apart), same: judge(same), compare }, { warmUps: 0, repeats: 1 });
  const what = `tally and settlement of a panel of ${SEATS} seats, outputs of ${OUTPUT_DATA_MAX / 1024} KiB`;
  const note = (time: number): string => `the time of ${Math.round(time / times.compare)} comparisons of ${times.compare.toFixed(1)} ms`;
  return [
    { what: `${what}, no two the same`, value: times.apart / 1000, unit: "s", note: note(times.apart) },
    { what: `${what}, all the same`, value: times.same / 1000, unit: "s", note: note(times.same) },
  ];
}
