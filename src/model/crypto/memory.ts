/** What a pure function of a text gave, kept for the next time; bounded. It changes when something is computed, never what. */
export interface Memory<V> {
  /** The value of `key`: the one that is kept, or `compute()`, which is then kept. */
  of(key: string, compute: () => V): V;
}

/**
 * A memory of at most twice `limit` values, in two generations: where the younger is full it becomes the older, and the older is
 * forgotten, but for what was asked for since.
 */
export function boundedMemory<V>(limit: number): Memory<V> {
  type Kept = { readonly value: V };
  let younger = new Map<string, Kept>();
  let older = new Map<string, Kept>();
  return {
    of(key, compute) {
      const young = younger.get(key);
      if (young !== undefined) return young.value;
      const kept = older.get(key) ?? { value: compute() };
      if (younger.size >= limit) {
        older = younger;
        younger = new Map();
      }
      younger.set(key, kept);
      return kept.value;
    },
  };
}
