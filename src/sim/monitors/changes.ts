import type { State } from "../../model/chain/state.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import { type AnyTable, type Difference, type Reader, read } from "../../model/state/store.ts";

/** What a law needs of a block to see what it changed. */
export interface Changed {
  readonly before: State;
  readonly after: State;
  /** Records that are not the same bytes before and after, in ascending order of their keys. */
  readonly differences: readonly Difference[];
  /** The same by the number of their table. */
  readonly byTable: ReadonlyMap<number, readonly Difference[]>;
}

/** A record that a block wrote, changed or deleted; undefined on the side where there is none. */
export interface RecordChange<V> {
  /** The key's canonical bytes. */
  readonly key: Hex;
  readonly before: V | undefined;
  readonly after: V | undefined;
}

/** A table whose records are `V`. */
export type TableOf<V> = AnyTable & { all(reader: Reader): V[] };

/** What a block changed in one table, in ascending order of the keys: so that a law looks at that, and not at all that there is. */
export function changesIn<V>(table: TableOf<V>, { before, after, byTable }: Changed): RecordChange<V>[] {
  const differences = byTable.get(table.number) ?? [];
  return differences.map(({ key }) => ({
    key: `0x${key.slice(2)}`,
    before: read(before.store, table, key) as V | undefined,
    after: read(after.store, table, key) as V | undefined,
  }));
}

/** Differences by the number of their table, which their keys begin with. */
export function differencesByTable(differences: readonly Difference[]): Map<number, Difference[]> {
  const byTable = new Map<number, Difference[]>();
  for (const difference of differences) {
    const number = Number.parseInt(difference.key.slice(0, 2), 16);
    const known = byTable.get(number);
    if (known === undefined) byTable.set(number, [difference]);
    else known.push(difference);
  }
  return byTable;
}

/** How often, in blocks, a law that follows changes looks at everything there is. */
export const WHOLE_EVERY = 256;
