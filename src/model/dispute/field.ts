import type { Address } from "../crypto/address.ts";

/** Someone who may be drawn. */
export interface Candidate {
  readonly provider: Address;
  readonly owner: Address;
  /** Above zero, below 2^64. */
  readonly weight: bigint;
}

/** Everyone who may be drawn, as columns: a place is the same candidate in each. The sum of all weights is at most 2^64. */
export interface Field {
  /** In ascending order. */
  readonly providers: readonly Address[];
  /** Eight bytes each, big-endian. */
  readonly weights: DataView;
  /** The place of another candidate of the same owner: from one to the next they make a ring, and one alone is its own next. */
  readonly siblings: Int32Array;
  /** How many owners there are: the most that can be drawn. */
  readonly owners: number;
}

/** A field in the making. */
export interface Gathering {
  /** Adds a candidate, whose address is above all before. */
  readonly add: (provider: Address, owner: Address, weight: bigint) => void;
  /** The field of what was added; nothing may be added after. */
  readonly field: () => Field;
}

/** Begins a field of at most `most` candidates. */
export function gather(most: number): Gathering {
  const providers: Address[] = [];
  const weights = new DataView(new ArrayBuffer(8 * most));
  const siblings = new Int32Array(most);
  /** The first place of each owner. */
  const firsts = new Map<Address, number>();
  return {
    add(provider, owner, weight) {
      const place = providers.push(provider) - 1;
      weights.setBigUint64(8 * place, weight);
      const first = firsts.get(owner);
      siblings[place] = place;
      if (first === undefined) firsts.set(owner, place);
      else {
        siblings[place] = siblings[first]!;
        siblings[first] = place;
      }
    },
    field: () => ({ providers, weights, siblings, owners: firsts.size }),
  };
}

/** The field of candidates in any order. */
export function fieldOf(candidates: readonly Candidate[]): Field {
  const { add, field } = gather(candidates.length);
  for (const { provider, owner, weight } of [...candidates].sort((a, b) => (a.provider < b.provider ? -1 : 1))) add(provider, owner, weight);
  return field();
}

/** The weight of the candidate at a place. */
export function weightAt({ weights }: Field, place: number): bigint {
  return weights.getBigUint64(8 * place);
}
