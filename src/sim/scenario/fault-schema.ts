import { z } from "zod";
import { blocksOf, timeOf } from "../agents/parameters.ts";

const agents = z.array(z.string()).min(1).describe("ids of agents or groups");
const someAgents = z.array(z.string()).min(1).optional().describe("ids of agents or groups; everyone where left out");
const span = { from: blocksOf("first height"), to: blocksOf("last height") };

/** How the time under way that is beyond the least is spread. */
export const TAILS = ["uniform", "exponential", "heavy"] as const;

/** The name that stands for whoever makes blocks. */
export const PROPOSERS = "proposers";

/** One thing that goes wrong for a while. */
export const faultSchema = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("offline"), agents, ...span })
    .describe("its agents neither send nor act; what they would have heard and done they hear and do when they are back, in order"),
  z
    .strictObject({
      ...{ kind: z.literal("crash"), agents, ...span },
      loses: z.enum(["memory", "disk"]).default("memory").describe("memory: what it computed and signed is still there; disk: that is gone as well"),
    })
    .describe("its agents stop, and begin anew after the last height with their keys, what the chain says, and what they had kept"),
  z
    .strictObject({ kind: z.literal("clock"), agents, by: z.int().describe("seconds that it is ahead; behind where negative"), ...span })
    .describe("clocks of its agents are wrong; of `proposers`, the times that blocks say, which never go back"),
  z
    .strictObject({
      ...{ kind: z.literal("network"), agents: someAgents, ...span },
      delay: timeOf("least time under way").optional(),
      jitter: timeOf("added at most, if spread uniformly").optional(),
      loss: z.number().min(0).max(0.9).optional().describe("probability that a message or transaction never arrives"),
      duplicates: z.number().min(0).max(0.9).optional().describe("probability that it arrives twice"),
      tail: z
        .enum(TAILS)
        .optional()
        .describe("how the jitter is spread: uniform; exponential: each jitter more is half as likely; heavy: twice the jitter is half as likely"),
    })
    .describe("other conditions of the network than the scenario's, for what its agents send"),
  z
    .strictObject({ kind: z.literal("partition"), agents, ...span })
    .describe("its agents hear each other, and nothing of the rest, nor the rest of them; blocks are made without them, and heard of afterwards"),
  z
    .strictObject({ kind: z.literal("stall"), at: blocksOf("height after which no block is made"), slots: z.int().min(1).max(1_000_000) })
    .describe("as many blocks are not made: time goes on, and the next height comes that much later"),
  z
    .strictObject({
      ...{ kind: z.literal("censor"), agents: someAgents, ...span },
      kinds: z.array(z.string()).min(1).optional().describe("kinds of transactions; all where left out"),
    })
    .describe("proposers leave its agents' transactions out of blocks"),
]);

/** A fault of a scenario, as read. */
export type Fault = z.output<typeof faultSchema>;
