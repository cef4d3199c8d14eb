/**
 * What a row of a table begins from and does to it. A scene is a chain, acts of the same block that come first, and the act in
 * question; an alteration makes one thing wrong in a scene. Alterations add to what is there, so that two can be made one after the
 * other; the stage makes every shared chain once, under the keys that it was given.
 */
import type { Payload, TransactionKind } from "../model/chain/transactions.ts";
import type { Keyring } from "../model/crypto/crypto.ts";
import type { Code } from "../model/errors/codes.ts";
import { balanceOf } from "../model/ledger/money.ts";
import type { RulingId } from "../model/params/rulings.ts";
import { market } from "./acts.ts";
import { type Act, act, addressOf, type Chain, type ChainOptions, type Name } from "./chain.ts";

/** The keys that everyone signs with, and the chains that rows share. */
export interface Stage {
  readonly keyring: Keyring;
  /** What `make` makes on this stage; made once. */
  readonly of: <T>(make: (stage: Stage) => T) => T;
}

/** A stage with nothing on it yet. */
export function stageOf(keyring: Keyring): Stage {
  const made = new Map<unknown, unknown>();
  const stage: Stage = {
    keyring,
    of(make) {
      if (!made.has(make)) made.set(make, make(stage));
      return made.get(make) as ReturnType<typeof make>;
    },
  };
  return stage;
}

/** The market of a chain with other rulings or numbers; made once a stage where it is kept in a constant. */
export const marketUnder =
  (options: Pick<ChainOptions, "rulings" | "parameters" | "unsafe">) =>
  (stage: Stage): Chain =>
    market({ ...options, keyring: stage.keyring });

/** A model, three providers and six sitters whose stake is mature: where most rows begin. */
export const usualMarket = (stage: Stage): Chain => market({ keyring: stage.keyring });

/** A chain, acts of the same block that come first, and the act in question. */
export interface Scene {
  readonly chain: Chain;
  readonly before: readonly Act[];
  readonly act: Act;
  /** The act as it was before anything was altered. */
  readonly original: Act;
}

/** A scene to begin with. */
export const scene = (chain: Chain, act: Act, ...before: readonly Act[]): Scene => ({ chain, before, act, original: act });

/** Makes something wrong in a scene. */
export type Alter = (valid: Scene, stage: Stage) => Scene;

/** Something, or what makes it of the scene that is altered. */
type Of<T> = T | ((valid: Scene, stage: Stage) => T);

const given = <T extends object>(what: Of<T>, valid: Scene, stage: Stage): T => (typeof what === "function" ? what(valid, stage) : what);

/** One thing other in what the act says. */
export const says =
  (fields: Of<object>): Alter =>
  (valid, stage) => ({ ...valid, act: { ...valid.act, payload: { ...valid.act.payload, ...given(fields, valid, stage) } as Payload } });

/** Someone else sends it. */
export const from =
  (name: Name): Alter =>
  (valid) => ({ ...valid, act: { ...valid.act, from: name } });

/** These come before it in its block. */
export const after =
  (...acts: readonly Of<Act>[]): Alter =>
  (valid, stage) => ({ ...valid, before: [...valid.before, ...acts.map((act) => given(act, valid, stage))] });

/** The sender gives away all but so much before it. */
export const poor =
  (left: bigint): Alter =>
  (valid) => {
    const { from: sender } = valid.act;
    const amount = balanceOf(valid.chain.state.store, addressOf(sender)) - left;
    const gift = act(sender, { kind: "transfer", to: addressOf("nobody in particular"), amount });
    return { ...valid, before: [...valid.before, gift] };
  };

/** The same act, as it was, comes before it. */
export const twice: Alter = (valid) => ({ ...valid, before: [...valid.before, valid.original] });

/** The act is done on another chain: at another time, mostly. */
export const on =
  (make: (stage: Stage) => Chain): Alter =>
  (valid, stage) => ({ ...valid, chain: stage.of(make) });

/** Another act on the same chain. */
export const doing =
  (act: Of<Act>): Alter =>
  (valid, stage) => ({ ...valid, act: given(act, valid, stage) });

/** Another scene. */
export const instead =
  (make: (stage: Stage) => Scene): Alter =>
  (_, stage) =>
    make(stage);

/** One after the other. */
export const both =
  (...alterations: readonly Alter[]): Alter =>
  (valid, stage) =>
    alterations.reduce((altered, alter) => alter(altered, stage), valid);

/** From something valid, with this wrong, comes this code and no other. */
export type RefusalRow = readonly [code: Code, wrong: string, alter: Alter];

/** From something valid, with two adjacent checks failing at once, comes the earlier code. */
export type PairRow = readonly [earlier: Code, later: Code, wrong: string, alter: Alter];

/** The rows of one kind of transaction. */
export interface TransactionRows {
  /** The section of LP-0035 that it carries out, or "silent". */
  readonly lp: string;
  readonly rulings: readonly RulingId[];
  /** What is applied. The first is what the refused ones begin from; the others stand at an edge. */
  readonly valid: readonly [first: ValidRow, ...more: ValidRow[]];
  /** At least one for each code, in the order of the checks. */
  readonly refused: readonly RefusalRow[];
  /** Adjacent checks that no two rows of `refused` make fail together. */
  readonly pairs?: readonly PairRow[];
  /** Adjacent checks of which the later cannot fail where the earlier does: `EARLIER LATER` → why. */
  readonly impossible?: { readonly [pair: string]: string };
}

/** Something that is applied. */
export type ValidRow = readonly [about: string, make: (stage: Stage) => Scene];

/** The rows of every kind of a domain. */
export type DomainRows<K extends TransactionKind> = { readonly [kind in K]: TransactionRows };
