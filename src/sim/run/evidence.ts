import type { State } from "../../model/chain/state.ts";
import { type Payload, senderOf, transactionCodec } from "../../model/chain/transactions.ts";
import { decode } from "../../model/encoding/codec.ts";
import { codeOfNumber } from "../../model/errors/codes.ts";
import { judgeQuote } from "../../model/evidence/judge.ts";
import { reportData, servingReportData } from "../../model/evidence/report-data.ts";
import { protocolInForce } from "../../model/ledger/records.ts";
import { models } from "../../model/registry/records.ts";
import type { Tee } from "../world/tee.ts";
import type { BlockView } from "../world/world.ts";
import { Counts } from "./counts.ts";
import type { EvidenceRecord } from "./record.ts";

/** The notebook of a run about evidence. */
export interface EvidenceNotes {
  observe(view: BlockView): void;
  tell(): EvidenceRecord;
}

type WithReport = Payload & { readonly kind: "attest" | "serveModel" };

/** The verifier's code of why a report was refused, by the state before its block; the chain's, where that state would have taken it. */
function reasonOf({ before, after }: BlockView, payload: WithReport, code: string, sender: `0x${string}` | undefined): string {
  const model = models.get(before.store, payload.modelID);
  if (code !== "EVIDENCE_REFUSED" || model === undefined) return code;
  const provider = payload.kind === "attest" ? payload.provider : sender;
  if (provider === undefined) return code;
  const { chain } = before;
  const data =
    payload.kind === "attest" ? reportData(chain, { ...payload, weightHash: model.weightHash }) : servingReportData(chain, payload.modelID, provider);
  const moment = { chain, reader: before.store, height: after.head.height, time: after.head.time };
  const judged = judgeQuote(moment, protocolInForce(before.store), payload.teeReport, { modelID: payload.modelID, reportData: data });
  return judged.ok ? code : (/^[A-Z_]+(?=:)/.exec(judged.detail)?.[0] ?? code);
}

/** Opens the notebook: what became of reports, of items of collateral, and of reports of evidence, transaction by transaction. */
export function createEvidenceNotes({ tally }: Tee, genesis: State, idOf: (address: `0x${string}`) => string | undefined): EvidenceNotes {
  const { crypto } = genesis.chain;
  let [accepted, posted, struck, leaked] = [0, 0, 0, 0];
  const [refused, reasons, rejected, unheard] = [new Counts(), new Counts(), new Counts(), new Counts()];

  function note(view: BlockView, payload: Payload, code: number, sender: () => `0x${string}` | undefined): void {
    const name = codeOfNumber(code);
    if (payload.kind === "postCollateral") {
      if (name === undefined) posted += 1;
      else rejected.add(name);
    } else if (payload.kind === "reportEvidence") {
      if (name === undefined) struck += 1;
      else unheard.add(name);
    } else if ((payload.kind === "attest" || payload.kind === "serveModel") && payload.teeReport.length > 0) {
      if (name === undefined) accepted += 1;
      else {
        refused.add(name);
        reasons.add(reasonOf(view, payload, name, sender()));
      }
    }
  }

  return {
    observe(view) {
      const { built } = view;
      for (const [index, bytes] of built.block.transactions.entries()) {
        const decoded = decode(transactionCodec, bytes);
        if (decoded.ok) note(view, decoded.value.payload, built.receipts[index]!.code, () => senderOf(crypto, decoded.value));
      }
      for (const event of built.events) if (event.kind === "attested" && tally.leaking.has(idOf(event.provider) ?? "")) leaked += 1;
    },
    tell: () => ({
      ...{ quotes: tally.quotes, forged: tally.forged, accepted, refused: refused.sorted(), reasons: reasons.sorted() },
      collateral: { posted, refused: rejected.sorted() },
      reports: { struck, refused: unheard.sorted() },
      leaked,
    }),
  };
}
