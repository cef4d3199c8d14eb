/** Sets of Warp validators in the chain's state (R49), and what they may sign of it (R28). */
import { describe, expect, it } from "vitest";
import { attest, attestationOf, market } from "../../src/conformance/acts.ts";
import {
  begin,
  type Chain,
  type ChainOptions,
  codesOf,
  differences,
  play,
  playAny,
  SHORT,
  skip,
  skipTo,
  warpSet,
} from "../../src/conformance/chain.ts";
import { changing } from "../../src/conformance/rows/governance.ts";
import { genesisState } from "../../src/model/chain/genesis.ts";
import type { Keyring } from "../../src/model/crypto/crypto.ts";
import { idealKeyring } from "../../src/model/crypto/ideal.ts";
import { realKeyring } from "../../src/model/crypto/real.ts";
import type { WarpCode } from "../../src/model/errors/warp-codes.ts";
import { validatorSets } from "../../src/model/validators/records.ts";
import type { WarpValidator } from "../../src/model/validators/set.ts";
import { answerOf, handoverOf, type Lookup, maySign, signingSet } from "../../src/model/warp/index.ts";

const RETENTION = 5;
const ring = idealKeyring();
const [FIRST, SECOND, THIRD] = [{ vera: 1n }, { vic: 1n, viv: 2n }, { vera: 1n, vlad: 1n }].map((weights) => warpSet(ring, weights)) as [
  WarpValidator[],
  WarpValidator[],
  WarpValidator[],
];

const options = (more: ChainOptions = {}): ChainOptions => ({
  ...{ keyring: ring, validators: { networkID: 1, set: FIRST } },
  ...more,
  parameters: { warpRetention: RETENTION, ...more.parameters },
});
const change = (chain: Chain, validators: readonly WarpValidator[], sequence = 0) =>
  changing(chain, { kind: "validators", validators }, ["gil", "gwen"], sequence);
const setsOf = ({ state }: Chain) => validatorSets.all(state.store).map(({ from, last }) => [from, last]);
const signing = ({ state }: Chain) => signingSet(state)?.validators;

describe("sets of validators", () => {
  const begun = begin(options());
  const scheduled = play(begun, change(begun, SECOND)); // height 1, due at 17
  const due = 1 + SHORT.ownerDelay;
  const replaced = skipTo(scheduled, due);

  it("begin with genesis", () => {
    expect([setsOf(begun), signing(begun)]).toEqual([[[0, undefined]], FIRST]);
  });

  it("are none on a chain without Warp, until governance names one", () => {
    const without = begin({ keyring: ring });
    expect([setsOf(without), signing(without), handoverOf(without.state)]).toEqual([[], undefined, undefined]);
    const later = skipTo(play(without, change(without, SECOND)), due);
    expect([setsOf(later), signing(later), signing(skip(later, 1))]).toEqual([[[due + 1, undefined]], undefined, SECOND]);
  });

  it("follow each other at the end of a block: the next one signs from the block after it on", () => {
    const before = skipTo(scheduled, due - 1);
    expect([setsOf(before), handoverOf(before.state)]).toEqual([[[0, undefined]], undefined]);
    expect(setsOf(replaced)).toEqual([
      [0, due],
      [due + 1, undefined],
    ]);
    expect([signing(replaced), signing(skip(replaced, 1))]).toEqual([FIRST, SECOND]);
    expect(handoverOf(replaced.state)).toMatchObject({ lookup: { kind: "root", height: due }, record: { from: due + 1, validators: SECOND } });
    expect(handoverOf(skip(replaced, 1).state)).toBeUndefined();
  });

  it("are kept as long as a message of their last height is judged, and dropped in the block after", () => {
    const last = skipTo(replaced, due + RETENTION);
    expect(setsOf(last)).toHaveLength(2);
    const dropped = skip(last, 1);
    expect(setsOf(dropped)).toEqual([[due + 1, undefined]]);
    expect(differences(last.state.store, dropped.state.store)).toEqual([`validatorSet 0x${"0".repeat(16)}`]);
  });

  it("are kept by the retention in force: a change of it reaches those that are there", () => {
    const parameters = { ...begun.genesis.protocol.parameters, warpRetention: 100 };
    const longer = play(scheduled, changing(scheduled, { kind: "parameters", parameters }, ["gil", "gwen"], 1));
    expect(setsOf(skipTo(longer, due + RETENTION + 10))).toHaveLength(2);
  });

  it("of two that take effect at one height only the later ever signs", () => {
    const both = play(begun, change(begun, SECOND), change(begun, THIRD, 1));
    const after = skipTo(both, due + 1);
    expect([setsOf(after), signing(after)]).toEqual([
      [
        [0, due],
        [due + 1, undefined],
      ],
      THIRD,
    ]);
  });

  it("are refused where a key that is in force comes with another's proof", () => {
    const [known] = FIRST as [WarpValidator];
    const [other] = SECOND as [WarpValidator];
    const refused = playAny(begun, [change(begun, [{ ...known, possession: other.possession }])]);
    expect([codesOf(refused), codesOf(playAny(begun, [change(begun, [known])]))]).toEqual([["CHANGE_REFUSED"], ["applied"]]);
  });

  it("do not follow a change that was refused", () => {
    const refused = playAny(begun, [change(begun, [...SECOND].reverse())]);
    expect([codesOf(refused), setsOf(skipTo(refused, due + 1))]).toEqual([["CHANGE_REFUSED"], [[0, undefined]]]);
  });
});

