import { type Document, LineCounter, parseDocument } from "yaml";
import { sha256 } from "../../model/crypto/hash.ts";
import { type Hex, toHex } from "../../model/encoding/hex.ts";
import { type AnyBehaviour, BEHAVIOURS } from "../agents/behaviours.ts";
import type { FindSource, InferenceSource } from "../numerics/source.ts";
import type { FindEvidence, GivenEvidence } from "../tee/given.ts";
import { applyOverride, type Override } from "./overrides.ts";
import { type Path, positionOf } from "./positions.ts";
import { type Problem, problemsOfIssues } from "./problems.ts";
import { type Scenario, scenarioJsonSchema, scenarioSchema } from "./schema.ts";
import { semanticProblems } from "./semantics.ts";

/** A scenario ready to run. Plain data but for its sources: another thread loads it again from the text. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** Those that come with achain, and the scenario's own. */
  readonly behaviours: readonly AnyBehaviour[];
  /** SHA-256 of the scenario as resolved, with defaults and overrides. */
  readonly configHash: Hex;
  readonly sources: { readonly [modelId: string]: InferenceSource };
  /** Evidence that was made elsewhere, under `tee: evidence`. */
  readonly evidence: { readonly [modelId: string]: GivenEvidence };
  /** Line of each expectation. */
  readonly expectationLines: readonly number[];
}

/** A scenario, or everything that is wrong with it. */
export type Loading = { readonly ok: true; readonly loaded: LoadedScenario } | { readonly ok: false; readonly problems: readonly Problem[] };

/** JSON with keys in order and bigints as digits: the same text for the same value. */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === "bigint") return inner.toString();
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

const UTF8 = new TextEncoder();

function syntaxProblems(document: Document, lines: LineCounter): Problem[] {
  return document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return {
      line,
      column: col,
      code: "SCENARIO_SYNTAX",
      message: error.message.split("\n")[0]!.replace(/ at line .*$/, ""),
      remedy: "mend the YAML",
    };
  });
}

/** No scenario nests deeper; a parser should not have to. */
const NESTING_MAX = 60;

/** How deep brackets nest in a text, strings and comments counted in. */
function nesting(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of text) {
    if (character === "[" || character === "{") depth += 1;
    else if (character === "]" || character === "}") depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** What a document says, or why its aliases say nothing: unknown, too many, or within themselves. */
function plainValue(document: Document): unknown {
  try {
    const value: unknown = document.toJS();
    JSON.stringify(value);
    return value;
  } catch (error) {
    return error instanceof Error ? new Error(error.message.split("\n")[0]) : new Error(String(error));
  }
}

/**
 * Reads a scenario (YAML, of which JSON is a part), applies overrides, checks everything that can be checked before a run. `own` are
 * the behaviours of the modules that it uses.
 */
export function loadScenario(
  text: string,
  overrides: readonly Override[],
  findSource: FindSource,
  own: readonly AnyBehaviour[] = [],
  findEvidence: FindEvidence = () => "no evidence that was made elsewhere can be had here",
): Loading {
  const behaviours = [...BEHAVIOURS, ...own];
  const fail = (code: string, message: string, remedy: string): Loading => ({ ok: false, problems: [{ line: 1, column: 1, code, message, remedy }] });
  if (nesting(text) > NESTING_MAX)
    return fail("SCENARIO_SYNTAX", `brackets are nested more than ${NESTING_MAX} deep`, "a scenario is a few levels deep");
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0) return { ok: false, problems: syntaxProblems(document, lines) };
  const written = plainValue(document);
  if (written instanceof Error) return fail("SCENARIO_SYNTAX", written.message, "mend the anchors and aliases, or write the value out");
  if (written === null || written === undefined)
    return fail("SCENARIO_EMPTY", "the scenario is empty", "begin with name, about, blocks, models, providers");
  if (typeof written !== "object" || Array.isArray(written))
    return fail("SCENARIO_VALUE_REFUSED", "a scenario is a map of keys", "begin with name: …");
  for (const override of overrides) {
    const flaw = applyOverride(written, override);
    if (flaw !== undefined)
      return fail("OVERRIDE_REFUSED", flaw, "name a path of the scenario, as in params.minStake=200 LUX or providers.cheat.count=2");
  }
  const parsed = scenarioSchema(behaviours).safeParse(written);
  if (!parsed.success)
    return { ok: false, problems: problemsOfIssues(parsed.error.issues, { document, lines, written, schema: scenarioJsonSchema(behaviours) }) };
  const scenario = parsed.data as unknown as Scenario;
  const found = semanticProblems(scenario, behaviours, findSource, findEvidence);
  const at = (path: Path) => positionOf(document, lines, path);
  if (found.problems.length > 0) return { ok: false, problems: found.problems.map(({ path, ...rest }) => ({ ...at(path), ...rest })) };
  return {
    ok: true,
    loaded: {
      scenario,
      behaviours,
      configHash: toHex(sha256(UTF8.encode(stableJson(scenario)))),
      sources: found.sources,
      evidence: found.evidence,
      expectationLines: scenario.expect.map((_, index) => at(["expect", index]).line),
    },
  };
}
