/** Rows of the transactions of `staking`. */
import type { Payload } from "../../model/chain/transactions.ts";
import { LUX } from "../../model/params/parameters.ts";
import { ownerConsent } from "../../model/staking/register-provider.ts";
import { attest, WEIGHTS } from "../acts.ts";
import { type Act, act, addressOf, bytesOf, type Chain, FORTUNE, type Name, play, SHORT, signerOf, skip } from "../chain.ts";
import { provenMarket, servingReport, trusting } from "../evidence.ts";
import { after, both, type DomainRows, from, instead, marketUnder, type Scene, type Stage, says, scene, twice, usualMarket } from "../scene.ts";
import { retire, STRANGE } from "./registry.ts";

const PROVIDER_UNKNOWN_OWNER = "whoever is no provider has no owner, and is not asked for one";
const NO_RETIRED = "what nobody registered was never retired";

/** Ann unbonds. */
export const unbond = (amount: bigint): Act => act("ann", { kind: "unbond", provider: addressOf("ann"), amount });

/** Dan registers as a provider; fields that are not said are the usual ones. */
export const register = (fields: Partial<Extract<Payload, { kind: "registerProvider" }>> = {}): Act =>
  act("dan", { kind: "registerProvider", owner: addressOf("dan"), consent: undefined, stake: 100n * LUX, ...fields });

/** Dan registers, and an owner who signed for it owns him. */
export const registerOwned = (chain: Chain, owner: string, signer = owner): Act =>
  register({ owner: addressOf(owner), consent: signerOf(chain.keyring, signer).sign(ownerConsent(chain.state.chain.chainId, addressOf("dan"))) });

const unbonding = (stage: Stage): Chain => play(stage.of(usualMarket), unbond(10n * LUX));
const withdrawing = (stage: Stage, blocks: number): Scene =>
  scene(skip(stage.of(unbonding), blocks), act("ann", { kind: "withdraw", provider: addressOf("ann") }));
const registered = (stage: Stage): Chain => play(stage.of(usualMarket), register());
const allBut = (left: bigint): Act => act("dan", { kind: "transfer", to: addressOf("eve"), amount: FORTUNE - left });

const dans = { kind: "registerProvider", owner: addressOf("dan"), consent: undefined, stake: 100n * LUX } as const;
const dansService = (teeReport: Uint8Array): Act => act("dan", { kind: "serveModel", modelID: WEIGHTS, profile: undefined, teeReport });
const provenRegistered = (stage: Stage): Chain => play(provenMarket({ keyring: stage.keyring }, []), act("dan", dans));
const bareRegistered = (stage: Stage): Chain => play(trusting({ keyring: stage.keyring }), act("dan", dans));
/** Dan begins to serve a model that requires a TEE, with the report that is made for him. */
function enclosed(stage: Stage, make: (stage: Stage) => Chain, reportOf: (chain: Chain, name: Name) => Uint8Array | undefined): Scene {
  const chain = stage.of(make);
  return scene(chain, dansService(reportOf(chain, "dan") ?? new Uint8Array(0)));
}
const ofAnn = (chain: Chain): Uint8Array => servingReport(chain, "ann");
const emptyMarket = marketUnder({ rulings: { R08: "must-be-empty" } });
const emptyRegistered = (stage: Stage): Chain => play(stage.of(emptyMarket), act("dan", dans));
const forbidden = (stage: Stage): Scene => scene(stage.of(emptyRegistered), dansService(bytesOf("a report")));

