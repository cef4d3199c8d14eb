/**
 * A variant of a ruling changes nothing of a run that does not touch it: the same acts come to the same records after every block, but
 * for the protocol itself. Chain ids are made equal, so that the same signatures, commitments and draws are on both chains. What each
 * variant leaves alone, and what it changes, is a table that has a row for every variant there is.
 */
import { describe, expect, it } from "vitest";
import {
  attest,
  attestedPair,
  commitSeat,
  contested,
  judged,
  openedSeats,
  provide,
  registerModel,
  revealOutput,
  seatsOf,
  until,
} from "../src/conformance/acts.ts";
import { act, addressOf, begin, type Chain, play, SHORT, skip } from "../src/conformance/chain.ts";
import { tableOfKey } from "../src/conformance/tables.ts";
import type { Hex } from "../src/model/encoding/hex.ts";
import { LUX } from "../src/model/params/parameters.ts";
import { RULING_ROWS, type RulingChoices } from "../src/model/params/rulings.ts";
import { differences } from "../src/model/state/store.ts";

/** The chain id that every chain here is given. */
const CHAIN_ID: Hex = `0x${"c4".repeat(32)}`;

function beginAlike(rulings: Partial<RulingChoices>, unsafe: readonly string[]): Chain {
  const chain = begin({ rulings, unsafe, parameters: { unbonding: 110 } });
  const { state } = chain;
  return { ...chain, state: { ...state, chain: { ...state.chain, chainId: CHAIN_ID }, head: { ...state.head, hash: CHAIN_ID } } };
}

/** A model, Ann and Ben who serve it, and these sitters, with mature stake. */
function marketOf(chain: Chain, sitters: readonly string[]): Chain {
  const modelled = play(chain, act("olga", registerModel()));
  const sitting = Object.fromEntries(sitters.map((name) => [name, 200n]));
  return skip(provide(modelled, { ann: 100n, ben: 100n, ...sitting }), SHORT.stakeMaturity);
}

/** The first level's seat agrees with nobody: a panel of three that agrees with Ann decides, and the seat is at fault. */
function throughPanel(chain: Chain): Chain {
  const opened = contested(attestedPair(marketOf(chain, ["s1", "s2", "s3", "s4"]), 0, 20));
  const drawn = until(opened, "commit");
  const committing = play(drawn, ...seatsOf(drawn, "drawn").map((seat) => commitSeat(drawn, seat, 10)));
  const revealing = until(committing, "reveal");
  const split = openedSeats(play(revealing, revealOutput(revealing, "ann", 0), revealOutput(revealing, "ben", 20)), 10);
  const panel = until(split, "commit");
  return openedSeats(play(panel, ...seatsOf(panel, "drawn").map((seat) => commitSeat(panel, seat, 0))), 0);
}

function throughStaking(chain: Chain): Chain {
  const registered = play(
    chain,
    act("ann", { kind: "registerProvider", owner: addressOf("ann"), consent: undefined, stake: 150n * LUX }),
    act("cora", { kind: "transfer", to: addressOf("dan"), amount: 7n }),
  );
  const leaving = play(registered, act("ann", { kind: "unbond", provider: addressOf("ann"), amount: 30n * LUX }));
  return play(skip(leaving, 111), act("ann", { kind: "withdraw", provider: addressOf("ann") }));
}

/** Runs by name: what is done on a chain from its genesis on. */
const RUNS = {
  /** Blocks without transactions. */
  idle: (chain: Chain) => skip(chain, 5),
  /** A transfer; a provider registers, unbonds, and withdraws. No model. */
  staking: throughStaking,
  /** An attestation that nobody challenges becomes final. */
  unchallenged: (chain: Chain) => {
    const market = marketOf(chain, []);
    return skip(play(market, attest(market, "ann")), SHORT.challengeWindow + SHORT.openWindow + 1);
  },
  /** Two equal outputs are challenged; the one provider that can be drawn agrees with both; γ is lost. */
  cleared: (chain: Chain) => judged(contested(attestedPair(marketOf(chain, ["s1"]), 0, 0)), 0, 0, 0),
  /** Ben's output is at FAULT with Ann's and with the one provider that can be drawn: it is slashed. */
  convicted: (chain: Chain) => judged(contested(attestedPair(marketOf(chain, ["s1"]), 0, 10)), 0, 10, 0),
  panel: throughPanel,
  /** A case for which nobody can be drawn: it waits and ends VOID; its attestations become final. */
  unseated: (chain: Chain) => skip(contested(attestedPair(marketOf(chain, []), 0, 10)), 30),
} as const;

type Run = keyof typeof RUNS;
const ALL = Object.keys(RUNS) as Run[];
const allBut = (...runs: readonly Run[]): Run[] => ALL.filter((run) => !runs.includes(run));
/** Runs in which a case is opened, a seat sits, someone is slashed. */
const CASES: readonly Run[] = ["cleared", "convicted", "panel", "unseated"];
const SEATED: readonly Run[] = ["cleared", "convicted", "panel"];
const SLASHED: readonly Run[] = ["convicted", "panel"];
/** Runs in which a model is registered and attested to. */
const MODELLED: readonly Run[] = ["unchallenged", ...CASES];

/** What a variant leaves alone, what it changes for sure, and the inequalities that it breaks on purpose. Runs in neither are a matter of the dice. */
interface Row {
  readonly untouched: readonly Run[];
  readonly touched: readonly Run[];
  readonly unsafe?: readonly string[];
}
const row = (touched: readonly Run[], more: { readonly chance?: readonly Run[]; readonly unsafe?: readonly string[] } = {}): Row => ({
  touched,
  untouched: allBut(...touched, ...(more.chance ?? [])),
  ...(more.unsafe === undefined ? {} : { unsafe: more.unsafe }),
});

