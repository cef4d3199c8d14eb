import type { Behaviour } from "./behaviour.ts";
import { timeOf } from "./parameters.ts";

/**
 * Watches what waits for a block and takes challenges that others found: copies an opening, or a claim, into a transaction of its
 * own that goes in ahead. Where the opening alone makes the challenger (R47 `open-at-once`) it takes the prize; a hidden claim
 * names its challenger inside the hash, and a copy of it opens nothing.
 */
export const frontRunner: Behaviour<{ look: number }> = {
  name: "front-runner",
  role: "consumer",
  isHonest: false,
  about: "copies the claims and openings that it sees waiting, into transactions that go in ahead",
  computes: "nothing",
  parameters: {
    look: timeOf("how often it looks at what waits")
      .refine((micros) => micros > 0, "more than 0 wanted")
      .prefault("250 ms"),
  },
  create(host, _, { look }) {
    const copied = new Set<string>();
    function watch(): void {
      for (const { payload } of host.pending()) {
        const key = payload.kind === "claim" ? payload.claim : payload.kind === "openCase" ? payload.first + payload.second : undefined;
        if (key === undefined || copied.has(key)) continue;
        copied.add(key);
        host.submitFirst(payload);
      }
      host.after(look, watch);
    }
    return { start: watch };
  },
};
