import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "yaml";
import { type AnyBehaviour, BEHAVIOURS } from "../sim/agents/behaviours.ts";
import { inputError } from "./exit.ts";

/** The modules that a scenario names in `use`; nothing where it does not parse, which the loader will say. */
function modulesOf(text: string): readonly string[] {
  if (!/\buse\b|\\/.test(text)) return []; // no such key, and no escape that could spell it: most scenarios are parsed by the loader alone
  try {
    const { use } = (parse(text) ?? {}) as { use?: unknown };
    return Array.isArray(use) ? use.filter((name): name is string => typeof name === "string") : [];
  } catch {
    return [];
  }
}

function isBehaviour(value: unknown): value is AnyBehaviour {
  const { name, role, create } = (value ?? {}) as Record<string, unknown>;
  return typeof name === "string" && (role === "provider" || role === "consumer") && typeof create === "function";
}

async function behavioursIn(file: string, module: string): Promise<AnyBehaviour[]> {
  const path = resolve(dirname(file), module);
  const refuse = (message: string) =>
    inputError("BEHAVIOUR_REFUSED", `${file}: use ${module}`, message, "export const behaviours = [{ name, role, about, create }]");
  if (!existsSync(path)) throw refuse("there is no such file");
  let exported: { readonly behaviours?: unknown };
  try {
    exported = (await import(pathToFileURL(path).href)) as typeof exported;
  } catch (error) {
    throw refuse(`it does not load: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { behaviours } = exported;
  if (!Array.isArray(behaviours) || !behaviours.every(isBehaviour))
    throw refuse("it exports no list `behaviours`, or one of them lacks name, role or create");
  const taken = behaviours.find(({ name }) => BEHAVIOURS.some((known) => known.name === name));
  if (taken !== undefined) throw refuse(`“${taken.name}” is a behaviour of achain`);
  return behaviours.map((own) => ({
    ...own,
    about: own.about ?? own.name,
    isHonest: own.isHonest ?? false,
    computes: own.computes ?? "honest",
    parameters: own.parameters ?? {},
  }));
}

/** The behaviours of a scenario's own modules. They must be deterministic: the only randomness is the host's. */
export async function ownBehaviours(file: string, text: string): Promise<AnyBehaviour[]> {
  const lists = await Promise.all(modulesOf(text).map((module) => behavioursIn(file, module)));
  return lists.flat();
}