/** See `TransactionRows`. */
export const STAKING_ROWS: DomainRows<"registerProvider" | "addStake" | "unbond" | "withdraw" | "serveModel" | "stopServing"> = {
  registerProvider: {
    lp: "Provider Staking",
    rulings: ["R16", "R20", "R26"],
    valid: [
      ["the least stake", (stage) => scene(stage.of(usualMarket), register())],
      ["with an owner that signed for it", (stage) => scene(stage.of(usualMarket), registerOwned(stage.of(usualMarket), "oda"))],
    ],
    refused: [
      ["PROVIDER_EXISTS", "again", twice],
      ["OWNER_CONSENT_INVALID", "an owner that was not asked", says({ owner: addressOf("oda") })],
      ["OWNER_CONSENT_INVALID", "another's consent", (valid, stage) => says(registerOwned(valid.chain, "oda", "eve").payload)(valid, stage)],
      ["OWNER_CONSENT_INVALID", "a consent that is no signature", says({ consent: `0x${"00".repeat(65)}` })],
      ["STAKE_BELOW_MINIMUM", "one nLUX less", says({ stake: 100n * LUX - 1n })],
      ["BALANCE_TOO_LOW", "more than there is", says({ stake: FORTUNE })],
      ["BALANCE_TOO_LOW", "more than is left", after(allBut(99n * LUX))],
    ],
  },
  addStake: {
    lp: "Provider Staking",
    rulings: ["R26"],
    valid: [
      ["one nLUX", (stage) => scene(stage.of(usualMarket), act("ann", { kind: "addStake", provider: addressOf("ann"), amount: 1n }))],
      [
        "by the owner, from its own balance",
        (stage) => {
          const owned = play(stage.of(usualMarket), registerOwned(stage.of(usualMarket), "oda"));
          return scene(owned, act("oda", { kind: "addStake", provider: addressOf("dan"), amount: LUX }));
        },
      ],
    ],
    refused: [
      ["AMOUNT_ZERO", "nothing", says({ amount: 0n })],
      ["PROVIDER_UNKNOWN", "to nobody's stake", says({ provider: addressOf("eve") })],
      ["NOT_PROVIDER_OR_OWNER", "to someone else's", from("eve")],
      ["BALANCE_TOO_LOW", "more than there is", says({ amount: FORTUNE })],
    ],
    impossible: { "PROVIDER_UNKNOWN NOT_PROVIDER_OR_OWNER": PROVIDER_UNKNOWN_OWNER },
  },
  unbond: {
    lp: "Provider Staking",
    rulings: ["R15", "R41"],
    valid: [
      ["everything", (stage) => scene(stage.of(usualMarket), unbond(100n * LUX))],
      ["all that an attestation leaves free", (stage) => scene(stage.of(usualMarket), unbond(85n * LUX), attest(stage.of(usualMarket), "ann"))],
    ],
    refused: [
      ["AMOUNT_ZERO", "nothing", says({ amount: 0n })],
      ["PROVIDER_UNKNOWN", "of nobody", says({ provider: addressOf("eve") })],
      ["NOT_PROVIDER_OR_OWNER", "someone else's", from("eve")],
      ["STAKE_RESERVED", "what an attestation holds", after(({ chain }) => attest(chain, "ann"))],
      ["STAKE_RESERVED", "more than there is", says({ amount: 100n * LUX + 1n })],
      ["UNBONDING_FULL", "after 64 others", both(says({ amount: 1n }), after(...Array<Act>(64).fill(unbond(1n))))],
    ],
    impossible: { "PROVIDER_UNKNOWN NOT_PROVIDER_OR_OWNER": PROVIDER_UNKNOWN_OWNER },
  },
  withdraw: {
    lp: "silent",
    rulings: ["R15"],
    valid: [["at the end of unbonding", (stage) => withdrawing(stage, SHORT.unbonding)]],
    refused: [
      ["PROVIDER_UNKNOWN", "of nobody", says({ provider: addressOf("eve") })],
      ["NOT_PROVIDER_OR_OWNER", "someone else's", from("eve")],
      ["NOTHING_TO_WITHDRAW", "a block early", instead((stage) => withdrawing(stage, SHORT.unbonding - 1))],
      ["NOTHING_TO_WITHDRAW", "again", twice],
    ],
    impossible: { "PROVIDER_UNKNOWN NOT_PROVIDER_OR_OWNER": PROVIDER_UNKNOWN_OWNER },
  },
  serveModel: {
    lp: "Dispute Resolution 2",
    rulings: ["R20"],
    valid: [
      [
        "a provider's first",
        (stage) =>
          scene(stage.of(registered), act("dan", { kind: "serveModel", modelID: WEIGHTS, profile: undefined, teeReport: new Uint8Array(0) })),
      ],
      ["with a quote, of a model that requires a TEE", (stage) => enclosed(stage, provenRegistered, servingReport)],
    ],
    refused: [
      ["MODEL_UNKNOWN", "another id", says({ modelID: STRANGE })],
      ["MODEL_RETIRED", "once it is retired", after(retire)],
      ["PROVIDER_UNKNOWN", "by someone who is none", from("eve")],
      ["PROVIDER_INACTIVE", "below the minimum", after(act("dan", { kind: "unbond", provider: addressOf("dan"), amount: 1n }))],
      ["ALREADY_SERVING", "again", twice],
      ["TEE_REPORT_FORBIDDEN", "with a report, under R08 must-be-empty", instead(forbidden)],
      [
        "TEE_REPORT_MISSING",
        "without a report, of a model that requires a TEE",
        instead((stage) => enclosed(stage, provenRegistered, () => undefined)),
      ],
      ["COLLATERAL_MISSING", "before anyone has posted collateral", instead((stage) => enclosed(stage, bareRegistered, servingReport))],
      ["EVIDENCE_REFUSED", "with a report that another provider began with", instead((stage) => enclosed(stage, provenRegistered, ofAnn))],
    ],
    pairs: [["ALREADY_SERVING", "TEE_REPORT_FORBIDDEN", "again, with a report", both(instead(forbidden), after(dansService(new Uint8Array(0))))]],
    impossible: {
      "TEE_REPORT_FORBIDDEN TEE_REPORT_MISSING": "a report is there or not",
      "TEE_REPORT_MISSING COLLATERAL_MISSING": "without a report no collateral is looked for",
      "COLLATERAL_MISSING EVIDENCE_REFUSED": "a report is judged by collateral that is there",
      "MODEL_UNKNOWN MODEL_RETIRED": NO_RETIRED,
      "PROVIDER_UNKNOWN PROVIDER_INACTIVE": "whoever is no provider has no stake to be below the minimum",
    },
  },
  stopServing: {
    lp: "Dispute Resolution 2",
    rulings: ["R20"],
    valid: [["what it serves", (stage) => scene(stage.of(usualMarket), act("ann", { kind: "stopServing", modelID: WEIGHTS }))]],
    refused: [
      ["NOT_SERVING", "by someone who does not", from("eve")],
      ["NOT_SERVING", "again", twice],
    ],
  },
};
