import type { Behaviour } from "./behaviour.ts";
import { honestConduct } from "./conduct.ts";
import { latency } from "./parameters.ts";
import { createProvider } from "./provider.ts";

/**
 * Attests to what another provider has answered to the same request: takes its outputHash from the chain, computes nothing, and in a
 * case shows the output that the other reveals, where the hash allows it (R38). First to answer, and as a seat, it computes.
 */
export const copierProvider: Behaviour<{ latency: number }> = {
  name: "copier",
  role: "provider",
  isHonest: false,
  about: "copies the outputHash of another provider's answer to the same request, and its output once that is revealed",
  computes: "honest",
  parameters: { latency },
  create: (host, common, parameters) => createProvider(host, common, { ...honestConduct(common, parameters.latency), copies: true }),
};
