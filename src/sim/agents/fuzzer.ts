import { z } from "zod";
import type { Behaviour } from "./behaviour.ts";
import { blocksOf } from "./parameters.ts";
import { KINDS, payloadOf } from "./payloads.ts";

/**
 * Sends whatever anyone may send, of every kind, from what the state holds: some of it is taken, most of it just is not. Now and then it sends what
 * somebody else has just sent, or the same again.
 */
export const fuzzer: Behaviour<{ sends: number; every: number }> = {
  name: "fuzzer",
  role: "consumer",
  isHonest: false,
  about: "sends transactions of every kind by chance, valid, nearly valid and hostile",
  computes: "nothing",
  parameters: {
    sends: z.int().min(1).max(1_000_000).default(100).describe("how many transactions it sends"),
    every: blocksOf("blocks between them").prefault("1 block"),
  },
  create: (host, _, { sends, every }) => ({
    start() {
      let left = sends;
      const next = (): void => {
        if (left === 0) return;
        left -= 1;
        const waiting = host.pending();
        const copies = waiting.length > 0 && host.random.chance(0.1);
        const payload = copies ? host.random.pick(waiting).payload : payloadOf(host, host.random.pick(KINDS));
        host.submit(payload);
        if (host.random.chance(0.05)) host.submit(payload);
        host.after(host.blocks(every), next);
      };
      host.after(host.blocks(2), next);
    },
  }),
};
