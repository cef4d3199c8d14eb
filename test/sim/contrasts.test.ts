/**
 * What a scenario teaches depends on what it varies: with the default in the variant's place, or the variant in the default's, the
 * same cast on the same seed ends otherwise. And what each behaviour does, where no shipped scenario shows it.
 */
import { describe, expect, it } from "vitest";
import { RULING_ROWS } from "../../src/model/params/rulings.ts";
import { valueAtPath } from "../../src/sim/scenario/expectations.ts";
import { runText, shipped } from "./fixture.ts";

interface Contrast {
  readonly scenario: string;
  readonly change: readonly string[];
  readonly path: string;
  readonly shipped: unknown;
  readonly changed: unknown;
  readonly why: string;
}

const CONTRASTS: readonly Contrast[] = [
  {
    scenario: "loose-binding",
    change: ["rulings.R09=default"],
    path: "evidence.reasons.POLICY_REPORT_DATA",
    shipped: 0,
    changed: 5,
    why: "a quote is bound to one attestation",
  },
  {
    scenario: "evidence-shown-bad",
    change: ["rulings.R48=slash"],
    path: "slashes[cause=evidence].count",
    shipped: 0,
    changed: 1,
    why: "under that ruling the stake goes with the evidence, and the other open attestation is tainted",
  },
  {
    scenario: "evidence-shown-bad",
    change: ["rulings.R48=final"],
    path: "evidence.reports.struck",
    shipped: 2,
    changed: 0,
    why: "what was accepted stays so, whatever is known later",
  },
  {
    scenario: "tcb-recovery",
    change: ["rulings.R12=pinned"],
    path: "evidence.reasons.POLICY_STATUS",
    shipped: 2,
    changed: 0,
    why: "collateral of genesis for ever knows of no recovery",
  },
  {
    scenario: "denied-platform",
    change: ["rulings.R50=none"],
    path: "evidence.reasons.POLICY_PLATFORM_DENIED",
    shipped: 3,
    changed: 0,
    why: "nothing is denied by name",
  },
  {
    scenario: "bribed-third-provider",
    change: ["rulings.R32=no-appeal"],
    path: "agents[behaviour=honest].slashed.sum",
    shipped: "0",
    changed: "100000000000",
    why: "the appeal saves the honest provider",
  },
  {
    scenario: "failed-appeal",
    change: ["providers.cheat.appeals=false"],
    path: "agents[id=cheat].profit",
    shipped: "-105505019960",
    changed: "-100004018730",
    why: "A is what the appeal in vain costs",
  },
  {
    scenario: "sybil-owner",
    change: ["rulings.R20=default"],
    path: "agents[id=front].slashed",
    shipped: "0",
    changed: "100000000000",
    why: "nobody of a party's owner is drawn, and strangers find the cheat",
  },
  {
    scenario: "unbonding-race",
    change: ["timeline.0.at=143 blocks"],
    path: "slashes[provider=cheat].amount",
    shipped: "0",
    changed: "100000000000",
    why: "a case is settled before unbonding ends in the same block",
  },
  {
    scenario: "unbonding-race",
    change: ["preset=reference"],
    path: "transactions.refused.STAKE_RESERVED",
    shipped: 0,
    changed: 1,
    why: "what an attestation exposes cannot be unbonded",
  },
  {
    scenario: "copied-output",
    change: ["rulings.R38=default"],
    path: "slashes[provider=copier].cause",
    shipped: [],
    changed: "no-reveal",
    why: "a hash that binds provider and salt is revealed by nobody who did not make it",
  },
  {
    scenario: "front-run-challenge",
    change: ["rulings.R47=default"],
    path: "transactions.refused.CLAIM_UNKNOWN",
    shipped: 0,
    changed: 1,
    why: "the copy of an opening has no claim behind it",
  },
  {
    scenario: "hidden-claim",
    change: ["rulings.R47=open-at-once"],
    path: "transactions.refused.ATTESTATION_NOT_OPEN",
    shipped: 0,
    changed: 1,
    why: "the first opening takes the pair",
  },
  {
    scenario: "farther-slashed",
    change: ["rulings.R21=default"],
    path: "agents[behaviour=honest].slashed.sum",
    shipped: "100000000000",
    changed: "0",
    why: "no verdict stands on one output alone",
  },
  {
    scenario: "medoid-triple",
    change: ["rulings.R21=default"],
    path: "slashes[cause=fault].count",
    shipped: 1,
    changed: 2,
    why: "members never vote",
  },
  {
    scenario: "taint",
    change: ["rulings.R42=left-alone"],
    path: "attestations.struck",
    shipped: 4,
    changed: 1,
    why: "only what was judged is struck",
  },
  {
    scenario: "equivocation",
    change: ["rulings.R06=any-two-bodies"],
    path: "slashes[cause=equivocation].count",
    shipped: 2,
    changed: 3,
    why: "any two bodies are equivocation, also of one output under two salts",
  },
  {
    scenario: "equivocation",
    change: ["consumers.alice.reports=false", "consumers.bob.reports=false", "consumers.carol.reports=false"],
    path: "slashes.count",
    shipped: 2,
    changed: 0,
    why: "nobody else sees the second body",
  },
  {
    scenario: "parameter-change",
    change: ["rulings.R44=current"],
    path: "agents[id=alice].profit",
    shipped: "23810991790",
    changed: "3950991790",
    why: "without pinning a case pays by what is in force when it ends",
  },
  {
    scenario: "parameter-change",
    change: ["timeline.0.agent=alice"],
    path: "transactions.refused.APPROVAL_INVALID",
    shipped: 0,
    changed: 1,
    why: "only the registrar's key governs",
  },
  {
    scenario: "tolerance-change",
    change: ["rulings.R44=current"],
    path: "slashes.count",
    shipped: 1,
    changed: 0,
    why: "without pinning an old answer is judged by the new tolerance",
  },
  {
    scenario: "tolerance-change",
    change: ["timeline.0.agent=alice"],
    path: "transactions.refused.NOT_MODEL_OWNER",
    shipped: 0,
    changed: 1,
    why: "only the model's owner changes its tolerance",
  },
  {
    scenario: "lp-literal-loss",
    change: ["preset=reference"],
    path: "agents[behaviour=honest].slashed.sum",
    shipped: "100000000000",
    changed: "0",
    why: "the appeal turns the verdict round",
  },
  {
    scenario: "engine-today-cheap-cheat",
    change: ["rulings.R17=default"],
    path: "agents[id=rare].struck",
    shipped: 1,
    changed: 0,
    why: "under a tolerance honest machines agree",
  },
  {
    scenario: "join-bounty",
    change: ["rulings.R21=medoid", "rulings.R32=no-appeal"],
    path: "agents[behaviour=honest].slashed.sum",
    shipped: "0",
    changed: "100000000000",
    why: "where members vote, joined friends of a cheat outvote the third provider",
  },
  {
    scenario: "self-challenge",
    change: ["rulings.R14=all-to-challenger", "unsafe=[party-share]"],
    path: "agents[id=farmer].profit",
    shipped: "23810991790",
    changed: "98285991790",
    why: "a slash of one's own comes home",
  },
  {
    scenario: "self-challenge-free",
    change: ["rulings.R14=all-burnt", "unsafe=[]"],
    path: "agents[id=farmer].profit",
    shipped: "98285991790",
    changed: "-1014008210",
    why: "where all is burnt nobody is paid to look",
  },
  {
    scenario: "ground-draw",
    change: ["rulings.R18=default"],
    path: "agents[behaviour=honest].slashed.sum",
    shipped: "175000000000",
    changed: "0",
    why: "nobody can try blocks that are not there yet",
  },
  {
    scenario: "hash-equality-honest",
    change: [
      "rulings.R17=default",
      "models.text.outputs=generated:transformer:bf16",
      "models.text.tolerance={ comparator: topk, agree: { overlap: 1, logit: 0.44 }, fault: { overlap: 0, logit: 4.4 } }",
    ],
    path: "agents[behaviour=honest].struck.sum",
    shipped: "8",
    changed: "0",
    why: "under a calibrated tolerance honest texts that part are in the band",
  },
  {
    scenario: "cosine-lets-fp16-through",
    change: ["models.vad.tolerance={ comparator: l2, agree: 0.0000039, fault: 0.000039 }"],
    path: "agents[id=cheat].slashed",
    shipped: "0",
    changed: "400000000000",
    why: "relative L2 sees fp16 weights",
  },
  {
    scenario: "no-reveal",
    change: ["providers.silent.behaviour=honest"],
    path: "slashes.count",
    shipped: 1,
    changed: 0,
    why: "who shows its output is judged by it",
  },
];

