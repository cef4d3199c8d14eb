import { inputHash } from "../attestation/hashes.ts";
import { isAnswerable, isContestable, pinned } from "../attestation/lifecycle.ts";
import { type AttestationRecord, attestations, holds } from "../attestation/records.ts";
import { decode } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { bytes, bytes32 } from "../encoding/primitives.ts";
import { balance, balanceOf, move } from "../ledger/money.ts";
import { ledgers, protocolVersion } from "../ledger/records.ts";
import { bondOf, type Protocol } from "../params/protocol.ts";
import type { Reader } from "../state/store.ts";
import { term } from "../state/table.ts";
import { emit, type Work } from "../state/work.ts";
import { requestCodec } from "../tolerance/output.ts";
import { transaction } from "../transaction/transaction.ts";
import { claimHash } from "./hashes.ts";
import { caseBond, claimBond } from "./money.ts";
import { isParty, isUnstaked } from "./parties.ts";
import { caseInputs, cases, claims, type Member } from "./records.ts";

/** Whether an attestation had its first VOID longer than L ago, as it pinned L (R27, R44). */
export function isLateAfterVoid(work: Work, record: AttestationRecord): boolean {
  return record.voidedAt !== undefined && work.height > record.voidedAt + pinned(work.draft, record).parameters.openWindow;
}

/** Whether it is too late for this attestation: W from acceptance to the claim, or L from its first VOID to now, as it pinned them (R27, R44). */
function isLate(work: Work, record: AttestationRecord, claimedAt: number): boolean {
  if (record.voidedAt !== undefined) return isLateAfterVoid(work, record);
  return claimedAt > record.acceptedAt + pinned(work.draft, record).parameters.challengeWindow;
}

/** Whether R27's variants shut the door: the request, or this pair, has had its case. */
function hasHadItsCase({ draft, chain }: Work, [first, second]: readonly AttestationRecord[]): boolean {
  const { R27 } = chain.rulings;
  if (R27 === "default") return false;
  const earlier = cases.indexed(draft, "request", term(first!.modelID, first!.inputHash));
  if (R27 === "one-case-per-request") return earlier.length > 0;
  const isOf =
    (id: Hex) =>
    (member: Member): boolean =>
      member.attestation === id;
  return earlier.some(({ members }) => members.some(isOf(first!.id)) && members.some(isOf(second!.id)));
}

/** A member as it begins. */
export const newMember = ({ id, provider }: AttestationRecord, joiner?: Hex): Member => ({
  attestation: id,
  provider,
  joiner,
  lock: 0n,
  revealed: false,
  verdict: "none",
});

/** Marks an attestation as held by a case, which keeps B − γ of whatever its provider is slashed elsewhere (R46). */
export function contest(work: Work, record: AttestationRecord, id: number, protocol: Protocol): void {
  const status = isAnswerable(record) ? record.status : "contested"; // what evidence struck stays struck (R48)
  attestations.put(work.draft, { ...record, status, case: id }, record.id);
  const keeps = bondOf(protocol) - protocol.parameters.challengeStake;
  const hold = { attestation: record.id, case: id, keeps: keeps > 0n ? keeps : 0n, since: record.acceptedAt };
  holds.put(work.draft, hold, record.provider, record.id);
}

const isOfOneRequest = ([a, b]: readonly AttestationRecord[]): boolean =>
  a!.modelID === b!.modelID && a!.version === b!.version && a!.inputHash === b!.inputHash;

/** The attestations of a pair that exist. */
function pairOf(reader: Reader, ids: readonly Hex[]): AttestationRecord[] {
  return ids.flatMap((id) => attestations.get(reader, id) ?? []);
}

/**
 * Open case (LP-0035 "Dispute Resolution" 1; R16, R27, R39, R47): shows a claim's pair and salt, and posts the request whole
 * (under R39 `provider` nothing is posted, and the input here is not read). The first opening in chain order takes its
 * attestations. Under R47 `open-at-once` there is no claim: B is locked now.
 */
