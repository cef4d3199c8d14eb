/**
 * Who may sit (section 3, "Draw"; R20): one row for each reason that keeps a provider out of a draw, and the weight with which it is
 * in. Candidates and weights are those of the opening; everything else is read at the draw.
 */
import { describe, expect, it } from "vitest";
import {
  attest,
  attestationOf,
  attestedPair,
  caseOf,
  claim,
  contested,
  market,
  openCase,
  registerModel,
  requestOf,
  until,
  WEIGHTS,
} from "../../src/conformance/acts.ts";
import { type Act, act, addressOf, begin, type Chain, type Name, nameOf, play, signerOf, skip } from "../../src/conformance/chain.ts";
import { eligibleSeats } from "../../src/model/dispute/eligibility.ts";
import { weightAt } from "../../src/model/dispute/field.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { ownerConsent } from "../../src/model/staking/register-provider.ts";

const SITTERS = ["s1", "s2"] as const;
/** Longer than it takes to attest, claim and open, so that what happened just before is seen. */
const MATURITY = 6;
const PATIENT = { parameters: { stakeMaturity: MATURITY } };
/** Ann, Ben, Cid and two sitters of 200 LUX; everyone serves and is mature. */
const MARKET = market(PATIENT, [...SITTERS]);
/** Blocks from the one before attesting to the opening. */
const OPENING_BLOCKS = 3;

/** Who could be drawn for a case, and with what weight in LUX. */
function field(chain: Chain): { readonly [name: Name]: bigint } {
  const { protocol } = chain.genesis;
  const eligible = eligibleSeats(chain.state.store, caseOf(chain), protocol, () => true);
  return Object.fromEntries(eligible.providers.map((provider, place) => [nameOf(provider), weightAt(eligible, place) / LUX]));
}

const everyone = { cid: 100n, s1: 200n, s2: 200n };
const without = (...names: readonly (keyof typeof everyone)[]) =>
  Object.fromEntries(Object.entries(everyone).filter(([name]) => !names.some((other) => other === name)));

const serving = (name: Name, kind: "serveModel" | "stopServing"): Act =>
  act(name, kind === "serveModel" ? { kind, modelID: WEIGHTS, profile: undefined, teeReport: new Uint8Array(0) } : { kind, modelID: WEIGHTS });
const unbond = (name: Name, lux: bigint): Act => act(name, { kind: "unbond", provider: addressOf(name), amount: lux * LUX });
const addStake = (name: Name, lux: bigint): Act => act(name, { kind: "addStake", provider: addressOf(name), amount: lux * LUX });
const attests = (chain: Chain, name: Name, count: number): Act[] =>
  Array.from({ length: count }, (_, index) => attest(chain, name, { request: requestOf(index + 1) }));

const opened = (chain: Chain, challenger: Name = "eve"): Chain => contested(attestedPair(chain, 0, 10), challenger);

/** Dan is Oda's provider, of 150 LUX, and serves. */
function withDan(chain: Chain, owner: Name = "oda"): Chain {
  const consent = signerOf(chain.keyring, owner).sign(ownerConsent(chain.state.chain.chainId, addressOf("dan")));
  const registered = play(chain, act("dan", { kind: "registerProvider", owner: addressOf(owner), consent, stake: 150n * LUX }));
  return skip(play(registered, serving("dan", "serveModel")), MATURITY);
}

describe("at the opening", () => {
  const rows: readonly (readonly [what: string, chain: () => Chain, field: object])[] = [
    ["everyone who serves, but for the two that attested", () => opened(MARKET), everyone],
    ["not one that serves another model only", () => opened(play(MARKET, serving("s1", "stopServing"))), without("s1")],
    ["not the challenger", () => opened(MARKET, "s1"), without("s1")],
    ["not the challenger's provider", () => opened(withDan(MARKET), "oda"), everyone],
    ["another owner's provider", () => opened(withDan(MARKET)), { ...everyone, dan: 150n }],
    ["not another provider of an owner whose provider attested", () => opened(withDan(MARKET, "ann")), everyone],
    ["not the owner of one that attested", () => ownedAttests(), { ...without("s1"), ben: 100n }],
    ["one that is younger than maturity has no weight yet", () => opened(lateComer(MARKET, MATURITY - OPENING_BLOCKS - 1)), everyone],
    ["one that has just matured has all of it", () => opened(lateComer(MARKET, MATURITY - OPENING_BLOCKS)), { ...everyone, s3: 200n }],
    ["stake added of late does not weigh", () => opened(play(MARKET, addStake("s1", 300n))), everyone],
    ["stake unbonded of late weighs no more", () => opened(play(MARKET, unbond("s1", 50n))), { ...everyone, s1: 150n }],
    [
      "one whose stake was away for one block weighs what was left then",
      () => opened(play(play(MARKET, unbond("s1", 80n)), addStake("s1", 80n))),
      { ...everyone, s1: 120n },
    ],
  ];

  it.each(rows)("%s", (_, make, expected) => {
    expect(field(make())).toEqual(expected);
  });
});

