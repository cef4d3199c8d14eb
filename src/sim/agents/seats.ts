import { outputRoot } from "../../model/attestation/hashes.ts";
import { seatCommitment } from "../../model/dispute/hashes.ts";
import { type Case, caseInputs, cases } from "../../model/dispute/records.ts";
import { decode, encode } from "../../model/encoding/codec.ts";
import type { Hex } from "../../model/encoding/hex.ts";
import { outputCodec, requestCodec } from "../../model/tolerance/output.ts";
import type { Host } from "./agent.ts";
import type { Conduct } from "./conduct.ts";
import { sampleOf } from "./request.ts";

interface Held {
  readonly output: Uint8Array;
  readonly salt: Hex;
  hasCommitted: boolean;
  hasOpened: boolean;
}

/** A provider's seats in cases: it is drawn, commits, opens. */
export interface Seats {
  /** It was drawn. */
  take(id: number): void;
  /** COMMIT or OPEN began, perhaps after a phase in which members revealed. */
  onPhase(id: number): void;
}

/** A provider's seats, none yet. */
export function createSeats(host: Host, conduct: Conduct): Seats {
  const seats = host.kept("seats", () => new Map<number, Held>());

  const statusIn = ({ seats: all, level }: Case): string | undefined =>
    all.find((seat) => seat.provider === host.address && seat.level === level)?.status;

  function commit(id: number, held: Held): void {
    const { store, chain } = host.state();
    const dispute = cases.at(store, id);
    if (held.hasCommitted || statusIn(dispute) !== "drawn") return;
    held.hasCommitted = true;
    const commitment = seatCommitment(chain.chainId, id, dispute.level, host.address, outputRoot(chain, held.output), held.salt);
    host.submit({ kind: "commitSeat", case: id, commitment });
  }

  function open(id: number, held: Held): void {
    const { store, chain } = host.state();
    const wanted = chain.rulings.R32 === "no-commit" ? "drawn" : "committed";
    if (held.hasOpened || statusIn(cases.at(store, id)) !== wanted) return;
    held.hasOpened = true;
    host.submit({ kind: "openSeat", case: id, salt: held.salt, output: held.output });
  }

  function onPhase(id: number): void {
    const held = seats.get(id);
    const { phase } = cases.at(host.state().store, id);
    if (held === undefined) return;
    if (phase === "commit") commit(id, held);
    else if (phase === "open") open(id, held);
  }

  return {
    take(id) {
      const { store } = host.state();
      const input = caseInputs.get(store, id);
      const model = host.models.find(({ modelID }) => modelID === cases.at(store, id).modelID);
      if (input === undefined || model === undefined || !decode(requestCodec, input).ok) return;
      const output = encode(outputCodec, conduct.judge(model, sampleOf(input)));
      const held: Held = { output, salt: host.random.bytes(32), hasCommitted: false, hasOpened: false };
      host.after(conduct.latency, () => {
        seats.set(id, held);
        onPhase(id);
      });
    },
    onPhase,
  };
}
