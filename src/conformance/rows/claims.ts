/** Rows of the transactions of `dispute` that begin a case: claim, open case. */
import type { Hex } from "../../model/encoding/hex.ts";
import { LUX } from "../../model/params/parameters.ts";
import { attest, attestationOf, attestedPair, claim, contested, judged, openCase, requestOf } from "../acts.ts";
import { type Act, act, addressOf, bytesOf, type Chain, FORTUNE, type Name, play, SHORT, skip } from "../chain.ts";
import { after, both, type DomainRows, from, instead, marketUnder, poor, type Scene, type Stage, says, scene, twice, usualMarket } from "../scene.ts";
import { STRANGE } from "./registry.ts";
import { registerOwned } from "./staking.ts";

/** Bytes that are neither a request nor an output. */
export const JUNK = bytesOf("no request");

/** Ann attested to 0 and Ben to 10 for the usual request. */
export const attestedTwice = (stage: Stage): Chain => attestedPair(stage.of(usualMarket), 0, 10);
/** The ids of what Ann and Ben attested to. */
export const idsOf = (chain: Chain, request = requestOf(0)) => [attestationOf(chain, "ann", request), attestationOf(chain, "ben", request)] as const;

/** Someone claimed a pair of a chain, and opens it. */
function claimed(chain: Chain, [first, second]: readonly [Hex, Hex], by: Name = "eve", input = requestOf(0)): Scene {
  return scene(play(chain, claim(chain, by, first, second)), openCase(by, first, second, input));
}
const claimedBy =
  (pair: (chain: Chain) => readonly [Hex, Hex], by: Name = "eve") =>
  (stage: Stage) =>
    claimed(stage.of(attestedTwice), pair(stage.of(attestedTwice)), by);
/** Claims so many blocks after the attestations. */
const claimedAt = (stage: Stage, blocks: number): Scene => claimed(skip(stage.of(attestedTwice), blocks - 1), idsOf(stage.of(attestedTwice)));
/** Claims and opens in one block. */
const claimedNow = (pair: (chain: Chain) => readonly [Hex, Hex]) => (stage: Stage) => {
  const chain = stage.of(attestedTwice);
  const [first, second] = pair(chain);
  return scene(chain, openCase("eve", first, second), claim(chain, "eve", first, second));
};

/** Cid attested to another request. */
const twoRequests = (stage: Stage): Chain => play(stage.of(attestedTwice), attest(stage.of(attestedTwice), "cid", { request: requestOf(1) }));
const ofTwoRequests = (stage: Stage, by: Name): Scene => {
  const chain = stage.of(twoRequests);
  return claimed(chain, [attestationOf(chain, "ann"), attestationOf(chain, "cid", requestOf(1))], by);
};

/** Oda owns Dan, who attested; Oda challenges. */
function ownerChallenges(stage: Stage): Scene {
  const owned = play(stage.of(attestedTwice), registerOwned(stage.of(attestedTwice), "oda"));
  const chain = play(owned, attest(owned, "dan"));
  return claimed(chain, [attestationOf(chain, "ann"), attestationOf(chain, "dan")], "oda");
}

/** Eve and another claimed the pair; in one block Eve opens, then the other. */
function openedBefore(stage: Stage, other: Name): Scene {
  const chain = stage.of(attestedTwice);
  const ids = idsOf(chain);
  return scene(play(chain, claim(chain, "eve", ...ids), claim(chain, other, ...ids)), openCase(other, ...ids), openCase("eve", ...ids));
}

/** Eve claimed in the last block that admits it; Dan in the next, and opens after her. */
function openedBeforeAndLate(stage: Stage): Scene {
  const ids = idsOf(stage.of(attestedTwice));
  const last = skip(stage.of(attestedTwice), SHORT.challengeWindow - 1);
  const first = play(last, claim(last, "eve", ...ids));
  return scene(play(first, claim(first, "dan", ...ids)), openCase("dan", ...ids), openCase("eve", ...ids));
}

/** Ann and Ben attested to bytes that are no request. */
function junkChallenged(stage: Stage): Scene {
  const begun = stage.of(usualMarket);
  const chain = play(begun, attest(begun, "ann", { request: JUNK }), attest(begun, "ben", { request: JUNK, value: 10 }));
  return claimed(chain, idsOf(chain, JUNK), "eve", JUNK);
}

const stakedOnly = marketUnder({ rulings: { R16: "staked-only" } });
const atOnce = marketUnder({ rulings: { R47: "open-at-once" } });
const stakedAtOnce = marketUnder({ rulings: { R16: "staked-only", R47: "open-at-once" } });

