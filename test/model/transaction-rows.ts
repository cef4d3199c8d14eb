/** Something valid of every kind of transaction, and for each code that it can be refused with, the one thing to make wrong. */

import {
  attest,
  attestationOf,
  attestedPair,
  claim,
  commitSeat,
  committed,
  contested,
  market,
  openCase,
  openSeat,
  outputOf,
  registerModel,
  requestOf,
  revealOutput,
  seatsOf,
  until,
  WEIGHTS,
} from "../../src/conformance/acts.ts";
import {
  type Act,
  act,
  addressOf,
  BLOCK_SECONDS,
  type Chain,
  digestOf,
  FORTUNE,
  type Name,
  play,
  SHORT,
  signerOf,
  skip,
} from "../../src/conformance/chain.ts";
import { orderId } from "../../src/model/attestation/hashes.ts";
import type { Payload, TransactionKind } from "../../src/model/chain/transactions.ts";
import type { Code } from "../../src/model/errors/codes.ts";
import { LUX } from "../../src/model/params/parameters.ts";
import { ownerConsent } from "../../src/model/staking/register-provider.ts";
import { parseDecimal } from "../../src/model/tolerance/decimal.ts";

/** A chain, acts of the same block that come first, and the act in question. */
export interface Scene {
  readonly chain: Chain;
  readonly before: readonly Act[];
  readonly act: Act;
}

const scene = (chain: Chain, act: Act, ...before: readonly Act[]): Scene => ({ chain, before, act });

export const MARKET = market();
const STRANGE = digestOf("something that nobody knows");

export const unbond = (amount: bigint): Act => act("ann", { kind: "unbond", provider: addressOf("ann"), amount });
const UNBONDING = play(MARKET, unbond(10n * LUX));
const withdrawing = (blocks: number): Scene => scene(skip(UNBONDING, blocks), act("ann", { kind: "withdraw", provider: addressOf("ann") }));

const register = (fields: Partial<Extract<Payload, { kind: "registerProvider" }>> = {}): Act =>
  act("dan", { kind: "registerProvider", owner: addressOf("dan"), consent: undefined, stake: 100n * LUX, ...fields });
const retire = act("olga", { kind: "retireModel", modelID: WEIGHTS });

export const order = act("cora", {
  kind: "placeOrder",
  ...{ provider: addressOf("ann"), modelID: WEIGHTS, fee: LUX, expiry: BigInt(MARKET.state.head.height + 3) },
  inputHash: (attest(MARKET, "ann").payload as Extract<Payload, { kind: "attest" }>).inputHash,
});
const ORDERED = play(MARKET, order);

/** Attestations of Ann and Ben, and what Eve claims of two ids; open it `after` blocks later. */
function claimedScene(chain: Chain, first: `0x${string}`, second: `0x${string}`, by: Name = "eve", input = requestOf(0)): Scene {
  return scene(play(chain, claim(chain, by, first, second)), openCase(by, first, second, input));
}

export const PAIR = attestedPair(MARKET, 0, 10);
export const IDS = [attestationOf(PAIR, "ann"), attestationOf(PAIR, "ben")] as const;
const CONTESTED = contested(PAIR);

const COMMITTING = until(CONTESTED, "commit");
const [FIRST_SEAT] = seatsOf(COMMITTING, "drawn") as [Name];
/** The first seat let its time pass; another was drawn and is at work. */
const REDRAWN = until(until(COMMITTING, "draw"), "commit");
const REVEALING = until(committed(COMMITTING, 0), "reveal");
const OPENING = until(REVEALING, "open");

