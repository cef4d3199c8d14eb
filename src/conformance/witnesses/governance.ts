/** Witnesses of the rulings on evidence, and on who may change what. */
import { inputHash } from "../../model/attestation/hashes.ts";
import { orders } from "../../model/attestation/records.ts";
import { LUX } from "../../model/params/parameters.ts";
import { parseDecimal } from "../../model/tolerance/decimal.ts";
import { attest, attestedPair, contested, judged, market, recordOf, requestOf, WEIGHTS } from "../acts.ts";
import { type Act, act, addressOf, begin, bytesOf, type ChainOptions, play } from "../chain.ts";
import { changing } from "../rows/governance.ts";
import { endings, fate, type Witness } from "./witness.ts";

const withReport = (options: ChainOptions): string => fate(market(options), attest(market(options), "ann", { teeReport: bytesOf("a report") }));

/** Olga narrows the thresholds: AGREE up to a half, FAULT from 2 on. */
const narrow: Act = act("olga", {
  kind: "setTolerance",
  modelID: WEIGHTS,
  tolerance: { kind: "absolute", agree: parseDecimal("0.5")!, fault: parseDecimal("2")! },
});

/** Cora orders from Ann; Ben answers. */
function answered(options: ChainOptions): string {
  const chain = market(options);
  const terms = { provider: addressOf("ann"), modelID: WEIGHTS, inputHash: inputHash(chain.state.chain, requestOf(0)), fee: LUX, expiry: 1_000n };
  const ordered = play(chain, act("cora", { kind: "placeOrder", ...terms }));
  const after = play(ordered, attest(ordered, "ben"));
  return orders.all(after.state.store)[0]!.filledBy === undefined ? "unfilled" : "filled by ben";
}

/** See `Witness`. */
export const GOVERNANCE_WITNESSES: readonly Witness[] = [
  {
    ruling: "R08",
    variant: "ignored",
    sentence: "a report that nobody reads lies on the chain as if it meant something",
    ends: ["EVIDENCE_REFUSED", "applied"],
    play: withReport,
  },
  {
    ruling: "R08",
    variant: "must-be-empty",
    sentence: "a provider cannot show evidence for a model that does not ask for it",
    ends: ["EVIDENCE_REFUSED", "TEE_REPORT_FORBIDDEN"],
    play: withReport,
  },
  {
    ruling: "R30",
    variant: "none",
    sentence: "nothing can be mended: a number that turns out wrong stays",
    ends: ["applied", "RULING_FORBIDS"],
    play(options) {
      const chain = begin(options);
      return fate(chain, changing(chain, { kind: "parameters", parameters: { ...chain.genesis.protocol.parameters, minStake: 200n * LUX } }));
    },
  },
  {
    ruling: "R43",
    variant: "at-once",
    sentence: "an owner changes what an honest answer is while providers compute it",
    given: { unsafe: ["owner-delay"] },
    ends: ["under tolerance 0", "under tolerance 1"],
    play(options) {
      const chain = play(market(options), narrow);
      return `under tolerance ${recordOf(play(chain, attest(chain, "ann")), "ann").tolerance}`;
    },
  },
  {
    ruling: "R44",
    variant: "current",
    sentence: "an owner narrows the tolerance after the attestations, and an honest provider is slashed by it",
    given: { rulings: { R43: "at-once" }, unsafe: ["owner-delay"] },
    ends: ["ann cleared, ben band", "ann cleared, ben fault"],
    play: (options) => endings(judged(contested(play(attestedPair(market(options), 0, 2), narrow)), 0, 2, 0), "ann", "ben"),
  },
  {
    ruling: "R45",
    variant: "any-provider",
    sentence: "who answers first has the fee, whomever the consumer trusted",
    ends: ["unfilled", "filled by ben"],
    play: answered,
  },
];
