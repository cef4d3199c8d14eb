import type { AttestationRecord } from "../attestation/records.ts";
import type { Address } from "../crypto/address.ts";
import type { Protocol } from "../params/protocol.ts";
import { isActive, ownerOf, providers } from "../staking/records.ts";
import type { Reader } from "../state/store.ts";
import type { Case } from "./records.ts";

/** Whether someone is an attestation's provider, or owns it (R16). */
export function isParty(reader: Reader, someone: Address, { provider }: Pick<AttestationRecord, "provider">): boolean {
  return someone === provider || someone === ownerOf(reader, provider);
}

/** Whether R16 `staked-only` keeps someone from challenging: no active provider. */
export function isUnstaked(reader: Reader, someone: Address, { parameters, rulings }: Protocol): boolean {
  if (rulings.R16 !== "staked-only") return false;
  const provider = providers.get(reader, someone);
  return provider === undefined || !isActive(provider, parameters);
}

/** Everyone who acts in a case and is no seat: challenger, members' providers and joiners, appellants. */
export function actorsOf(dispute: Pick<Case, "challenger" | "members" | "appeals">): Address[] {
  const members = dispute.members.flatMap(({ provider, joiner }) => (joiner === undefined ? [provider] : [provider, joiner]));
  return [dispute.challenger, ...members, ...dispute.appeals.map(({ appellant }) => appellant)];
}

/** Everyone who has a side in a case: who acts in it, and the owners of those who are providers. */
export function partiesOf(reader: Reader, dispute: Pick<Case, "challenger" | "members" | "appeals">): Address[] {
  return actorsOf(dispute).flatMap((actor) => [actor, ownerOf(reader, actor) ?? actor]);
}
