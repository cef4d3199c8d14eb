/** Lives of orders, attestations and stake that no dispute touches. */
import { inputHash } from "../../model/attestation/hashes.ts";
import { LUX } from "../../model/params/parameters.ts";
import { attest, market, requestOf, WEIGHTS } from "../acts.ts";
import { type Act, act, addressOf, begin, type Chain, play, SHORT, skip } from "../chain.ts";
import { unbond } from "../rows/staking.ts";
import { usualMarket } from "../scene.ts";
import type { Story } from "./story.ts";

const order = (chain: Chain, blocks: number): Act =>
  act("cora", {
    kind: "placeOrder",
    ...{ provider: addressOf("ann"), modelID: WEIGHTS, inputHash: inputHash(chain.state.chain, requestOf(0)), fee: LUX },
    expiry: BigInt(chain.state.head.height + blocks),
  });

/** One for every way in which they end. */
export const LIVES: readonly Story[] = [
  {
    about: "from genesis: a model, nine providers, their stake matures",
    lp: "Model Registry, Provider Staking",
    rulings: ["R04", "R20", "R26"],
    make: (stage) => {
      const ended = stage.of(usualMarket);
      let begun = ended;
      while (begun.parent !== undefined) begun = begun.parent;
      return { begun, ended };
    },
  },
  {
    about: "order filled: the attestation becomes final, and its fee goes to the provider",
    lp: "Inference Attestation",
    rulings: ["R24", "R25", "R41", "R45"],
    make: (stage) => {
      const begun = stage.of(usualMarket);
      const ordered = play(begun, order(begun, 3));
      const filled = play(ordered, attest(ordered, "ann"));
      return { begun, ended: skip(filled, SHORT.challengeWindow + SHORT.openWindow + 1) };
    },
  },
  {
    about: "order expired: nobody fills it, and the fee goes back",
    lp: "silent",
    rulings: ["R45"],
    make: (stage) => {
      const begun = stage.of(usualMarket);
      return { begun, ended: skip(play(begun, order(begun, 3)), 3) };
    },
  },
  {
    about: "unbonded: stake leaves, waits its time, and is withdrawn",
    lp: "Provider Staking",
    rulings: ["R15"],
    make: (stage) => {
      const begun = stage.of(usualMarket);
      const over = skip(play(begun, unbond(10n * LUX)), SHORT.unbonding);
      return { begun, ended: play(over, act("ann", { kind: "withdraw", provider: addressOf("ann") })) };
    },
  },
  {
    about: "old timestamp: R07 `ignored`, any timestamp is accepted",
    lp: "Inference Attestation 4",
    rulings: ["R07"],
    make: (stage) => {
      const begun = market({ keyring: stage.keyring, rulings: { R07: "ignored" } });
      return { begun, ended: play(begun, attest(begun, "ann", { timestamp: 1 }), attest(begun, "ben", { timestamp: 2 ** 40 })) };
    },
  },
  {
    about: "empty blocks: nothing happens but time",
    lp: "silent",
    rulings: ["R36"],
    make: (stage) => {
      const begun = begin({ keyring: stage.keyring });
      return { begun, ended: skip(begun, 3) };
    },
  },
];
