/**
 * Witnesses: for each variant of a ruling the least play in which the default and the variant end differently. A witness plays
 * on a small chain whose rulings and numbers it is given, and says in words what came of it.
 */

import { balanceOf } from "../../model/ledger/money.ts";
import { LUX, type Parameters } from "../../model/params/parameters.ts";
import type { RulingId } from "../../model/params/rulings.ts";
import { providers } from "../../model/staking/records.ts";
import { attestationOf, recordOf, requestOf } from "../acts.ts";
import { type Act, addressOf, type Chain, type ChainOptions, codesOf, type Name, playAny } from "../chain.ts";

/** What a variant changes, seen. */
export interface Witness {
  readonly ruling: RulingId;
  /** The variant's name; `numbers` where the ruling varies by its parameters. */
  readonly variant: string;
  /** What the difference is, in a sentence. */
  readonly sentence: string;
  /** What both plays have beside the ruling: numbers, other rulings, waivers. */
  readonly given?: Pick<ChainOptions, "parameters" | "rulings" | "unsafe">;
  /** What the variant's play has in place of the ruling, where the ruling varies by numbers. */
  readonly numbers?: Partial<Parameters>;
  /** What comes of it under the default, and under the variant. */
  readonly ends: readonly [underDefault: string, underVariant: string];
  /** Plays, and says what came of it. */
  readonly play: (options: ChainOptions) => string;
}

/** The chains that a witness plays on: under the default, and under the variant. */
export function optionsOf({ ruling, variant, given, numbers }: Witness): readonly [ChainOptions, ChainOptions] {
  const standard: ChainOptions = given ?? {};
  if (numbers !== undefined) return [standard, { ...standard, parameters: { ...standard.parameters, ...numbers } }];
  return [standard, { ...standard, rulings: { ...standard.rulings, [ruling]: variant } }];
}

/** What became of the last of these acts, in one block. */
export const fate = (chain: Chain, ...acts: readonly Act[]): string => codesOf(playAny(chain, acts)).at(-1)!;

/** How the attestations of these ended, or what they are. */
export const endings = (chain: Chain, ...names: readonly Name[]): string =>
  names
    .map((name) => {
      const { status, how } = recordOf(chain, name);
      return `${name} ${how === "none" ? status : how}`;
    })
    .join(", ");

/** A provider's stake, in LUX. */
export const stakeOf = (chain: Chain, name: Name): string => `${providers.at(chain.state.store, addressOf(name)).stake / LUX} LUX`;

/** What someone's balance rose by between two chains, in nLUX. */
export const gain = (before: Chain, after: Chain, name: Name): bigint =>
  balanceOf(after.state.store, addressOf(name)) - balanceOf(before.state.store, addressOf(name));

/** The ids of Ann's and Ben's attestations. */
export const pairOf = (chain: Chain, request = requestOf(0)) => [attestationOf(chain, "ann", request), attestationOf(chain, "ben", request)] as const;
