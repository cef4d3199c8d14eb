import type { Payload } from "../../model/chain/transactions.ts";
import type { Agent, Host } from "./agent.ts";

/** The owner of the scenario's models: registers them in the first block. No behaviour of a group; every run has one. */
export function createRegistrar(host: Host, registrations: readonly Payload[]): Agent {
  return {
    start() {
      for (const payload of registrations) host.submit(payload);
    },
  };
}
