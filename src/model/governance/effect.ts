import { ledgers, protocolInForce, protocols } from "../ledger/records.ts";
import { emit, type Work } from "../state/work.ts";
import { beginSet } from "../validators/records.ts";
import { deny } from "./denials.ts";
import { type Change, changes, governances, trustRoots } from "./records.ts";

function effect(work: Work, change: Change): void {
  switch (change.kind) {
    case "parameters": {
      const ledger = ledgers.at(work.draft);
      const version = ledger.protocol + 1;
      protocols.put(work.draft, { ...protocolInForce(work.draft), parameters: change.parameters }, version);
      return ledgers.put(work.draft, { ...ledger, protocol: version });
    }
    case "roots":
      return trustRoots.put(work.draft, { roots: change.roots });
    case "keys":
      return governances.put(work.draft, { ...governances.at(work.draft), keySet: change.keys });
    case "denial":
      return deny(work, change.denial);
    case "validators":
      return beginSet(work.draft, work.height + 1, change.validators);
  }
}

/** End of block: changes by governance that are due (R30). What is under way keeps what it pinned (R44). */
export function applyChanges(work: Work): void {
  for (const { number, effectiveAt, change } of changes.due(work.draft, work.height)) {
    effect(work, change);
    changes.delete(work.draft, effectiveAt, number);
    emit(work, { kind: "changed", what: change.kind });
  }
}
