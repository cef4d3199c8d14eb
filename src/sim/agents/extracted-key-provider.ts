import { z } from "zod";
import type { Stolen } from "../tee/port.ts";
import type { Behaviour } from "./behaviour.ts";
import { honestConduct } from "./conduct.ts";
import { latency } from "./parameters.ts";
import type { Prove } from "./proof.ts";
import { createProvider } from "./provider.ts";

const provingBy =
  (stolen: Stolen): Prove =>
  (tee, { id }, data) =>
    tee.forge(id, data, stolen);

/**
 * Has keys that were taken out of a machine, its own or another's: runs cheaper weights outside of any enclave, and signs the report of one that never ran. No
 * verifier can see that; what can is a dispute. With a provisioning certification key it makes attestation keys of its own, as many as it likes: what
 * ends it is the revocation of that machine's certificate, or that the platform is denied (R50).
 */
export const extractedKeyProvider: Behaviour<{ latency: number; key: Stolen["key"]; of?: string }> = {
  name: "extracted-key",
  role: "provider",
  isHonest: false,
  about: "runs cheaper weights outside of any enclave, and signs reports of the allowed one by keys that were taken out of a machine",
  computes: "cheat",
  parameters: {
    latency,
    key: z
      .enum(["attestation", "pck"])
      .default("attestation")
      .describe("attestation: the machine's attestation key; pck: its provisioning certification key, with which it vouches for one of its own"),
    of: z.string().optional().describe("id of the provider whose machine it is; its own where left out"),
  },
  create(host, common, { latency: time, key, of = host.id }) {
    return createProvider(host, common, { ...honestConduct(common, time), appeals: false, profile: undefined, prove: provingBy({ key, of }) });
  },
};
