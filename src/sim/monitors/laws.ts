import { senderOf, transactionCodec } from "../../model/chain/transactions.ts";
import { decode } from "../../model/encoding/codec.ts";
import { differences } from "../../model/state/store.ts";
import type { BlockView } from "../world/world.ts";
import { differencesByTable } from "./changes.ts";
import { judgedOnce } from "./judged-once.ts";
import type { Breach, Law, LawContext, LawRecord, WatchedBlock } from "./law.ts";
import { caseWithinBound, finalImmutable, nonceByOne, reservedWithinStake } from "./records.ts";
import { rootOfRecords } from "./root.ts";
import { seatsAreStrangers } from "./seats.ts";
import { honestNeverSlashed, slashBounded } from "./slashing.ts";
import { supplyConserved } from "./supply.ts";
import { majoritySlashes } from "./verdicts.ts";

/** Every law, in the order of reports. A new one is one line here. */
export const LAWS: readonly Law[] = [
  supplyConserved,
  slashBounded,
  honestNeverSlashed,
  majoritySlashes,
  seatsAreStrangers,
  judgedOnce,
  finalImmutable,
  caseWithinBound,
  reservedWithinStake,
  nonceByOne,
  rootOfRecords,
];

/** Breaches of one law that are written down; more are only counted in `checked`. */
const BREACHES_MAX = 20;

function watched(view: BlockView): WatchedBlock {
  const transactions = view.built.block.transactions.map((bytes, index) => {
    const decoded = decode(transactionCodec, bytes);
    if (!decoded.ok) throw new Error(`a block holds a transaction that does not decode: ${decoded.reason}`);
    const sender = senderOf(view.after.chain.crypto, decoded.value)!;
    return { transaction: decoded.value, sender, applied: view.built.receipts[index]!.code === 0 };
  });
  const { before, after } = view;
  const changed = before.store === after.store ? [] : differences(before.store, after.store);
  return { ...view, transactions, differences: changed, byTable: differencesByTable(changed) };
}

/** Watches a run: `observe` after every block, `records` at the end. Laws that say nothing of such a run are checked 0 times. */
export function createMonitors(context: LawContext, laws: readonly Law[] = LAWS): { observe: (view: BlockView) => void; records: () => LawRecord[] } {
  const watches = laws.map((law) => ({ name: law.name, watch: law.begin(context), checked: 0, breached: [] as Breach[] }));
  return {
    observe(view) {
      const block = watched(view);
      for (const entry of watches) {
        if (entry.watch === undefined) continue;
        entry.checked += 1;
        for (const detail of entry.watch(block))
          if (entry.breached.length < BREACHES_MAX) entry.breached.push({ height: String(view.height), detail });
      }
    },
    records: () => watches.map(({ name, checked, breached }) => ({ name, checked, breached })),
  };
}