/** S3 registers and serves, so many blocks before Ann and Ben attest; the case opens two blocks after that. */
function lateComer(chain: Chain, blocks: number): Chain {
  const registration = act("s3", { kind: "registerProvider", owner: addressOf("s3"), consent: undefined, stake: 200n * LUX });
  return skip(play(chain, registration, serving("s3", "serveModel")), blocks);
}

/** Dan, owned by the sitter S1, attests in Ben's place. */
function ownedAttests(): Chain {
  const chain = withDan(play(begin(PATIENT), act("olga", registerModel())), "s1");
  const sitters = ["ann", "ben", "cid", "s1", "s2"].flatMap((name) => [
    act(name, { kind: "registerProvider", owner: addressOf(name), consent: undefined, stake: (name.startsWith("s") ? 200n : 100n) * LUX }),
    serving(name, "serveModel"),
  ]);
  const ready = skip(play(chain, ...sitters, serving("dan", "stopServing")), MATURITY);
  const attested = play(ready, attest(ready, "dan"), attest(ready, "ann", { value: 10 }), attest(ready, "ben", { value: 10 }));
  return openedBy(attested, "dan", "ann");
}

function openedBy(chain: Chain, first: Name, second: Name): Chain {
  const ids = [first, second].map((name) => attestationOf(chain, name)) as [`0x${string}`, `0x${string}`];
  return play(play(chain, claim(chain, "eve", ...ids)), openCase("eve", ...ids));
}

describe("in the block of the opening", () => {
  /** What S3 does in the very block in which Eve opens her case. */
  function openedWith(chain: Chain, ...acts: readonly Act[]): Chain {
    const attested = attestedPair(chain, 0, 10);
    const ids = [attestationOf(attested, "ann"), attestationOf(attested, "ben")] as const;
    return play(play(attested, claim(attested, "eve", ...ids)), ...acts, openCase("eve", ...ids));
  }

  it("who begins to serve is no candidate, and who stops is out", () => {
    const registration = act("s3", { kind: "registerProvider", owner: addressOf("s3"), consent: undefined, stake: 200n * LUX });
    const waiting = skip(play(MARKET, registration), MATURITY);
    expect(field(openedWith(waiting, serving("s3", "serveModel")))).toEqual(everyone);
    expect(field(openedWith(MARKET, serving("s1", "stopServing")))).toEqual(without("s1"));
  });

  it("stake that leaves no longer weighs", () => {
    expect(field(openedWith(MARKET, unbond("s1", 50n)))).toEqual({ ...everyone, s1: 150n });
  });
});

describe("at the draw", () => {
  const OPENED = opened(MARKET);
  const rows: readonly (readonly [what: string, later: (chain: Chain) => Act[], field: object])[] = [
    ["one that stopped serving is out", () => [serving("s1", "stopServing")], without("s1")],
    ["one that stopped and began again is out", () => [serving("s1", "stopServing"), serving("s1", "serveModel")], without("s1")],
    ["one that came after the opening is out", () => [...lateActs()], everyone],
    ["one below the minimum is out", () => [unbond("s1", 101n)], without("s1")],
    ["one at the minimum is in, with the weight of the opening", () => [unbond("s1", 100n)], everyone],
    ["one whose E is not free is out", (chain) => [...attests(chain, "s1", 10), unbond("s1", 26n)], without("s1")],
    ["one whose E is just free is in", (chain) => [...attests(chain, "s1", 10), unbond("s1", 25n)], everyone],
    ["one that added stake weighs what it did", () => [addStake("s1", 500n)], everyone],
  ];

  function lateActs(): Act[] {
    return [act("s3", { kind: "registerProvider", owner: addressOf("s3"), consent: undefined, stake: 200n * LUX }), serving("s3", "serveModel")];
  }

  it.each(rows)("%s", (_, later, expected) => {
    const chain = play(OPENED, ...later(OPENED));
    expect(field(chain)).toEqual(expected);
  });

  it("one that was drawn before in this case is out, and so are its owner's others", () => {
    const mine = withDan(market(PATIENT, ["s1"]), "s1");
    const drawn = until(opened(play(mine, serving("cid", "stopServing"))), "commit");
    const [seat] = caseOf(drawn).seats;
    expect(["s1", "dan"]).toContain(nameOf(seat!.provider));
    expect(field(drawn)).toEqual({});
    expect(field(until(drawn, "draw"))).toEqual({});
  });
});
