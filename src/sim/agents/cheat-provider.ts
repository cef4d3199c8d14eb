import type { Behaviour } from "./behaviour.ts";
import { honestConduct } from "./conduct.ts";
import { flag, latency } from "./parameters.ts";
import { createProvider } from "./provider.ts";

/**
 * Runs a cheaper weight set than the one it attests to, as member and as seat. It does everything else as the protocol asks: a
 * cheat that hides gains nothing from conspicuous faults.
 */
export const cheatProvider: Behaviour<{ latency: number; appeals: boolean }> = {
  name: "cheat",
  role: "provider",
  isHonest: false,
  about: "attests to the registered weights and runs cheaper ones",
  computes: "cheat",
  parameters: { latency, appeals: flag("whether it appeals against a tally that finds it at fault").default(false) },
  create: (host, common, parameters) =>
    createProvider(host, common, { ...honestConduct(common, parameters.latency), appeals: parameters.appeals, profile: undefined }),
};
