import type { FindEvidence, GivenEvidence } from "../tee/given.ts";
import { type PlacedProblem, problem, unknownName } from "./placed.ts";
import { agentIds } from "./resolve.ts";
import type { Scenario } from "./schema.ts";
import { USUAL_INTEL } from "./tee-schema.ts";

/** The code of evidence that is not here: not a fault of the scenario, and the command says so (exit code 4). */
export const EVIDENCE_NOT_FOUND = "EVIDENCE_NOT_FOUND";

/** Behaviours that do nothing where there is no platform. */
const OF_EVIDENCE = ["collateral-poster", "collateral-staller", "evidence-watcher", "extracted-key", "leaky", "replayer"];
const STEPS_OF_EVIDENCE = ["allowMeasurement", "denyPlatform", "postCollateral", "reportEvidence"];

/** What a scenario without evidence cannot have. */
function absentProblems({ tee, models, intel, providers, consumers, timeline }: Scenario): PlacedProblem[] {
  if (tee === "software" || tee === "evidence") return [];
  const remedy = "say tee: software";
  const refused = (path: PlacedProblem["path"], what: string): PlacedProblem => problem(path, "SCENARIO_VALUE_REFUSED", what, remedy);
  const required = models.flatMap(({ id, teeRequired }, index) =>
    teeRequired && tee === undefined
      ? [
          problem(
            ["models", index, "teeRequired"],
            "SCENARIO_VALUE_REFUSED",
            `${id} requires a TEE, and no evidence comes from anywhere`,
            "say tee: software, or tee: assumed",
          ),
        ]
      : [],
  );
  return [
    ...required,
    ...(intel === undefined ? [] : [refused(["intel"], "there is no simulated Intel without tee: software")]),
    ...(["providers", "consumers"] as const).flatMap((role) =>
      (role === "providers" ? providers : consumers).flatMap(({ behaviour }, index) =>
        OF_EVIDENCE.includes(behaviour) ? [refused([role, index, "behaviour"], `${behaviour} is about evidence, and there is none`)] : [],
      ),
    ),
    ...timeline.flatMap((step, index) =>
      STEPS_OF_EVIDENCE.includes(step.do) ? [refused(["timeline", index, "do"], `${step.do} is about evidence, and there is none`)] : [],
    ),
  ];
}

/** The simulated Intel: names that must exist, times that must fit. */
function intelProblems({ tee, intel, providers }: Scenario): PlacedProblem[] {
  if (intel === undefined) return [];
  if (tee === "evidence") return [problem(["intel"], "SCENARIO_VALUE_REFUSED", "real evidence has no simulated Intel", "leave `intel` out")];
  const families = intel.families.map(({ id }) => id);
  const agents = providers.flatMap((group) => [group.id, ...agentIds(group)]);
  const machines = intel.machines.flatMap(({ of, family }, index) => [
    ...(families.includes(family) ? [] : [unknownName(["intel", "machines", index, "family"], family, families, "family")]),
    ...of.flatMap((name, at) => (agents.includes(name) ? [] : [unknownName(["intel", "machines", index, "of", at], name, agents, "provider")])),
  ]);
  const taken = families.flatMap((id, index) =>
    families.indexOf(id) === index
      ? []
      : [problem(["intel", "families", index, "id"], "SCENARIO_NAME_TAKEN", `“${id}” is taken`, "give every family an id of its own")],
  );
  const late = (path: PlacedProblem["path"], { at, publishedAt }: { readonly at: number; readonly publishedAt: number }): PlacedProblem[] =>
    at >= 1 && publishedAt >= at
      ? []
      : [problem(path, "SCENARIO_VALUE_REFUSED", `at ${at} and published at ${publishedAt}`, "name a height from 1 on, and publish it no earlier")];
  const recoveries = intel.families.flatMap(({ recoveries: all }, family) =>
    all.flatMap((recovery, index) => {
      const path = ["intel", "families", family, "recoveries", index];
      const before = all[index - 1];
      const isRising = before === undefined || (before.at < recovery.at && before.publishedAt <= recovery.publishedAt);
      return [
        ...late(path, recovery),
        ...(isRising
          ? []
          : [problem(path, "SCENARIO_VALUE_REFUSED", "it is not after the recovery before it", "put recoveries in the order of `at`")]),
      ];
    }),
  );
  const known = [...providers.flatMap(agentIds), "platform", "processor"];
  const revocations = intel.revocations.flatMap((revocation, index) => [
    ...late(["intel", "revocations", index], revocation),
    ...(known.includes(revocation.of) ? [] : [unknownName(["intel", "revocations", index, "of"], revocation.of, known, "provider or authority")]),
  ]);
  const patches = intel.machines.flatMap(({ patches: all }, index) =>
    all.every((at, place) => at > (all[place - 1] ?? 0))
      ? []
      : [problem(["intel", "machines", index, "patches"], "SCENARIO_VALUE_REFUSED", "patches do not rise", "name heights from 1 on, rising")],
  );
  return [...machines, ...taken, ...recoveries, ...revocations, ...patches];
}

