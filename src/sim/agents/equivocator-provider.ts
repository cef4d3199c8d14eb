import type { Behaviour } from "./behaviour.ts";
import { type Compute, computeOn, honestConduct } from "./conduct.ts";
import { flag, latency, platformName } from "./parameters.ts";
import { createProvider } from "./provider.ts";

/**
 * Attests on the chain to what the registered weights give, where a case would find anything else, and delivers a second signed
 * body to the consumer: of cheaper weights, or of the same output under another salt, so that whoever reports it loses γ (R06).
 */
export const equivocatorProvider: Behaviour<{ latency: number; gives?: string | undefined; answers: boolean }> = {
  name: "equivocator",
  role: "provider",
  isHonest: false,
  about: "attests honestly on the chain, and gives the consumer a second signed body with another outputHash",
  computes: "honest",
  parameters: {
    latency,
    gives: platformName("the cheat's weights whose output the consumer gets; the attested output under another salt where left out").optional(),
    answers: flag("whether it shows both outputs when it is reported").default(false),
  },
  create(host, common, { latency: time, gives, answers }) {
    const honest = honestConduct(common, time);
    const second: Compute = gives === undefined ? honest.compute : computeOn(gives);
    return createProvider(host, common, { ...honest, second, answers });
  },
};
