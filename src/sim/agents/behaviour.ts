import type { z } from "zod";
import type { Agent, Host } from "./agent.ts";

/** What every agent of a group is given. */
export interface Common {
  /** nLUX that a provider stakes. */
  readonly stake: bigint;
  /** Platform or weights that it computes with, where it is a provider. */
  readonly platform: string;
  /** Ids of the models that it serves or orders from. */
  readonly models: readonly string[];
  /** The account that owns it and its signature (a provider's owner other than itself). */
  readonly owner: { readonly address: `0x${string}`; readonly consent: `0x${string}` } | undefined;
}

/** A behaviour: its name in scenarios, what it is for, its own parameters, and the agent. One file each. */
export interface Behaviour<P> {
  readonly name: string;
  readonly role: "provider" | "consumer";
  /** Whether it does all that the protocol asks: the law that the honest are never slashed is about these. */
  readonly isHonest: boolean;
  /** In a sentence, with its source where it has one. */
  readonly about: string;
  /** Whether its platform is one of a model's cheats. */
  readonly computes: "honest" | "cheat" | "nothing";
  /** Keys of the group beside those that every group has. */
  readonly parameters: z.ZodRawShape;
  readonly create: (host: Host, common: Common, parameters: P) => Agent;
}
