import { bytes32 } from "../encoding/primitives.ts";
import { balance, balanceOf, burnt, move } from "../ledger/money.ts";
import { protocolVersion } from "../ledger/records.ts";
import { bondOf } from "../params/protocol.ts";
import { emit } from "../state/work.ts";
import { transaction } from "../transaction/transaction.ts";
import { claimBond } from "./money.ts";
import { isUnstaked } from "./parties.ts";
import { claims } from "./records.ts";

/** Claim (R16, R47): a challenge hidden behind its hash, so that nobody can take it first. Locks B, burns the claim fee. */
export const claim = transaction("claim", {
  number: 0x40,
  payload: { claim: bytes32 },
  subject({ work, sender, payload, protocol }) {
    const bond = bondOf(protocol);
    return {
      bond,
      rulings: protocol.rulings,
      isUnstaked: isUnstaked(work.draft, sender, protocol),
      cost: bond + protocol.parameters.claimFee,
      parameters: protocol.parameters,
      existing: claims.get(work.draft, sender, payload.claim),
      available: balanceOf(work.draft, sender),
    };
  },
  check: [
    ["RULING_FORBIDS", ({ rulings }) => rulings.R47 === "open-at-once", () => "R47"],
    ["CHALLENGER_NOT_STAKED", ({ isUnstaked }) => isUnstaked],
    ["CLAIM_EXISTS", ({ existing }) => existing !== undefined],
    ["BALANCE_TOO_LOW", ({ cost, available }) => cost > available, ({ cost, available }) => `${cost} nLUX wanted, ${available} there`],
  ],
  apply({ bond, parameters }, { work, sender, payload }) {
    claims.put(
      work.draft,
      {
        claim: payload.claim,
        challenger: sender,
        bond: 0n,
        includedAt: work.height,
        expiresAt: work.height + parameters.openWindow,
        protocol: protocolVersion(work.draft),
      },
      sender,
      payload.claim,
    );
    move(work, balance(sender), claimBond(sender, payload.claim), bond);
    move(work, balance(sender), burnt, parameters.claimFee);
    emit(work, { kind: "claimed", claim: payload.claim, challenger: sender });
  },
});