/** Eve claims on a chain with other rulings. */
function claimedUnder(stage: Stage, make: (stage: Stage) => Chain): Scene {
  const chain = attestedPair(stage.of(make), 0, 10);
  return scene(chain, claim(chain, "eve", ...idsOf(chain)));
}

/** Eve opens without a claim. */
function openedAtOnce(stage: Stage, make: (stage: Stage) => Chain): Scene {
  const chain = attestedPair(stage.of(make), 0, 10);
  return scene(chain, openCase("eve", ...idsOf(chain)));
}

/** Dan registers as a provider, claims, takes a little of his stake out, and claims again. */
function claimedThenPoor(stage: Stage): Scene {
  const pair = attestedPair(stage.of(stakedOnly), 0, 10);
  const registration = { kind: "registerProvider", owner: addressOf("dan"), consent: undefined, stake: 100n * LUX } as const;
  const chain = play(pair, act("dan", registration));
  const claiming = claim(chain, "dan", ...idsOf(chain));
  return scene(chain, claiming, claiming, act("dan", { kind: "unbond", provider: addressOf("dan"), amount: 1n }));
}

const oneCase = marketUnder({ rulings: { R27: "one-case-per-request" } });
const oneCaseAtOnce = marketUnder({ rulings: { R27: "one-case-per-request", R47: "open-at-once" } });
const onePair = marketUnder({ rulings: { R27: "one-per-pair" } });
const others = (chain: Chain) => [attestationOf(chain, "cid"), attestationOf(chain, "s1")] as const;
/** Ann, Ben, Cid and S1 attested to one request. */
const fourAnswers = (chain: Chain): Chain => play(attestedPair(chain, 0, 10), attest(chain, "cid"), attest(chain, "s1"));

/** Eve's case about Ann and Ben is open; she claimed Cid and S1, too, and opens. */
function secondCase(stage: Stage): Scene {
  const chain = fourAnswers(stage.of(oneCase));
  const claimed = play(chain, claim(chain, "eve", ...idsOf(chain)), claim(chain, "eve", ...others(chain)));
  return scene(play(claimed, openCase("eve", ...idsOf(claimed))), openCase("eve", ...others(claimed)));
}

function secondCaseAtOnce(stage: Stage): Scene {
  const chain = fourAnswers(stage.of(oneCaseAtOnce));
  return scene(play(chain, openCase("dan", ...idsOf(chain))), openCase("eve", ...others(chain)));
}

/** Ann and Ben, who agree, were cleared in a case of theirs, and are open again; Eve claimed them twice. */
function pairAgain(stage: Stage): Scene {
  const pair = attestedPair(stage.of(onePair), 0, 0);
  const ids = idsOf(pair);
  const opened = contested(pair);
  const cleared = play(judged(opened, 0, 0, 0), claim(opened, "dan", ...ids));
  return scene(cleared, openCase("dan", ...ids));
}

const allBut = (left: bigint): Act => act("eve", { kind: "transfer", to: addressOf("dan"), amount: FORTUNE - left });