describe("the same cast under other rules", () => {
  it.each(CONTRASTS)("$scenario with $change: $why", ({ scenario, change, path, shipped: wanted, changed }) => {
    const text = shipped(scenario);
    const without = runText(text).record;
    const withChange = runText(text, { overrides: change }).record;
    expect(String(valueAtPath(without, path))).toBe(String(wanted));
    expect(String(valueAtPath(withChange, path))).toBe(String(changed));
    expect(withChange.laws.filter(({ breached }) => breached.length > 0)).toEqual([]);
  });
});

describe("addresses", () => {
  it("are those of the ruling, everywhere in a run, and nothing else changes", () => {
    const text = shipped("bribed-third-provider");
    const keccak = runText(text).record;
    const ripemd = runText(text, { overrides: ["rulings.R02=lux-bech32"] }).record;
    for (const { address } of [...ripemd.slashes, ...ripemd.agents]) expect(address).toMatch(/^lux1[02-9ac-hj-np-z]{38}$/);
    const told = ({ slashes }: typeof keccak) => slashes.map(({ provider, cause, amount }) => [provider, cause, amount]);
    expect(told(ripemd)).toEqual(told(keccak));
    expect(ripemd.expectations.every(({ held }) => held)).toBe(true);
  });
});

describe("every variant of every ruling", () => {
  it.each(RULING_ROWS.flatMap(([id, { variants }]) => Object.keys(variants).map((name) => [id, name])))(
    "%s=%s runs, and breaches no law",
    (id, name) => {
      const overrides = [`rulings.${id}=${name}`, "unsafe=[party-share, attestation-exposure, seat-exposure, owner-delay]"];
      const { record } = runText(shipped("first-dispute"), { overrides });
      expect(record.laws.filter(({ breached }) => breached.length > 0)).toEqual([]);
      expect(record.cases.opened).toBe(name === "staked-only" ? 0 : 1);
      expect(record.transactions.dropped).toEqual({});
    },
  );
});
