/** Witnesses of the rulings on stake, slashes and fees. */

import { inputHash } from "../../model/attestation/hashes.ts";
import { orders } from "../../model/attestation/records.ts";
import { LUX } from "../../model/params/parameters.ts";
import { attest, attestedPair, contested, judged, market, recordOf, requestOf, tallied, unappealed, WEIGHTS } from "../acts.ts";
import { type Act, act, addressOf, type Chain, type ChainOptions, eventsOf, type Name, play, skip } from "../chain.ts";
import { fate, gain, stakeOf, type Witness } from "./witness.ts";

const stakes = (name: Name, lux: bigint): Act => act(name, { kind: "addStake", provider: addressOf(name), amount: lux * LUX });
const unbonds = (name: Name, lux: bigint): Act => act(name, { kind: "unbond", provider: addressOf(name), amount: lux * LUX });

/** Ann attests to 0, Ben to 10, the seat finds 0. */
const convictsBen = (chain: Chain): Chain => judged(contested(attestedPair(chain, 0, 10)), 0, 10, 0);

/** What of Ben's slash comes to whom, in LUX. */
function shares(options: ChainOptions): string {
  const before = tallied(contested(attestedPair(market(options), 0, 10)), 0, 10, 0);
  const after = unappealed(before);
  const reward = (gain(before, after, "eve") * 10n) / LUX;
  return `the challenger has ${reward / 10n}.${reward % 10n} LUX more, bond and all`;
}

/** Ben attests, lets all go that he may, and is convicted later. */
function leaves(options: ChainOptions): string {
  const attested = attestedPair(market(options), 0, 10);
  const convicted = judged(contested(play(attested, unbonds("ben", 85n))), 0, 10, 0);
  const [slash] = eventsOf(convicted, "slashed");
  return slash?.kind === "slashed" ? `${slash.amount / LUX} LUX slashed` : "nothing slashed";
}

/** Cora ordered from Ben, who is convicted. */
function refund(options: ChainOptions): string {
  const chain = market(options);
  const order = { provider: addressOf("ben"), modelID: WEIGHTS, inputHash: inputHash(chain.state.chain, requestOf(0)), fee: LUX, expiry: 1_000n };
  const ordered = play(chain, act("cora", { kind: "placeOrder", ...order }));
  const end = convictsBen(ordered);
  return orders.all(end.state.store).length === 0 && gain(ordered, end, "cora") === LUX ? "refunded" : "with the convict";
}

/** Ben is convicted, stakes anew, and attests. */
function comesBack(options: ChainOptions): string {
  const back = play(convictsBen(market(options)), stakes("ben", 100n));
  return fate(back, attest(back, "ben", { request: requestOf(1) }));
}

/** Ben, convicted, had attested to another request. */
function elsewhere(options: ChainOptions): string {
  const chain = market(options);
  const other = play(chain, attest(chain, "ben", { request: requestOf(1) }));
  return recordOf(skip(convictsBen(other), 20), "ben", requestOf(1)).how;
}

/** Ben attests with a stake of 100 LUX, adds as much, and is convicted. */
function richer(options: ChainOptions): string {
  const attested = play(attestedPair(market(options), 0, 10), stakes("ben", 100n));
  return `${stakeOf(judged(contested(attested), 0, 10, 0), "ben")} left`;
}

/** Ann attests as often as her stake allows, and once more. */
function often(options: ChainOptions): string {
  const chain = market(options);
  const attested = play(chain, ...Array.from({ length: 6 }, (_, index) => attest(chain, "ann", { request: requestOf(index) })));
  return fate(attested, attest(attested, "ann", { request: requestOf(6) }));
}

/** See `Witness`. */
export const STAKE_WITNESSES: readonly Witness[] = [
  {
    ruling: "R13",
    variant: "numbers",
    sentence: "with slashFault at 5,000 bp a convict keeps half of its stake",
    numbers: { slashFault: 5_000 },
    ends: ["0 LUX", "50 LUX"],
    play: (options) => stakeOf(convictsBen(market(options)), "ben"),
  },
  {
    ruling: "R14",
    variant: "all-to-challenger",
    sentence: "all of the slash goes to the challenger: whoever challenges its own provider gets it back",
    given: { unsafe: ["party-share"] },
    ends: ["the challenger has 37.2 LUX more, bond and all", "the challenger has 111.7 LUX more, bond and all"],
    play: shares,
  },
  {
    ruling: "R14",
    variant: "all-burnt",
    sentence: "nobody gains by a conviction: the challenger has its bond back and no reason to look",
    ends: ["the challenger has 37.2 LUX more, bond and all", "the challenger has 12.4 LUX more, bond and all"],
    play: shares,
  },
  {
    ruling: "R14",
    variant: "numbers",
    sentence: "with challengerShare at 4,500 bp the challenger has that much of the rest",
    numbers: { challengerShare: 4_500 },
    ends: ["the challenger has 37.2 LUX more, bond and all", "the challenger has 57.0 LUX more, bond and all"],
    play: shares,
  },
  {
    ruling: "R15",
    variant: "race",
    sentence: "stake that began to leave before the challenge is out of reach when the case ends",
    given: { parameters: { unbonding: 4 }, unsafe: ["unbonding"] },
    ends: ["100 LUX slashed", "15 LUX slashed"],
    play: leaves,
  },
  {
    ruling: "R25",
    variant: "at-submission",
    sentence: "the consumer of a struck attestation has no fee back",
    ends: ["refunded", "with the convict"],
    play: refund,
  },
  {
    ruling: "R26",
    variant: "ban",
    sentence: "a provider that was slashed below the minimum never attests again, whatever it stakes",
    ends: ["applied", "PROVIDER_INACTIVE"],
    play: comesBack,
  },
  {
    ruling: "R41",
    variant: "none",
    sentence: "one stake answers for any number of attestations, and is slashed once",
    given: { unsafe: ["attestation-exposure", "seat-exposure", "min-stake"] },
    ends: ["EXPOSURE_UNAVAILABLE", "applied"],
    play: often,
  },
  {
    ruling: "R42",
    variant: "left-alone",
    sentence: "what a convict attested to elsewhere becomes final unless someone challenges that, too",
    ends: ["tainted", "unchallenged"],
    play: elsewhere,
  },
  {
    ruling: "R46",
    variant: "at-offence",
    sentence: "stake that was added after the offence is not slashed",
    ends: ["0 LUX left", "100 LUX left"],
    play: richer,
  },
];