/** See `TransactionRows`. */
export const CLAIM_ROWS: DomainRows<"claim" | "openCase"> = {
  claim: {
    lp: "Dispute Resolution 1",
    rulings: ["R16", "R47"],
    valid: [["of a pair", (stage) => scene(stage.of(attestedTwice), claim(stage.of(attestedTwice), "eve", ...idsOf(stage.of(attestedTwice))))]],
    refused: [
      ["RULING_FORBIDS", "where the opening is enough, under R47 open-at-once", instead((stage) => claimedUnder(stage, atOnce))],
      ["CHALLENGER_NOT_STAKED", "by someone without stake, under R16 staked-only", instead((stage) => claimedUnder(stage, stakedOnly))],
      ["CLAIM_EXISTS", "again", twice],
      ["BALANCE_TOO_LOW", "with the bond but not the fee", after(allBut(12n * LUX + (4n * LUX) / 10n + LUX / 100n))],
    ],
    pairs: [
      ["RULING_FORBIDS", "CHALLENGER_NOT_STAKED", "by someone without stake, under both", instead((stage) => claimedUnder(stage, stakedAtOnce))],
      ["CHALLENGER_NOT_STAKED", "CLAIM_EXISTS", "again, after its stake fell below the minimum", instead(claimedThenPoor)],
      ["CLAIM_EXISTS", "BALANCE_TOO_LOW", "again, with what is left after the first", both(twice, after(allBut(20n * LUX)))],
    ],
  },
  openCase: {
    lp: "Dispute Resolution 1",
    rulings: ["R16", "R27", "R39", "R47"],
    valid: [
      ["a block after the claim", claimedBy(idsOf)],
      ["claimed in the last block of the window", (stage) => claimedAt(stage, SHORT.challengeWindow)],
      [
        "in the last block of the claim",
        (stage) => {
          const { chain, act: opening } = claimedAt(stage, 1);
          return scene(skip(chain, SHORT.openWindow - 1), opening);
        },
      ],
    ],
    refused: [
      ["CHALLENGER_NOT_STAKED", "by someone without stake, at once", instead((stage) => openedAtOnce(stage, stakedAtOnce))],
      ["CLAIM_UNKNOWN", "with another salt", says({ salt: STRANGE })],
      ["CLAIM_UNKNOWN", "in the other order", says(({ act: { payload } }) => (payload.kind === "openCase" ? swapped(payload) : payload))],
      ["CLAIM_UNKNOWN", "by another", from("dan")],
      ["CLAIM_UNKNOWN", "again", twice],
      ["CLAIM_TOO_RECENT", "in the block of the claim", instead(claimedNow(idsOf))],
      ["ATTESTATIONS_EQUAL", "one against itself", instead(claimedBy((chain) => [idsOf(chain)[0], idsOf(chain)[0]]))],
      ["ATTESTATION_UNKNOWN", "against nothing", instead(claimedBy((chain) => [idsOf(chain)[0], STRANGE]))],
      ["REQUESTS_DIFFER", "of two requests", instead((stage) => ofTwoRequests(stage, "eve"))],
      ["CHALLENGER_IS_PARTY", "by one of the two", instead(claimedBy(idsOf, "ben"))],
      ["CHALLENGER_IS_PARTY", "by the owner of one of the two", instead(ownerChallenges)],
      ["ATTESTATION_NOT_OPEN", "after another opened it", instead((stage) => openedBefore(stage, "dan"))],
      ["WINDOW_CLOSED", "claimed a block late", instead((stage) => claimedAt(stage, SHORT.challengeWindow + 1))],
      ["INPUT_MISMATCH", "with another input", says({ input: requestOf(1) })],
      ["INPUT_MALFORMED", "about what is no request", instead(junkChallenged)],
      ["CASE_EXISTS", "a second case of one request, under R27 one-case-per-request", instead(secondCase)],
      ["CASE_EXISTS", "a second case of one pair, under R27 one-per-pair", instead(pairAgain)],
      [
        "BALANCE_TOO_LOW",
        "with less than the bond, at once",
        both(
          instead((stage) => openedAtOnce(stage, atOnce)),
          poor(12n * LUX),
        ),
      ],
    ],
    pairs: [
      [
        ...(["CLAIM_TOO_RECENT", "ATTESTATIONS_EQUAL", "one against itself, in the block of the claim"] as const),
        instead(claimedNow((chain) => [idsOf(chain)[0], idsOf(chain)[0]])),
      ],
      ["ATTESTATIONS_EQUAL", "ATTESTATION_UNKNOWN", "nothing against itself", instead(claimedBy(() => [STRANGE, STRANGE]))],
      ["REQUESTS_DIFFER", "CHALLENGER_IS_PARTY", "of two requests, by the provider of one", instead((stage) => ofTwoRequests(stage, "cid"))],
      ["CHALLENGER_IS_PARTY", "ATTESTATION_NOT_OPEN", "by one of the two, after another opened it", instead((stage) => openedBefore(stage, "ben"))],
      ["ATTESTATION_NOT_OPEN", "WINDOW_CLOSED", "claimed a block late, after another opened it", instead(openedBeforeAndLate)],
      ["INPUT_MISMATCH", "INPUT_MALFORMED", "with what is no request", says({ input: JUNK })],
      [
        ...(["CASE_EXISTS", "BALANCE_TOO_LOW", "a second case of one request, with less than the bond"] as const),
        both(
          instead((stage) => secondCaseAtOnce(stage)),
          poor(12n * LUX),
        ),
      ],
    ],
    impossible: {
      "CHALLENGER_NOT_STAKED CLAIM_UNKNOWN": "where the opening asks for stake, it asks for no claim",
      "INPUT_MALFORMED CASE_EXISTS": "what is no request has had no case",
      "CLAIM_UNKNOWN CLAIM_TOO_RECENT": "a claim that is not there was included in no block",
      "ATTESTATION_UNKNOWN REQUESTS_DIFFER": "an attestation that is not there has no request",
    },
  },
};

function swapped<P extends { readonly first: Hex; readonly second: Hex }>(payload: P): P {
  return { ...payload, first: payload.second, second: payload.first };
}