export const openCase = transaction("openCase", {
  number: 0x41,
  payload: { first: bytes32, second: bytes32, salt: bytes32, input: bytes(requestCodec.maxBytes) },
  subject({ work, sender, payload, protocol }) {
    const hash: Hex = claimHash(work.chain.chainId, sender, payload.first, payload.second, payload.salt);
    const isAtOnce = protocol.rulings.R47 === "open-at-once";
    const claim = isAtOnce ? undefined : claims.get(work.draft, sender, hash);
    return {
      work,
      payload,
      challenger: sender,
      isAtOnce,
      claim,
      pair: pairOf(work.draft, [payload.first, payload.second]),
      isUnstaked: isAtOnce && isUnstaked(work.draft, sender, protocol),
      isPosted: protocol.rulings.R39 === "default",
      bond: isAtOnce ? bondOf(protocol) : 0n,
      available: balanceOf(work.draft, sender),
      version: claim?.protocol ?? protocolVersion(work.draft),
    };
  },
  check: [
    ["CHALLENGER_NOT_STAKED", ({ isUnstaked }) => isUnstaked],
    ["CLAIM_UNKNOWN", ({ claim, isAtOnce }) => claim === undefined && !isAtOnce],
    ["CLAIM_TOO_RECENT", ({ claim, work }) => claim !== undefined && claim.includedAt >= work.height],
    ["ATTESTATIONS_EQUAL", ({ payload }) => payload.first === payload.second],
    ["ATTESTATION_UNKNOWN", ({ pair }) => pair.length < 2],
    ["REQUESTS_DIFFER", ({ pair }) => !isOfOneRequest(pair)],
    ["CHALLENGER_IS_PARTY", ({ work, challenger, pair }) => pair.some((record) => isParty(work.draft, challenger, record))],
    ["ATTESTATION_NOT_OPEN", ({ work, pair }) => !pair.every((record) => isContestable(record, work.chain.rulings))],
    [
      "WINDOW_CLOSED",
      ({ pair, claim, work }) => pair.some((record) => isLate(work, record, claim?.includedAt ?? work.height)),
      ({ pair, claim, work }) =>
        `claimed at ${claim?.includedAt ?? work.height}, accepted at ${pair.map(({ acceptedAt }) => acceptedAt).join(" and ")}`,
    ],
    ["INPUT_MISMATCH", ({ work, isPosted, pair, payload }) => isPosted && inputHash(work.chain, payload.input) !== pair[0]!.inputHash],
    ["INPUT_MALFORMED", ({ isPosted, payload }) => isPosted && !decode(requestCodec, payload.input).ok],
    ["CASE_EXISTS", ({ work, pair }) => hasHadItsCase(work, pair)],
    ["BALANCE_TOO_LOW", ({ bond, available }) => bond > available, ({ bond, available }) => `${bond} nLUX wanted, ${available} there`],
  ],
  apply({ claim, pair, payload, challenger, isPosted, bond, version }, { work }) {
    const ledger = ledgers.at(work.draft);
    const id = ledger.cases;
    ledgers.put(work.draft, { ...ledger, cases: id + 1 });
    const { parameters } = pinned(work.draft, { protocol: version });
    const endsAt = work.height + parameters.joinWindow;
    const { modelID, inputHash: input, version: modelVersion } = pair[0]!;
    cases.put(
      work.draft,
      {
        id,
        challenger,
        bond: 0n,
        modelID,
        inputHash: input,
        version: modelVersion,
        salt: payload.salt,
        protocol: version,
        openedAt: work.height,
        phase: "join",
        level: 0,
        round: 0,
        phaseEnds: endsAt,
        dueAt: endsAt,
        extended: false,
        tallied: undefined,
        endedAt: undefined,
        members: pair.map((record) => newMember(record)),
        seats: [],
        appeals: [],
      },
      id,
    );
    if (isPosted) caseInputs.put(work.draft, payload.input, id);
    const source = claim === undefined ? balance(challenger) : claimBond(challenger, claim.claim);
    move(work, source, caseBond(challenger, id), claim?.bond ?? bond);
    if (claim !== undefined) claims.delete(work.draft, challenger, claim.claim);
    for (const record of pair) contest(work, record, id, pinned(work.draft, { protocol: version }));
    emit(work, { kind: "caseOpened", case: id, challenger, first: payload.first, second: payload.second });
    emit(work, { kind: "phaseBegan", case: id, phase: "join", level: 0, round: 0, endsAt });
  },
});