/** Whom and what steps about evidence name. */
function stepProblems({ tee, intel, models, providers, timeline }: Scenario): PlacedProblem[] {
  const agents = providers.flatMap(agentIds);
  const named = {
    family: (intel ?? USUAL_INTEL).families.map(({ id }) => id),
    machine: agents,
    enclave: models.map(({ id }) => id),
  };
  return timeline.flatMap((step, index) => {
    if (step.do === "reportEvidence" && ![...agents, ...providers.map(({ id }) => id)].includes(step.provider))
      return [unknownName(["timeline", index, "provider"], step.provider, agents, "provider")];
    if (step.do !== "denyPlatform") return [];
    if (tee === "evidence" && step.what === "family")
      return [problem(["timeline", index, "what"], "SCENARIO_VALUE_REFUSED", "real evidence has no families", "deny a machine or an enclave")];
    return named[step.what].includes(step.name) ? [] : [unknownName(["timeline", index, "name"], step.name, named[step.what], step.what)];
  });
}

/** Whose machine's keys were taken. */
function stolenProblems({ providers }: Scenario): PlacedProblem[] {
  const agents = providers.flatMap(agentIds);
  return providers.flatMap(({ of }, index) =>
    of === undefined || agents.includes(String(of)) ? [] : [unknownName(["providers", index, "of"], String(of), agents, "provider")],
  );
}

/** Evidence that was made elsewhere, by model, under `tee: evidence`. */
function givenOf({ tee, crypto, models }: Scenario, findEvidence: FindEvidence) {
  const evidence: Record<string, GivenEvidence> = {};
  if (tee !== "evidence") {
    const idle = models.flatMap(({ evidence: name }, index) =>
      name === undefined
        ? []
        : [problem(["models", index, "evidence"], "SCENARIO_VALUE_REFUSED", "a bundle is named and not asked for", "say tee: evidence")],
    );
    return { evidence, problems: idle };
  }
  const problems: PlacedProblem[] =
    crypto === "real"
      ? []
      : [
          problem(
            ["crypto"],
            "SCENARIO_VALUE_REFUSED",
            "real evidence is signed by real keys, of which ideal signatures know nothing",
            "say crypto: real",
          ),
        ];
  for (const [index, { id, evidence: name }] of models.entries()) {
    const found = name === undefined ? undefined : findEvidence(name);
    if (found === undefined)
      problems.push(
        problem(["models", index], "SCENARIO_KEY_MISSING", `${id} names no bundle of real evidence`, "say `evidence:` and the bundle's name"),
      );
    else if (typeof found === "string")
      problems.push(
        problem(
          ["models", index, "evidence"],
          EVIDENCE_NOT_FOUND,
          found,
          "name a folder of real evidence with bundles.json in ACHAIN_TEE_EVIDENCE, or run the scenarios that need none",
        ),
      );
    else evidence[id] = found;
  }
  return { evidence, problems };
}

/** What no schema can say of evidence, and the evidence itself where it was made elsewhere. */
export function teeSemantics(scenario: Scenario, findEvidence: FindEvidence) {
  const { evidence, problems } = givenOf(scenario, findEvidence);
  return {
    evidence,
    problems: [...absentProblems(scenario), ...intelProblems(scenario), ...stolenProblems(scenario), ...stepProblems(scenario), ...problems],
  };
}
