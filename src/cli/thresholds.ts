/** A tolerance that a file holds: thresholds alone, a model, a scenario, or what `tolerance calibrate` wrote. */
import { parseDocument } from "yaml";
import { toleranceFlaw } from "../model/tolerance/flaw.ts";
import type { Tolerance } from "../model/tolerance/tolerance.ts";
import { suggest } from "../sim/scenario/problems.ts";
import { toleranceOfScenario } from "../sim/scenario/resolve.ts";
import type { Scenario } from "../sim/scenario/schema.ts";
import { toleranceSchema } from "../sim/scenario/tolerance.ts";
import { inputError } from "./exit.ts";
import { readInput } from "./input.ts";

/** A tolerance, as it was written and as the chain takes it. */
export interface ReadTolerance {
  readonly written: { readonly comparator: string };
  readonly tolerance: Tolerance;
}

type Table = { readonly [key: string]: unknown };
const isTable = (value: unknown): value is Table => typeof value === "object" && value !== null && !Array.isArray(value);

/** The model of a scenario that is meant: by its id, or the only one. */
function modelIn(models: readonly unknown[], file: string, id: string | undefined): unknown {
  const ids = models.map((model) => (isTable(model) ? String(model["id"]) : "?"));
  if (id === undefined && models.length === 1) return models[0];
  const found = models[ids.indexOf(id ?? "")];
  if (found !== undefined) return found;
  const message = id === undefined ? `it has ${models.length} models` : `it has no model “${id}”`;
  throw inputError("MODEL_UNKNOWN", file, message, id === undefined ? `name one: ${file}#${ids[0] ?? "id"}` : suggest(id, ids));
}

/** What a file holds that has the form of a tolerance: itself, its `tolerance`, or that of one of its `models`. */
function toleranceIn(value: unknown, file: string, id: string | undefined): unknown {
  if (!isTable(value)) return value;
  if (Array.isArray(value["models"])) return toleranceIn(modelIn(value["models"], file, id), file, undefined);
  return isTable(value["tolerance"]) ? value["tolerance"] : value;
}

/** Reads the tolerance in FILE, or in FILE#MODEL. */
export function readTolerance(name: string): ReadTolerance {
  const at = name.lastIndexOf("#");
  const [file, id] = at < 0 ? [name, undefined] : [name.slice(0, at), name.slice(at + 1)];
  const remedy = "as in a scenario: { comparator: l2, agree: 0.000004, fault: 0.00004 }";
  const document = parseDocument(new TextDecoder().decode(readInput(file)));
  if (document.errors.length > 0) throw inputError("TOLERANCE_MALFORMED", file, document.errors[0]!.message.split("\n")[0]!, remedy);
  const written = toleranceIn(document.toJS(), file, id);
  const parsed = toleranceSchema.safeParse(written);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue!.path.length === 0 ? "" : `${issue!.path.join(".")}: `;
    throw inputError("TOLERANCE_MALFORMED", file, `this is no tolerance: ${place}${issue!.message}`, remedy);
  }
  const tolerance = toleranceOfScenario({ tolerance: parsed.data } as Pick<Scenario["models"][number], "tolerance">);
  const flaw = toleranceFlaw(tolerance);
  if (flaw !== undefined) throw inputError("TOLERANCE_INVALID", file, flaw, "widen the band between the two thresholds");
  return { written: written as ReadTolerance["written"], tolerance };
}
