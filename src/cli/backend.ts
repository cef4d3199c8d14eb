import { arch, platform } from "node:os";
import { nobleCurves, useCurves } from "../model/crypto/curves.ts";
import { nobleHasher, useHasher } from "../model/crypto/hash.ts";
import { BACKENDS, type BackendNames, chooseBackend } from "../native/backend.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { inputError, ToolMissingError } from "./exit.ts";
import { VERSION } from "./version.ts";

/** Where runs were made. Nothing of it is in a result: the same runs give the same bytes anywhere. */
export interface Environment {
  /** Version of achain. */
  readonly achain: string;
  readonly node: string;
  /** Operating system and processor. */
  readonly platform: string;
  readonly backend: BackendNames;
}

/**
 * Puts the backend that `ACHAIN_BACKEND` asks for, or the fastest, behind the model's hashes and curves, in this thread. Throws where the
 * word is unknown (bad input), or where native parts are asked for that do not load.
 */
export async function useBackend(): Promise<Environment> {
  const choice = await chooseBackend(process.env, { hasher: nobleHasher, curves: nobleCurves });
  if (choice.kind === "unknown")
    throw inputError("BACKEND_UNKNOWN", `ACHAIN_BACKEND=${choice.word}`, "there is no such backend", suggest(choice.word, BACKENDS));
  if (choice.kind === "missing")
    throw new ToolMissingError(
      choice.missing.map(({ package: name, why }) => ({
        code: "BACKEND_MISSING",
        where: `ACHAIN_BACKEND=native: ${name}`,
        message: `it does not load: ${why}`,
        remedy: "npm ci, with optional packages; or unset ACHAIN_BACKEND: the reference then takes its place",
      })),
    );
  const { hasher, curves, names } = choice.backend;
  useHasher(hasher);
  useCurves(curves);
  return { achain: VERSION, node: process.version, platform: `${platform()} ${arch()}`, backend: names };
}

/** An environment in a line: who computes what, each named once. */
export function environmentText({ node, platform: machine, backend }: Environment): string {
  const does = new Map<string, string[]>();
  for (const [what, name] of Object.entries(backend)) does.set(name, [...(does.get(name) ?? []), what]);
  const parts = [...does].map(([name, what]) => `${what.join(", ")} by ${name}`);
  return [`Node ${node}`, machine, ...parts].join("; ");
}

/** An environment as environment.json has it. */
export const environmentDocument = (environment: Environment): string =>
  `${JSON.stringify({ format: "achain/environment/1", ...environment }, undefined, 1)}\n`;
