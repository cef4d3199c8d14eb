/** Rows of the transactions of `governance`. */
import type { Hex } from "../../model/encoding/hex.ts";
import { governanceDigest } from "../../model/governance/approval.ts";
import type { Change } from "../../model/governance/records.ts";
import type { WarpValidator } from "../../model/validators/set.ts";
import { type Act, act, addressOf, type Chain, GOVERNORS, type Name, SHORT, signerOf, WARP_NAMES, warpSet, warpSignerOf } from "../chain.ts";
import { rootFor } from "../evidence.ts";
import {
  type Alter,
  type DomainRows,
  doing,
  instead,
  marketUnder,
  type RefusalRow,
  type Scene,
  type Stage,
  says,
  scene,
  type TransactionRows,
  usualMarket,
} from "../scene.ts";

const TWO = GOVERNORS.slice(0, 2);

/** What these sign of a change, in rising order of their addresses. */
function signaturesOf(chain: Chain, change: Change, signers: readonly Name[], sequence = 0): Hex[] {
  const digest = governanceDigest(chain.state.chain.chainId, sequence, change);
  const ordered = [...signers].sort((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1));
  return ordered.map((name) => signerOf(chain.keyring, name).sign(digest));
}

/** Sends a change that these have signed. Anyone may send it. */
export function changing(chain: Chain, change: Change, signers: readonly Name[] = TWO, sequence = 0): Act {
  const approved = { sequence, signatures: signaturesOf(chain, change, signers, sequence) };
  switch (change.kind) {
    case "parameters":
      return act("eve", { kind: "changeParameters", parameters: change.parameters, ...approved });
    case "roots":
      return act("eve", { kind: "changeRoots", roots: change.roots, ...approved });
    case "keys":
      return act("eve", { kind: "changeKeys", keys: change.keys, ...approved });
    case "denial":
      return act("eve", { kind: "denyPlatform", denial: change.denial, ...approved });
    case "validators":
      for (const name of WARP_NAMES) warpSignerOf(chain.keyring, name); // so that ideal keys are known there
      return act("eve", { kind: "changeValidators", validators: change.validators, ...approved });
  }
}

/** A change, or what makes it for the keys of a chain. */
type Made = Change | ((chain: Chain) => Change);
const made = (change: Made, chain: Chain): Change => (typeof change === "function" ? change(chain) : change);

const signedBy =
  (change: Made, ...signers: readonly Name[]): Alter =>
  (valid, stage) =>
    doing(({ chain }) => changing(chain, made(change, chain), signers))(valid, stage);

const ungoverned = marketUnder({ rulings: { R30: "none" } });

/** The rows of one kind of change: one that is good, and one that is refused for itself. */
function rowsOf(good: Made, bad: Made, flaw: string, rulings: TransactionRows["rulings"]): TransactionRows {
  const begun = (stage: Stage): Scene => scene(stage.of(usualMarket), changing(stage.of(usualMarket), made(good, stage.of(usualMarket))));
  const reversed = (signatures: readonly Hex[]): Hex[] => [...signatures].reverse();
  return {
    lp: "silent",
    rulings,
    valid: [
      ["by two of three", begun],
      ["by all three", (stage) => scene(stage.of(usualMarket), changing(stage.of(usualMarket), made(good, stage.of(usualMarket)), GOVERNORS))],
    ],
    refused: [
      [
        "RULING_FORBIDS",
        "under R30 none",
        instead((stage) => scene(stage.of(ungoverned), changing(stage.of(ungoverned), made(good, stage.of(ungoverned))))),
      ],
      ["GOVERNANCE_SEQUENCE_WRONG", "out of turn", says({ sequence: 1 })],
      ["APPROVAL_INVALID", "by someone who does not govern", signedBy(good, "gil", "eve")],
      ["APPROVAL_INVALID", "by one of them twice", signedBy(good, "gil", "gil")],
      [
        "APPROVAL_INVALID",
        "not in the order of their addresses",
        says(({ chain }) => ({ signatures: reversed(signaturesOf(chain, made(good, chain), TWO)) })),
      ],
      ["APPROVAL_INVALID", "signed for something else", says(({ chain }) => ({ signatures: signaturesOf(chain, made(bad, chain), TWO) }))],
      ["APPROVALS_TOO_FEW", "by one", signedBy(good, "gil")],
      ["CHANGE_REFUSED", flaw, signedBy(bad, ...TWO)],
    ],
    pairs: [
      ["APPROVAL_INVALID", "APPROVALS_TOO_FEW", "by someone else alone", signedBy(good, "eve")],
      ["APPROVALS_TOO_FEW", "CHANGE_REFUSED", `by one: ${flaw}`, signedBy(bad, "gil")],
    ],
  };
}

