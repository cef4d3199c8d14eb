import type { Behaviour } from "./behaviour.ts";
import { honestConduct } from "./conduct.ts";
import { latency } from "./parameters.ts";
import type { Prove } from "./proof.ts";
import { createProvider } from "./provider.ts";

const prove: Prove = (tee, { id }, data) => tee.forge(id, data);

/**
 * Has taken the attestation key out of its own machine: runs cheaper weights outside of any enclave, and signs the report of one that never ran. No verifier can
 * see that; what can is a dispute.
 */
export const extractedKeyProvider: Behaviour<{ latency: number }> = {
  name: "extracted-key",
  role: "provider",
  isHonest: false,
  about: "runs cheaper weights outside of any enclave, and signs reports of the allowed one by the attestation key that it took from its machine",
  computes: "cheat",
  parameters: { latency },
  create: (host, common, parameters) =>
    createProvider(host, common, { ...honestConduct(common, parameters.latency), appeals: false, profile: undefined, prove }),
};
