import { PRESETS } from "../../model/params/presets.ts";
import { type Protocol, REFERENCE, TEE_ASSUMED } from "../../model/params/protocol.ts";
import type { Tolerance } from "../../model/tolerance/tolerance.ts";
import type { Scenario } from "./schema.ts";

/** The protocol that a scenario runs under: its preset, its rulings and parameters over that, its waivers. */
export function protocolOfScenario({ preset, rulings, params, unsafe, tee }: Scenario): Protocol {
  const base = PRESETS[preset] ?? REFERENCE;
  const waivers = new Set([...base.unsafe, ...unsafe, ...(tee === "assumed" ? [TEE_ASSUMED] : [])]);
  return {
    parameters: { ...base.parameters, ...params } as Protocol["parameters"],
    rulings: { ...base.rulings, ...rulings } as Protocol["rulings"],
    unsafe: [...waivers].sort(),
  };
}

/** Ids of the agents of a group: its own, or id-1 … id-count. */
export function agentIds({ id, count }: { readonly id: string; readonly count?: number | undefined }): string[] {
  return count === undefined ? [id] : Array.from({ length: count }, (_, index) => `${id}-${index + 1}`);
}

/** The tolerance of a model, or of a step, as the chain takes it. */
export function toleranceOfScenario({ tolerance }: Pick<Scenario["models"][number], "tolerance">): Tolerance {
  const { comparator: kind, ...thresholds } = tolerance;
  return { kind, ...thresholds } as Tolerance;
}

/** What the models' owner begins with, beside the agents of the scenario: nLUX. */
export const REGISTRAR_BALANCE = 1_000_000_000n;
