import type { Behaviour } from "./behaviour.ts";
import { honestConduct } from "./conduct.ts";
import { latency } from "./parameters.ts";
import { createProvider } from "./provider.ts";

/** Attests to a hash and shows no output to anyone, hoping to be paid at finality for nothing it can be measured by. */
export const withholdingProvider: Behaviour<{ latency: number }> = {
  name: "withholding",
  role: "provider",
  isHonest: false,
  about: "attests, and shows its output neither to the consumer nor in a case",
  computes: "honest",
  parameters: { latency },
  create: (host, common, parameters) => createProvider(host, common, { ...honestConduct(common, parameters.latency), shows: false, appeals: false }),
};
