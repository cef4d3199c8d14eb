import { attestations } from "../../model/attestation/records.ts";
import type { State } from "../../model/chain/state.ts";
import type { Reliance, WarpTally } from "../world/warp.ts";
import type { RelianceRecord, WarpRecord } from "./record.ts";

const sorted = (counts: ReadonlyMap<string, number>): { readonly [code: string]: number } =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);

/** What a consumer paid for attestations that stand so at the end; `absent` where the chain has none of that id. */
function paidFor({ relied }: Reliance, { store }: State, ...statuses: readonly string[]): bigint {
  const such = [...relied].filter(([id]) => statuses.includes(attestations.get(store, id)?.status ?? "absent"));
  return sum(such.map(([, paid]) => paid));
}

function relianceRecord(reliance: Reliance, behaviour: string, state: State): RelianceRecord {
  const { id, asked, accepted, refused, relied } = reliance;
  return {
    ...{ id, behaviour, asked, accepted, refused: sorted(refused), relied: relied.size },
    paid: String(sum([...relied.values()])),
    lost: String(paidFor(reliance, state, "struck", "absent")),
    undecided: String(paidFor(reliance, state, "open", "contested")),
  };
}

/** What Warp came to in a run, given the state at its end. */
export function warpRecord({ whole, lies, short, wire, consumers }: WarpTally, state: State, behaviourOf: (id: string) => string): WarpRecord {
  const each = consumers.map((reliance) => relianceRecord(reliance, behaviourOf(reliance.id), state));
  const codes = new Map<string, number>();
  for (const { refused } of consumers) for (const [code, count] of refused) codes.set(code, (codes.get(code) ?? 0) + count);
  const total = (of: (record: RelianceRecord) => number): number => each.reduce((count, record) => count + of(record), 0);
  const money = (of: (record: RelianceRecord) => string): string => String(sum(each.map((record) => BigInt(of(record)))));
  return {
    ...{ asked: total(({ asked }) => asked), messages: whole, lies, short, ...wire },
    ...{ accepted: total(({ accepted }) => accepted), refused: sorted(codes), relied: total(({ relied }) => relied) },
    ...{ paid: money(({ paid }) => paid), lost: money(({ lost }) => lost), undecided: money(({ undecided }) => undecided) },
    consumers: each,
  };
}
