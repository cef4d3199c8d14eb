/** Rows of the transactions of `dispute` that widen a case, or lead its draw: join, appeal, supply input, shares of a draw. */
import { shareCommitment } from "../../model/dispute/hashes.ts";
import { LUX } from "../../model/params/parameters.ts";
import { attest, attestationOf, attestedPair, claim, contested, openCase, requestOf, seatsOf, tallied, until, WEIGHTS } from "../acts.ts";
import { type Act, act, addressOf, type Chain, digestOf, type Name, play, skip } from "../chain.ts";
import {
  type Alter,
  after,
  both,
  type DomainRows,
  from,
  instead,
  marketUnder,
  on,
  poor,
  type Scene,
  type Stage,
  says,
  scene,
  twice,
} from "../scene.ts";
import { attestedTwice, idsOf, JUNK } from "./claims.ts";
import { STRANGE } from "./registry.ts";

const NO_CASE = "a case that is not there is in no phase";

/** Cid attested to the request of the case, and to another, before Eve opened it. */
function openedBesideCid(stage: Stage): Chain {
  const pair = stage.of(attestedTwice);
  return contested(play(pair, attest(pair, "cid"), attest(pair, "cid", { request: requestOf(1) })));
}
const joining = (chain: Chain, who: Name = "cid", joiner: Name = "dan", request = requestOf(0)): Act =>
  act(joiner, { kind: "join", case: 0, attestation: attestationOf(chain, who, request) });

const stakedOnly = marketUnder({ rulings: { R16: "staked-only" } });
/** On a chain where only the staked challenge, S1 opens the case; Dan has no stake. */
function joinedUnstaked(stage: Stage, alter: object = {}): Scene {
  const pair = attestedPair(stage.of(stakedOnly), 0, 10);
  const chain = contested(play(pair, attest(pair, "cid")), "s1");
  const { payload } = joining(chain);
  return scene(chain, act("dan", { ...payload, ...alter } as typeof payload));
}

/** Adds stake, so that an absence leaves it active. */
const toppedUp = (name: Name): Act => act(name, { kind: "addStake", provider: addressOf(name), amount: 10n * LUX });

/** Cid and S1 answered as Ann and Ben did; a case on the two of them was VOID, so many blocks ago; then one on Ann and Ben is opened. */
function joinedAfterVoid(stage: Stage, blocks: number): Scene {
  const begun = stage.of(patient);
  const four = play(attestedPair(begun, 0, 10), attest(begun, "cid"), attest(begun, "s1", { value: 10 }));
  const ids = [attestationOf(four, "cid"), attestationOf(four, "s1")] as const;
  const claimed = play(four, claim(four, "eve", ...ids));
  const ended = until(play(claimed, openCase("eve", ...ids)), "void");
  const voided = skip(play(ended, ...["ann", "ben"].map(toppedUp)), blocks - 1); // a seat that either missed cost it P
  const again = play(voided, attest(voided, "ann", { request: requestOf(2) }), attest(voided, "ben", { request: requestOf(2), value: 10 }));
  const late = blocks > 20 ? again : contested(voided);
  return scene(late, act("dan", { kind: "join", case: blocks > 20 ? 0 : 1, attestation: ids[0] }));
}
const patient = marketUnder({ parameters: { challengeWindow: 60, ownerDelay: 64, unbonding: 300 } });

const CROWD: readonly Name[] = Array.from({ length: 15 }, (_, index) => `one of many ${index}`);
/** The case has sixteen members, and a seventeenth attestation waits. */
function crowded(stage: Stage): Chain {
  const pair = stage.of(attestedTwice);
  const funded = play(pair, ...CROWD.map((name) => act("cora", { kind: "transfer", to: addressOf(name), amount: 101n * LUX })));
  const registered = play(
    funded,
    ...CROWD.map((name) => act(name, { kind: "registerProvider", owner: addressOf(name), consent: undefined, stake: 100n * LUX })),
  );
  const attested = play(registered, ...CROWD.map((name) => ({ ...attest(registered, name), from: "cora" })));
  const claimed = play(attested, claim(attested, "eve", ...idsOf(attested)));
  const opened = play(claimed, openCase("eve", ...idsOf(claimed)));
  return play(opened, ...CROWD.slice(1).map((name) => joining(opened, name, "oda")));
}
const seventeenth = (stage: Stage): Scene => scene(stage.of(crowded), joining(stage.of(crowded), CROWD[0]));

/** The tally of level 0 finds Ben at fault; anyone may appeal. */
const appealable = (stage: Stage): Chain => tallied(contested(stage.of(attestedTwice)), 0, 10, 0);
const beforeTally = (stage: Stage): Chain => until(contested(stage.of(attestedTwice)), "commit");
const appealing: Act = act("ben", { kind: "appeal", case: 0 });
const fromSeat: Alter = (valid, stage) => from(seatsOf(stage.of(appealable), "opened")[0]!)(valid, stage);

