import { address } from "../crypto/address.ts";
import type { TypeOf } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { struct } from "../encoding/objects.ts";
import { bool, bytes32, count64, u8, u32, u64 } from "../encoding/primitives.ts";
import type { Ending } from "../events/events.ts";
import { balance, burnt, move, nonNegative, type Purse, shareOf, slashOf } from "../ledger/money.ts";
import { slash } from "../staking/money.ts";
import { table } from "../state/table.ts";
import { emit, type Work } from "../state/work.ts";
import { outputCodec } from "../tolerance/output.ts";
import { compareShown, toleranceOf } from "./compare.ts";
import { endAttestation, isStanding, pinned, slashBase, taint } from "./lifecycle.ts";
import { type AttestationRecord, attestations } from "./records.ts";

const reportCodec = struct("equivocation", {
  attestation: bytes32,
  reporter: address,
  /** γ, while the report is undecided. */
  lock: u64,
  /** Id of the other body that the provider signed. */
  other: bytes32,
  /** The other body's outputHash. */
  otherOutputHash: bytes32,
  /** Whether the accepted one's output, and the other's, has been revealed. */
  revealed: struct("revealed", { accepted: bool, other: bool }),
  /** The height at whose end it is judged. */
  dueAt: count64,
  /** The protocol pinned at the report (R44). */
  protocol: u32,
});

/** A report of equivocation under way. */
export type Equivocation = TypeOf<typeof reportCodec>;

/** Reports under way, by attestation: one at a time (R06). */
export const equivocations = table({ number: 0x33, name: "equivocation", key: [bytes32], value: reportCodec, due: ({ dueAt }) => dueAt });

/** Outputs revealed for a report: of the accepted one (0) and of the other (1); gone when it is judged. */
export const equivocalOutputs = table({ number: 0x34, name: "equivocalOutput", key: [bytes32, u8], value: outputCodec.body });

/** What a reporter locks. */
export function reportLock(reporter: Hex, id: Hex): Purse {
  return {
    name: "bond",
    holder: reporter,
    change(work, amount) {
      const report = equivocations.at(work.draft, id);
      equivocations.put(work.draft, { ...report, lock: nonNegative(report.lock + amount) }, id);
    },
  };
}

/** The height until which a report holds an attestation; 0 where none does. */
export function heldUntil(work: Work, id: Hex): number {
  return equivocations.get(work.draft, id)?.dueAt ?? 0;
}

/** Ends an attestation as a case judged it; one that stands waits for a report that still holds it. */
export function conclude(work: Work, record: AttestationRecord, how: Ending): void {
  const until = heldUntil(work, record.id);
  if (until <= work.height || !isStanding(how)) return endAttestation(work, record, how);
  attestations.put(work.draft, { ...record, status: "open", how, finalAt: work.height }, record.id);
}

/** Whether the two bodies are equivocation: not both shown, or at FAULT with each other; any two under `any-two-bodies` (R06). */
function isProven(work: Work, report: Equivocation, record: AttestationRecord): boolean {
  if (work.chain.rulings.R06 === "any-two-bodies") return true;
  if (!report.revealed.accepted || !report.revealed.other) return true;
  const [accepted, other] = [0, 1].map((which) => ({ output: equivocalOutputs.at(work.draft, record.id, which), profile: record.profile }));
  return compareShown(work.chain.rulings, toleranceOf(work.draft, work.chain.rulings, record), accepted!, other!) === "fault";
}

/** Slashes an equivocator, strikes its attestation, and rewards the reporter (R06). */
function convict(work: Work, report: Equivocation, record: AttestationRecord): void {
  const protocol = pinned(work.draft, report);
  const { slashEquivocation, reporterShare } = protocol.parameters;
  const base = slashBase(work, record.provider, { base: record.base });
  const lock = reportLock(report.reporter, record.id);
  const taken = slash(work, record.provider, slashOf(base, slashEquivocation), "equivocation", undefined, lock);
  const reward = shareOf(taken, reporterShare);
  move(work, lock, burnt, taken - reward);
  move(work, lock, balance(report.reporter), report.lock + reward);
  if (record.status === "open" || record.status === "contested") endAttestation(work, record, "equivocation");
  if (slashEquivocation >= 10_000) taint(work, record.provider);
}

/** End of block: reports whose time is up, or whose outputs are both shown (section 3, "Equivocation"). */
export function judgeEquivocations(work: Work): void {
  for (const report of equivocations.due(work.draft, work.height)) {
    const { attestation: id, reporter } = report;
    const record = attestations.at(work.draft, id);
    const proven = isProven(work, report, record);
    if (proven) convict(work, report, record);
    else move(work, reportLock(reporter, id), burnt, report.lock);
    if (report.revealed.accepted) equivocalOutputs.delete(work.draft, id, 0);
    if (report.revealed.other) equivocalOutputs.delete(work.draft, id, 1);
    equivocations.delete(work.draft, id);
    emit(work, { kind: "equivocationJudged", attestation: id, provider: record.provider, reporter, proven });
  }
}
