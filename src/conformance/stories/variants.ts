/** One day in which most of the protocol happens, under every variant of every ruling: a client that reads one otherwise is told which. */
import { equivocations } from "../../model/attestation/equivocation.ts";
import { inputHash } from "../../model/attestation/hashes.ts";
import { cases, hasEnded } from "../../model/dispute/records.ts";
import type { Phase } from "../../model/events/events.ts";
import { LUX } from "../../model/params/parameters.ts";
import type { RulingId } from "../../model/params/rulings.ts";
import {
  attest,
  attestationOf,
  claim,
  commitSeat,
  join,
  market,
  openCase,
  openSeat,
  outputOf,
  requestOf,
  revealOutput,
  saltOf,
  seatsOf,
  WEIGHTS,
} from "../acts.ts";
import { type Act, act, addressOf, bytesOf, type Chain, type ChainOptions, digestOf, playAny, skip } from "../chain.ts";
import { reporting } from "../rows/equivocation.ts";
import { changing } from "../rows/governance.ts";
import { WITNESSES } from "../witnesses/index.ts";
import { optionsOf } from "../witnesses/witness.ts";
import type { Story } from "./story.ts";

const PROFILED = { name: "one platform", deterministic: true };
const SECOND = requestOf(1);

/** Orders, attestations of every kind, an owner's change, a report of governance's. */
function morning(chain: Chain): Chain {
  const { parameters } = chain.genesis.protocol;
  const terms = { modelID: WEIGHTS, inputHash: inputHash(chain.state.chain, requestOf(0)), fee: LUX, expiry: BigInt(chain.state.head.height + 6) };
  const profiled = ["ann", "cid"].flatMap((name) => [
    act(name, { kind: "stopServing", modelID: WEIGHTS }),
    act(name, { kind: "serveModel", modelID: WEIGHTS, profile: PROFILED, teeReport: new Uint8Array(0) }),
  ]);
  const begun = playAny(chain, [
    ...profiled,
    act("cora", { kind: "placeOrder", provider: addressOf("ann"), ...terms }),
    act("cora", { kind: "placeOrder", provider: addressOf("ben"), ...terms }),
    changing(chain, { kind: "parameters", parameters: { ...parameters, partyFee: parameters.partyFee + 1n } }),
  ]);
  return playAny(begun, [
    attest(begun, "ann"),
    attest(begun, "ben", { value: 10 }),
    attest(begun, "cid", { value: 0.5 }),
    attest(begun, "ben", { request: SECOND, value: 2 }),
    attest(begun, "s1", { request: SECOND, timestamp: 1 }),
    attest(begun, "s2", { request: SECOND, teeReport: bytesOf("a report") }),
    act("olga", { kind: "retireModel", modelID: digestOf("no model") }),
    act("ben", { kind: "unbond", provider: addressOf("ben"), amount: 60n * LUX }),
  ]);
}

/** What everyone does in a phase: S1 is never there, the other seats have 0. */
function acts(chain: Chain): readonly Act[] {
  const dispute = cases.get(chain.state.store, 0);
  if (dispute === undefined) return [];
  const present = (status: string) => seatsOf(chain, status).filter((name) => name !== "s1");
  const all: { readonly [phase in Phase]?: () => readonly Act[] } = {
    join: () => [join(chain, "cid", "oda"), act("ann", { kind: "supplyInput", case: 0, input: requestOf(0) })],
    commit: () => present("drawn").map((seat) => commitSeat(chain, seat, 0)),
    reveal: () => [revealOutput(chain, "ann", 0), revealOutput(chain, "ben", 10), revealOutput(chain, "cid", 0.5)],
    open: () => [...present("committed"), ...present("drawn")].map((seat) => openSeat(seat, 0)),
    appeal: () => [act("ben", { kind: "appeal", case: 0 })],
  };
  return all[dispute.phase]?.() ?? [];
}

/** Whether nothing is under way any more, but what waits for its height. */
function isOver({ state: { store } }: Chain): boolean {
  const dispute = cases.get(store, 0);
  return (dispute === undefined || hasEnded(dispute)) && equivocations.all(store).length === 0;
}

/** The day: attestations, a claim, the case with a join and an appeal, a report, and what is left in the evening. */
function day(begun: Chain): Chain {
  const attested = morning(begun);
  const pair = [attestationOf(attested, "ann"), attestationOf(attested, "ben")] as const;
  const claimed = playAny(attested, [claim(attested, "eve", ...pair), openCase("dan", ...pair)]);
  let now = playAny(claimed, [openCase("eve", ...pair), act("olga", { kind: "retireModel", modelID: digestOf("none") })]);
  for (let blocks = 0; blocks < 40 && !isOver(now); blocks += 1) now = playAny(now, blocks === 3 ? [...acts(now), ...reports(now)] : acts(now));
  return skip(
    playAny(now, [act("ben", { kind: "addStake", provider: addressOf("ben"), amount: 100n * LUX }), attest(now, "ben", { request: requestOf(2) })]),
    2,
  );
}

/** Dan reports that Ann signed another output, too; Ann shows one of the two. */
function reports(chain: Chain): readonly Act[] {
  const attestation = attestationOf(chain, "ann");
  return [
    reporting(chain, "dan", 20),
    act("ann", { kind: "answerEquivocation", attestation, other: false, salt: saltOf("ann"), output: outputOf(0) }),
  ];
}

/** Rulings under which the small market cannot begin: the names of its cast are other addresses, its model has another id. */
const APART: readonly RulingId[] = ["R02", "R04"];

const told = (about: string, ruling: RulingId, options: ChainOptions): Story => ({
  ...{ about, lp: "silent", rulings: [ruling] },
  make(stage) {
    const begun = market({ ...options, keyring: stage.keyring });
    return { begun, ended: day(begun) };
  },
});

/** A day under each variant, with the numbers and waivers of its witness. */
export const VARIANT_STORIES: readonly Story[] = WITNESSES.filter(({ ruling }) => !APART.includes(ruling)).map((witness) =>
  told(`${witness.ruling} ${witness.variant}: one day under it; ${witness.sentence}`, witness.ruling, optionsOf(witness)[1]),
);
