/**
 * What becomes of stake, attestations and orders with time (section 3; R15, R24, R25, R45, R46): nothing leaves while something
 * undecided may still need it, everything ends when its window does, and every fee reaches one of its two ends.
 */
import { describe, expect, it } from "vitest";
import {
  attest,
  attestationOf,
  attestedPair,
  claim,
  contested,
  judged,
  market,
  openCase,
  recordOf,
  registerModel,
  requestOf,
  seatsOf,
  until,
  WEIGHTS,
} from "../../src/conformance/acts.ts";
import {
  type Act,
  act,
  addressOf,
  applied,
  begin,
  buildNext,
  type Chain,
  codesOf,
  eventsOf,
  type Name,
  play,
  playAny,
  purses,
  SHORT,
  signed,
  signerOf,
  skip,
  skipTo,
} from "../../src/conformance/chain.ts";
import { inputHash, orderId } from "../../src/model/attestation/hashes.ts";
import { orders } from "../../src/model/attestation/records.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { ownerConsent } from "../../src/model/staking/register-provider.ts";
import { rebuildTree, storeRoot } from "../../src/model/state/store.ts";
import { rootOf } from "../../src/model/state/tree.ts";
import { balanceOf, feesOf, heightOf, providerOf } from "./readings.ts";

const MARKET = market();
const { challengeWindow: W, openWindow: L, attestationExposure: EXPOSURE, unbonding: UNBONDING } = SHORT;

const unbond = (name: Name, lux: bigint, from = name): Act => act(from, { kind: "unbond", provider: addressOf(name), amount: lux * LUX });
const withdraw = (name: Name, from = name): Act => act(from, { kind: "withdraw", provider: addressOf(name) });