/** On a chain where providers supply inputs, Eve has opened the case without. */
const supplying = marketUnder({ rulings: { R39: "provider" } });
const unsupplied = (stage: Stage): Chain => contested(attestedPair(stage.of(supplying), 0, 10));
const supply = (input = requestOf(0)): Act => act("ann", { kind: "supplyInput", case: 0, input });
/** There, Ann and Ben attested to bytes that are no request. */
function junkSupplied(stage: Stage): Scene {
  const begun = stage.of(supplying);
  const pair = play(begun, attest(begun, "ann", { request: JUNK }), attest(begun, "ben", { request: JUNK, value: 10 }));
  const claimed = play(pair, claim(pair, "eve", ...idsOf(pair, JUNK)));
  return scene(play(claimed, openCase("eve", ...idsOf(claimed, JUNK))), supply(JUNK));
}

/** Draws by shares, and two blocks for them: one to commit, one to reveal. */
const sharing = marketUnder({ rulings: { R18: "commit-reveal" }, parameters: { drawDelay: 2, unbonding: 200 } });
const sharedCase = (stage: Stage): Chain => contested(attestedPair(stage.of(sharing), 0, 10));
const drawing = (stage: Stage): Chain => until(stage.of(sharedCase), "draw");
const usualDrawing = (stage: Stage): Chain => until(contested(stage.of(attestedTwice)), "draw");
const SHARE = digestOf("a number");
const commitShare = (chain: Chain, name: Name): Act =>
  act(name, { kind: "commitShare", case: 0, commitment: shareCommitment(chain.state.chain.chainId, 0, addressOf(name), SHARE) });
const revealShare = (name: Name): Act => act(name, { kind: "revealShare", case: 0, share: SHARE });
const shared = (stage: Stage): Chain => play(stage.of(drawing), commitShare(stage.of(drawing), "s1"));
const stopServing = (name: Name): Act => act(name, { kind: "stopServing", modelID: WEIGHTS });

