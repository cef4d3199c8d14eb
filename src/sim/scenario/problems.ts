import { closest, distance } from "fastest-levenshtein";
import type { Document, LineCounter } from "yaml";
import type { z } from "zod";
import { keyPosition, type Path, type Position, pathText, positionOf } from "./positions.ts";

/** What is wrong with a scenario, where, and what to do. */
export interface Problem extends Position {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** As much of JSON Schema as finding known names takes. */
export interface SchemaNode {
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly const?: unknown;
}

/** The alternatives of a union that fit what was written, by its constants (`behaviour: honest`). */
function alternatives(node: SchemaNode, written: unknown): readonly SchemaNode[] {
  const all = node.anyOf ?? node.oneOf;
  if (all === undefined) return [node];
  const fitting = all.filter((option) =>
    Object.entries(option.properties ?? {}).every(
      ([key, { const: wanted }]) => wanted === undefined || (written as Record<string, unknown>)?.[key] === wanted,
    ),
  );
  return fitting.length > 0 ? fitting : all;
}

/** A scenario as read: its text, what it says, and the JSON Schema that it should fit. */
export interface ReadScenario {
  readonly document: Document;
  readonly lines: LineCounter;
  readonly written: unknown;
  readonly schema: SchemaNode;
}

/** The names that a map at this path may have. */
function knownNames(path: Path, { schema, written }: ReadScenario): string[] {
  let nodes: readonly SchemaNode[] = [schema];
  let value = written;
  for (const step of path) {
    nodes = nodes.flatMap((node) => (typeof step === "number" ? (node.items ?? []) : (node.properties?.[step] ?? [])));
    value = (value as Record<string | number, unknown> | undefined)?.[step];
    nodes = nodes.flatMap((node) => alternatives(node, value));
  }
  return [...new Set(nodes.flatMap((node) => Object.keys(node.properties ?? {})))].sort();
}

/** “did you mean …” where a known name is near, else the known names. */
export function suggest(word: string, known: readonly string[]): string {
  if (known.length === 0) return "remove it";
  const nearest = closest(word, known);
  if (distance(word, nearest) <= Math.max(2, Math.floor(word.length / 3))) return `did you mean “${nearest}”?`;
  return `known: ${known.join(", ")}`;
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : (JSON.stringify(value)?.slice(0, 60) ?? String(value)));

function valueAt(written: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined | null)?.[step], written);
}

/** An issue of the schema as problems of the file. */
function problemsOfIssue(issue: z.core.$ZodIssue, read: ReadScenario): Problem[] {
  const { document, lines, written } = read;
  const path = issue.path as Path;
  const place = path.length === 0 ? "the scenario" : pathText(path);
  if (issue.code === "unrecognized_keys") {
    const known = knownNames(path, read);
    return issue.keys.map((key) => ({
      ...keyPosition(document, lines, path, key),
      code: "SCENARIO_KEY_UNKNOWN",
      message: `unknown key “${key}” in ${place}`,
      remedy: suggest(key, known),
    }));
  }
  const value = valueAt(written, path);
  const position = positionOf(document, lines, path);
  if (issue.code === "invalid_union" && "options" in issue) {
    const options = (issue.options as unknown[]).map(String);
    const remedy = typeof value === "string" ? suggest(value, options) : `one of ${options.join(", ")} wanted`;
    return [{ ...position, code: "SCENARIO_VALUE_REFUSED", message: `${place} is ${shown(value)}`, remedy }];
  }
  if (issue.code === "invalid_value" && typeof value === "string") {
    const remedy = suggest(value, issue.values.map(String));
    return [{ ...position, code: "SCENARIO_VALUE_REFUSED", message: `${place} is ${shown(value)}`, remedy }];
  }
  if (value === undefined && path.length > 0) {
    return [{ ...position, code: "SCENARIO_KEY_MISSING", message: `${place} is missing`, remedy: issue.message }];
  }
  return [{ ...position, code: "SCENARIO_VALUE_REFUSED", message: `${place} is ${shown(value)}`, remedy: issue.message }];
}

/** The issues of the schema as problems of the file, in order of their place. */
export function problemsOfIssues(issues: readonly z.core.$ZodIssue[], read: ReadScenario): Problem[] {
  const problems = issues.flatMap((issue) => problemsOfIssue(issue, read));
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}