/** Something valid of every kind. */
export const VALID: { readonly [K in TransactionKind]: () => Scene } = {
  transfer: () => scene(MARKET, act("eve", { kind: "transfer", to: addressOf("dan"), amount: 1n })),
  registerModel: () => scene(MARKET, act("olga", registerModel({ weightHash: digestOf("other weights"), version: 2n }))),
  retireModel: () => scene(MARKET, retire),
  registerProvider: () => scene(MARKET, register()),
  addStake: () => scene(MARKET, act("ann", { kind: "addStake", provider: addressOf("ann"), amount: 1n })),
  unbond: () => scene(MARKET, unbond(100n * LUX)),
  withdraw: () => withdrawing(SHORT.unbonding),
  serveModel: () => scene(play(MARKET, register()), act("dan", { kind: "serveModel", modelID: WEIGHTS })),
  stopServing: () => scene(MARKET, act("ann", { kind: "stopServing", modelID: WEIGHTS })),
  placeOrder: () => scene(MARKET, order),
  cancelOrder: () => scene(ORDERED, act("cora", { kind: "cancelOrder", order: orderId(ORDERED.state.chain.chainId, addressOf("cora"), 0) })),
  attest: () => scene(MARKET, attest(MARKET, "ann")),
  claim: () => scene(PAIR, claim(PAIR, "eve", ...IDS)),
  openCase: () => claimedScene(PAIR, ...IDS),
  commitSeat: () => scene(COMMITTING, commitSeat(COMMITTING, FIRST_SEAT, 0)),
  revealOutput: () => scene(REVEALING, revealOutput(REVEALING, "ann", 0)),
  openSeat: () => scene(OPENING, openSeat(FIRST_SEAT, 0)),
};

type Alter = (valid: Scene) => Scene;

/** One thing wrong in what the act says. */
const says =
  (fields: object): Alter =>
  (valid) => ({ ...valid, act: { ...valid.act, payload: { ...valid.act.payload, ...fields } as Payload } });
/** Someone else sends it. */
const from =
  (name: Name): Alter =>
  (valid) => ({ ...valid, act: { ...valid.act, from: name } });
/** These come first. */
const after =
  (...before: readonly Act[]): Alter =>
  (valid) => ({ ...valid, before });
/** The same act has been done already. */
const twice: Alter = (valid) => ({ ...valid, before: [valid.act] });
/** The act is done at another time. */
const on =
  (chain: Chain): Alter =>
  (valid) => ({ ...valid, chain });
/** Another act on the same chain. */
const doing =
  (wrong: Act): Alter =>
  (valid) => ({ ...valid, act: wrong });
const instead =
  (wrong: () => Scene): Alter =>
  () =>
    wrong();

const CONSENT_OF_ANOTHER = signerOf(MARKET.keyring, "eve").sign(ownerConsent(MARKET.state.chain.chainId, addressOf("dan")));
export const BLOCK_TIME = MARKET.state.head.time + BLOCK_SECONDS;
const JUNK = new TextEncoder().encode("no request");
const allBut = (left: bigint): Act => act("eve", { kind: "transfer", to: addressOf("dan"), amount: FORTUNE - left });
const attestations = (count: number): Act[] => Array.from({ length: count }, (_, index) => attest(MARKET, "ann", { request: requestOf(index + 1) }));

/** Claims at the last block of the window, or one too late. */
export function claimedAt(blocks: number): Scene {
  return claimedScene(skip(PAIR, blocks - 1), ...IDS);
}

