import type { Address } from "../../model/crypto/address.ts";
import type { Keyring, Signer } from "../../model/crypto/crypto.ts";
import { sha256 } from "../../model/crypto/hash.ts";
import { type AnyBehaviour, behaviourNamed } from "../agents/behaviours.ts";
import type { LoadedScenario } from "../scenario/load.ts";
import { agentIds, REGISTRAR_BALANCE } from "../scenario/resolve.ts";
import type { Group } from "../scenario/schema.ts";

/** An agent of a run before it acts: who it is and what it begins with. */
export interface CastMember {
  readonly id: string;
  readonly group: Group | undefined;
  readonly behaviour: string;
  readonly isHonest: boolean;
  readonly signer: Signer;
  readonly balance: bigint;
  readonly stake: bigint;
  /** The platform of this one, where its group lists several. */
  readonly platform: string;
}

/** Everyone in a run, the models' owner first, then groups in the order of the scenario. */
export interface Cast {
  readonly members: readonly CastMember[];
  readonly byAddress: ReadonlyMap<Address, CastMember>;
  /** Addresses of the agent or group of this id. */
  readonly named: (id: string) => readonly Address[];
}

/** The agent that owns the scenario's models. */
export const REGISTRAR = "registrar";

const UTF8 = new TextEncoder();

/** An agent's key depends on its id alone: the same address in every run, so that runs can be compared. */
export function secretOf(label: string): Uint8Array {
  return sha256(UTF8.encode(`achain/key/${label}`));
}

function membersOf(group: Group, behaviours: readonly AnyBehaviour[], keyring: Keyring): CastMember[] {
  const { isHonest } = behaviourNamed(behaviours, group.behaviour);
  const platforms = [group.platform ?? []].flat();
  return agentIds(group).map((id, index) => ({
    id,
    group,
    behaviour: group.behaviour,
    isHonest,
    signer: keyring.signer(secretOf(id)),
    balance: group.balance + (group.stake ?? 0n),
    stake: group.stake ?? 0n,
    platform: platforms.length === 0 ? "" : platforms[index % platforms.length]!,
  }));
}

/** Makes the keys of everyone in a scenario. */
export function castOf({ scenario, behaviours }: LoadedScenario, keyring: Keyring): Cast {
  const registrar: CastMember = {
    id: REGISTRAR,
    group: undefined,
    behaviour: REGISTRAR,
    isHonest: true,
    signer: keyring.signer(secretOf(REGISTRAR)),
    balance: REGISTRAR_BALANCE,
    stake: 0n,
    platform: "",
  };
  const members = [registrar, ...[...scenario.providers, ...scenario.consumers].flatMap((group) => membersOf(group, behaviours, keyring))];
  const named = new Map<string, Address[]>();
  for (const { id, group, signer } of members)
    for (const name of new Set([id, group?.id ?? id])) named.set(name, [...(named.get(name) ?? []), signer.address]);
  return {
    members,
    byAddress: new Map(members.map((member) => [member.signer.address, member])),
    named: (id) => named.get(id) ?? [],
  };
}
