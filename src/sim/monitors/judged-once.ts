import { cases } from "../../model/dispute/records.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import type { Law } from "./law.ts";

/** What a settled case has judged is in no other case (R27). */
export const judgedOnce: Law = {
  name: "judged-once",
  sentence: "an attestation that a settled case has judged is in no case after it",
  begin({ protocol }) {
    if (protocol.rulings.R27 === "one-per-pair") return undefined;
    const judged = new Map<Hex, number>();
    return ({ built, after }) => {
      const flaws: string[] = [];
      for (const event of built.events) {
        const taken = event.kind === "caseOpened" ? [event.first, event.second] : event.kind === "joined" ? [event.attestation] : [];
        for (const id of taken) if (judged.has(id)) flaws.push(`attestation ${id} was judged by case ${judged.get(id)} and is in another`);
        if (event.kind !== "phaseBegan" || event.phase !== "settled") continue;
        for (const { attestation } of cases.at(after.store, event.case).members) judged.set(attestation, event.case);
      }
      return flaws;
    };
  },
};