describe("unbonding", () => {
  it("ends at the end of its block, and what has ended goes to the owner, whoever asks for it", () => {
    const consent = signerOf(MARKET.keyring, "oda").sign(ownerConsent(MARKET.state.chain.chainId, addressOf("dan")));
    const owned = play(MARKET, act("dan", { kind: "registerProvider", owner: addressOf("oda"), consent, stake: 150n * LUX }));
    const leaving = play(owned, unbond("dan", 40n, "oda"));
    expect(providerOf(leaving, "dan")).toMatchObject({ stake: 110n * LUX, unbonding: [{ amount: 40n * LUX, ended: false }] });
    const added = play(leaving, act("oda", { kind: "addStake", provider: addressOf("dan"), amount: 5n * LUX }));
    expect(providerOf(added, "dan").stake).toBe(115n * LUX);
    expect(balanceOf(leaving, "oda") - balanceOf(added, "oda")).toBe(5n * LUX + feesOf(added));

    const early = skip(leaving, UNBONDING - 1);
    expect(eventsOf(early, "unbondingEnded")).toEqual([]);
    const ended = skip(early, 1);
    expect(eventsOf(ended, "unbondingEnded")).toMatchObject([{ provider: addressOf("dan"), amount: 40n * LUX }]);
    const paid = play(ended, withdraw("dan"));
    expect(balanceOf(paid, "oda") - balanceOf(ended, "oda")).toBe(40n * LUX);
    expect(balanceOf(ended, "dan") - balanceOf(paid, "dan")).toBe(feesOf(paid));
    expect(providerOf(paid, "dan").unbonding).toEqual([]);
  });

  it("of several entries ends each in its time, and pays those that have ended together", () => {
    const second = play(skip(play(MARKET, unbond("s1", 10n)), 4), unbond("s1", 20n));
    const third = play(skip(second, 4), unbond("s1", 30n));
    const two = skipTo(third, heightOf(second) + UNBONDING);
    expect(providerOf(two, "s1").unbonding.map(({ ended }) => ended)).toEqual([true, true, false]);
    const paid = play(two, withdraw("s1"));
    expect(balanceOf(paid, "s1") - balanceOf(two, "s1")).toBe(30n * LUX - feesOf(paid));
    expect(providerOf(paid, "s1").unbonding).toMatchObject([{ amount: 30n * LUX, ended: false }]);
  });

  /** A chain on which stake could leave before the window of an attestation closes, if nothing held it. */
  const HASTY = market({ parameters: { unbonding: 5 }, unsafe: ["unbonding"] });

  it("is held by an attestation that came before it, until that is final", () => {
    const attested = play(HASTY, attest(HASTY, "ann"));
    const leaving = play(attested, unbond("ann", 80n));
    const last = skipTo(leaving, heightOf(attested) + W + L - 1);
    expect(providerOf(last, "ann").unbonding).toMatchObject([{ ended: false }]);
    expect(codesOf(playAny(last, [withdraw("ann")]))).toEqual(["NOTHING_TO_WITHDRAW"]);
    const final = skip(last, 1);
    expect(recordOf(final, "ann").status).toBe("final");
    expect(providerOf(final, "ann").unbonding).toMatchObject([{ ended: true }]);
    expect(codesOf(playAny(final, [withdraw("ann")]))).toEqual(["applied"]);
  });

  it("is held by an attestation of its own block, whichever came first", () => {
    const both = play(HASTY, attest(HASTY, "ann"), unbond("ann", 80n));
    const last = skipTo(both, heightOf(both) + W + L - 1);
    expect(providerOf(last, "ann").unbonding).toMatchObject([{ ended: false }]);
    expect(providerOf(skip(last, 1), "ann").unbonding).toMatchObject([{ ended: true }]);
  });

  it("is not held by an attestation that came after it", () => {
    const leaving = play(HASTY, unbond("s1", 50n));
    const attested = play(leaving, attest(leaving, "s1"));
    expect(providerOf(skipTo(attested, heightOf(leaving) + 5), "s1").unbonding).toMatchObject([{ ended: true }]);
  });

  it("is held by a seat that was drawn before it, until the case has ended", () => {
    const drawn = until(contested(attestedPair(HASTY, 0, 10)), "commit");
    const [seat] = seatsOf(drawn, "drawn");
    const leaving = play(drawn, unbond(seat!, 50n));
    const voided = until(leaving, "void");
    expect(heightOf(voided)).toBeGreaterThan(heightOf(leaving) + 5);
    expect(providerOf(voided, seat!).unbonding).toMatchObject([{ ended: true }]);
    let before = leaving;
    while (heightOf(before) < heightOf(voided) - 1) before = skip(before, 1);
    expect(providerOf(before, seat!).unbonding).toMatchObject([{ ended: false }]);
  });

  it("is slashed like stake until it has ended: stake first, then the oldest entry", () => {
    const hasty = market({ parameters: { unbonding: 5, slashFault: 5_000 }, unsafe: ["unbonding"] });
    const attested = attestedPair(hasty, 0, 10);
    const leaving = play(play(attested, unbond("ben", 20n)), unbond("ben", 50n));
    const verdict = judged(contested(leaving), 0, 10, 0);
    expect(recordOf(verdict, "ben").how).toBe("fault");
    // Base 100: the half is 50; 30 of stake, the first entry of 20 whole.
    expect(providerOf(verdict, "ben")).toMatchObject({ stake: 0n, unbonding: [{ amount: 50n * LUX }] });
    expect(eventsOf(verdict, "slashed")).toMatchObject([{ provider: addressOf("ben"), cause: "fault", amount: 50n * LUX }]);
  });

  it("is out of reach once it has ended, even while it was not withdrawn", () => {
    const added = play(HASTY, act("ben", { kind: "addStake", provider: addressOf("ben"), amount: 40n * LUX }));
    const ended = skip(play(added, unbond("ben", 40n)), 5);
    expect(providerOf(ended, "ben").unbonding).toMatchObject([{ ended: true }]);
    const verdict = judged(contested(attestedPair(ended, 0, 10)), 0, 10, 0);
    expect(providerOf(verdict, "ben")).toMatchObject({ stake: 0n, unbonding: [{ amount: 40n * LUX, ended: true }] });
    const paid = play(verdict, withdraw("ben"));
    expect(balanceOf(paid, "ben") - balanceOf(verdict, "ben")).toBe(40n * LUX - feesOf(paid));
  });
});