/** Every variant of every ruling: the runs here that it touches. */
const TABLE: { readonly [variant: string]: Row } = {
  "R02 lux-bech32": row(allBut("idle")),
  "R03 odd-leaf-doubled": row([]),
  "R04 lineage": row([...MODELLED]),
  "R06 any-two-bodies": row([]),
  "R06 none": row([]),
  "R07 ignored": row([]),
  "R08 ignored": row([]),
  "R08 must-be-empty": row([]),
  "R09 provider": row([]),
  "R09 unbound": row([]),
  "R10 any-genuine": row([]),
  "R12 pinned": row([]),
  "R14 all-to-challenger": row(SLASHED, { unsafe: ["party-share"] }),
  "R14 all-burnt": row(SLASHED),
  "R15 race": row([]),
  "R16 staked-only": row(CASES),
  "R16 no-bond": row(CASES),
  "R17 hash-equality": row([]),
  "R18 case-hash": row([], { chance: ["panel"] }),
  "R18 parent-hash": row([], { chance: ["panel"] }),
  "R18 commit-reveal": row([], { chance: ["panel"] }),
  "R19 uniform": row([], { chance: ["panel"] }),
  "R20 no-owner-exclusion": row([]),
  "R20 need-not-serve": row([]),
  "R21 slash-both": row(["panel"]),
  "R21 farther": row([], { chance: ["panel"] }),
  "R21 medoid": row([]),
  "R21 discordant-panel": row([]),
  "R22 no-penalty": row([]),
  "R22 seat-fault": row([]),
  "R23 void-at-once": row(["unseated"]),
  "R25 at-submission": row([]),
  "R26 ban": row(SLASHED),
  "R27 one-case-per-request": row([]),
  "R27 one-per-pair": row(SEATED),
  "R28 state-root": row([]),
  "R29 plain-input": row(MODELLED),
  "R30 none": row([]),
  "R32 no-commit": row(SEATED),
  "R32 no-appeal": row(["cleared", "convicted"]),
  "R33 tolerance-always": row([]),
  "R33 equality-always": row([]),
  "R34 one-threshold": row([]),
  "R38 plain-output": row(MODELLED),
  "R39 provider": row(CASES),
  "R40 teacher-forced": row(SEATED),
  "R41 none": row(MODELLED, { unsafe: ["attestation-exposure", "seat-exposure"] }),
  "R42 left-alone": row([]),
  "R43 at-once": row([], { unsafe: ["owner-delay"] }),
  "R44 current": row([]),
  "R45 any-provider": row([]),
  "R46 at-offence": row([]),
  "R47 open-at-once": row(CASES),
  "R48 slash": row([]),
  "R48 final": row([]),
  "R50 none": row([]),
  "R52 pruned": row([]),
  "R53 proposer": row(allBut("idle")),
};

const VARIANTS = RULING_ROWS.flatMap(([id, { variants }]) => Object.keys(variants).map((variant) => `${id} ${variant}`));

const defaults = new Map<Run, Chain>();
/** A run under the default rulings, played once. */
function underDefault(run: Run): Chain {
  const known = defaults.get(run) ?? RUNS[run](beginAlike({}, []));
  defaults.set(run, known);
  return known;
}

/** The states of a run, the last first. */
function historyOf(chain: Chain): Chain[] {
  const history = [];
  for (let at: Chain | undefined = chain; at !== undefined; at = at.parent) history.push(at);
  return history;
}

/** What differs between two states, but for their protocols: tables and keys. */
function apart({ state: { head, store: before } }: Chain, { state: { store: after } }: Chain): string[] {
  return differences(before, after).flatMap(({ key }) => {
    const { name } = tableOfKey(key);
    return name === "protocol" ? [] : [`height ${head.height}: ${name} 0x${key.slice(2)}`];
  });
}

/** What is otherwise under a variant after any block of a run; `unplayable` where an act of it is refused. */
function changedBy(variant: string, run: Run): readonly string[] {
  const [id, choice] = variant.split(" ") as [keyof RulingChoices, string];
  const before = underDefault(run);
  let after: Chain;
  try {
    after = RUNS[run](beginAlike({ [id]: choice }, TABLE[variant]!.unsafe ?? []));
  } catch (error) {
    return [`unplayable: ${String(error)}`];
  }
  const [ours, theirs] = [historyOf(before), historyOf(after)];
  if (ours.length !== theirs.length) return [`${ours.length} blocks, ${theirs.length} under the variant`];
  return ours.flatMap((chain, index) => apart(chain, theirs[index]!));
}

describe("the table of variants", () => {
  it("has a row for every variant of every ruling, and no other", () => {
    expect(Object.keys(TABLE)).toEqual(VARIANTS);
  });

  it("has runs that come to what they are said to come to", () => {
    const endings = (run: Run) =>
      underDefault(run)
        .last!.events.flatMap((event) => (event.kind === "attestationEnded" ? [event.how] : []))
        .sort();
    expect(endings("cleared")).toEqual(["cleared", "cleared"]);
    expect(endings("convicted")).toEqual(["cleared", "fault"]);
    expect(endings("panel")).toEqual(["cleared", "fault"]);
  });
});

describe.each(VARIANTS)("%s", (variant) => {
  const { touched, untouched } = TABLE[variant] ?? row([]);

  it.each([...untouched])("leaves a run alone that does not touch it: %s", (run) => {
    expect(changedBy(variant, run)).toEqual([]);
  });

  it.each([...touched])("changes one that does: %s", (run) => {
    expect(changedBy(variant, run)).not.toEqual([]);
  });
});
