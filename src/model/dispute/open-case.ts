import { inputHash } from "../attestation/hashes.ts";
import { pinned } from "../attestation/lifecycle.ts";
import { type AttestationRecord, attestations } from "../attestation/records.ts";
import type { Address } from "../crypto/address.ts";
import { decode } from "../encoding/codec.ts";
import type { Hex } from "../encoding/hex.ts";
import { bytes, bytes32 } from "../encoding/primitives.ts";
import { move } from "../ledger/money.ts";
import { ledgers, protocols } from "../ledger/records.ts";
import { ownerOf } from "../staking/records.ts";
import type { Reader } from "../state/store.ts";
import { emit, type Work } from "../state/work.ts";
import { requestCodec } from "../tolerance/output.ts";
import { transaction } from "../transaction/transaction.ts";
import { claimHash } from "./hashes.ts";
import { caseBond, claimBond } from "./money.ts";
import { caseInputs, cases, claims, type Member } from "./records.ts";

/** Whether the challenger is one of the two providers, or owns one (R16). */
function isParty(reader: Reader, challenger: Address, pair: readonly AttestationRecord[]): boolean {
  return pair.some(({ provider }) => challenger === provider || challenger === ownerOf(reader, provider));
}

/** Whether it is too late for this attestation: W from acceptance to the claim, or L from its first VOID to now, as it pinned them (R27, R44). */
function isLate(work: Work, record: AttestationRecord, claimedAt: number): boolean {
  const p = pinned(work.draft, record).parameters;
  if (record.voidedAt !== undefined) return work.height > record.voidedAt + p.openWindow;
  return claimedAt > record.acceptedAt + p.challengeWindow;
}

const newMember = ({ id, provider }: AttestationRecord): Member => ({
  attestation: id,
  provider,
  joiner: undefined,
  revealed: false,
  verdict: "none",
});

/** Marks an attestation as held by a case. */
function contest(work: Work, record: AttestationRecord, id: number): void {
  attestations.put(work.draft, { ...record, status: "contested", case: id }, record.id);
}

/**
 * Open case (LP-0035 "Dispute Resolution" 1; R16, R27, R39, R47): shows a claim's pair and salt, and posts the request whole.
 * The first opening in chain order takes its attestations.
 */
export const openCase = transaction("openCase", {
  number: 0x41,
  payload: { first: bytes32, second: bytes32, salt: bytes32, input: bytes(requestCodec.maxBytes) },
  subject({ work, sender, payload }) {
    const hash: Hex = claimHash(work.chain.chainId, sender, payload.first, payload.second, payload.salt);
    const claim = claims.get(work.draft, sender, hash);
    const pair = [payload.first, payload.second].flatMap((id) => attestations.get(work.draft, id) ?? []);
    return {
      work,
      payload,
      challenger: sender,
      claim,
      pair,
      parameters: claim === undefined ? undefined : protocols.at(work.draft, claim.protocol).parameters,
    };
  },
  check: [
    ["CLAIM_UNKNOWN", ({ claim }) => claim === undefined],
    ["CLAIM_TOO_RECENT", ({ claim, work }) => claim!.includedAt >= work.height],
    ["ATTESTATIONS_EQUAL", ({ payload }) => payload.first === payload.second],
    ["ATTESTATION_UNKNOWN", ({ pair }) => pair.length < 2],
    ["REQUESTS_DIFFER", ({ pair: [a, b] }) => a!.modelID !== b!.modelID || a!.inputHash !== b!.inputHash],
    ["CHALLENGER_IS_PARTY", ({ work, challenger, pair }) => isParty(work.draft, challenger, pair)],
    ["ATTESTATION_NOT_OPEN", ({ pair }) => pair.some(({ status }) => status !== "open")],
    [
      "WINDOW_CLOSED",
      ({ pair, claim, work }) => pair.some((record) => isLate(work, record, claim!.includedAt)),
      ({ pair, claim }) => `claimed at ${claim!.includedAt}, accepted at ${pair.map(({ acceptedAt }) => acceptedAt).join(" and ")}`,
    ],
    ["INPUT_MISMATCH", ({ pair, payload }) => inputHash(payload.input) !== pair[0]!.inputHash],
    ["INPUT_MALFORMED", ({ payload }) => !decode(requestCodec, payload.input).ok],
  ],
  apply({ claim, pair, parameters, payload, challenger }, { work }) {
    const ledger = ledgers.at(work.draft);
    const id = ledger.cases;
    ledgers.put(work.draft, { ...ledger, cases: id + 1 });
    const endsAt = work.height + parameters!.joinWindow;
    const { modelID, inputHash: input } = pair[0]!;
    cases.put(
      work.draft,
      {
        id,
        challenger,
        bond: 0n,
        modelID,
        inputHash: input,
        protocol: claim!.protocol,
        openedAt: work.height,
        phase: "join",
        level: 0,
        round: 0,
        phaseEnds: endsAt,
        dueAt: endsAt,
        extended: false,
        tallied: undefined,
        endedAt: undefined,
        members: pair.map(newMember),
        seats: [],
      },
      id,
    );
    caseInputs.put(work.draft, payload.input, id);
    move(work, claimBond(challenger, claim!.claim), caseBond(challenger, id), claim!.bond);
    claims.delete(work.draft, challenger, claim!.claim);
    for (const record of pair) contest(work, record, id);
    emit(work, { kind: "caseOpened", case: id, challenger, first: payload.first, second: payload.second });
    emit(work, { kind: "phaseBegan", case: id, phase: "join", level: 0, round: 0, endsAt });
  },
});
