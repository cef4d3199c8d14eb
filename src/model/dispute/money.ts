import type { Address } from "../crypto/address.ts";
import type { Hex } from "../encoding/hex.ts";
import { nonNegative, type Purse } from "../ledger/money.ts";
import { cases, claims } from "./records.ts";

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

/** The pot of a case: the bond, and while it is paid out the slashed stakes. Empty once the case has ended. */
export function caseBond(challenger: Address, id: number): Purse {
  return {
    name: "bond",
    holder: challenger,
    change(work, amount) {
      const record = cases.at(work.draft, id);
      cases.put(work.draft, { ...record, bond: nonNegative(record.bond + amount) }, id);
    },
  };
}
