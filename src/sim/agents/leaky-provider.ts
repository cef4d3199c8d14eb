import { z } from "zod";
import type { Launch } from "../tee/port.ts";
import type { Behaviour } from "./behaviour.ts";
import { honestConduct } from "./conduct.ts";
import { latency } from "./parameters.ts";
import { proveOn } from "./proof.ts";
import { createProvider } from "./provider.ts";

/** Ways to read what an enclave is given, with what it then shows. */
const WAYS = { debug: "debug", build: "leaky", "side-channel": "release" } as const satisfies { readonly [way: string]: Launch };

/** Computes as it should, and reads what its enclave is given: an output tells nothing of that, so no dispute finds it. */
export const leakyProvider: Behaviour<{ latency: number; by: keyof typeof WAYS }> = {
  name: "leaky",
  role: "provider",
  isHonest: false,
  about: "computes honestly and reads the inputs that its enclave is given: launched for debugging, of a leaky build, or by a side channel",
  computes: "honest",
  parameters: {
    latency,
    by: z
      .enum(["debug", "build", "side-channel"])
      .default("side-channel")
      .describe("debug: the allowed enclave with DEBUG set; build: another one, which has to be allowed; side-channel: the allowed one as released"),
  },
  create(host, common, { latency: time, by }) {
    host.tee?.leaks();
    return createProvider(host, common, { ...honestConduct(common, time), prove: proveOn(WAYS[by]) });
  },
};
