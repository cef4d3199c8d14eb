import os from "node:os";

/** What rows depend on beside the code. */
export interface Environment {
  readonly node: string;
  readonly cpu: string;
  /** Cores that this process may use. */
  readonly cores: number;
  /** What computes hashes and signatures: the one asked for in ACHAIN_BACKEND, or the code's own choice. */
  readonly backend: string;
}

/** The machine and the settings of this process. */
export function environment(): Environment {
  return {
    node: process.version,
    cpu: os.cpus()[0]?.model ?? "unknown",
    cores: os.availableParallelism(),
    backend: process.env["ACHAIN_BACKEND"] ?? "default",
  };
}
