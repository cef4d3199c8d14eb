import { attestations } from "../../model/attestation/records.ts";
import type { State } from "../../model/chain/state.ts";
import type { Address } from "../../model/crypto/address.ts";
import { drawFrom } from "../../model/dispute/draw.ts";
import { eligibleSeats } from "../../model/dispute/eligibility.ts";
import { caseSeedHash, drawSeed } from "../../model/dispute/hashes.ts";
import { newMember } from "../../model/dispute/open-case.ts";
import type { Case, Seat } from "../../model/dispute/records.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import { provenFor } from "../../model/evidence/judge.ts";
import { ledgers, protocolInForce, protocolVersion } from "../../model/ledger/records.ts";

/** A challenge that is not made yet. */
export interface Plan {
  readonly challenger: Address;
  readonly first: Hex;
  readonly second: Hex;
}

/** Blocks from a plan to the opening of its case: the claim, then the opening. */
const OPENING_BLOCKS = 2;

/** The case as it would be opened, were it the next one. */
function caseOf({ store, head }: State, { challenger, first, second }: Plan): Case {
  const members = [first, second].map((id) => newMember(attestations.at(store, id)));
  const { modelID, inputHash, version } = attestations.at(store, first);
  const height = head.height + OPENING_BLOCKS;
  return {
    id: ledgers.at(store).cases,
    challenger,
    bond: 0n,
    modelID,
    inputHash,
    version,
    salt: `0x${"00".repeat(32)}`,
    protocol: protocolVersion(store),
    openedAt: height,
    phase: "draw",
    level: 0,
    round: 0,
    phaseEnds: height,
    dueAt: height,
    extended: false,
    tallied: undefined,
    endedAt: undefined,
    members,
    seats: [],
    appeals: [],
  };
}

/** A seat as far as the next level's draw looks at it. */
const taken = (provider: Address, level: number, drawnAt: number): Seat => ({
  provider,
  level,
  round: 0,
  drawnAt,
  status: "drawn",
  commitment: undefined,
  profile: undefined,
  base: 0n,
  comparisons: [],
});

/** Under R18 `case-hash`: whom the draws of a planned case would seat with a salt, level by level, if nobody is absent. */
export function predictSeats(state: State, plan: Plan): (salt: Hex) => Address[][] {
  const { store, chain, head } = state;
  const planned = caseOf(state, plan);
  const protocol = protocolInForce(store);
  const isProven = provenFor({ chain, reader: store, height: head.height, time: head.time }, protocol, planned.modelID);
  return (salt) => {
    const value = caseSeedHash(plan.challenger, plan.first, plan.second, salt);
    let dispute = planned;
    return protocol.parameters.ladder.map((size, level) => {
      const seed = drawSeed(chain.chainId, dispute.id, level, 0, value);
      const drawn = drawFrom(seed, eligibleSeats(store, dispute, protocol, isProven), size);
      dispute = { ...dispute, seats: [...dispute.seats, ...drawn.map((provider) => taken(provider, level, dispute.openedAt))] };
      return drawn;
    });
  };
}
