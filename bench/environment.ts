import os from "node:os";
import { useBackend } from "../src/cli/backend.ts";

/** What rows depend on beside the code. */
export interface Environment {
  readonly node: string;
  readonly cpu: string;
  /** Cores that this process may use. */
  readonly cores: number;
  /** What computes hashes and signatures: the parts by name, each once. */
  readonly backend: string;
}

/** The machine and the settings of this process. */
export async function environment(): Promise<Environment> {
  const { backend } = await useBackend();
  return {
    node: process.version,
    cpu: os.cpus()[0]?.model ?? "unknown",
    cores: os.availableParallelism(),
    backend: [...new Set(Object.values(backend))].join(", "),
  };
}