/** See `TransactionRows`. */
export const LEVEL_ROWS: DomainRows<"join" | "appeal" | "supplyInput" | "commitShare" | "revealShare"> = {
  join: {
    lp: "silent",
    rulings: ["R16", "R27"],
    valid: [["a third answer", (stage) => scene(stage.of(openedBesideCid), joining(stage.of(openedBesideCid)))]],
    refused: [
      ["CHALLENGER_NOT_STAKED", "by someone without stake, under R16 staked-only", instead((stage) => joinedUnstaked(stage))],
      ["ATTESTATION_UNKNOWN", "another id", says({ attestation: STRANGE })],
      ["REQUESTS_DIFFER", "of another request", says(({ chain }) => ({ attestation: attestationOf(chain, "cid", requestOf(1)) }))],
      ["CHALLENGER_IS_PARTY", "by its provider", from("cid")],
      ["ATTESTATION_NOT_OPEN", "a member", says(({ chain }) => ({ attestation: attestationOf(chain, "ann") }))],
      ["ATTESTATION_NOT_OPEN", "again", twice],
      ["WINDOW_CLOSED", "later than L after its first VOID", instead((stage) => joinedAfterVoid(stage, 6))],
      ["CASE_UNKNOWN", "another number", says({ case: 1 })],
      ["PHASE_WRONG", "after its time", on((stage) => until(stage.of(openedBesideCid), "commit"))],
      ["MEMBERS_FULL", "a seventeenth", instead(seventeenth)],
      ["BALANCE_TOO_LOW", "with less than ρ + γ", poor(10n * LUX)],
    ],
    pairs: [
      [
        ...(["CHALLENGER_NOT_STAKED", "ATTESTATION_UNKNOWN", "another id, by someone without stake"] as const),
        instead((stage) => joinedUnstaked(stage, { attestation: STRANGE })),
      ],
      [
        ...(["CHALLENGER_IS_PARTY", "ATTESTATION_NOT_OPEN", "a member, by its provider"] as const),
        both(
          from("ann"),
          says(({ chain }: Scene) => ({ attestation: attestationOf(chain, "ann") })),
        ),
      ],
      ["ATTESTATION_NOT_OPEN", "WINDOW_CLOSED", "long after its first VOID, when it is final", instead((stage) => joinedAfterVoid(stage, 60))],
      [
        ...(["WINDOW_CLOSED", "CASE_UNKNOWN", "later than L after its first VOID, to no case"] as const),
        both(
          instead((stage) => joinedAfterVoid(stage, 6)),
          says({ case: 9 }),
        ),
      ],
      [
        ...(["PHASE_WRONG", "MEMBERS_FULL", "a seventeenth, after its time"] as const),
        instead((stage) => {
          const late = until(stage.of(crowded), "draw");
          return scene(late, joining(late, CROWD[0]));
        }),
      ],
    ],
    impossible: { "ATTESTATION_UNKNOWN REQUESTS_DIFFER": "an attestation that is not there has no request", "CASE_UNKNOWN PHASE_WRONG": NO_CASE },
  },
  appeal: {
    lp: "silent",
    rulings: ["R32"],
    valid: [["by who was found at fault", (stage) => scene(stage.of(appealable), appealing)]],
    refused: [
      ["CASE_UNKNOWN", "another number", says({ case: 1 })],
      ["PHASE_WRONG", "before the tally", on(beforeTally)],
      ["APPELLANT_IS_SEAT", "by a seat", fromSeat],
      ["ALREADY_APPEALED", "again", twice],
      ["BALANCE_TOO_LOW", "with less than A", poor(3n * LUX)],
    ],
    pairs: [["ALREADY_APPEALED", "BALANCE_TOO_LOW", "again, with what is left after the first", both(twice, poor(5n * LUX))]],
    impossible: { "CASE_UNKNOWN PHASE_WRONG": NO_CASE },
  },
  supplyInput: {
    lp: "silent",
    rulings: ["R39"],
    valid: [["by a member's provider", (stage) => scene(stage.of(unsupplied), supply())]],
    refused: [
      ["RULING_FORBIDS", "where the challenger supplies it", on((stage) => contested(stage.of(attestedTwice)))],
      ["INPUT_MISMATCH", "another input", says({ input: requestOf(1) })],
      ["INPUT_MALFORMED", "what is no request", instead(junkSupplied)],
      ["CASE_UNKNOWN", "another number", says({ case: 1 })],
      ["PHASE_WRONG", "after its time", on((stage) => skip(stage.of(unsupplied), 2))],
      ["NOT_A_MEMBER", "by someone else", from("eve")],
      ["ALREADY_REVEALED", "again", twice],
    ],
    pairs: [
      ["INPUT_MISMATCH", "INPUT_MALFORMED", "with what is no request", says({ input: JUNK })],
      ["INPUT_MALFORMED", "CASE_UNKNOWN", "with what is no request, to no case", says({ case: 1, input: JUNK })],
    ],
    impossible: { "CASE_UNKNOWN PHASE_WRONG": NO_CASE },
  },
  commitShare: {
    lp: "Dispute Resolution 2",
    rulings: ["R18"],
    valid: [["by one who may be drawn", (stage) => scene(stage.of(drawing), commitShare(stage.of(drawing), "s1"))]],
    refused: [
      ["RULING_FORBIDS", "where a beacon draws", on(usualDrawing)],
      ["CASE_UNKNOWN", "another number", says({ case: 1 })],
      ["PHASE_WRONG", "before the draw is called for", on(sharedCase)],
      ["PHASE_WRONG", "when shares are revealed", on((stage) => skip(stage.of(drawing), 1))],
      ["ALREADY_COMMITTED", "again", twice],
      ["NOT_ELIGIBLE", "by someone who serves nothing", from("eve")],
    ],
    pairs: [
      ["PHASE_WRONG", "ALREADY_COMMITTED", "again, when shares are revealed", on(shared)],
      ["ALREADY_COMMITTED", "NOT_ELIGIBLE", "again, after it stopped serving", both(twice, after(stopServing("s1")))],
    ],
    impossible: { "CASE_UNKNOWN PHASE_WRONG": NO_CASE },
  },
  revealShare: {
    lp: "Dispute Resolution 2",
    rulings: ["R18"],
    valid: [["what it committed to", (stage) => scene(stage.of(shared), revealShare("s1"))]],
    refused: [
      ["RULING_FORBIDS", "where a beacon draws", on(usualDrawing)],
      ["CASE_UNKNOWN", "another number", says({ case: 1 })],
      [
        "PHASE_WRONG",
        "in the block of the commitments",
        instead((stage) => scene(stage.of(drawing), revealShare("s1"), commitShare(stage.of(drawing), "s1"))),
      ],
      ["ALREADY_REVEALED", "again", twice],
      ["COMMITMENT_MISMATCH", "another number than it committed to", says({ share: STRANGE })],
      ["COMMITMENT_MISMATCH", "by one who committed to none", from("s2")],
    ],
    impossible: {
      "CASE_UNKNOWN PHASE_WRONG": NO_CASE,
      "PHASE_WRONG ALREADY_REVEALED": "a share that was revealed is forgotten with the block of the draw, or when the case begins to wait",
    },
  },
};
