import { z } from "zod";

/** Keys that differ from the scenario as written; checked when they are laid over it. */
const over = z.record(z.string(), z.unknown());

/**
 * What makes a scenario the trial of an attack: who attacks, what each of them would be if it were honest, and the protocol
 * for which the attack is made.
 */
export const attackSchema = z.strictObject({
  agents: z.array(z.string()).min(1).describe("ids of the groups that attack together: what they gain is one sum"),
  twin: z
    .record(z.string(), over)
    .describe("by id of a group, the keys that make it its honest twin: { mallory: { behaviour: honest, platform: avx2 } }; null takes a key away"),
  opens: z
    .strictObject({ preset: z.string().optional(), rulings: over.optional(), params: over.optional(), unsafe: z.array(z.string()).optional() })
    .describe("the rulings and parameters, over the scenario's own, under which the attack is made to profit"),
  source: z.string().min(1).describe("where the strategy is described: the LP, a ruling, a paper"),
  space: z
    .record(z.string(), z.array(z.union([z.number(), z.string()])).min(2))
    .optional()
    .describe("for a search of the best response: paths into the scenario, each with the values to choose from"),
});
