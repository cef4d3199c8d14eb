import { sha256 } from "../../model/crypto/hash.ts";
import { type Hex, toHex } from "../../model/encoding/hex.ts";
import { SECOND } from "../kernel/kernel.ts";
import { DAY, type IntelSchedule, type Machine } from "../platform/schedule.ts";
import { agentIds } from "../scenario/resolve.ts";
import type { Scenario } from "../scenario/schema.ts";
import { LAUNCHES, USUAL_INTEL } from "../scenario/tee-schema.ts";
import type { Launch } from "../tee/port.ts";

const UTF8 = new TextEncoder();

/** The FMSPC of a scenario's family: it depends on the name alone. */
export const fmspcOf = (family: string): Hex => toHex(sha256(UTF8.encode(`FMSPC of ${family}`)).slice(0, 6));

/** The name of a model's enclave in the schedule. */
export const enclaveOf = (model: string, launch: Launch): string => `${model}/${launch}`;

/** The schedule of a scenario's Intel, which begins with the chain. The same for every seed: chance is in the agents, not in what Intel publishes. */
export function scheduleOf(scenario: Scenario, origin: number): IntelSchedule {
  const section = scenario.intel ?? USUAL_INTEL;
  const timeAt = (height: number): number => origin + height * (scenario.blockTime / SECOND);
  const machineOf = (id: string, group: string): Machine => {
    const said = section.machines.find(({ of }) => of.includes(id)) ?? section.machines.find(({ of }) => of.includes(group));
    return { name: id, family: said?.family ?? section.families[0]!.id, patchesAt: (said?.patches ?? []).map(timeAt) };
  };
  return {
    seed: "achain/intel",
    origin,
    issueEvery: section.issueDays * DAY,
    crlEvery: section.crlDays * DAY,
    families: section.families.map(({ id, authority, recoveries }) => ({
      name: id,
      fmspc: fmspcOf(id),
      authority,
      recoveries: recoveries.map((recovery) => ({ ...recovery, at: timeAt(recovery.at), publishedAt: timeAt(recovery.publishedAt) })),
    })),
    machines: scenario.providers.flatMap((group) => agentIds(group).map((id) => machineOf(id, group.id))),
    enclaves: scenario.models.flatMap(({ id, enclave }) =>
      LAUNCHES.map((launch) => ({
        name: enclaveOf(id, launch),
        tee: enclave ?? "sgx",
        build: launch === "leaky" ? `${id} leaky` : id,
        debug: launch === "debug",
      })),
    ),
    qe: { sgx: [], tdx: [] },
    revocations: section.revocations.map(({ of, at, publishedAt }) => ({ of, at: timeAt(at), publishedAt: timeAt(publishedAt) })),
  };
}