describe("finality", () => {
  it("comes at the end of block W + L after acceptance; until then ξ is reserved", () => {
    const attested = play(MARKET, attest(MARKET, "ann"));
    const accepted = heightOf(attested);
    expect(recordOf(attested, "ann")).toMatchObject({ status: "open", how: "none", acceptedAt: accepted, finalAt: accepted + W + L });
    expect(providerOf(attested, "ann").reserved).toBe(EXPOSURE);
    const last = skipTo(attested, accepted + W + L - 1);
    expect(recordOf(last, "ann").status).toBe("open");
    const final = skip(last, 1);
    expect(recordOf(final, "ann")).toMatchObject({ status: "final", how: "unchallenged" });
    expect(providerOf(final, "ann").reserved).toBe(0n);
    expect(eventsOf(final, "attestationEnded")).toMatchObject([{ attestation: attestationOf(attested, "ann"), how: "unchallenged" }]);
  });

  it("waits for a case that was opened in its very block, and for no claim", () => {
    const pair = attestedPair(MARKET, 0, 0);
    const ids = [attestationOf(pair, "ann"), attestationOf(pair, "ben")] as const;
    const claimed = play(skip(pair, W - 1), claim(pair, "eve", ...ids));
    const last = skip(claimed, L - 1);
    expect(recordOf(skip(last, 1), "ann")).toMatchObject({ status: "final", how: "unchallenged" });
    const opened = play(last, openCase("eve", ...ids));
    expect(heightOf(opened)).toBe(recordOf(pair, "ann").finalAt);
    expect(recordOf(skip(opened, 1), "ann").status).toBe("contested");
  });

  it("is for ever: a final record stays as it is", () => {
    const final = skip(attestedPair(MARKET, 0, 10), W + L);
    const before = recordOf(final, "ann");
    const again = playAny(final, [attest(final, "ann", { value: 3 })]);
    expect(codesOf(again)).toEqual(["ATTESTATION_EXISTS"]);
    expect(recordOf(skip(again, 5), "ann")).toEqual(before);
  });
});

/** Cora orders from Ann what `attest` attests to. */
const order = (chain: Chain, fee: bigint, blocks: number, from = "cora"): Act =>
  act(from, {
    kind: "placeOrder",
    ...{
      provider: addressOf("ann"),
      modelID: WEIGHTS,
      inputHash: inputHash(chain.state.chain, requestOf(0)),
      fee,
      expiry: BigInt(heightOf(chain) + 1 + blocks),
    },
  });
const idOf = (chain: Chain, nonce: number, consumer = "cora") => orderId(chain.state.chain.chainId, addressOf(consumer), nonce);
const openOrders = (chain: Chain) => orders.all(chain.state.store);

describe("an order", () => {
  it("escrows its fee, and at its expiry gives it back", () => {
    const placed = play(MARKET, order(MARKET, LUX, 3));
    expect(balanceOf(MARKET, "cora") - balanceOf(placed, "cora")).toBe(LUX + feesOf(placed));
    expect(purses(placed.state.store).escrow).toBe(LUX);
    const last = skip(placed, 2);
    expect(openOrders(last)).toHaveLength(1);
    const expired = skip(last, 1);
    expect(openOrders(expired)).toEqual([]);
    expect(balanceOf(expired, "cora") - balanceOf(placed, "cora")).toBe(LUX);
    expect(eventsOf(expired, "orderClosed")).toMatchObject([{ reason: "expired" }]);
  });

  it("is filled in its last block, and does not expire once it is", () => {
    const last = skip(play(MARKET, order(MARKET, LUX, 3)), 2);
    const filled = play(last, attest(last, "ann"));
    expect(eventsOf(filled, "orderClosed")).toMatchObject([{ reason: "filled" }]);
    expect(openOrders(skip(filled, 3))).toMatchObject([{ filledBy: attestationOf(filled, "ann"), fee: LUX }]);
  });

  it("is cancelled by its consumer, who gets the fee back", () => {
    const placed = play(MARKET, order(MARKET, LUX, 3));
    const cancelled = play(placed, act("cora", { kind: "cancelOrder", order: idOf(MARKET, 0) }));
    expect(balanceOf(cancelled, "cora") - balanceOf(placed, "cora")).toBe(LUX - feesOf(cancelled));
    expect(openOrders(cancelled)).toEqual([]);
  });

  it("that pays most is filled; the others stay until they expire", () => {
    const placed = play(MARKET, order(MARKET, LUX, 9), order(MARKET, 3n * LUX, 9, "eve"), order(MARKET, 2n * LUX, 9));
    const filled = play(placed, attest(placed, "ann"));
    expect(recordOf(filled, "ann").order).toBe(idOf(MARKET, 0, "eve"));
    expect(openOrders(filled).filter(({ filledBy }) => filledBy === undefined)).toHaveLength(2);
    expect(purses(skip(filled, 9).state.store).escrow).toBe(3n * LUX);
  });

  it("of those that pay the same, the one with the lowest id is filled", () => {
    const placed = play(MARKET, ...[0, 1, 2, 3].map(() => order(MARKET, LUX, 9)));
    const filled = play(placed, attest(placed, "ann"));
    expect(recordOf(filled, "ann").order).toBe([0, 1, 2, 3].map((nonce) => idOf(MARKET, nonce)).sort()[0]);
  });

  it("of another provider, model or input is not filled", () => {
    const payload = order(MARKET, LUX, 9).payload;
    const others = [{ provider: addressOf("ben") }, { inputHash: inputHash(MARKET.state.chain, requestOf(1)) }];
    const placed = play(MARKET, ...others.map((other) => act("cora", { ...payload, ...other } as typeof payload)));
    const filled = play(placed, attest(placed, "ann"));
    expect(recordOf(filled, "ann").order).toBeUndefined();
  });

  it("pays the provider when its attestation is final, less the burnt share, and not before", () => {
    const burning = market({ parameters: { feeBurn: 1_234 } });
    const filled = play(play(burning, order(burning, 99_999n, 3)), attest(burning, "ann", { from: "ben" }));
    const last = skip(filled, W + L - 1);
    expect(balanceOf(last, "ann")).toBe(balanceOf(burning, "ann"));
    const final = skip(last, 1);
    // 12.34 % of 99,999 is 12,339.8766: shares round down.
    expect(balanceOf(final, "ann") - balanceOf(last, "ann")).toBe(99_999n - 12_339n);
    expect(purses(final.state.store).burnt - purses(last.state.store).burnt).toBe(12_339n);
    expect(openOrders(final)).toEqual([]);
  });

  it("gives the fee back to the consumer, whole, where the attestation is struck", () => {
    const burning = market({ parameters: { feeBurn: 1_234 } });
    const placed = play(burning, order(burning, LUX, 3));
    const verdict = judged(contested(attestedPair(placed, 10, 0)), 10, 0, 0);
    expect(recordOf(verdict, "ann").status).toBe("struck");
    expect(balanceOf(verdict, "cora") - balanceOf(placed, "cora")).toBe(LUX);
    expect(purses(verdict.state.store).escrow).toBe(0n);
  });
});

