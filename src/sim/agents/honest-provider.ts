import type { Behaviour } from "./behaviour.ts";
import { honestConduct } from "./conduct.ts";
import { latency } from "./parameters.ts";
import { createProvider } from "./provider.ts";

/** Does all that the protocol asks, on its platform. */
export const honestProvider: Behaviour<{ latency: number }> = {
  name: "honest",
  role: "provider",
  isHonest: true,
  about: "runs the registered weights, attests, reveals, takes its seats",
  computes: "honest",
  parameters: { latency },
  create: (host, common, parameters) => createProvider(host, common, honestConduct(common, parameters.latency)),
};
