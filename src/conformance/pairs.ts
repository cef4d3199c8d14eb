/**
 * Pairs of checks that fail at once. Of two adjacent checks of a transaction the earlier is the answer; to show it takes a scene in
 * which both fail. Most are made of two rows of the table, one alteration after the other; the rest are written out.
 */
import { proposerAt } from "../model/chain/apply.ts";
import { type Chargeable, charge, takeFee } from "../model/chain/charge.ts";
import { TRANSACTIONS, type TransactionKind, transactionType } from "../model/chain/transactions.ts";
import { beaconValue } from "../model/crypto/crypto.ts";
import type { Code } from "../model/errors/codes.ts";
import { protocolInForce } from "../model/ledger/records.ts";
import { draftOf } from "../model/state/store.ts";
import type { Work } from "../model/state/work.ts";
import type { Action } from "../model/transaction/transaction.ts";
import { BLOCK_SECONDS, beaconOf, type Chain, signed } from "./chain.ts";
import { TRANSACTION_ROWS } from "./rows/transactions.ts";
import { type Alter, both, type RefusalRow, type Scene, type Stage } from "./scene.ts";

/** A scene in which two adjacent checks fail. */
export interface Pair {
  readonly kind: TransactionKind;
  readonly codes: readonly [earlier: Code, later: Code];
  readonly wrong: string;
  readonly scene: Scene;
}

/** Two adjacent codes of a kind, the earlier first. */
export type Adjacent = readonly [kind: TransactionKind, earlier: Code, later: Code];

/** Every two adjacent checks of every kind of transaction. */
export const ADJACENT: readonly Adjacent[] = Object.values(TRANSACTIONS).flatMap(({ name, codes }) =>
  codes.slice(1).map((later, index): Adjacent => [name as TransactionKind, codes[index]!, later]),
);

/**
 * Where two adjacent checks cannot both fail, those on either side of the gap: nothing else shows that the order goes on across it.
 * Made where two rows make them fail together.
 */
const acrossGaps = (): readonly Adjacent[] =>
  ADJACENT.filter((adjacent) => impossibility(adjacent) !== undefined).flatMap(([kind, earlier, later]) => {
    const { codes } = TRANSACTIONS[kind];
    const [before, after] = [codes[codes.indexOf(earlier) - 1], codes[codes.indexOf(later) + 1]];
    return [...(before === undefined ? [] : [[kind, before, later] as const]), ...(after === undefined ? [] : [[kind, earlier, after] as const])];
  });

/** Why two adjacent checks cannot both fail, where somebody said so. */
export const impossibility = ([kind, earlier, later]: Adjacent): string | undefined => TRANSACTION_ROWS[kind].impossible?.[`${earlier} ${later}`];

function workOf({ state, beacon }: Chain): Work {
  const height = state.head.height + 1;
  const value = beaconValue(beaconOf({ state, beacon }, height));
  return {
    chain: state.chain,
    draft: draftOf(state.store),
    height,
    time: state.head.time + BLOCK_SECONDS,
    beacon: value,
    parent: state.head.hash,
    proposer: proposerAt(state, height),
    events: [],
  };
}

function begin(work: Work, chargeable: Chargeable): Action<never> {
  takeFee(work, chargeable);
  const { transaction, sender } = chargeable;
  return { work, sender, nonce: transaction.nonce, payload: transaction.payload as never, protocol: protocolInForce(work.draft) };
}

/** Whether a check applies; one that presupposes what an earlier one denies does not. */
function doesApply(applies: () => boolean): boolean {
  try {
    return applies();
  } catch {
    return false;
  }
}

/** The codes of all checks that apply to the act of a scene; nothing where an act before it is not applied, or one cannot be charged. */
export function flawsOf({ chain, before, act }: Scene): readonly Code[] | undefined {
  const work = workOf(chain);
  let flaws: readonly Code[] = [];
  for (const bytes of signed(chain, [...before, act])) {
    if (flaws.length > 0) return undefined; // of an act before the last
    const chargeable = charge(work, bytes);
    if (!chargeable.ok) return undefined;
    const action = begin(work, chargeable);
    const type = transactionType(chargeable.transaction.payload);
    flaws = type.checks(action).flatMap(([code, applies]) => (doesApply(applies) ? [code] : []));
    if (flaws.length === 0) type.execute(action);
  }
  return flaws;
}

const named = (kind: TransactionKind, wanted: Code): readonly RefusalRow[] => TRANSACTION_ROWS[kind].refused.filter(([code]) => code === wanted);

/** What could make both fail: rows written for it, two rows one after the other in either order, one row alone. */
function* candidates([kind, earlier, later]: Adjacent): Generator<readonly [wrong: string, alter: Alter]> {
  for (const [first, second, wrong, alter] of TRANSACTION_ROWS[kind].pairs ?? []) if (first === earlier && second === later) yield [wrong, alter];
  for (const [, wrong, alter] of named(kind, earlier))
    for (const [, wrongToo, alterToo] of named(kind, later)) {
      yield [`${wrong}; ${wrongToo}`, both(alterToo, alter)];
      yield [`${wrong}; ${wrongToo}`, both(alter, alterToo)];
    }
  for (const code of [earlier, later]) for (const [, wrong, alter] of named(kind, code)) yield [wrong, alter];
}

/** What two alterations make together; nothing where the second does not find what it alters. */
function attempt(make: () => Scene): Scene | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** A scene in which two adjacent checks fail, and none before them; undefined where no rows make one. */
export function pairOf(stage: Stage, adjacent: Adjacent): Pair | undefined {
  const [kind, earlier, later] = adjacent;
  const valid = TRANSACTION_ROWS[kind].valid[0][1];
  for (const [wrong, alter] of candidates(adjacent)) {
    const altered = attempt(() => alter(stage.of(valid), stage));
    const flaws = altered === undefined ? undefined : flawsOf(altered);
    if (altered !== undefined && flaws?.[0] === earlier && flaws.includes(later)) return { kind, codes: [earlier, later], wrong, scene: altered };
  }
  return undefined;
}

/** Every pair that is not impossible, and those across gaps; an adjacent one that no rows make is an error. */
export function pairsOf(stage: Stage): readonly Pair[] {
  const possible = ADJACENT.filter((adjacent) => impossibility(adjacent) === undefined).map((adjacent) => {
    const pair = pairOf(stage, adjacent);
    if (pair === undefined) throw new Error(`no rows make both of ${adjacent.join(" ")} fail: write a row of pairs, or say why it is impossible`);
    return pair;
  });
  return [...possible, ...acrossGaps().flatMap((across) => pairOf(stage, across) ?? [])];
}