export const ROWS: readonly (readonly [kind: TransactionKind, code: Code, wrong: string, alter: Alter])[] = [
  ["transfer", "AMOUNT_ZERO", "nothing", says({ amount: 0n })],
  ["transfer", "BALANCE_TOO_LOW", "more than there is", says({ amount: FORTUNE })],

  ["registerModel", "NAME_EMPTY", "no name", says({ name: "" })],
  [
    "registerModel",
    "TOLERANCE_INVALID",
    "thresholds too close",
    says({ tolerance: { kind: "l2", agree: parseDecimal("1"), fault: parseDecimal("2") } }),
  ],
  ["registerModel", "TEE_VERIFIER_ABSENT", "a TEE on a chain that verifies none", says({ teeRequired: true })],
  ["registerModel", "MODEL_EXISTS", "weights that are registered", says({ weightHash: WEIGHTS })],
  ["registerModel", "MODEL_EXISTS", "weights of another owner", (valid) => says({ weightHash: WEIGHTS })(from("eve")(valid))],
  ["registerModel", "MODEL_VERSION_NOT_RISING", "the last version again", says({ version: 1n })],

  ["retireModel", "MODEL_UNKNOWN", "another id", says({ modelID: STRANGE })],
  ["retireModel", "NOT_MODEL_OWNER", "someone else's", from("eve")],
  ["retireModel", "MODEL_RETIRED", "again", twice],

  ["registerProvider", "PROVIDER_EXISTS", "again", twice],
  ["registerProvider", "OWNER_CONSENT_INVALID", "an owner that was not asked", says({ owner: addressOf("oda") })],
  ["registerProvider", "OWNER_CONSENT_INVALID", "another's consent", says({ owner: addressOf("oda"), consent: CONSENT_OF_ANOTHER })],
  ["registerProvider", "OWNER_CONSENT_INVALID", "a consent that is no signature", says({ consent: `0x${"00".repeat(65)}` })],
  ["registerProvider", "STAKE_BELOW_MINIMUM", "one nLUX less", says({ stake: 100n * LUX - 1n })],
  ["registerProvider", "BALANCE_TOO_LOW", "more than there is", says({ stake: FORTUNE })],

  ["addStake", "AMOUNT_ZERO", "nothing", says({ amount: 0n })],
  ["addStake", "PROVIDER_UNKNOWN", "to nobody's stake", says({ provider: addressOf("eve") })],
  ["addStake", "NOT_PROVIDER_OR_OWNER", "to someone else's", from("eve")],
  ["addStake", "BALANCE_TOO_LOW", "more than there is", says({ amount: FORTUNE })],

  ["unbond", "AMOUNT_ZERO", "nothing", says({ amount: 0n })],
  ["unbond", "PROVIDER_UNKNOWN", "of nobody", says({ provider: addressOf("eve") })],
  ["unbond", "NOT_PROVIDER_OR_OWNER", "someone else's", from("eve")],
  ["unbond", "STAKE_RESERVED", "what an attestation holds", after(attest(MARKET, "ann"))],
  ["unbond", "STAKE_RESERVED", "more than there is", says({ amount: 100n * LUX + 1n })],
  ["unbond", "UNBONDING_FULL", "after 64 others", (valid) => says({ amount: 1n })(after(...Array<Act>(64).fill(unbond(1n)))(valid))],

  ["withdraw", "PROVIDER_UNKNOWN", "of nobody", says({ provider: addressOf("eve") })],
  ["withdraw", "NOT_PROVIDER_OR_OWNER", "someone else's", from("eve")],
  ["withdraw", "NOTHING_TO_WITHDRAW", "a block early", instead(() => withdrawing(SHORT.unbonding - 1))],
  ["withdraw", "NOTHING_TO_WITHDRAW", "again", twice],

  ["serveModel", "MODEL_UNKNOWN", "another id", says({ modelID: STRANGE })],
  ["serveModel", "MODEL_RETIRED", "once it is retired", after(retire)],
  ["serveModel", "PROVIDER_UNKNOWN", "by someone who is none", from("eve")],
  ["serveModel", "PROVIDER_INACTIVE", "below the minimum", after(act("dan", { kind: "unbond", provider: addressOf("dan"), amount: 1n }))],
  ["serveModel", "ALREADY_SERVING", "again", twice],

  ["stopServing", "NOT_SERVING", "by someone who does not", from("eve")],
  ["stopServing", "NOT_SERVING", "again", twice],

  ["placeOrder", "AMOUNT_ZERO", "for nothing", says({ fee: 0n })],
  ["placeOrder", "MODEL_UNKNOWN", "another id", says({ modelID: STRANGE })],
  ["placeOrder", "MODEL_RETIRED", "once it is retired", after(retire)],
  ["placeOrder", "PROVIDER_UNKNOWN", "of nobody", says({ provider: addressOf("eve") })],
  ["placeOrder", "ORDER_EXPIRED", "to end with this block", says({ expiry: BigInt(MARKET.state.head.height + 1) })],
  ["placeOrder", "ATTESTATION_EXISTS", "what has been attested to", after(attest(MARKET, "ann"))],
  ["placeOrder", "BALANCE_TOO_LOW", "for more than there is", says({ fee: FORTUNE })],

  ["cancelOrder", "ORDER_UNKNOWN", "another id", says({ order: STRANGE })],
  ["cancelOrder", "ORDER_UNKNOWN", "once it is filled", after(attest(ORDERED, "ann"))],
  ["cancelOrder", "ORDER_UNKNOWN", "again", twice],
  ["cancelOrder", "NOT_ORDER_CONSUMER", "someone else's", from("ann")],

  ["attest", "MODEL_UNKNOWN", "to another id", doing(attest(MARKET, "ann", { modelID: STRANGE }))],
  ["attest", "MODEL_RETIRED", "once it is retired", after(retire)],
  ["attest", "PROVIDER_UNKNOWN", "by someone who is no provider", doing(attest(MARKET, "dan"))],
  ["attest", "PROVIDER_INACTIVE", "below the minimum", after(unbond(1n))],
  ["attest", "TIMESTAMP_TOO_OLD", "a second too old", doing(attest(MARKET, "ann", { timestamp: BLOCK_TIME - SHORT.maxAge - 1 }))],
  ["attest", "TIMESTAMP_TOO_NEW", "a second too new", doing(attest(MARKET, "ann", { timestamp: BLOCK_TIME + SHORT.maxSkew + 1 }))],
  ["attest", "ATTESTATION_SIGNATURE_INVALID", "signed by another", doing(attest(MARKET, "ann", { signedBy: "ben" }))],
  ["attest", "ATTESTATION_SIGNATURE_INVALID", "one field other than signed", says({ outputHash: STRANGE })],
  ["attest", "ATTESTATION_EXISTS", "again", twice],
  ["attest", "ATTESTATION_EXISTS", "to another output", after(attest(MARKET, "ann", { value: 1 }))],
  ["attest", "EXPOSURE_UNAVAILABLE", "a seventh with stake for six", after(...attestations(6))],

  ["claim", "CLAIM_EXISTS", "again", twice],
  ["claim", "BALANCE_TOO_LOW", "with the bond but not the fee", after(allBut(12n * LUX + (4n * LUX) / 10n + LUX / 100n))],

  ["openCase", "CLAIM_UNKNOWN", "with another salt", says({ salt: STRANGE })],
  ["openCase", "CLAIM_UNKNOWN", "in the other order", says({ first: IDS[1], second: IDS[0] })],
  ["openCase", "CLAIM_UNKNOWN", "by another", from("dan")],
  ["openCase", "CLAIM_UNKNOWN", "again", twice],
  ["openCase", "CLAIM_TOO_RECENT", "in the block of the claim", instead(() => scene(PAIR, openCase("eve", ...IDS), claim(PAIR, "eve", ...IDS)))],
  ["openCase", "ATTESTATIONS_EQUAL", "one against itself", instead(() => claimedScene(PAIR, IDS[0], IDS[0]))],
  ["openCase", "ATTESTATION_UNKNOWN", "against nothing", instead(() => claimedScene(PAIR, IDS[0], STRANGE))],
  [
    ...(["openCase", "REQUESTS_DIFFER", "of two requests"] as const),
    instead(() => {
      const chain = play(PAIR, attest(PAIR, "cid", { request: requestOf(1) }));
      return claimedScene(chain, IDS[0], attestationOf(chain, "cid", requestOf(1)));
    }),
  ],
  ["openCase", "CHALLENGER_IS_PARTY", "by one of the two", instead(() => claimedScene(PAIR, ...IDS, "ben"))],
  ["openCase", "CHALLENGER_IS_PARTY", "by the owner of one of the two", instead(ownerChallenges)],
  [
    ...(["openCase", "ATTESTATION_NOT_OPEN", "after another opened it"] as const),
    instead(() => scene(play(PAIR, claim(PAIR, "eve", ...IDS), claim(PAIR, "dan", ...IDS)), openCase("eve", ...IDS), openCase("dan", ...IDS))),
  ],
  ["openCase", "WINDOW_CLOSED", "claimed a block late", instead(() => claimedAt(SHORT.challengeWindow + 1))],
  ["openCase", "INPUT_MISMATCH", "with another input", says({ input: requestOf(1) })],
  ["openCase", "INPUT_MALFORMED", "about what is no request", instead(junkChallenged)],

  ["commitSeat", "CASE_UNKNOWN", "another number", says({ case: 1 })],
  ["commitSeat", "PHASE_WRONG", "before its time", on(CONTESTED)],
  ["commitSeat", "PHASE_WRONG", "after its time", on(REVEALING)],
  ["commitSeat", "NOT_A_SEAT", "by someone who was not drawn", from("eve")],
  ["commitSeat", "SEAT_ABSENT", "after a redraw", on(REDRAWN)],
  ["commitSeat", "ALREADY_COMMITTED", "again", twice],

  ["revealOutput", "CASE_UNKNOWN", "another number", says({ case: 1 })],
  ["revealOutput", "PHASE_WRONG", "before its time", on(COMMITTING)],
  ["revealOutput", "PHASE_WRONG", "after its time", on(OPENING)],
  ["revealOutput", "NOT_A_MEMBER", "of an attestation that is not judged", says({ attestation: STRANGE })],
  ["revealOutput", "ALREADY_REVEALED", "again", twice],
  ["revealOutput", "OUTPUT_MALFORMED", "what does not decode", says({ output: JUNK })],
  ["revealOutput", "OUTPUT_MISMATCH", "another output", says({ output: outputOf(1) })],
  ["revealOutput", "OUTPUT_MISMATCH", "another salt", says({ salt: STRANGE })],

  ["openSeat", "CASE_UNKNOWN", "another number", says({ case: 1 })],
  ["openSeat", "PHASE_WRONG", "before its time", on(REVEALING)],
  ["openSeat", "NOT_A_SEAT", "by someone who was not drawn", from("eve")],
  ["openSeat", "SEAT_ABSENT", "after it was absent", instead(absentOpens)],
  ["openSeat", "ALREADY_REVEALED", "again", twice],
  ["openSeat", "OUTPUT_MALFORMED", "what does not decode", says({ output: JUNK })],
  ["openSeat", "COMMITMENT_MISMATCH", "another output", says({ output: outputOf(1) })],
  ["openSeat", "COMMITMENT_MISMATCH", "another salt", says({ salt: STRANGE })],
];

/** Oda owns Dan, who attested; Oda challenges. */
function ownerChallenges(): Scene {
  const consent = signerOf(MARKET.keyring, "oda").sign(ownerConsent(MARKET.state.chain.chainId, addressOf("dan")));
  const owned = play(PAIR, register({ owner: addressOf("oda"), consent }));
  const chain = play(owned, attest(owned, "dan"));
  return claimedScene(chain, IDS[0], attestationOf(chain, "dan"), "oda");
}

/** Ann and Ben attested to bytes that are no request. */
function junkChallenged(): Scene {
  const chain = play(MARKET, attest(MARKET, "ann", { request: JUNK }), attest(MARKET, "ben", { request: JUNK, value: 10 }));
  return claimedScene(chain, attestationOf(chain, "ann", JUNK), attestationOf(chain, "ben", JUNK), "eve", JUNK);
}

/** The first seat was absent, the second committed; now the first would open. */
function absentOpens(): Scene {
  return scene(until(committed(REDRAWN, 0), "open"), openSeat(FIRST_SEAT, 0));
}
