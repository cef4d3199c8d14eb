import { parse } from "yaml";

/** One `--set path=value`, split; the value as YAML reads it. */
export interface Override {
  readonly text: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Reads `path=value`; undefined where it is not of that form. */
export function parseOverride(text: string): Override | undefined {
  const equals = text.indexOf("=");
  if (equals <= 0) return undefined;
  const path = text.slice(0, equals).replaceAll("[", ".").replaceAll("]", "").split(".");
  if (path.some((step) => step === "")) return undefined;
  try {
    return { text, path, value: parse(text.slice(equals + 1)) };
  } catch {
    return undefined;
  }
}

type Container = Record<string, unknown> | unknown[];

const isContainer = (value: unknown): value is Container => typeof value === "object" && value !== null;

/** The key by which a step enters a container: lists take a number, or the `id` or `name` of one of their items. */
function keyIn(container: Container, step: string): string | number | undefined {
  if (!Array.isArray(container)) return step;
  if (/^[0-9]+$/.test(step)) return Number(step) < container.length ? Number(step) : undefined;
  const index = container.findIndex((item) => isContainer(item) && !Array.isArray(item) && (item["id"] === step || item["name"] === step));
  return index < 0 ? undefined : index;
}

/** Sets a value deep in a scenario as read, making maps on the way; says what is wrong where a step leads nowhere. */
export function applyOverride(root: unknown, { path, value, text }: Override): string | undefined {
  if (path[0] === "use") return `--set ${text}: the modules that a scenario uses can only be named in its file`;
  if (path.some((step) => ["__proto__", "constructor", "prototype"].includes(step))) return `--set ${text}: there is no such key`;
  let container = root;
  for (const [depth, step] of path.entries()) {
    const key = isContainer(container) ? keyIn(container, step) : undefined;
    if (key === undefined) return `--set ${text}: nothing is called “${step}” there`;
    const map = container as Record<string | number, unknown>;
    if (depth === path.length - 1) map[key] = value;
    else map[key] ??= {};
    container = map[key];
  }
  return undefined;
}
