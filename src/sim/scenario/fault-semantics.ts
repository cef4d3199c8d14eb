import { TRANSACTIONS } from "../../model/chain/transactions.ts";
import { PROPOSERS } from "./fault-schema.ts";
import { type PlacedProblem, problem, unknownName } from "./placed.ts";
import type { Scenario } from "./schema.ts";

/** Faults that end before they begin, and names that nobody has. */
export function faultProblems({ faults }: Scenario, names: readonly string[]): PlacedProblem[] {
  return faults.flatMap((fault, index) => {
    const path = ["faults", index];
    const reversed =
      fault.kind === "stall" || fault.from <= fault.to
        ? []
        : [problem(path, "SCENARIO_VALUE_REFUSED", `the fault ends at ${fault.to}, before it begins at ${fault.from}`, "name `from` before `to`")];
    const known = fault.kind === "clock" ? [...names, PROPOSERS] : names;
    const agents = fault.kind === "stall" ? [] : (fault.agents ?? []);
    const unknown = agents.flatMap((name, at) => (known.includes(name) ? [] : [unknownName([...path, "agents", at], name, known, "agent")]));
    const kinds = fault.kind === "censor" ? (fault.kinds ?? []) : [];
    const strange = kinds.flatMap((kind, at) =>
      kind in TRANSACTIONS ? [] : [unknownName([...path, "kinds", at], kind, Object.keys(TRANSACTIONS), "kind of transaction")],
    );
    return [...reversed, ...unknown, ...strange];
  });
}