describe("a genesis with validators", () => {
  const { genesis } = begin(options());
  type Pair = [WarpValidator, WarpValidator];
  const badOf = ([a, b]: Pair): readonly (readonly [WarpCode, readonly WarpValidator[]])[] => [
    ["WARP_KEYS_TWICE", [a, a]],
    ["WARP_KEYS_ORDER", [b, a]],
    ["WARP_WEIGHT_ZERO", [a, { ...b, weight: 0n }]],
    ["WARP_WEIGHT_OVERFLOW", [a, { ...b, weight: 2n ** 64n - 1n }]],
    ["WARP_KEY", [{ ...a, publicKey: `0x9f${"ab".repeat(47)}` }]],
    ["WARP_POSSESSION", [a, { ...b, possession: a.possession }]],
  ];
  const { beaconKey } = begin({ keyring: realKeyring }).genesis;
  const pairOf = (keyring: Keyring): Pair => warpSet(keyring, { vic: 1n, viv: 2n }) as Pair;
  it.each([ring, realKeyring].flatMap((keyring) => badOf(pairOf(keyring)).map(([code, set]) => [keyring.crypto.name, code, set, keyring] as const)))(
    "is refused under %s keys with %s, and begins with the twin",
    (_, code, set, keyring) => {
      const { crypto } = keyring;
      const genesisOf = (validators: readonly WarpValidator[]) => ({
        ...genesis,
        ...(crypto.name === "real" && { beaconKey }),
        validators: { networkID: 1, set: validators },
      });
      const refused = genesisState(genesisOf(set), crypto);
      expect(refused).toMatchObject({ ok: false, refusal: { code: "GENESIS_MALFORMED", detail: expect.stringContaining(`validators: ${code}`) } });
      expect(genesisState(genesisOf(pairOf(keyring)), crypto).ok).toBe(true);
    },
  );
});

describe("what may be signed", () => {
  const stage = (rulings: ChainOptions["rulings"]) => {
    const begun = market(options({ rulings: rulings ?? {}, parameters: { retention: 3 } }));
    const open = play(begun, attest(begun, "ann"));
    return { open: open.state, id: attestationOf(open, "ann"), ended: skip(open, SHORT.challengeWindow + SHORT.openWindow + 1).state, chain: open };
  };
  const nobody = `0x${"77".repeat(32)}` as const;

  it("under the default is one record with its status, or that there is none", () => {
    const { open, ended, id } = stage({});
    const lookups = [answerOf(open, id), answerOf(ended, id), answerOf(open, nobody)].map((answer) => answer!.lookup);
    expect(lookups.map((lookup) => (lookup.kind === "attestation" ? lookup.status : lookup.kind))).toEqual(["open", "final", "absence"]);
    expect(lookups.map((lookup) => [maySign(open, lookup), maySign(ended, lookup)])).toEqual([
      [true, false],
      [false, true],
      [true, false],
    ]);
  });

  it("under the default is no state root, but where a set takes over", () => {
    const { open, chain, id } = stage({});
    const rootOf = ({ state }: Chain): Lookup =>
      answerOf({ ...state, chain: { ...state.chain, rulings: { ...state.chain.rulings, R28: "state-root" } } }, id)!.lookup;
    expect(maySign(open, rootOf(chain))).toBe(false);
    const replaced = skip(play(chain, change(chain, SECOND)), SHORT.ownerDelay);
    expect([handoverOf(replaced.state)?.lookup, maySign(replaced.state, rootOf(replaced))]).toEqual([rootOf(replaced), true]);
    expect(maySign(skip(replaced, 1).state, rootOf(skip(replaced, 1)))).toBe(false);
  });

  it("under `state-root` is the root, and no record", () => {
    const { open, id } = stage({ R28: "state-root" });
    const answer = answerOf(open, id)!;
    expect([answer.lookup.kind, answer.witness!.record!.status, maySign(open, answer.lookup)]).toEqual(["root", "open", true]);
    const { record } = answer.witness!;
    expect(maySign(open, { kind: "attestation", height: open.head.height, id, status: "open", record: record! })).toBe(false);
  });

  it("is nothing of an attestation that was pruned to its hash", () => {
    const { chain, id } = stage({ R52: "pruned" });
    const pruned = skip(chain, SHORT.challengeWindow + SHORT.openWindow + 5).state;
    expect(answerOf(pruned, id)).toBeUndefined();
    expect(maySign(pruned, { kind: "absence", height: pruned.head.height, id })).toBe(false);
  });
});
