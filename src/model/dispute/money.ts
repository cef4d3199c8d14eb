import type { Address } from "../crypto/address.ts";
import type { Hex } from "../encoding/hex.ts";
import { nonNegative, type Purse } from "../ledger/money.ts";
import type { Work } from "../state/work.ts";
import { type Case, cases, claims } from "./records.ts";

/** The bond that a claim locks. */
export function claimBond(challenger: Address, claim: Hex): Purse {
  return {
    name: "bond",
    holder: challenger,
    change(work, amount) {
      const record = claims.at(work.draft, challenger, claim);
      claims.put(work.draft, { ...record, bond: nonNegative(record.bond + amount) }, challenger, claim);
    },
  };
}

/** A purse that lies in a case's record: `add` gives the case with so much more in it. */
function inCase(holder: Address, id: number, add: (dispute: Case, amount: bigint) => Case): Purse {
  return { name: "bond", holder, change: (work: Work, amount) => cases.put(work.draft, add(cases.at(work.draft, id), amount), id) };
}

/** The pot of a case: the bond, and while it is paid out the slashed stakes. Empty once the case has ended. */
export function caseBond(challenger: Address, id: number): Purse {
  return inCase(challenger, id, (dispute, amount) => ({ ...dispute, bond: nonNegative(dispute.bond + amount) }));
}

/** What a joiner locks for its member: ρ + γ. */
export function joinLock(joiner: Address, id: number, attestation: Hex): Purse {
  return inCase(joiner, id, (dispute, amount) => ({
    ...dispute,
    members: dispute.members.map((member) => (member.attestation === attestation ? { ...member, lock: nonNegative(member.lock + amount) } : member)),
  }));
}

/** What an appellant locks for a level: A. */
export function appealLock(appellant: Address, id: number, level: number): Purse {
  return inCase(appellant, id, (dispute, amount) => ({
    ...dispute,
    appeals: dispute.appeals.map((appeal) => (appeal.level === level ? { ...appeal, lock: nonNegative(appeal.lock + amount) } : appeal)),
  }));
}