const roots =
  (times: number): Made =>
  (chain) => ({ kind: "roots", roots: Array.from({ length: times }, () => rootFor(chain)) });
const denial = (length: number): Change => ({ kind: "denial", denial: { what: "fmspc", value: new Uint8Array(length), from: 30 } });
const denying = rowsOf(denial(6), denial(5), "an FMSPC of five bytes", ["R30", "R50"]);
const undeniable = marketUnder({ rulings: { R50: "none" } });
const denied = (stage: Stage): Scene => scene(stage.of(undeniable), changing(stage.of(undeniable), denial(6)));

const parameters = (unbonding: number): Change => ({ kind: "parameters", parameters: { ...SHORT, unbonding } });
type Set3 = readonly [lowest: WarpValidator, middle: WarpValidator, highest: WarpValidator];
/** A change to validators that are made of three, in the order of their keys, who hold keys of the chain's ring. */
const set =
  (of: (three: Set3) => readonly WarpValidator[]): Made =>
  ({ keyring }) => ({ kind: "validators", validators: of(warpSet(keyring, { vera: 1n, vic: 2n, viv: 3n }) as unknown as Set3) });
const usual = rowsOf(
  set((three) => three),
  set(([lowest]) => [lowest, lowest]),
  "WARP_KEYS_TWICE",
  ["R30", "R49"],
);

/** What is no set, each with Warp's own code. */
const NO_SETS: readonly (readonly [code: string, of: (three: Set3) => readonly WarpValidator[]])[] = [
  ["WARP_KEYS_EMPTY", () => []],
  ["WARP_KEYS_ORDER", ([lowest, middle]) => [middle, lowest]],
  ["WARP_WEIGHT_ZERO", ([lowest, middle]) => [lowest, { ...middle, weight: 0n }]],
  ["WARP_WEIGHT_OVERFLOW", ([lowest, middle]) => [lowest, { ...middle, weight: 2n ** 64n - 1n }]],
  ["WARP_KEY", ([lowest]) => [{ ...lowest, publicKey: `0xc0${"00".repeat(47)}` }]],
  ["WARP_POSSESSION", ([lowest, middle, highest]) => [lowest, { ...middle, possession: highest.possession }]],
];

const keys = (threshold: number): Change => ({ kind: "keys", keys: { threshold, keys: ["ann", "ben"].map(addressOf).sort() } });

/** See `TransactionRows`. */
export const GOVERNANCE_ROWS: DomainRows<"changeParameters" | "changeRoots" | "changeKeys" | "changeValidators" | "denyPlatform"> = {
  changeParameters: rowsOf(parameters(98), parameters(96), "an inequality broken", ["R30", "R44"]),
  changeRoots: rowsOf(roots(1), roots(2), "a root twice", ["R12", "R30"]),
  changeKeys: rowsOf(keys(2), keys(3), "a threshold that the keys cannot reach", ["R30"]),
  denyPlatform: { ...denying, refused: [["RULING_FORBIDS", "under R50 none", instead(denied)], ...denying.refused] },
  changeValidators: {
    ...usual,
    refused: [...usual.refused, ...NO_SETS.map(([code, of]): RefusalRow => ["CHANGE_REFUSED", code, signedBy(set(of), ...TWO)])],
  },
};
