import type { Hex } from "../../model/encoding/hex.ts";
import type { PostedItem } from "../../model/evidence/collateral.ts";
import type { Micros } from "../kernel/kernel.ts";

/** How a model's enclave is launched: as released; with DEBUG set, of the same measurement; or of another build, which shows its inputs to who runs it. */
export type Launch = "release" | "debug" | "leaky";

/** Keys that were taken out of a machine. */
export interface Stolen {
  /** Its attestation key, which signs whatever it is given; or its provisioning certification key, which vouches for attestation keys that no machine ever had. */
  readonly key: "attestation" | "pck";
  /** The agent whose machine it is. */
  readonly of: string;
}

/** What an agent has of TEEs: its own machine, and the collateral that Intel serves. */
export interface TeePort {
  /** A quote of its machine, as it is now, over 64 bytes of report data, by an enclave of the model (its id in the scenario). */
  quote(model: string, reportData: Hex, launch?: Launch): Uint8Array;
  /** The same of a report that no enclave made, signed by keys that somebody took. */
  forge(model: string, reportData: Hex, stolen: Stolen): Uint8Array;
  /** When its machine is patched, in virtual time. */
  readonly patches: readonly Micros[];
  /** The collateral that is served at a time (unix seconds), of the TEEs that models are of; and the root that vouches for it. */
  itemsAt(time: number): readonly PostedItem[];
  readonly root: Hex;
  /** Does something every so many blocks, for as long as the run lasts; not while the agent is offline. */
  every(blocks: number, act: () => void): void;
  /** For the run's record: from now on, who runs this agent's machine reads what its enclaves are given. */
  leaks(): void;
}
