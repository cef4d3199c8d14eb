import type { Behaviour } from "./behaviour.ts";
import { computeOn, honestConduct } from "./conduct.ts";
import { latency, platformName } from "./parameters.ts";
import { createProvider } from "./provider.ts";

/**
 * Attests honestly and sells its seats: as a third provider it gives the output of whoever pays, so that the honest member is
 * alone (LP-0035 "Dispute Resolution" 2 and 3 ask the third provider for nothing but an output; R32).
 */
export const bribedProvider: Behaviour<{ latency: number; sells: string }> = {
  name: "bribed",
  role: "provider",
  isHonest: false,
  about: "attests honestly, and as a seat gives the output of a cheat's weights",
  computes: "honest",
  parameters: { latency, sells: platformName("the cheat's weights whose output it gives as a seat") },
  create: (host, common, parameters) =>
    createProvider(host, common, { ...honestConduct(common, parameters.latency), judge: computeOn(parameters.sells), profile: undefined }),
};
