import { as, taggedHash } from "../crypto/hash.ts";
import type { Hex } from "../encoding/hex.ts";
import { count64, fixedBytes, list } from "../encoding/primitives.ts";
import { nextChange } from "../registry/changes.ts";
import { emit, type Work } from "../state/work.ts";
import type { Action, Check } from "../transaction/transaction.ts";
import { type Change, changeCodec, changes, governances } from "./records.ts";

const governanceHash = taggedHash("governance");

/** What keys of governance sign: H("governance", chain id ‖ sequence ‖ canonical change) (R30). */
export function governanceDigest(chainId: Hex, sequence: number, change: Change): Hex {
  return governanceHash(chainId, as(count64, sequence), as(changeCodec, change));
}

/** The fields that every change of governance has beside the change: its number, and signatures in rising order of their signers. */
export const approvalFields = { sequence: count64, signatures: list(fixedBytes(65), 32) };

/** The values of these fields. */
export interface Approved {
  readonly sequence: number;
  readonly signatures: readonly Hex[];
}

/** What the checks of a change look at. A flaw that is dear to find is given as a function: it is asked for last, once the signatures hold. */
export function changeSubject(action: Action<Approved>, change: Change, flaw: string | undefined | (() => string | undefined)) {
  const { work, payload, protocol } = action;
  const { keySet, sequence } = governances.at(work.draft);
  const digest = governanceDigest(work.chain.chainId, payload.sequence, change);
  const signers = payload.signatures.map((signature) => work.chain.crypto.recover(digest, signature));
  const isApproval = (signer: Hex | undefined, index: number): boolean => {
    const before = index === 0 ? "" : signers[index - 1];
    return signer !== undefined && keySet.keys.includes(signer) && before !== undefined && before < signer;
  };
  const flawOf = typeof flaw === "function" ? flaw : () => flaw;
  return { off: protocol.rulings.R30 === "none" ? "R30" : undefined, given: payload.sequence, sequence, keySet, signers, isApproval, flawOf, change };
}

/** The checks of every change, in order of precedence. */
export const CHANGE_CHECKS: readonly Check<ReturnType<typeof changeSubject>>[] = [
  ["RULING_FORBIDS", ({ off }) => off !== undefined, ({ off }) => off!],
  ["GOVERNANCE_SEQUENCE_WRONG", ({ given, sequence }) => given !== sequence, ({ given, sequence }) => `sequence ${given}, the next is ${sequence}`],
  ["APPROVAL_INVALID", ({ signers, isApproval }) => !signers.every(isApproval)],
  [
    "APPROVALS_TOO_FEW",
    ({ signers, keySet }) => keySet.keys.length === 0 || signers.length < keySet.threshold,
    ({ signers, keySet }) => `${signers.length} of ${keySet.threshold}`,
  ],
  ["CHANGE_REFUSED", ({ flawOf }) => flawOf() !== undefined, ({ flawOf }) => flawOf()!],
];

/** The number of a change is used up. */
export function nextSequence(work: Work): void {
  const governance = governances.at(work.draft);
  governances.put(work.draft, { ...governance, sequence: governance.sequence + 1 });
}

/** Writes a change down, for `ownerDelay` later (R30). */
export function scheduleChange(work: Work, delay: number, change: Change): void {
  nextSequence(work);
  // What is signed later never takes effect sooner, though a change shortened the delay in between.
  const effectiveAt = Math.max(work.height + delay, ...changes.all(work.draft).map((change) => change.effectiveAt));
  const number = nextChange(work);
  changes.put(work.draft, { number, effectiveAt, change }, effectiveAt, number);
  emit(work, { kind: "changeScheduled", what: change.kind, effectiveAt });
}