describe("a retired model", () => {
  it("takes nothing new, and what is under way goes on", () => {
    const pair = contested(attestedPair(MARKET, 0, 10));
    const retired = play(pair, act("olga", { kind: "retireModel", modelID: WEIGHTS }));
    expect(codesOf(playAny(retired, [attest(retired, "cid")]))).toEqual(["MODEL_RETIRED"]);
    expect(recordOf(judged(retired, 0, 10, 0), "ben").how).toBe("fault");
  });
});

describe("a ruling", () => {
  it("R07 ignored: an attestation of any time is taken", () => {
    const chain = market({ rulings: { R07: "ignored" } });
    expect(codesOf(playAny(chain, [attest(chain, "ann", { timestamp: 0 }), attest(chain, "ben", { timestamp: 2 ** 53 - 1 })]))).toEqual([
      "applied",
      "applied",
    ]);
  });

  it("tee-assumed: a model that requires a TEE is taken", () => {
    const chain = begin({ unsafe: ["tee-assumed"] });
    expect(codesOf(playAny(chain, [act("olga", registerModel({ teeRequired: true }))]))).toEqual(["applied"]);
  });
});

describe("a block", () => {
  it("that is applied comes to the state of its proposer, whose tree is that of its records", () => {
    const acts = [order(MARKET, LUX, 3), attest(MARKET, "ann"), unbond("s1", 3n), act("ben", { kind: "stopServing", modelID: WEIGHTS })];
    const built = buildNext(MARKET, signed(MARKET, acts));
    const result = applied(MARKET, built.block);
    if (!result.ok) throw new Error(result.refusal.code);
    expect(result.receipts).toEqual(built.receipts);
    expect(result.events).toEqual(built.events);
    expect(result.state.head).toEqual(built.state.head);
    expect(storeRoot(result.state.store)).toEqual(rootOf(rebuildTree(built.state.store)));
  });

  it("leaves the state it was applied to as it was: a state is a snapshot", () => {
    const root = storeRoot(MARKET.state.store);
    const next = play(MARKET, attest(MARKET, "ann"));
    skip(next, W + L);
    expect(storeRoot(MARKET.state.store)).toEqual(root);
    expect(rootOf(rebuildTree(MARKET.state.store))).toEqual(root);
    expect(providerOf(MARKET, "ann").reserved).toBe(0n);
  });

  it("that two branches share forks into states of their own", () => {
    const [one, other] = [play(MARKET, attest(MARKET, "ann")), play(MARKET, attest(MARKET, "ben"))];
    expect(providerOf(one, "ben").reserved).toBe(0n);
    expect(providerOf(other, "ann").reserved).toBe(0n);
  });
});
