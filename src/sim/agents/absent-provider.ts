import type { Behaviour } from "./behaviour.ts";
import { honestConduct } from "./conduct.ts";
import { blocksOf, latency } from "./parameters.ts";
import { createProvider } from "./provider.ts";

/** Attests honestly for fees, and leaves its seats empty until a height: re-running for others costs more than it pays. */
export const absentProvider: Behaviour<{ latency: number; until?: number | undefined }> = {
  name: "absent",
  role: "provider",
  isHonest: false,
  about: "attests honestly, but takes no seat before a height",
  computes: "honest",
  parameters: { latency, until: blocksOf("height from which it takes its seats; never where left out").optional() },
  create: (host, common, parameters) =>
    createProvider(host, common, {
      ...honestConduct(common, parameters.latency),
      sits: (height) => parameters.until !== undefined && height >= parameters.until,
    }),
};
