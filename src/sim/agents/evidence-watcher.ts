import { pinned } from "../../model/attestation/lifecycle.ts";
import { attestations } from "../../model/attestation/records.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import { laterFlaw } from "../../model/evidence/judge.ts";
import { evidences } from "../../model/evidence/records.ts";
import type { Host } from "./agent.ts";
import type { Behaviour } from "./behaviour.ts";

/** Open attestations whose evidence was bad when it was accepted, as is known now (R48). */
function shownBad(host: Host): Hex[] {
  const { store, chain, head } = host.state();
  const moment = { chain, reader: store, height: head.height, time: head.time };
  return attestations.all(store).flatMap((record) => {
    const kept = record.status === "open" ? evidences.get(store, record.id) : undefined;
    const flaw = kept && laterFlaw(moment, pinned(store, record), kept, kept.acceptedTime);
    return flaw === undefined ? [] : [record.id];
  });
}

/** Looks at open attestations anew whenever collateral is posted, and reports those whose evidence was bad. */
export const evidenceWatcher: Behaviour<Record<string, never>> = {
  name: "evidence-watcher",
  role: "consumer",
  isHonest: true,
  about: "reports open attestations whose evidence newer collateral shows to have been bad",
  computes: "nothing",
  parameters: {},
  create(host) {
    const reported = new Set<Hex>();
    return {
      onEvent(event) {
        if (event.kind !== "collateralPosted") return;
        for (const attestation of shownBad(host).filter((id) => !reported.has(id))) {
          reported.add(attestation);
          host.submit({ kind: "reportEvidence", attestation });
        }
      },
    };
  },
};
