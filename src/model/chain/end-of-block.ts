import { judgeEquivocations } from "../attestation/equivocation.ts";
import { finalizeAttestations } from "../attestation/finality.ts";
import { expireOrders } from "../attestation/lifecycle.ts";
import { attestations, holds } from "../attestation/records.ts";
import type { Address } from "../crypto/address.ts";
import { claimBond } from "../dispute/money.ts";
import { advanceCases } from "../dispute/phases.ts";
import { cases, claims } from "../dispute/records.ts";
import { applyChanges } from "../governance/effect.ts";
import { balance, move } from "../ledger/money.ts";
import { applyModelChanges } from "../registry/changes.ts";
import { type Provider, providers } from "../staking/records.ts";
import type { Reader } from "../state/store.ts";
import { term } from "../state/table.ts";
import { emit, type Work } from "../state/work.ts";
import { dropSets } from "../validators/records.ts";
import { prune } from "./prune.ts";

/** Claims that nobody opened in time: the bond goes back, the claim fee is gone (section 3, "(claim)"). */
function expireClaims(work: Work): void {
  for (const { claim, challenger, bond } of claims.due(work.draft, work.height)) {
    move(work, claimBond(challenger, claim), balance(challenger), bond);
    claims.delete(work.draft, challenger, claim);
    emit(work, { kind: "claimExpired", claim, challenger });
  }
}

/** The height at which the oldest undecided thing of a provider began: an attestation accepted, open or in a case under way, a seat drawn. */
function oldestUndecided(reader: Reader, provider: Address): number {
  const accepted = attestations.indexed(reader, "undecided", term(provider), 1).map(({ acceptedAt }) => acceptedAt);
  const held = holds.all(reader, provider).map(({ since }) => since);
  const drawn = cases.indexed(reader, "seated", term(provider)).flatMap(({ seats }) => seats.filter((seat) => seat.provider === provider));
  return Math.min(Number.POSITIVE_INFINITY, ...accepted, ...held, ...drawn.map(({ drawnAt }) => drawnAt));
}

/** Ends a provider's unbonding entries whose time has come; one held by something undecided that began in its block or before waits for the next block (R15). */
function endUnbonding(work: Work, provider: Provider): void {
  const oldest = oldestUndecided(work.draft, provider.address);
  const entries = provider.unbonding.map((entry) => {
    if (entry.ended || entry.endsAt > work.height) return entry;
    if (oldest <= entry.begunAt && work.chain.rulings.R15 !== "race") return { ...entry, endsAt: work.height + 1 };
    emit(work, { kind: "unbondingEnded", provider: provider.address, amount: entry.amount });
    return { ...entry, ended: true };
  });
  providers.put(work.draft, { ...provider, unbonding: entries }, provider.address);
}

/** What happens at the end of every block, in this order (section 1, "End of block"). */
export function endOfBlock(work: Work): void {
  expireOrders(work);
  expireClaims(work);
  judgeEquivocations(work);
  advanceCases(work);
  finalizeAttestations(work);
  for (const provider of providers.due(work.draft, work.height)) endUnbonding(work, provider);
  applyModelChanges(work);
  applyChanges(work);
  dropSets(work);
  prune(work);
}
