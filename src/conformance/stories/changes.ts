/** Lives of changes and reports: what an owner and governance schedule, what two bodies for one request come to. */
import type { RulingId } from "../../model/params/rulings.ts";
import { parseDecimal } from "../../model/tolerance/decimal.ts";
import { attest, attestationOf, attestedPair, contested, judged, market, outputOf, registerModel, saltOf, WEIGHTS } from "../acts.ts";
import { type Act, act, addressOf, begin, type Chain, digestOf, play, SHORT, skip, warpSet } from "../chain.ts";
import { reporting } from "../rows/equivocation.ts";
import { changing } from "../rows/governance.ts";
import { type Stage, usualMarket } from "../scene.ts";
import type { Story } from "./story.ts";

const story = (about: string, rulings: readonly RulingId[], make: Story["make"]): Story => ({ about, lp: "silent", rulings, make });

const NARROW: Act = act("olga", {
  kind: "setTolerance",
  modelID: WEIGHTS,
  tolerance: { kind: "absolute", agree: parseDecimal("0.5")!, fault: parseDecimal("2")! },
});

const attested = (stage: Stage): Chain => play(stage.of(usualMarket), attest(stage.of(usualMarket), "ann"));
const answer = (chain: Chain, value: number, other: boolean): Act =>
  act("ann", { kind: "answerEquivocation", attestation: attestationOf(chain, "ann"), other, salt: saltOf("ann"), output: outputOf(value) });

/** Eve reports that Ann also signed this; Ann shows both, or nothing. */
const reported = (value: number, answers: boolean) => (stage: Stage) => {
  const begun = stage.of(attested);
  const report = play(begun, reporting(begun, "eve", value));
  const shown = answers ? play(report, answer(report, 0, false), answer(report, value, true)) : skip(report, SHORT.revealWindow);
  return { begun, ended: skip(shown, SHORT.challengeWindow + SHORT.openWindow) };
};

/** See `Story`. */
export const CHANGE_STORIES: readonly Story[] = [
  story("equivocation unanswered: two bodies, neither shown; the provider is slashed and struck", ["R06"], reported(10, false)),
  story("equivocation at fault: two bodies, both shown, at fault with each other", ["R06"], reported(10, true)),
  story("equivocation unproven: two bodies that agree; the reporter loses its stake, and the attestation is final", ["R06"], reported(1, true)),
  story("tolerance changed: what was accepted before keeps what it pinned, what comes after does not", ["R43", "R44"], (stage) => {
    const begun = stage.of(usualMarket);
    const before = attestedPair(skip(play(begun, NARROW), SHORT.ownerDelay - 1), 0, 2);
    return { begun, ended: judged(contested(before), 0, 2, 0) };
  }),
  story("measurement allowed: an enclave is in force after the delay", ["R10", "R43"], (stage) => {
    const begun = stage.of(usualMarket);
    const allow = act("olga", { kind: "allowMeasurement", modelID: WEIGHTS, measurement: { kind: "enclave", mrenclave: digestOf("an enclave") } });
    return { begun, ended: skip(play(begun, allow), SHORT.ownerDelay) };
  }),
  story("parameters changed: two of three keys sign, and the numbers are in force after the delay", ["R30", "R44"], (stage) => {
    const begun = stage.of(usualMarket);
    const change = changing(begun, { kind: "parameters", parameters: { ...SHORT, unbonding: 98 } });
    return { begun, ended: skip(play(begun, change), SHORT.ownerDelay) };
  }),
  story("keys changed: governance hands over", ["R30"], (stage) => {
    const begun = stage.of(usualMarket);
    const change = changing(begun, { kind: "keys", keys: { threshold: 1, keys: [addressOf("ann")] } });
    return { begun, ended: skip(play(begun, change), SHORT.ownerDelay) };
  }),
  story(
    "validators changed: another set signs from the block after the delay on; the first is dropped when it is too old",
    ["R30", "R49"],
    (stage) => {
      const { keyring } = stage;
      const begun = begin({ keyring, parameters: { warpRetention: 3 }, validators: { networkID: 1, set: warpSet(keyring, { vera: 2n, vic: 1n }) } });
      const change = changing(begun, { kind: "validators", validators: warpSet(keyring, { vic: 1n, viv: 3n, vlad: 1n }) });
      return { begun, ended: skip(play(begun, change), SHORT.ownerDelay + 4) };
    },
  ),
  story("lineage: R04 `lineage`, a second version replaces the first under one id", ["R04"], (stage) => {
    const begun = begin({ keyring: stage.keyring, rulings: { R04: "lineage" } });
    const second = registerModel({ version: 2n, weightHash: digestOf("other weights") });
    return { begun, ended: play(play(begun, act("olga", registerModel())), act("olga", second)) };
  }),
  story("case pruned: R52 `pruned`, a settled case is kept by its hash alone", ["R52"], (stage) => {
    const torn = attestedPair(market({ keyring: stage.keyring, rulings: { R52: "pruned" }, parameters: { retention: 3 } }), 0, 10);
    const begun = judged(contested(torn), 0, 10, 0);
    return { begun, ended: skip(begun, 5) };
  }),
  story("pruned: R52 `pruned`, an attestation is kept by its hash alone", ["R52"], (stage) => {
    const begun = market({ keyring: stage.keyring, rulings: { R52: "pruned" }, parameters: { retention: 3 } });
    return { begun, ended: skip(play(begun, attest(begun, "ann")), SHORT.challengeWindow + SHORT.openWindow + 4) };
  }),
];
